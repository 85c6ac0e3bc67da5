package supply

import (
	"encoding/binary"

	"segit/gis"
)

// EncodeLines writes the lines of the rows of a chunk, which ascend: runs of one
// step from the line before.
func EncodeLines(lines []uint32) []byte {
	var b []byte
	last := uint32(0)
	for from := 0; from < len(lines); {
		step := lines[from] - last
		to := from
		for to < len(lines) && lines[to]-last == step {
			last = lines[to]
			to++
		}
		b = binary.AppendUvarint(b, uint64(step))
		b = binary.AppendUvarint(b, uint64(to-from))
		from = to
	}
	return b
}

// DecodeLines reads the lines of a chunk of so many rows.
func DecodeLines(b []byte, rows int) ([]uint32, error) {
	bad := func() ([]uint32, error) { return nil, gis.Refuse("supply.DecodeLines", gis.BadInput, "sync.chunk") }
	lines := make([]uint32, 0, min(rows, 1<<20))
	last := uint64(0)
	for len(b) > 0 {
		step, used := binary.Uvarint(b)
		if used <= 0 || step > 1<<32-1 {
			return bad()
		}
		b = b[used:]
		n, used := binary.Uvarint(b)
		if used <= 0 || n == 0 || n > uint64(rows-len(lines)) {
			return bad()
		}
		b = b[used:]
		for range n {
			if last += step; last > 1<<32-1 {
				return bad()
			}
			lines = append(lines, uint32(last))
		}
	}
	if len(lines) != rows {
		return bad()
	}
	return lines, nil
}
