package desk_test

import (
	"strings"
	"testing"

	"segit/gis/text"
	"segit/store/desk"
)

// The sentence for a filter that fails shows neither what the row holds nor what
// the filter asks for.
func TestBadFilterNamesNobody(t *testing.T) {
	d := demoDesk(t)
	var surname, code string
	err := d.Query(t.Context(), desk.QueryRequest{Dataset: "subjects", Where: "subject_type == 'P'"}, func(f desk.Feature) error {
		for _, field := range f.Fields {
			switch {
			case field.Name == "surname" && surname == "":
				surname = field.Value
			case field.Name == "fiscal_code" && code == "":
				code = field.Value
			}
		}
		return nil
	})
	if err != nil || surname == "" || code == "" {
		t.Fatalf("%q, %q, %v", surname, code, err)
	}
	words, err := text.Load(text.Italian)
	if err != nil {
		t.Fatal(err)
	}
	for where, want := range map[string]string{
		"int(surname) > 1":                                "1:1",
		`date(fiscal_code) > date("2020-01-01")`:          "1:1",
		`"a" matches surname + "("`:                       "1:5",
		`duration(surname) > duration("1s")`:              "1:1",
		"fiscal_code == = '" + code + "'":                 "1:16",
		"fiscal_code == '" + code + "' '" + code + "'":    "(1:",
		"surnam == '" + surname + "'":                     "surnam",
		"int('" + surname + "') == 1 and surname == 'xx'": "1:1",
	} {
		err := d.Query(t.Context(), desk.QueryRequest{Dataset: "subjects", Where: where}, func(desk.Feature) error { return nil })
		if err == nil {
			t.Errorf("%q is taken", where)
			continue
		}
		says := words.Error(err) + err.Error()
		if strings.Contains(says, surname) || strings.Contains(says, code) || !strings.Contains(says, want) {
			t.Errorf("%q: %s", where, says)
		}
	}
}
