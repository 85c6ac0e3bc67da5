package gis

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestParseDecimal(t *testing.T) {
	for _, test := range []struct {
		text string
		mark byte
		want Decimal
		ok   bool
	}{
		{"65,5", ',', 65_500_000, true},
		{"65.5", '.', 65_500_000, true},
		{"65.5", ',', 0, false},
		{"-0,000001", ',', -1, true},
		{"+7", ',', 7_000_000, true},
		{",5", ',', 500_000, true},
		{"5,", ',', 5_000_000, true},
		{"1,2345678", ',', 0, false},
		{"1,2345670", ',', 1_234_567, true},
		{"1.234,5", ',', 0, false},
		{"", ',', 0, false},
		{"-", ',', 0, false},
		{",", ',', 0, false},
		{"1e3", ',', 0, false},
		{" 1", ',', 0, false},
		{"9223372036854", ',', 9_223_372_036_854_000_000, true},
		{"9223372036855", ',', 0, false},
		{"99999999999999999999", ',', 0, false},
	} {
		if got, ok := ParseDecimal(test.text, test.mark); got != test.want || ok != test.ok {
			t.Errorf("ParseDecimal(%q, %q) = %d, %v; want %d, %v", test.text, test.mark, got, ok, test.want, test.ok)
		}
	}
}

func TestCents(t *testing.T) {
	for text, want := range map[string]Cents{"1234,5": 123_450, "0,01": 1, "-3": -300, "2,50": 250, "2,500": 250} {
		if got, ok := ParseCents(text, ','); !ok || got != want {
			t.Errorf("ParseCents(%q) = %d, %v", text, got, ok)
		}
	}
	if _, ok := ParseCents("2,505", ','); ok {
		t.Error("half a cent is read")
	}
	for v, want := range map[Cents]string{0: "0.00", 5: "0.05", -5: "-0.05", 123_450: "1234.50", math.MinInt64: "-92233720368547758.08"} {
		if got := v.String(); got != want {
			t.Errorf("%d prints %q, want %q", int64(v), got, want)
		}
	}
}

func TestDecimalText(t *testing.T) {
	for v, want := range map[Decimal]string{0: "0", One: "1", -One / 2: "-0.5", 1: "0.000001", 104_800_000: "104.8", math.MinInt64: "-9223372036854.775808"} {
		if got := v.String(); got != want {
			t.Errorf("%d prints %q, want %q", int64(v), got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		v := Decimal(rapid.Int64Range(-8e18, 8e18).Draw(t, "v"))
		if again, ok := ParseDecimal(v.String(), '.'); !ok || again != v {
			t.Fatalf("%d prints %s and reads back as %d, %v", int64(v), v, int64(again), ok)
		}
	})
}

func TestDecimalOf(t *testing.T) {
	for f, want := range map[float64]Decimal{0: 0, 1.5: 1_500_000, -0.0000005: -1, 104.80000000000001: 104_800_000} {
		if got, ok := DecimalOf(f); !ok || got != want {
			t.Errorf("DecimalOf(%v) = %d, %v", f, got, ok)
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e13} {
		if got, ok := DecimalOf(f); ok || got != 0 {
			t.Errorf("DecimalOf(%v) = %d, %v", f, got, ok)
		}
	}
	if got := Decimal(2_500_000).Float(); got != 2.5 {
		t.Errorf("Float gives %v", got)
	}
}
