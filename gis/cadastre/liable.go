package cadastre

import "strings"

// Liability is whether the holder of a right owes the taxes of the unit.
type Liability uint8

// The three answers.
const (
	LiabilityUnknown Liability = iota // the code does not tell: the unit is left undecided
	Liable
	NotLiable
)

// LiabilityOf tells whether a right makes its holder the taxable person
// (L. 160/2019 art. 1 c. 743: ownership, usufruct, use, habitation,
// emphyteusis, surface). right is the code in lower case and written the
// "titolo non codificato" of the same title.
//
// Codes 20, 30, 50, 60 and 70 stand in two historic series: in the present one
// they are bare ownership, habitation, emphyteusis, surface and use, in the
// old one livellario, usufruttuario parziale and others. The code alone is
// read as the present one; words beside it that are not the present
// description make it unknown, as are all codes of the old series alone, the
// uncoded 99 and 990, and 0.
func LiabilityOf(right, written string) Liability {
	written = strings.Join(strings.Fields(strings.ToLower(written)), " ")
	switch right {
	case "10", "1s", "3s", "7s", "80", "8a", "8e", "8s":
		return Liable
	case "2s", "1t", "40", "90", "100":
		return NotLiable
	case "20":
		return inSeries(written, "nuda proprietà", NotLiable)
	case "30":
		return inSeries(written, "abitazione", Liable)
	case "50":
		return inSeries(written, "enfiteusi", Liable)
	case "60":
		return inSeries(written, "superficie", Liable)
	case "70":
		return inSeries(written, "uso", Liable)
	}
	return LiabilityUnknown
}

func inSeries(written, present string, answer Liability) Liability {
	if written == "" || written == present {
		return answer
	}
	return LiabilityUnknown
}
