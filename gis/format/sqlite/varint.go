package sqlite

// varint reads SQLite's variable integer: seven bits a byte, most significant
// first, the ninth byte whole. n is its length, 0 when b ends too soon.
func varint(b []byte) (v uint64, n int) {
	if len(b) > 0 && b[0] < 0x80 {
		return uint64(b[0]), 1
	}
	for n < len(b) && n < 8 {
		v = v<<7 | uint64(b[n]&0x7F)
		n++
		if b[n-1] < 0x80 {
			return v, n
		}
	}
	if n == 8 && len(b) > 8 {
		return v<<8 | uint64(b[8]), 9
	}
	return 0, 0
}

// appendVarint writes one.
func appendVarint(b []byte, v uint64) []byte {
	if v < 0x80 {
		return append(b, byte(v))
	}
	if v >= 1<<56 {
		var nine [9]byte
		nine[8] = byte(v)
		v >>= 8
		for i := 7; i >= 0; i-- {
			nine[i] = byte(v) | 0x80
			v >>= 7
		}
		return append(b, nine[:]...)
	}
	n := varintSize(v)
	for i := n - 1; i > 0; i-- {
		b = append(b, byte(v>>(7*i))|0x80)
	}
	return append(b, byte(v)&0x7F)
}

// varintSize is the length of one.
func varintSize(v uint64) int {
	n := 1
	for v >>= 7; v > 0 && n < 9; v >>= 7 {
		n++
	}
	return n
}
