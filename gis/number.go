package gis

import (
	"math"
	"strconv"
	"strings"
)

// Cents is money in integer euro cents.
type Cents int64

// Decimal is a number in millionths: areas (m²), consistencies, quotas. Six
// places hold every figure of the cadastral layouts exactly.
type Decimal int64

// One is the Decimal 1.
const One Decimal = 1_000_000

// DecimalOf rounds a float to the nearest millionth; NaN and what does not fit
// give zero and false.
func DecimalOf(f float64) (Decimal, bool) {
	scaled := math.Round(f * float64(One))
	if math.IsNaN(scaled) || math.Abs(scaled) > 9e18 {
		return 0, false
	}
	return Decimal(scaled), true
}

// Float is the value as a float, for drawing and measuring only, never for tax.
func (d Decimal) Float() float64 { return float64(d) / float64(One) }

// String has a point and no needless zeros: "65.5".
func (d Decimal) String() string {
	sign := ""
	u := uint64(d)
	if d < 0 {
		sign, u = "-", uint64(-d)
	}
	whole := sign + strconv.FormatUint(u/uint64(One), 10)
	if rest := u % uint64(One); rest != 0 {
		digits := strconv.FormatUint(rest+uint64(One), 10)[1:]
		return whole + "." + strings.TrimRight(digits, "0")
	}
	return whole
}

// ParseDecimal reads digits with an optional sign and one decimal mark, "," or
// "." as given. More than six decimals are refused unless the rest are zeros.
func ParseDecimal(text string, mark byte) (Decimal, bool) {
	v, ok := parseScaled(text, mark, 6)
	return Decimal(v), ok
}

// ParseCents reads an amount of money; more than two decimals are refused
// unless the rest are zeros.
func ParseCents(text string, mark byte) (Cents, bool) {
	v, ok := parseScaled(text, mark, 2)
	return Cents(v), ok
}

func parseScaled(text string, mark byte, places int) (int64, bool) {
	digits, negative := strings.CutPrefix(text, "-")
	if !negative {
		digits = strings.TrimPrefix(digits, "+")
	}
	whole, fraction, _ := strings.Cut(digits, string(mark))
	if whole == "" && fraction == "" {
		return 0, false
	}
	for len(fraction) > places && fraction[len(fraction)-1] == '0' {
		fraction = fraction[:len(fraction)-1]
	}
	if len(fraction) > places {
		return 0, false
	}
	var v int64
	for _, part := range [2]string{whole, fraction} {
		for i := 0; i < len(part); i++ {
			c := part[i]
			if c < '0' || c > '9' || v > (math.MaxInt64-9)/10 {
				return 0, false
			}
			v = v*10 + int64(c-'0')
		}
	}
	for range places - len(fraction) {
		if v > math.MaxInt64/10 {
			return 0, false
		}
		v *= 10
	}
	if negative {
		v = -v
	}
	return v, true
}

// String has two decimals and a point: "1234.50".
func (c Cents) String() string {
	sign := ""
	u := uint64(c)
	if c < 0 {
		sign, u = "-", uint64(-c)
	}
	return sign + strconv.FormatUint(u/100, 10) + "." + strconv.FormatUint(u%100+100, 10)[1:]
}
