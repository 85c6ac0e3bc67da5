package control

import (
	"context"
	"strings"

	"segit/gis"
)

// mapCensusMismatch is control 7: parcels of the map that the land census does
// not know, and the reverse, in the sheets that both have. The section counts;
// a side without one is matched only where one candidate stands.
type mapCensusMismatch struct{}

func (mapCensusMismatch) Info() Info {
	return Info{ID: "map-census-mismatch", Number: 7, Version: 1, Needs: []string{"parcels", "land"}, Params: []Param{
		{Name: "whole_sheets", Default: "0"}, // 1: also sheets that the other side lacks altogether
	}}
}

func (c mapCensusMismatch) Run(ctx context.Context, f *Facts, s Setting) (Result, error) {
	if err := together(ctx, only(f.Parcels), only(f.Land)); err != nil {
		return Result{}, err
	}
	drawn, listed := f.parcels, f.land
	info := c.Info()
	var r Result
	whole := s.must(info, "whole_sheets") > 0
	missing, sheets := unanswered(drawn, listed, whole, &r)
	for _, k := range missing {
		pieces := drawn.rows[k]
		out := c.graded(f, info, s, k)
		out.Expected, out.Found = gis.Wording("mismatch.expected-census"), gis.Wording("mismatch.only-map")
		out.Reasons = []gis.Message{gis.Say("mismatch.reason-map")}
		out.Evidence, out.Geometry = f.pieceEvidence(k, pieces), geometry(pieces)
		r.Findings = append(r.Findings, out)
	}
	if len(sheets) > 0 {
		r.Remarks = append(r.Remarks, gis.Say("mismatch.sheets-map", len(sheets), sheetNames(sheets)))
	}
	missing, sheets = unanswered(listed, drawn, whole, &r)
	for _, k := range missing {
		out := c.graded(f, info, s, k)
		out.Expected, out.Found = gis.Wording("mismatch.expected-map"), gis.Wording("mismatch.only-census")
		out.Reasons = []gis.Message{gis.Say("mismatch.reason-census")}
		out.Evidence = f.landEvidence(listed.rows[k])
		r.Findings = append(r.Findings, out)
	}
	if len(sheets) > 0 {
		r.Remarks = append(r.Remarks, gis.Say("mismatch.sheets-census", len(sheets), sheetNames(sheets)))
	}
	return r.sealed(), nil
}

func (mapCensusMismatch) graded(f *Facts, info Info, s Setting, k gis.Key) gis.Finding {
	out := newFinding(f, info, s, gis.Land, k)
	out.Severity, out.Confidence = gis.Medium, gis.High
	return out
}

// unanswered are the keys of one side that the other lacks, and the sheets that
// the other lacks altogether: of those nothing is said unless they are wanted
// whole. An office that has imported one sheet is not told that all parcels of
// the others are missing.
func unanswered[A, B any](side *table[A], other *table[B], whole bool, r *Result) (missing, sheets []gis.Key) {
	lonely := map[gis.Key]bool{}
	for k := range side.rows {
		_, p := other.answer(k, side)
		switch {
		case p == ambiguous:
			r.Undecided++
		case p == absent && (whole || other.hasSheet(k)):
			missing = append(missing, k)
		case p == absent:
			lonely[sheetOf(k)] = true
		}
	}
	return missing, keysOf(lonely)
}

// sheetNames are the first sheets of a list, as "A/12, A/13 …".
func sheetNames(sheets []gis.Key) string {
	const most = 12
	var names []string
	for _, k := range sheets[:min(most, len(sheets))] {
		section := k.Section
		if section == "" {
			section = "_"
		}
		names = append(names, section+"/"+k.Sheet)
	}
	if len(sheets) > most {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}
