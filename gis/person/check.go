package person

import "strings"

// Verdict is what a code is worth by its form and its check character alone.
// It says nothing about whether the code was ever assigned.
type Verdict uint8

// The verdicts.
const (
	Invalid     Verdict = iota // wrong form, impossible day or wrong check character: kept and searched all the same
	Natural                    // the codice fiscale of a natural person
	Omocode                    // the same with digits turned into letters, because another living person has the plain code
	Company                    // eleven digits: partita IVA or the numeric code of a body
	Provisional                // eleven digits where a natural person is meant: a temporary code
)

// String is "invalid", "natural", "omocode", "company" or "provisional".
func (v Verdict) String() string {
	return [...]string{"invalid", "natural", "omocode", "company", "provisional"}[v]
}

// Valid reports whether form and check character are right.
func (v Verdict) Valid() bool { return v != Invalid }

// Check judges a code after [Normalise]. Eleven digits are [Company]: only
// [CheckNatural], which is told that the subject is a natural person, can call
// them provisional, since the two look alike.
func Check(code string) Verdict {
	code = Normalise(code)
	switch len(code) {
	case 11:
		if checkNumber(code) {
			return Company
		}
	case 16:
		if _, ok := Parse(code); !ok {
			return Invalid
		}
		if plain(code) {
			return Natural
		}
		return Omocode
	}
	return Invalid
}

// CheckNatural judges the code of a subject that is known to be a natural
// person (type P in SOG).
func CheckNatural(code string) Verdict {
	v := Check(code)
	if v == Company {
		return Provisional
	}
	return v
}

// Normalise takes blanks out (also the hard ones that exports carry) and sets
// upper case.
func Normalise(code string) string {
	return strings.ToUpper(strings.Join(strings.Fields(code), ""))
}
