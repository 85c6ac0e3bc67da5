package packed

// Hilbert is the position of cell (x, y) along a Hilbert curve over a grid of
// 2^order by 2^order cells: near positions are near in space. x and y below
// 2^order; order at most 32.
func Hilbert(order uint, x, y uint32) uint64 {
	var d uint64
	for s := uint32(1) << (order - 1); s > 0; s >>= 1 {
		var rx, ry uint32
		if x&s != 0 {
			rx = 1
		}
		if y&s != 0 {
			ry = 1
		}
		d = d<<2 | uint64((3*rx)^ry)
		if ry == 0 {
			if rx == 1 {
				x, y = ^x, ^y
			}
			x, y = y, x
		}
	}
	return d
}
