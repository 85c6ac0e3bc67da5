package geojson

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// elements are the raw features of a text, and how it ended.
func elements(r io.Reader) ([]string, error) {
	s := newSource(r)
	s.limit = 1 << 12
	var got []string
	for {
		raw, err := s.next()
		if err != nil {
			return got, err
		}
		got = append(got, string(raw))
	}
}

func TestScan(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
		err  error
	}{
		{``, nil, io.EOF},
		{` `, nil, io.EOF},
		{`{"features":[]}`, nil, io.EOF},
		{`{"features":[{"a":"]}"},{"b":"\"]\\"}]}`, []string{`{"a":"]}"}`, `{"b":"\"]\\"}`}, io.EOF},
		{`{"features":[1, "x" ,[2,[3]],null]}`, []string{`1`, `"x"`, `[2,[3]]`, `null`}, io.EOF},
		{`{"type":"FeatureCollection","name":{"x":[1]},"features":[1],"bbox":[1,2,3,4]}`, []string{`1`}, io.EOF},
		{`{"type":"FeatureCollection"}`, nil, io.EOF},
		{`{"b":2,"a":1}`, []string{`{"a":1,"b":2}`}, io.EOF},
		{`{"features":{"not":"an array"}}`, []string{`{"features":{"not":"an array"}}`}, io.EOF},
		{`{"a":1}` + "\n" + `{"a":2}`, []string{`{"a":1}`, `{"a":2}`}, io.EOF},
		{`{"features":[1`, []string{`1`}, errSyntax},
		{`{"features":["1`, nil, errSyntax},
		{`{"features":[{"a":1`, nil, errSyntax},
		{`{"features":[}]}`, nil, errSyntax},
		{`{"a"}`, nil, errSyntax},
		{`{"a":}`, nil, errSyntax},
		{`{a:1}`, nil, errSyntax},
		{`[1]`, nil, errSyntax},
		{`{"features":[1]} tail`, []string{`1`}, errSyntax},
	} {
		for name, r := range map[string]io.Reader{"whole": strings.NewReader(c.text), "byte by byte": iotest.OneByteReader(strings.NewReader(c.text))} {
			got, err := elements(r)
			if !slices.Equal(got, c.want) || !errors.Is(err, c.err) {
				t.Errorf("%s %s: %q, %v; want %q, %v", name, c.text, got, err, c.want, c.err)
			}
		}
	}
	broken := errors.New("the disk is gone")
	if _, err := elements(io.MultiReader(strings.NewReader(`{"features":[1,`), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("an error of the disk comes back as %v", err)
	}
}

// endless is a text that never closes its bracket.
type endless struct{ begun bool }

func (e *endless) Read(b []byte) (int, error) {
	if !e.begun {
		e.begun = true
		return copy(b, `{"features":[{"a":"`), nil
	}
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

func TestEndlessFeatureIsGivenUp(t *testing.T) {
	if _, err := elements(&endless{}); !errors.Is(err, errSyntax) {
		t.Errorf("%v", err)
	}
}

func TestTexts(t *testing.T) {
	for _, c := range []struct {
		text, want string
		bad        bool
	}{
		{`"plain"`, "plain", false},
		{`""`, "", false},
		{`"\u00e8\u20AC"`, "è€", false},
		{`"\ud83c\udfe0"`, "🏠", false},
		{`"\ud83c!"`, "\uFFFD!", false},
		{`"\ud83c\u0041"`, "\uFFFD", false},
		{`"\\ \/ \" \b\f\n\r\t"`, "\\ / \" \b\f\n\r\t", false},
		{`"open`, "", true},
		{`"\q"`, "", true},
		{`"\u12"`, "", true},
		{`"\u12zz"`, "", true},
		{`"\`, "", true},
	} {
		p := &parser{b: []byte(c.text)}
		if got := string(p.text()); p.bad != c.bad || !c.bad && got != c.want {
			t.Errorf("%s: %q, bad %v", c.text, got, p.bad)
		}
	}
}

func TestSkip(t *testing.T) {
	for text, bad := range map[string]bool{
		`{"a":[1,{"b":null}],"c":"d"}`: false,
		` -1.5e+3 `:                    false,
		`[1,]`:                         true,
		`{"a":1,}`:                     true,
		`{"a" 1}`:                      true,
		`[1 2]`:                        true,
		``:                             true,
		`]`:                            true,
		strings.Repeat("[", 1000):      true,
		strings.Repeat(`[`, 60) + strings.Repeat(`]`, 60): false,
	} {
		p := &parser{b: []byte(text)}
		if p.skip(); p.bad != bad {
			t.Errorf("%.40s: bad %v", text, p.bad)
		}
	}
}
