package planar

import (
	"math"
	"math/big"

	"github.com/paulmach/orb"
)

// turn is +1 when c lies left of the line from a to b, −1 when right, 0 when
// on it, exactly for the floats given. The float answer is taken when it is
// larger than its rounding can be (the bound of Shewchuk's orient2d); the rest,
// which is rare, is settled in rational numbers. Coordinates that are not
// finite give 0.
func turn(a, b, c orb.Point) int {
	left := (a[0] - c[0]) * (b[1] - c[1])
	right := (a[1] - c[1]) * (b[0] - c[0])
	det := left - right
	const bound = 3.3306690738754716e-16
	if math.Abs(det) > bound*(math.Abs(left)+math.Abs(right)) {
		return sign(det)
	}
	if left == 0 && right == 0 && factorIsZero(a, b, c) {
		return 0
	}
	return exactTurn(a, b, c)
}

// factorIsZero reports that the products of turn are zero because a factor is, not
// because the product was too small for a float.
func factorIsZero(a, b, c orb.Point) bool {
	return (a[0] == c[0] || b[1] == c[1]) && (a[1] == c[1] || b[0] == c[0])
}

func exactTurn(a, b, c orb.Point) int {
	var r [6]big.Rat
	for i, v := range [6]float64{a[0], a[1], b[0], b[1], c[0], c[1]} {
		if r[i].SetFloat64(v) == nil {
			return 0
		}
	}
	less := func(x, y *big.Rat) *big.Rat { return new(big.Rat).Sub(x, y) }
	left := new(big.Rat).Mul(less(&r[0], &r[4]), less(&r[3], &r[5]))
	right := new(big.Rat).Mul(less(&r[1], &r[5]), less(&r[2], &r[4]))
	return left.Cmp(right)
}

func sign(v float64) int {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}
