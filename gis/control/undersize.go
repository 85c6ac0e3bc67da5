package control

import (
	"context"

	"segit/gis"
)

// tariSurface is control 26: accounts of a unit that together declare less
// than 80 % of its cadastral surface (L. 147/2013 art. 1 c. 646). It is a
// presumption, never a measure: field 10 of FAB may hold open areas, so the
// confidence is low.
type tariSurface struct{}

func (tariSurface) Info() Info {
	return Info{ID: "tari-surface", Number: 26, Version: 1, Needs: []string{"units", wasteDataset}, Params: append(tariffParams(),
		Param{Name: "ratio", Default: "0.80"},
		Param{Name: "tolerance_m2", Default: "5", Unit: "m²"},
		Param{Name: "tolerance_percent", Default: "5", Unit: "%"},
	)}
}

func (c tariSurface) Run(ctx context.Context, f *Facts, s Setting) (Result, error) {
	m, err := f.Matches(ctx)
	if err != nil {
		return Result{}, err
	}
	info := c.Info()
	estimate, err := newEstimate(f.Comune(), info, s)
	if err != nil {
		return Result{}, err
	}
	ratio, least, percent := s.must(info, "ratio"), s.must(info, "tolerance_m2"), s.must(info, "tolerance_percent")
	var r Result
	for i := range f.units.all {
		u := &f.units.all[i]
		if !taxable(u) || !u.measured || !m.taxed(int32(i)) {
			continue
		}
		declared, occupants, ok := f.declared(int32(i))
		if !ok || m.undecided[i] {
			r.Undecided++
			continue
		}
		expected := scale(u.surface, ratio)
		shortfall := expected - declared
		if shortfall <= least || !exceeds(shortfall, expected, percent) {
			continue
		}
		out := newFinding(f, info, s, gis.Urban, u.key())
		out.Severity, out.Confidence = gis.Medium, gis.Low
		out.Expected, out.Found, out.Delta = gis.SquareMetres(expected), gis.SquareMetres(declared), gis.SquareMetres(shortfall)
		out.Reasons = []gis.Message{gis.Say("surface.presumption"), gis.Say("surface.field10")}
		out.Address = f.units.street(u)
		if u.dwelling() {
			out.Euro = estimate.difference(expected, declared, occupants)
			out.Reasons = append(out.Reasons, estimate.reasons(occupants)...)
		} else {
			out.Reasons = append(out.Reasons, gis.Say("estimate.not-household"))
		}
		out.Evidence = append([]gis.Evidence{f.unitEvidence(u)}, f.accountEvidence(int32(i))...)
		f.holders.name(f, u, &out)
		r.Findings = append(r.Findings, out)
	}
	return r.sealed(), nil
}

// declared sums the surfaces of a unit's accounts; false when one does not say
// its own.
func (f *Facts) declared(unit int32) (sum gis.Decimal, occupants int64, ok bool) {
	for i := range f.matches.of(unit) {
		a := &f.accounts.all[i]
		if !a.measured {
			return 0, 0, false
		}
		sum += a.surface
		occupants = max(occupants, a.occupants)
	}
	return sum, occupants, true
}
