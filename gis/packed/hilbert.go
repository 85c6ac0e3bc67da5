package packed

// Hilbert is the position of cell (x, y) along a Hilbert curve over a grid of
// 2^order by 2^order cells: near positions are near in space. x and y below
// 2^order; order at most 32.
func Hilbert(order uint, x, y uint32) uint64 {
	// Without branches: which way the curve turns is not to be foreseen.
	var d uint64
	for i := int(order) - 1; i >= 0; i-- {
		rx, ry := x>>i&1, y>>i&1
		d = d<<2 | uint64((3*rx)^ry)
		flip := -(rx &^ ry)        // all ones where both are mirrored
		swap := (x ^ y) & (ry - 1) // what differs, where they change places
		x, y = x^flip^swap, y^flip^swap
	}
	return d
}
