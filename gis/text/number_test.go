package text

import (
	"math"
	"testing"

	"segit/gis"
)

func TestNumber(t *testing.T) {
	it, en := load(t, Italian), load(t, English)
	for _, test := range []struct {
		value  gis.Decimal
		places int
		it, en string
	}{
		{0, 2, "0,00", "0.00"},
		{1_234_500_000, 2, "1.234,50", "1,234.50"},
		{65_500_000, 1, "65,5", "65.5"},
		{2_500_000, 0, "3", "3"},
		{-2_500_000, 0, "-3", "-3"},
		{4_999, 2, "0,00", "0.00"},
		{5_000, 2, "0,01", "0.01"},
		{-4_999, 2, "0,00", "0.00"},
		{999_999_999_999, 0, "1.000.000", "1,000,000"},
		{123_456, 6, "0,123456", "0.123456"},
		{123_456, 9, "0,123456", "0.123456"},
		{math.MinInt64, 0, "-9.223.372.036.855", "-9,223,372,036,855"},
	} {
		if got := it.Number(test.value, test.places); got != test.it {
			t.Errorf("Number(%d, %d) = %q, want %q", test.value, test.places, got, test.it)
		}
		if got := en.Number(test.value, test.places); got != test.en {
			t.Errorf("English Number(%d, %d) = %q, want %q", test.value, test.places, got, test.en)
		}
	}
}

func TestOtherForms(t *testing.T) {
	it, en := load(t, Italian), load(t, English)
	day := gis.Day(2024, 3, 5)
	for _, test := range []struct{ name, got, want string }{
		{"euro", it.Euro(123_450), "1.234,50 €"},
		{"euro, English", en.Euro(123_450), "€ 1,234.50"},
		{"negative euro", it.Euro(-7), "-0,07 €"},
		{"the least amount", it.Euro(math.MinInt64), "-92.233.720.368.547.758,08 €"},
		{"count", it.Count(1_000_000), "1.000.000"},
		{"negative count", en.Count(-999), "-999"},
		{"area", it.Area(104_800_000), "104,80 m²"},
		{"day", it.Date(day), "05/03/2024"},
		{"day, English", en.Date(day), "5 Mar 2024"},
		{"open end", en.Date(gis.OpenEnd), ""},
		{"unknown beginning", it.Date(gis.Always), ""},
		{"measure", it.Measure(gis.SquareMetres(80_250_000)), "80,25 m²"},
		{"measure in words", it.Measure(gis.Wording("text.line-alone", 4)), "riga 4"},
		{"no measure", it.Measure(gis.Measure{}), ""},
	} {
		if test.got != test.want {
			t.Errorf("%s: %q, want %q", test.name, test.got, test.want)
		}
	}
}
