package store

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"segit/gis"
	"segit/gis/packed"
)

// gridCell is the side of the squares that stand in for sheets where a dataset
// has none, in metres.
const gridCell = 1024.0

// slot is where a row goes: its cell, then its place inside the cell.
type slot struct {
	cell   string
	curve  uint64
	points int
	row    int
}

// arrange puts the rows of a segment in the order in which they are stored:
// by cell (a cadastral sheet; a grid square; "" for what is not located), then
// along a Hilbert curve, or as they came without geometry. boxes are flat, in
// the archive's CRS; nil without geometry.
func arrange(b *gis.Batch, boxes []float64) []slot {
	section, sheet := b.Schema.Role(gis.RoleSection), b.Schema.Role(gis.RoleSheet)
	slots := make([]slot, b.Len())
	for row := range slots {
		s := slot{row: row}
		if number := b.Text(sheet, row); number != "" {
			s.cell = b.Text(section, row) + "/" + strings.Repeat("0", max(0, 6-len(number))) + number
		}
		if boxes != nil && boxes[4*row] <= boxes[4*row+2] {
			x, y := (boxes[4*row]+boxes[4*row+2])/2, (boxes[4*row+1]+boxes[4*row+3])/2
			if s.cell == "" {
				s.cell = gridName(x, y)
			}
			s.curve = packed.Hilbert(32, fine(x), fine(y))
		}
		if boxes != nil {
			s.points = len(b.Shapes.RowXY(row)) / 2
		}
		slots[row] = s
	}
	slices.SortFunc(slots, func(p, q slot) int {
		if c := strings.Compare(p.cell, q.cell); c != 0 {
			return c
		}
		if c := cmp.Compare(p.curve, q.curve); c != 0 {
			return c
		}
		return cmp.Compare(p.row, q.row)
	})
	return slots
}

// gridName names the grid square of a point so that squares near each other
// sort near each other: sixteen letters of the square's place on the curve.
func gridName(x, y float64) string {
	d := packed.Hilbert(20, coarse(x), coarse(y))
	name := [11]byte{0: '#'}
	for i := 10; i > 0; i-- {
		name[i] = 'a' + byte(d&15)
		d >>= 4
	}
	return string(name[:])
}

// coarse is the number of a point's grid square along one axis, fine its place
// in centimetres. Both fold what lies outside the plane of projected
// coordinates to its edge.
func coarse(v float64) uint32 {
	return uint32(min(max(math.Floor(v/gridCell)+1<<19, 0), 1<<20-1))
}

func fine(v float64) uint32 {
	return uint32(min(max(math.Floor(v*100)+1<<31, 0), math.MaxUint32))
}

// cuts are the first slots of the blocks: a block ends with its cell or when
// it is full, of rows or of points.
func cuts(slots []slot) []uint32 {
	var first []uint32
	rows, points := 0, 0
	for i := range slots {
		rows, points = rows+1, points+slots[i].points
		if i == 0 || slots[i].cell != slots[i-1].cell || rows > blockRows || points > blockPoints {
			first = append(first, uint32(i))
			rows, points = 1, slots[i].points
		}
	}
	return first
}
