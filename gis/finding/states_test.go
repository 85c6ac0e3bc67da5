package finding

import (
	"errors"
	"testing"

	"segit/assets"
	"segit/gis"
	"segit/gis/text"
)

func builtIn(t testing.TB) States {
	t.Helper()
	states, err := BuiltInStates()
	if err != nil {
		t.Fatal(err)
	}
	return states
}

func codeOf(err error) string {
	var e *gis.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestBuiltInStates(t *testing.T) {
	states := builtIn(t)
	open := map[string]bool{"new": true, "checking": true, "to-invite": true, "closed": false, "rejected": false}
	if len(states) != len(open) {
		t.Errorf("%d states, want %d", len(states), len(open))
	}
	for id, want := range open {
		s, err := states.Of(id)
		if err != nil || s.Open != want {
			t.Errorf("Of(%s) = %+v, %v; want open %v", id, s, err, want)
		}
	}
	if states.First() != "new" {
		t.Errorf("First = %s", states.First())
	}
}

func TestEveryStateHasANameInEachLanguage(t *testing.T) {
	for _, lang := range []text.Lang{text.Italian, text.English} {
		c := words(t, lang)
		for _, s := range builtIn(t) {
			if !c.Has(s.Name().Code) {
				t.Errorf("%s: no name for %s", lang, s.ID)
			}
		}
	}
}

func TestNext(t *testing.T) {
	tests := []struct {
		from, to, reason string
		code             string
	}{
		{"new", "checking", "", ""},
		{"new", "to-invite", "", ""},
		{"checking", "new", "", ""},
		{"to-invite", "checking", "", ""},
		{"new", "closed", "pagato il 3 marzo", ""},
		{"checking", "rejected", "edificio demolito", ""},
		{"to-invite", "closed", "definita", ""},
		{"closed", "checking", "nuovo rilievo", ""},
		{"rejected", "checking", "ricorso", ""},
		{"new", "new", "", ""},
		{"closed", "closed", "motivo corretto", ""},
		{"new", "closed", "", "finding.state-reason"},
		{"new", "rejected", " \t", "finding.state-reason"},
		{"closed", "checking", "", "finding.state-reason"},
		{"closed", "closed", "", "finding.state-reason"},
		{"closed", "rejected", "perché no", "finding.state-from"},
		{"to-invite", "new", "", "finding.state-from"},
		{"new", "appealed", "x", "finding.state-unknown"},
		{"", "new", "x", "finding.state-unknown"},
	}
	states := builtIn(t)
	for _, test := range tests {
		err := states.Next(test.from, test.to, test.reason)
		if codeOf(err) != test.code || (err == nil) != (test.code == "") {
			t.Errorf("Next(%q, %q, %q) = %v, want code %q", test.from, test.to, test.reason, err, test.code)
		}
	}
}

func TestAnyOpenStateMayEnd(t *testing.T) {
	states := builtIn(t)
	for _, s := range states {
		for _, end := range []string{"closed", "rejected"} {
			if err := states.Next(s.ID, end, "motivo"); s.Open && err != nil {
				t.Errorf("%s cannot become %s: %v", s.ID, end, err)
			}
		}
	}
}

func TestParseStatesRefuses(t *testing.T) {
	tests := map[string]struct{ toml, code string }{
		"not TOML":      {"[[state", "finding.states-form"},
		"wrong type":    {"[[state]]\nid = 3", "finding.states-form"},
		"unknown entry": {"[[state]]\nid = \"a\"\nopen = true\ncolour = 1", "finding.states-key"},
		"nothing":       {"", "finding.states-none"},
		"twice":         {"[[state]]\nid = \"a\"\nopen = true\n[[state]]\nid = \"a\"", "finding.states-twice"},
		"no name":       {"[[state]]\nopen = true", "finding.states-twice"},
		"no such next":  {"[[state]]\nid = \"a\"\nopen = true\nto = [\"b\"]", "finding.states-link"},
		"closed start":  {"[[state]]\nid = \"a\"", "finding.states-start"},
	}
	for name, test := range tests {
		if _, err := ParseStates(test.toml); codeOf(err) != test.code {
			t.Errorf("%s: %v, want %s", name, err, test.code)
		}
	}
}

func FuzzParseStates(f *testing.F) {
	f.Add(assets.States())
	f.Add("[[state]]\nid = \"a\"\nopen = true\nto = [\"a\"]")
	f.Add("[state]\nid = 1")
	f.Fuzz(func(t *testing.T, table string) {
		states, err := ParseStates(table)
		if err != nil {
			return
		}
		first, err := states.Of(states.First())
		if err != nil || !first.Open {
			t.Fatalf("a table was taken whose first state is %+v, %v", first, err)
		}
		for _, s := range states {
			for _, to := range s.To {
				if err := states.Next(s.ID, to, "x"); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
