package tax

import (
	"segit/gis"
)

// WasteTariff is what a municipality charges a household for waste (TARI) in a
// year: DPR 158/1999, TFd = Quf · S · Ka(n), with the variable part per
// household as the municipality publishes it.
type WasteTariff struct {
	Comune      string
	From        int            // first tax year
	FixedRate   gis.Decimal    // Quf, euro per m²
	Ka          [6]gis.Decimal // for 1 … 6 and more occupants
	Variable    [6]gis.Cents   // a year, for 1 … 6 and more occupants
	TEFA        gis.Decimal    // percent
	Perequation gis.Cents      // UR1 + UR2 + UR3, a year on each account
	Table       string         // version of the tables: the head of their SHA-256
}

// KaOf is the coefficient for a number of occupants.
func (t *WasteTariff) KaOf(occupants int) gis.Decimal { return t.Ka[class(occupants)] }

// VariableOf is the variable part for a number of occupants.
func (t *WasteTariff) VariableOf(occupants int) gis.Cents { return t.Variable[class(occupants)] }

// class is the row of the coefficients for a number of occupants.
func class(occupants int) int { return min(max(occupants, 1), 6) - 1 }

// Household is the yearly tax of a household: fixed and variable part, TEFA on
// both, perequation components. surface is in whole m², occupants at least 1.
// Each amount is rounded half up to the cent once.
func (t WasteTariff) Household(surface int64, occupants int) gis.Cents {
	n := class(occupants)
	// Quf and Ka are in millionths: their product in 10⁻¹² euro, so 10¹⁰ to a
	// cent. Whole cents and the rest apart, so that nothing overflows or is lost.
	const cent = 10_000_000_000
	rate := int64(t.FixedRate) * int64(t.Ka[n])
	fixed := rate/cent*surface + roundHalfUp(rate%cent*surface, cent)
	due := gis.Cents(fixed) + t.Variable[n]
	tefa := roundHalfUp(int64(due)*int64(t.TEFA), 100*int64(gis.One))
	return due + gis.Cents(tefa) + t.Perequation
}

// WholeMetres rounds an area half up to whole m², as tax surfaces are.
func WholeMetres(area gis.Decimal) int64 { return roundHalfUp(int64(area), int64(gis.One)) }

// roundHalfUp divides non-negative numbers.
func roundHalfUp(v, by int64) int64 { return (v + by/2) / by }
