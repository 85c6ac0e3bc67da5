package control

import (
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

// seal closes a finding with the hash of what was seen.
func seal(f gis.Finding) gis.Finding {
	f.Proof = finding.Proof(&f)
	return f
}

func contains(words []string, word string) bool { return slices.Contains(words, word) }
