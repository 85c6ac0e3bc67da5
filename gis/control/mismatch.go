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
	ps, err := f.Parcels(ctx)
	if err != nil {
		return Result{}, err
	}
	l, err := f.Land(ctx)
	if err != nil {
		return Result{}, err
	}
	drawn, listed := newKeySet(ps.keys), newKeySet(keysOf(l.byParcel))
	info := c.Info()
	var r Result
	lonely := [2]map[gis.Key]bool{{}, {}} // sheets of one side only
	for _, k := range ps.keys {
		switch listed.find(k) {
		case absent:
			if !listed.hasSheet(k) {
				lonely[0][sheetOf(k)] = true
				continue
			}
			out := newFinding(f, info, s, gis.Land, k)
			out.Expected, out.Found = gis.Wording("mismatch.expected-census"), gis.Wording("mismatch.only-map")
			out.Reasons = []gis.Message{gis.Say("mismatch.reason-map")}
			out.Evidence = f.pieceEvidence(k, ps.byParcel[k])
			out.Geometry = geometry(ps.byParcel[k])
			r.Findings = append(r.Findings, seal(c.grade(out)))
		case ambiguous:
			r.Undecided++
		}
	}
	for _, k := range keysOf(l.byParcel) {
		switch drawn.find(k) {
		case absent:
			if !drawn.hasSheet(k) {
				lonely[1][sheetOf(k)] = true
				continue
			}
			out := newFinding(f, info, s, gis.Land, k)
			out.Expected, out.Found = gis.Wording("mismatch.expected-map"), gis.Wording("mismatch.only-census")
			out.Reasons = []gis.Message{gis.Say("mismatch.reason-census")}
			out.Evidence = f.landEvidence(k, l.byParcel[k])
			r.Findings = append(r.Findings, seal(c.grade(out)))
		case ambiguous:
			r.Undecided++
		}
	}
	if n := len(lonely[0]); n > 0 {
		r.Remarks = append(r.Remarks, gis.Say("mismatch.sheets-map", n))
	}
	if n := len(lonely[1]); n > 0 {
		r.Remarks = append(r.Remarks, gis.Say("mismatch.sheets-census", n))
	}
	return r, nil
}

func (mapCensusMismatch) grade(f gis.Finding) gis.Finding {
	f.Severity, f.Confidence = gis.Medium, gis.High
	return f
}
