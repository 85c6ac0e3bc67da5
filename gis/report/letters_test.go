package report

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"segit/gis/text"
)

func blank(t testing.TB) *paper {
	t.Helper()
	p, err := newPaper(portrait, heading(t, text.Italian), "t", "b", "f")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestWrap(t *testing.T) {
	p := blank(t)
	f := small.plain()
	width := p.measure("uno due tre", f) + 0.01
	tests := []struct {
		text string
		want []string
	}{
		{"", nil},
		{"uno", []string{"uno"}},
		{"uno due tre", []string{"uno due tre"}},
		{"uno due tre quattro", []string{"uno due tre", "quattro"}},
		{"uno\ndue", []string{"uno", "due"}},
		{"uno\n\ndue", []string{"uno", "", "due"}},
		{"uno   due tre  quattro ", []string{"uno due tre", "quattro"}},
	}
	for _, test := range tests {
		if got := p.wrap(test.text, width, f); !slices.Equal(got, test.want) {
			t.Errorf("wrap(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestAHashIsNeverBroken(t *testing.T) {
	p := blank(t)
	for _, digit := range "0123456789abcdef" {
		hash := strings.Repeat(string(digit), 64)
		if lines := p.wrap(hash, hashWidth-2*padX, small.plain()); len(lines) != 1 {
			t.Errorf("a hash of %c takes %d lines", digit, len(lines))
		}
		if lines := p.wrap(hash, p.width()-labelWidth, small.plain()); len(lines) != 1 {
			t.Errorf("a proof of %c takes %d lines", digit, len(lines))
		}
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("via della libertà 12", 30.0)
	f.Add("\U0001F600\x00\n\n parola-lunghissima", 0.5)
	f.Add(strings.Repeat("m", 200), 10.0)
	p := blank(f)
	f.Fuzz(func(t *testing.T, s string, width float64) {
		if !(width > 0 && width < 500) || len(s) > 2000 {
			return
		}
		face := body.plain()
		lines := p.wrap(s, width, face)
		letters := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if letters(strings.Join(lines, "")) != letters(p.glyphs.printable(s)) {
			t.Fatalf("letters were lost: %q", lines)
		}
		for _, line := range lines {
			if utf8.RuneCountInString(line) > 1 && p.measure(line, face) > width+1e-6 {
				t.Fatalf("%q is wider than %g", line, width)
			}
		}
		p.line(10, 10, s, face)
		if p.pdf.Err() {
			t.Fatal(p.pdf.Error())
		}
	})
}
