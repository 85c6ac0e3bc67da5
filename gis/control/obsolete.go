package control

import (
	"context"

	"segit/gis"
)

// obsoleteClass is control 14: open units of A/5 or A/6, categories that the
// cadastre no longer gives (L. 311/2004 art. 1 c. 336).
type obsoleteClass struct{}

func (obsoleteClass) Info() Info {
	return Info{ID: "obsolete-class", Number: 14, Version: 1, Needs: []string{"units"}, Params: []Param{
		{Name: "categories", Default: "A05,A06", List: true},
		{Name: "large", Default: "80", Unit: "m²"},
	}}
}

func (c obsoleteClass) Run(ctx context.Context, f *Facts, s Setting) (Result, error) {
	hs, err := f.Holders(ctx)
	if err != nil {
		return Result{}, err
	}
	us := f.units
	info := c.Info()
	categories, large := s.list(info, "categories"), s.must(info, "large")
	var r Result
	for i := range us.all {
		u := &us.all[i]
		if !contains(categories, textOf(u.category)) {
			continue
		}
		if !u.key().Complete() {
			r.Undecided++
			continue
		}
		out := newFinding(f, info, s, gis.Urban, u.key())
		out.Severity, out.Confidence = gis.Medium, gis.High
		if u.measured && u.surface > large {
			out.Severity = gis.High
		}
		out.Expected, out.Found = gis.Wording("obsolete.expected"), gis.Wording("obsolete.found", textOf(u.category))
		out.Reasons = []gis.Message{gis.Say("obsolete.reason", textOf(u.category))}
		out.Address = us.street(u)
		out.Evidence = append(out.Evidence, f.unitEvidence(u))
		hs.name(f, u, &out)
		r.Findings = append(r.Findings, out)
	}
	return r.sealed(), nil
}
