package packed

// Hilbert is the position of cell (x, y) along a Hilbert curve over a grid of
// 2^order by 2^order cells: near positions are near in space. x and y below
// 2^order; order at most 32.
func Hilbert(order uint, x, y uint32) uint64 {
	var d uint64
	var turn uint32
	for ; order%4 != 0; order-- {
		var digit uint16
		digit, turn = hilbertStep(turn, x>>(order-1)&1, y>>(order-1)&1)
		d = d<<2 | uint64(digit)
	}
	for order > 0 {
		order -= 4
		s := fourSteps[turn<<8|x>>order&15<<4|y>>order&15]
		d, turn = d<<8|uint64(s&0xff), uint32(s>>8)
	}
	return d
}

// How the curve lies in a quarter of its square: its sides may have changed places,
// and both run the other way.
const (
	swapped  = 1
	mirrored = 2
)

// hilbertStep is the quarter of a square, of those in the curve's order, in which the
// curve that lies as turn says meets the one at x, y (0 or 1), and how it lies in it.
func hilbertStep(turn, x, y uint32) (digit uint16, in uint32) {
	if turn&swapped != 0 {
		x, y = y, x
	}
	if turn&mirrored != 0 {
		x, y = x^1, y^1
	}
	if y == 0 {
		turn ^= swapped | mirrored*x
	}
	return uint16(3*x ^ y), turn
}

// fourSteps are four steps in one, for they are taken for every row: by turn, four
// bits of x and four of y, four digits and above them the turn that follows.
var fourSteps = func() (table [4 << 8]uint16) {
	for i := range table {
		turn, x, y := uint32(i>>8), uint32(i>>4&15), uint32(i&15)
		var digits uint16
		for bit := 3; bit >= 0; bit-- {
			var digit uint16
			digit, turn = hilbertStep(turn, x>>bit&1, y>>bit&1)
			digits = digits<<2 | digit
		}
		table[i] = digits | uint16(turn)<<8
	}
	return table
}()
