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
	cell   int // in the order of their names
	curve  uint64
	points int
	row    int
}

// arrange puts the rows of a segment in the order in which they are stored:
// by cell (a cadastral sheet; a grid square; "" for what is not located), then
// along a Hilbert curve, or as they came without geometry. boxes are flat, in
// the archive's CRS; nil without geometry. slots are as many as rows.
func arrange(b *gis.Batch, boxes []float64, slots []slot) []slot {
	section, sheet := b.Schema.Role(gis.RoleSection), b.Schema.Role(gis.RoleSheet)
	cells := cells{numbers: map[string]int{}}
	for row := range slots {
		s := slot{row: row, cell: noCell}
		if number := b.Text(sheet, row); number != "" {
			s.cell = cells.sheet(b.Text(section, row), number)
		}
		if boxes != nil && boxes[4*row] <= boxes[4*row+2] {
			x, y := (boxes[4*row]+boxes[4*row+2])/2, (boxes[4*row+1]+boxes[4*row+3])/2
			if s.cell == noCell {
				s.cell = cells.square(coarse(x), coarse(y))
			}
			s.curve = packed.Hilbert(32, fine(x), fine(y))
		}
		if boxes != nil {
			s.points = len(b.Shapes.RowXY(row)) / 2
		}
		slots[row] = s
	}
	rank := cells.ranks()
	for i := range slots {
		if s := &slots[i]; s.cell != noCell {
			s.cell = rank[s.cell]
		}
	}
	slices.SortFunc(slots, func(p, q slot) int {
		switch {
		case p.cell != q.cell:
			return p.cell - q.cell
		case p.curve != q.curve:
			return cmp.Compare(p.curve, q.curve)
		}
		return p.row - q.row
	})
	return slots
}

// noCell comes before all cells: of what is not located.
const noCell = -1

// cells numbers the cells of a segment, of which there are few.
type cells struct {
	numbers map[string]int
	names   []string

	section, lastSheet string // of the row before, mostly that of the next
	last               int

	x, y    uint32 // of the grid square of the row before, likewise
	squares int    // its number and one, 0 for none
}

// square is the number of a grid square's cell.
func (c *cells) square(x, y uint32) int {
	if c.squares == 0 || x != c.x || y != c.y {
		c.x, c.y, c.squares = x, y, c.number(squareName(x, y))+1
	}
	return c.squares - 1
}

func (c *cells) number(name string) int {
	n, ok := c.numbers[name]
	if !ok {
		n = len(c.names)
		c.numbers[name] = n
		c.names = append(c.names, name)
	}
	return n
}

// sheet is the number of a sheet's cell.
func (c *cells) sheet(section, number string) int {
	if section != c.section || number != c.lastSheet {
		c.section, c.lastSheet = section, number
		c.last = c.number(section + "/" + strings.Repeat("0", max(0, 6-len(number))) + number)
	}
	return c.last
}

// ranks gives the place of each cell in the order of their names.
func (c *cells) ranks() []int {
	order := make([]int, len(c.names))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(p, q int) int { return strings.Compare(c.names[p], c.names[q]) })
	rank := make([]int, len(order))
	for place, n := range order {
		rank[n] = place
	}
	return rank
}

// gridName names the grid square of a point so that squares near each other
// sort near each other: sixteen letters of the square's place on the curve.
func gridName(x, y float64) string { return squareName(coarse(x), coarse(y)) }

// squareName is gridName of a square by its numbers.
func squareName(x, y uint32) string {
	d := packed.Hilbert(20, x, y)
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
