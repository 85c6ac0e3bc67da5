package control

import (
	"context"

	"segit/gis"
)

// parcelAreaGap is control 8: parcels whose area on the map differs from the
// census by more than the tolerance (one twentieth, Istruzione XVI and art.
// 1538 c.c.; at least 20 m²).
type parcelAreaGap struct{}

func (parcelAreaGap) Info() Info {
	return Info{ID: "parcel-area-gap", Number: 8, Version: 1, Needs: []string{"parcels", "land"}, Params: []Param{
		{Name: "tolerance_percent", Default: "5", Unit: "%"},
		{Name: "tolerance_m2", Default: "20", Unit: "m²"},
	}}
}

func (c parcelAreaGap) Run(ctx context.Context, f *Facts, s Setting) (Result, error) {
	if err := together(ctx, only(f.Parcels), only(f.Land)); err != nil {
		return Result{}, err
	}
	drawn, listed := f.parcels, f.land
	info := c.Info()
	percent, least := s.must(info, "tolerance_percent"), s.must(info, "tolerance_m2")
	var r Result
	for k, pieces := range drawn.rows {
		rows, p := listed.answer(k, drawn)
		if p == absent {
			continue // control 7 speaks of it
		}
		census, known := area(rows)
		if p == ambiguous || !known {
			r.Undecided++
			continue
		}
		onMap := mapArea(pieces)
		gap := max(census-onMap, onMap-census)
		if gap <= least || !exceeds(gap, census, percent) {
			continue
		}
		if crossed(pieces) {
			r.Undecided++
			continue
		}
		out := newFinding(f, info, s, gis.Land, k)
		out.Severity, out.Confidence = gis.Low, gis.Medium
		out.Reasons = []gis.Message{gis.Say("gap.reason-scale")}
		if exceeds(gap, census, 4*percent) {
			out.Severity, out.Confidence = gis.Medium, gis.High
			out.Reasons = []gis.Message{gis.Say("gap.reason-large")}
		}
		out.Expected, out.Found = gis.SquareMetres(census), gis.SquareMetres(hundredths(onMap))
		out.Delta = gis.SquareMetres(hundredths(onMap - census))
		out.Evidence = append(f.pieceEvidence(k, pieces), f.landEvidence(rows)...)
		out.Geometry = geometry(pieces)
		r.Findings = append(r.Findings, out)
	}
	return r.sealed(), nil
}
