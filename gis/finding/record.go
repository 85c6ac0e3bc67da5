package finding

import (
	"strings"

	"segit/gis"
	"segit/gis/text"
)

// record is a finding as it leaves the program: the one place that says which
// fields there are, their order and their names. Texts that are absent are "",
// numbers, measures and geometry that are absent are null.
type record struct {
	ID         string      `json:"id"`
	Control    string      `json:"control"`
	Version    int         `json:"version"`
	Severity   string      `json:"severity"` // high, medium, low
	TaxYear    int         `json:"tax_year"`
	Cadastre   string      `json:"cadastre"` // T or F
	Comune     string      `json:"comune"`
	Section    string      `json:"section"`
	Sheet      string      `json:"sheet"`
	Parcel     string      `json:"parcel"`
	Sub        string      `json:"sub"`
	FiscalCode string      `json:"fiscal_code"`
	Name       string      `json:"name"`
	Address    string      `json:"address"`
	Quota      string      `json:"quota"`
	Expected   measure     `json:"expected"`
	Found      measure     `json:"found"`
	Delta      measure     `json:"delta"`
	Unit       string      `json:"unit"` // of the measures that are numbers
	EuroCents  *int64      `json:"euro_cents"`
	Confidence string      `json:"confidence"`
	Reasons    []string    `json:"reasons"`
	Sources    []rowSource `json:"sources"`
	Note       string      `json:"note"` // notes in order, a line for each
	State      string      `json:"state"`
	Assignee   string      `json:"assignee,omitempty"`
	Due        string      `json:"due,omitempty"`   // by when it is to be worked on, YYYY-MM-DD
	Stale      bool        `json:"stale,omitempty"` // a person worked on it and the last run no longer finds it
}

// rowSource names an input row: the file's SHA-256 in hex, its base name and
// the line or feature number in it.
type rowSource struct {
	SHA256 string `json:"sha256"`
	File   string `json:"file"`
	Row    uint32 `json:"row"`
}

// measure is a number (with a decimal point), or words, or nothing.
type measure struct {
	text   string
	number bool
}

// MarshalJSON gives a number, a string or null.
func (m measure) MarshalJSON() ([]byte, error) {
	switch {
	case m.number:
		return []byte(m.text), nil
	case m.text == "":
		return []byte("null"), nil
	}
	return marshal(m.text)
}

// recordOf puts a finding into the form in which it leaves; words are in the
// catalogue's language.
func recordOf(f *gis.Finding, words text.Catalogue) record {
	r := record{
		ID: f.ID, Control: f.Control, Version: f.Version, Severity: f.Severity.String(), TaxYear: f.TaxYear,
		Cadastre: f.Cadastre.String(), Comune: f.Key.Comune, Section: f.Key.Section, Sheet: f.Key.Sheet,
		Parcel: f.Key.Parcel, Sub: f.Key.Sub,
		FiscalCode: f.FiscalCode, Name: f.Name, Address: f.Address, Quota: f.Quota,
		Expected: measureOf(f.Expected, words), Found: measureOf(f.Found, words), Delta: measureOf(f.Delta, words),
		Unit:       unitOf(f),
		Confidence: f.Confidence.String(), State: f.State, Assignee: f.Assignee, Stale: f.Stale,
		Reasons: make([]string, len(f.Reasons)), Sources: make([]rowSource, len(f.Evidence)),
	}
	if f.Euro != nil {
		cents := int64(*f.Euro)
		r.EuroCents = &cents
	}
	for i, reason := range f.Reasons {
		r.Reasons[i] = words.Say(reason)
	}
	for i := range f.Evidence {
		e := &f.Evidence[i]
		r.Sources[i] = rowSource{SHA256: e.SHA256, File: e.File, Row: e.Row}
	}
	if f.Due != 0 {
		r.Due = f.Due.String()
	}
	notes := make([]string, len(f.Notes))
	for i, n := range f.Notes {
		notes[i] = n.Text
	}
	r.Note = strings.Join(notes, "\n")
	return r
}

func measureOf(m gis.Measure, words text.Catalogue) measure {
	if m.Unit != "" {
		return measure{text: m.Value.String(), number: true}
	}
	if m.Word.Code != "" {
		return measure{text: words.Say(m.Word)}
	}
	return measure{}
}

// unitOf is the unit of the finding's numbers. A control measures one thing, so
// the first unit is the unit of all.
func unitOf(f *gis.Finding) string {
	for _, m := range []gis.Measure{f.Expected, f.Found, f.Delta} {
		if m.Unit != "" {
			return m.Unit
		}
	}
	return ""
}
