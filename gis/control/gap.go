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
	ps, err := f.Parcels(ctx)
	if err != nil {
		return Result{}, err
	}
	l, err := f.Land(ctx)
	if err != nil {
		return Result{}, err
	}
	info := c.Info()
	percent, least := s.must(info, "tolerance_percent"), s.must(info, "tolerance_m2")
	var r Result
	for _, k := range ps.keys {
		rows := l.byParcel[k]
		if len(rows) == 0 {
			continue // control 7 speaks of it
		}
		census, drawn := area(rows), mapArea(ps.byParcel[k])
		if census == 0 {
			r.Undecided++
			continue
		}
		gap := max(census-drawn, drawn-census)
		if gap <= least || !exceeds(gap, census, percent) {
			continue
		}
		out := newFinding(f, info, s, gis.Land, k)
		out.Severity, out.Confidence = gis.Low, gis.Medium
		out.Reasons = []gis.Message{gis.Say("gap.reason-scale")}
		if exceeds(gap, census, 4*percent) {
			out.Severity, out.Confidence = gis.Medium, gis.High
			out.Reasons = []gis.Message{gis.Say("gap.reason-large")}
		}
		out.Expected, out.Found = gis.SquareMetres(census), gis.SquareMetres(hundredths(drawn))
		out.Delta = gis.SquareMetres(hundredths(drawn - census))
		out.Evidence = append(f.pieceEvidence(k, ps.byParcel[k]), f.landEvidence(k, rows)...)
		out.Geometry = geometry(ps.byParcel[k])
		r.Findings = append(r.Findings, seal(out))
	}
	return r, nil
}
