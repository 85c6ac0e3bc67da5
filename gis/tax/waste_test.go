package tax_test

import (
	"fmt"
	"testing"

	"segit/gis"
	"segit/gis/tax"
)

// example5 is the tariff of the worked example: Quf 2.10, Ka 1.02 for three
// people, variable part 180.00, TEFA 5 %, UR1 to UR3 7.60 (2025).
func example5(t testing.TB) tax.WasteTariff {
	t.Helper()
	tariff, ok, err := tax.Waste("W001", 2025)
	if err != nil || !ok {
		t.Fatalf("tariff of W001: %v %v", ok, err)
	}
	return tariff
}

func TestHouseholdToTheCent(t *testing.T) {
	tariff := example5(t)
	for _, c := range []struct {
		surface   int64
		occupants int
		want      gis.Cents
	}{
		{90, 3, 39902},
		{105, 3, 43276},
		{114, 3, 45300},
		{0, 3, 18900 + 760},
		{50, 0, tariff.Household(50, 1)},
		{50, 9, tariff.Household(50, 6)},
	} {
		if got := tariff.Household(c.surface, c.occupants); got != c.want {
			t.Errorf("%d m², %d people: %s, want %s", c.surface, c.occupants, got, c.want)
		}
	}
}

func TestWholeMetresRoundsHalfUp(t *testing.T) {
	for text, want := range map[string]int64{"104.8": 105, "104.5": 105, "104.499999": 104, "0": 0} {
		v, ok := gis.ParseDecimal(text, '.')
		if !ok {
			t.Fatal(text)
		}
		if got := tax.WholeMetres(v); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}

func TestWasteIsDated(t *testing.T) {
	for year, want := range map[int]gis.Cents{2023: 0, 2024: 160, 2025: 760, 2030: 760} {
		tariff, ok, err := tax.Waste("W001", year)
		if err != nil || !ok {
			t.Fatalf("%d: %v %v", year, ok, err)
		}
		if tariff.Perequation != want {
			t.Errorf("%d: perequation %s, want %s", year, tariff.Perequation, want)
		}
	}
	for comune, year := range map[string]int{"W001": 2019, "C351": 2025} {
		if _, ok, err := tax.Waste(comune, year); ok || err != nil {
			t.Errorf("%s %d: found %v, error %v", comune, year, ok, err)
		}
	}
}

func ExampleWasteTariff_Household() {
	tariff, _, err := tax.Waste("W001", 2025)
	if err != nil {
		panic(err)
	}
	fmt.Println(tariff.Household(105, 3) - tariff.Household(90, 3))
	// Output: 33.74
}

// An own tariff may have six places: none is lost before the one rounding.
func TestHouseholdRoundsOnce(t *testing.T) {
	// 1.000001 · 1.000001 = 1.000002000001 €/m²; · 2499 m² = 2499.004998002499 €,
	// and · 2500 m² = 2500.0050000025 €, half a cent and a little.
	for surface, want := range map[int64]gis.Cents{2499: 249900, 2500: 250001} {
		tariff, err := tax.OwnWaste("W001", 2000, 1_000_001, 1_000_001, 0)
		if err != nil {
			t.Fatal(err)
		}
		tariff.TEFA, tariff.Perequation = 0, 0
		if got := tariff.Household(surface, 1); got != want {
			t.Errorf("%d m²: %s, want %s", surface, got, want)
		}
	}
	dear, err := tax.OwnWaste("W001", 2025, 99*gis.One, 9*gis.One, 0)
	if err != nil {
		t.Fatal(err)
	}
	dear.TEFA, dear.Perequation = 0, 0
	if got := dear.Household(99_999, 6); got != 8909910900 {
		t.Errorf("99 €/m² on 99 999 m²: %s", got)
	}
}
