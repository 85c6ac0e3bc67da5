package report

import (
	"testing"

	"segit/gis/text"
)

func TestWritten(t *testing.T) {
	tests := []struct{ stored, it, en string }{
		{"1600.625", "1.600,625", "1,600.625"},
		{"-0.5", "-0,5", "-0.5"},
		{"12041", "12041", "12041"}, // may be a code
		{"01.02", "01.02", "01.02"},
		{"1.2.3", "1.2.3", "1.2.3"},
		{"1.", "1.", "1."},
		{".5", ".5", ".5"},
		{"1.1234567", "1.1234567", "1.1234567"}, // finer than what we can hold
		{"2025-12-31", "31/12/2025", "31 Dec 2025"},
		{"9999-12-31", "9999-12-31", "9999-12-31"},
		{"2025-02-31", "2025-02-31", "2025-02-31"},
		{"2026-03-02T08:05:00Z", "02/03/2026 08:05", "2 Mar 2026 08:05"},
		{"VIA ROMA 1", "VIA ROMA 1", "VIA ROMA 1"},
		{"", "", ""},
	}
	for lang, pick := range map[text.Lang]func(it, en string) string{
		text.Italian: func(it, _ string) string { return it },
		text.English: func(_, en string) string { return en },
	} {
		p := &paper{words: heading(t, lang).Words}
		for _, test := range tests {
			if got := p.written(test.stored); got != pick(test.it, test.en) {
				t.Errorf("%s: %q = %q, want %q", lang, test.stored, got, pick(test.it, test.en))
			}
		}
	}
}
