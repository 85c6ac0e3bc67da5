package control

import (
	"cmp"
	"slices"

	"segit/gis"
	"segit/gis/finding"
)

// newFinding begins a finding of a control on a key.
func newFinding(f *Facts, info Info, s Setting, cadastre gis.Cadastre, k gis.Key) gis.Finding {
	return gis.Finding{
		ID:      finding.ID(info.ID, f.Comune(), cadastre, s.Year, k),
		Control: info.ID, Version: info.Version, TaxYear: s.Year, Cadastre: cadastre, Key: k,
	}
}

// sealed gives a result its last form: one finding for a key, in the order of
// keys, each with the hash of what was seen. It is the same in whatever order
// the rows came.
func (r Result) sealed() Result {
	slices.SortFunc(r.Findings, func(a, b gis.Finding) int {
		return cmp.Or(CompareKeys(a.Key, b.Key), compareEvidence(a.Evidence[0], b.Evidence[0]))
	})
	kept := r.Findings[:0]
	for _, f := range r.Findings {
		if last := len(kept) - 1; last >= 0 && kept[last].ID == f.ID {
			join(&kept[last], &f)
			continue
		}
		kept = append(kept, f)
	}
	for i := range kept {
		kept[i].Proof = finding.Proof(&kept[i])
	}
	r.Findings = kept
	return r
}

// join takes a second finding of the same key into the first. The cadastre has
// two open rows where one should stand: that is worth knowing, and a reason
// for less confidence.
func join(f, second *gis.Finding) {
	f.Severity, f.Confidence = max(f.Severity, second.Severity), gis.Low
	if reason := gis.Say("control.repeated"); !slices.ContainsFunc(f.Reasons, func(m gis.Message) bool { return m.Code == reason.Code }) {
		f.Reasons = append(f.Reasons, reason)
	}
	for _, e := range second.Evidence {
		if !slices.ContainsFunc(f.Evidence, func(o gis.Evidence) bool { return compareEvidence(e, o) == 0 }) {
			f.Evidence = append(f.Evidence, e)
		}
	}
}

func compareEvidence(a, b gis.Evidence) int {
	return cmp.Or(cmp.Compare(a.Dataset, b.Dataset), cmp.Compare(a.Supply, b.Supply), cmp.Compare(a.Row, b.Row))
}

func contains(words []string, word string) bool { return slices.Contains(words, word) }
