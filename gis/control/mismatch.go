package control

import (
	"context"

	"segit/gis"
)

// mapCensusMismatch is control 7: parcels of the map that the land census does
// not know, and the reverse, in the sheets that both have. The section counts;
// a side without one is matched only where one candidate stands.
type mapCensusMismatch struct{}

func (mapCensusMismatch) Info() Info {
	return Info{ID: "map-census-mismatch", Number: 7, Version: 1, Needs: []string{"parcels", "land"}}
}

func (c mapCensusMismatch) Run(ctx context.Context, f *Facts, s Setting) (Result, error) {
	if err := together(ctx, only(f.Parcels), only(f.Land)); err != nil {
		return Result{}, err
	}
	drawn, listed := f.parcels, f.land
	info := c.Info()
	var r Result
	missing, sheets := unanswered(drawn, listed, &r)
	for _, k := range missing {
		pieces := drawn.rows[k]
		out := c.graded(f, info, s, k)
		out.Expected, out.Found = gis.Wording("mismatch.expected-census"), gis.Wording("mismatch.only-map")
		out.Reasons = []gis.Message{gis.Say("mismatch.reason-map")}
		out.Evidence, out.Geometry = f.pieceEvidence(k, pieces), geometry(pieces)
		r.Findings = append(r.Findings, out)
	}
	if sheets > 0 {
		r.Remarks = append(r.Remarks, gis.Say("mismatch.sheets-map", sheets))
	}
	missing, sheets = unanswered(listed, drawn, &r)
	for _, k := range missing {
		out := c.graded(f, info, s, k)
		out.Expected, out.Found = gis.Wording("mismatch.expected-map"), gis.Wording("mismatch.only-census")
		out.Reasons = []gis.Message{gis.Say("mismatch.reason-census")}
		out.Evidence = f.landEvidence(listed.rows[k])
		r.Findings = append(r.Findings, out)
	}
	if sheets > 0 {
		r.Remarks = append(r.Remarks, gis.Say("mismatch.sheets-census", sheets))
	}
	return r.sealed(), nil
}

func (mapCensusMismatch) graded(f *Facts, info Info, s Setting, k gis.Key) gis.Finding {
	out := newFinding(f, info, s, gis.Land, k)
	out.Severity, out.Confidence = gis.Medium, gis.High
	return out
}

// unanswered are the keys of one side that the other lacks, and how many
// sheets the other lacks altogether: of those nothing is said.
func unanswered[A, B any](side *table[A], other *table[B], r *Result) (missing []gis.Key, sheets int) {
	lonely := map[gis.Key]bool{}
	for k := range side.rows {
		_, p := other.answer(k, side)
		switch {
		case p == ambiguous:
			r.Undecided++
		case p == absent && other.hasSheet(k):
			missing = append(missing, k)
		case p == absent:
			lonely[sheetOf(k)] = true
		}
	}
	return missing, len(lonely)
}
