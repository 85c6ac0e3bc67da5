package overlay

import (
	"math"

	"github.com/paulmach/orb"

	"segit/gis"
)

// Ready makes a layer of rows that went through the door before, with
// [Prepare]: rows of some layers' Shapes, what each measures, and which of them
// were repaired. It takes the shapes over. A row among others gives the same
// pieces as in the layer that it came from.
func Ready(shapes *gis.Shapes, measures []float64, wasRepaired func(row int) bool) *Layer {
	n := shapes.Len()
	l := &Layer{shapes: shapes, rows: make([]feature, n), state: make([]state, n)}
	for row := range n {
		switch {
		case shapes.Kind[row] == gis.NoShape:
			l.state[row] = aside
		case wasRepaired(row):
			l.state[row] = repaired
		}
		l.survey(row, false)
		l.rows[row].measure = measures[row]
	}
	l.slice()
	return l
}

// Course collects the middles of rows, layer by layer, and puts all of them in
// the order that [Layer.Order] would give them in one layer.
type Course struct {
	all   orb.Bound
	rows  []uint32
	twice [][2]float64 // the middles
}

// Take adds the rows of a layer that take part, which have numbers from first on
// in the whole.
func (c *Course) Take(l *Layer, first int) {
	if len(c.rows) == 0 {
		c.all = orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	}
	for row := range l.rows {
		if !l.Used(row) {
			continue
		}
		f := &l.rows[row]
		c.all.Min[0], c.all.Min[1] = min(c.all.Min[0], f.minX), min(c.all.Min[1], f.minY)
		c.all.Max[0], c.all.Max[1] = max(c.all.Max[0], f.maxX), max(c.all.Max[1], f.maxY)
		c.rows = append(c.rows, uint32(first+row))
		c.twice = append(c.twice, [2]float64{f.minX + f.maxX, f.minY + f.maxY})
	}
}

// Order is the numbers of all rows taken, along the curve.
func (c *Course) Order() []uint32 {
	way := curveThrough(&c.all)
	places := make([]uint64, len(c.rows))
	for i, row := range c.rows {
		places[i] = way.at(c.twice[i][0], c.twice[i][1])<<32 | uint64(row)
	}
	return inPlace(places)
}
