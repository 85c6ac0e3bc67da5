package planar

import (
	"math"
	"math/big"

	"github.com/paulmach/orb"
)

// turnBound is how large the rounding of a float determinant can be, as a share
// of the sizes of its two products: the first bound of Shewchuk's orient2d
// ("Adaptive precision floating-point arithmetic", 1997).
const turnBound = 3.3306690738754716e-16

// Turn is +1 when point c lies left of the line from a to b, −1 when right, 0
// when on it, exactly for the floats given: the float answer where it is larger
// than its rounding can be, else sums without rounding, else (differences that
// are no floats themselves) rational numbers. Coordinates that are not finite
// give 0.
func Turn(ax, ay, bx, by, cx, cy float64) int {
	left := (ax - cx) * (by - cy)
	right := (ay - cy) * (bx - cx)
	det := left - right
	if math.Abs(det) > turnBound*(math.Abs(left)+math.Abs(right)) {
		return sign(det)
	}
	return closeTurn(ax, ay, bx, by, cx, cy)
}

func turn(a, b, c orb.Point) int { return Turn(a[0], a[1], b[0], b[1], c[0], c[1]) }

// closeTurn settles what the float determinant left open.
func closeTurn(ax, ay, bx, by, cx, cy float64) int {
	acx, e0 := difference(ax, cx)
	bcy, e1 := difference(by, cy)
	acy, e2 := difference(ay, cy)
	bcx, e3 := difference(bx, cx)
	left, right := acx*bcy, acy*bcx
	if e0 == 0 && e1 == 0 && e2 == 0 && e3 == 0 && inRange(acx, bcy) && inRange(acy, bcx) {
		return signOfDifference(left, math.FMA(acx, bcy, -left), right, math.FMA(acy, bcx, -right))
	}
	return exactTurn(ax, ay, bx, by, cx, cy)
}

// inRange reports that the product of x and y neither overflows nor loses
// digits near zero: its tail is a float.
func inRange(x, y float64) bool {
	size := math.Abs(x * y)
	return x == 0 || y == 0 || size > 1e-200 && size < 1e300
}

// difference is x−y and what its rounding left out.
func difference(x, y float64) (d, tail float64) {
	d = x - y
	virtual := x - d
	return d, (x - (d + virtual)) + (virtual - y)
}

// signOfDifference is the sign of (h1+t1) − (h2+t2), each a float and its tail.
func signOfDifference(h1, t1, h2, t2 float64) int {
	high, e := difference(h1, h2)
	low, f := difference(t1, t2)
	// high+e+low+f, of which high or, where it is zero, the others decide;
	// e and low are below one unit in the last place of the products.
	mid, g := difference(e, -low)
	top, h := difference(high, -mid)
	if top != 0 {
		return sign(top)
	}
	return sign(h + (g + f))
}

func exactTurn(coordinates ...float64) int {
	var r [6]big.Rat
	for i, v := range coordinates {
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
