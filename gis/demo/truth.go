package demo

import (
	"cmp"
	"encoding/json"
	"io"
	"slices"

	"segit/gis"
)

// Truth is what the controls must make of the municipality: every finding that
// was planted, there are no others, and the cases that look like one and are
// none. It is written as truth.json, sorted.
type Truth struct {
	Version    int    `json:"version"` // of this layout: 1
	Comune     string `json:"comune"`
	Name       string `json:"name"`
	Seed       int64  `json:"seed"`
	Units      int    `json:"units"` // asked for
	Findings   []Case `json:"findings"`
	NearMisses []Case `json:"near_misses"`
}

// Case is a planted finding or near miss, by control and key. A near miss says
// why it is no finding of that control.
type Case struct {
	Control  string `json:"control"`
	Cadastre string `json:"cadastre"` // "T" or "F"
	Key      string `json:"key"`      // text form without the cadastre
	Case     string `json:"case"`     // which of the planted kinds
	Why      string `json:"why,omitempty"`
}

// add notes a case; why is "" for a finding.
func (t *Truth) add(control string, cadastre gis.Cadastre, key gis.Key, name, why string) {
	c := Case{Control: control, Cadastre: cadastre.String(), Key: key.String(), Case: name, Why: why}
	if why == "" {
		t.Findings = append(t.Findings, c)
	} else {
		t.NearMisses = append(t.NearMisses, c)
	}
}

// write sorts the cases and writes them as JSON.
func (t *Truth) write(w io.Writer) error {
	for _, cases := range [][]Case{t.Findings, t.NearMisses} {
		slices.SortFunc(cases, func(a, b Case) int {
			return cmp.Or(cmp.Compare(a.Control, b.Control), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Case, b.Case))
		})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(t)
}
