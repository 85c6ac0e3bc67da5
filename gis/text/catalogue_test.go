package text

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"segit/gis"
)

func load(t testing.TB, lang Lang) Catalogue {
	t.Helper()
	c, err := Load(lang)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	it, en := load(t, Italian), load(t, English)
	for code, sentence := range it.sentences {
		other, ok := en.sentences[code]
		if !ok {
			t.Errorf("%s has no English sentence", code)
			continue
		}
		if a, b := marksOf(sentence), marksOf(other); !slices.Equal(a, b) {
			t.Errorf("%s: the Italian sentence uses %v, the English one %v", code, a, b)
		}
	}
	for code := range en.sentences {
		if !it.Has(code) {
			t.Errorf("%s has no Italian sentence", code)
		}
	}
}

// marksOf are the placeholders of a sentence, each once, in order.
func marksOf(sentence string) []string {
	marks := placeholder.FindAllString(sentence, -1)
	slices.Sort(marks)
	return slices.Compact(marks)
}

func TestCodesHaveTheirForm(t *testing.T) {
	form := regexp.MustCompile(`^[a-z0-9]+([_-][a-z0-9]+)*(\.[a-z0-9]+([_-][a-z0-9]+)*)+$`)
	for code, sentence := range load(t, Italian).sentences {
		if !form.MatchString(code) {
			t.Errorf("%q is not of the form topic.short", code)
		}
		if strings.TrimSpace(sentence) != sentence || sentence == "" {
			t.Errorf("%s: blank sentence, or blanks around it", code)
		}
	}
}

func TestSay(t *testing.T) {
	files := fstest.MapFS{"text/a.it.json": {Data: []byte(`{"a.one":"uno","a.two":"prima {0}, poi {1}, ancora {0}","a.brace":"{ {x} {9}"}`)}}
	c, err := read(files, Italian)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		message gis.Message
		want    string
	}{
		{gis.Say("a.one"), "uno"},
		{gis.Say("a.one", "too many"), "uno"},
		{gis.Say("a.two", 3, "{0}"), "prima 3, poi {0}, ancora 3"},
		{gis.Say("a.two", 3), "prima 3, poi {1}, ancora 3"},
		{gis.Say("a.brace", "x"), "{ {x} {9}"},
		{gis.Say("a.missing", 12, "b"), "a.missing 12 b"},
		{gis.Message{}, ""},
	} {
		if got := c.Say(test.message); got != test.want {
			t.Errorf("Say(%v) = %q, want %q", test.message, got, test.want)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		files fstest.MapFS
		code  string
	}{
		"no language": {fstest.MapFS{"text/a.en.json": {Data: []byte(`{}`)}}, "text.language"},
		"not json":    {fstest.MapFS{"text/a.it.json": {Data: []byte(`{`)}}, "text.broken"},
		"not flat":    {fstest.MapFS{"text/a.it.json": {Data: []byte(`{"a":{"b":"c"}}`)}}, "text.broken"},
		"code twice": {fstest.MapFS{
			"text/a.it.json": {Data: []byte(`{"a.b":"c"}`)},
			"text/b.it.json": {Data: []byte(`{"a.b":"d"}`)},
		}, "text.twice"},
	} {
		_, err := read(test.files, Italian)
		if err == nil || !strings.Contains(err.Error(), test.code) {
			t.Errorf("%s: got %v, want %s", name, err, test.code)
		}
	}
}

func TestChoose(t *testing.T) {
	for _, test := range []struct {
		asked string
		env   map[string]string
		want  Lang
	}{
		{"", nil, Italian},
		{"en", map[string]string{"LANG": "it_IT.UTF-8"}, English},
		{"IT", map[string]string{"LANG": "en_GB"}, Italian},
		{"", map[string]string{"LANG": "en_US.UTF-8"}, English},
		{"", map[string]string{"LANG": "C.UTF-8"}, Italian},
		{"", map[string]string{"LANG": "fr_FR.UTF-8"}, Italian},
		{"", map[string]string{"LC_ALL": "it_IT", "LANG": "en_US"}, Italian},
		{"", map[string]string{"LC_ALL": "C", "LC_MESSAGES": "en_GB"}, English},
	} {
		got, err := Choose(test.asked, func(name string) string { return test.env[name] })
		if err != nil || got != test.want {
			t.Errorf("Choose(%q, %v) = %q, %v; want %q", test.asked, test.env, got, err, test.want)
		}
	}
	if _, err := Choose("de", func(string) string { return "" }); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("an unknown language must be bad usage, got %v", err)
	}
}
