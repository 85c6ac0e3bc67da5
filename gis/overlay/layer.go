package overlay

import (
	"math"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/packed"
	"segit/gis/planar"
)

// Layer is one side of an overlay, prepared by [Prepare]. It is safe for
// concurrent use.
type Layer struct {
	shapes  *gis.Shapes
	rows    []feature
	planted sync.Once
	tree    *packed.Tree // over the rows in spatial order
	leaves  []uint32     // row of each leaf of the tree; nil when leaves are rows
	ordered sync.Once
	order   []uint32   // all rows along the curve
	slabs   []slabbing // of features with many vertices
	noted   []Noted
	state   []state // one per row
}

// feature is what the pair loop needs of a row.
type feature struct {
	minX, minY, maxX, maxY float64
	measure                float64 // area, length or number of points
	first, points          uint32  // its points in XY, closing ones included
	ring, rings            uint32
	slab                   int32 // in Layer.slabs, -1 when it has few vertices
	kind                   gis.ShapeKind
}

// Len is the number of rows.
func (l *Layer) Len() int { return len(l.rows) }

// Shapes are the geometries as the overlay sees them: rings turned and closed,
// dirty rows repaired. Rows keep their numbers. Do not change them.
func (l *Layer) Shapes() *gis.Shapes { return l.shapes }

// Measure is the area of a polygon in the square of the unit of the
// coordinates, the length of a line, the number of points.
func (l *Layer) Measure(row int) float64 { return l.rows[row].measure }

// Used reports that a row takes part: it was not set aside at the door.
func (l *Layer) Used(row int) bool { return l.state[row].used() }

// Order is all rows along a curve on which near ones follow each other. Do not
// change it.
func (l *Layer) Order() []uint32 {
	l.ordered.Do(func() {
		all := l.spatial().Bound()
		if l.order = l.leaves; l.order == nil {
			l.order = l.along(curveThrough(&all))
		}
	})
	return l.order
}

// Bound is the box of a row; Min > Max for a row without geometry.
func (l *Layer) Bound(row int) orb.Bound { return l.rows[row].bound() }

func (f *feature) bound() orb.Bound {
	return orb.Bound{Min: orb.Point{f.minX, f.minY}, Max: orb.Point{f.maxX, f.maxY}}
}

// xy is the coordinates of a row, ring after ring.
func (l *Layer) xy(f *feature) []float64 {
	return l.shapes.XY[2*f.first : 2*(f.first+f.points)]
}

// ringStart is the first point of a ring counted from the first of the row,
// and the number of its points, the closing one included.
func (l *Layer) ringSpan(f *feature, ring uint32) (from, n uint32) {
	start := uint32(0)
	if r := f.ring + ring; r > 0 {
		start = l.shapes.RingEnd[r-1]
	}
	return start - f.first, l.shapes.RingEnd[f.ring+ring] - start
}

// ringOf is the ring, counted within the row, that a point belongs to.
func (l *Layer) ringOf(f *feature, point uint32) uint32 {
	if f.rings == 1 {
		return 0
	}
	ends := l.shapes.RingEnd[f.ring : f.ring+f.rings]
	k, _ := slices.BinarySearch(ends, f.first+point+1)
	return uint32(k)
}

// survey fills in the row's feature: where its points stand and its box. The
// first time its rings are turned and it is measured.
func (l *Layer) survey(row int, first bool) {
	s, f := l.shapes, &l.rows[row]
	*f = feature{minX: math.Inf(1), minY: math.Inf(1), maxX: math.Inf(-1), maxY: math.Inf(-1), slab: -1}
	if !l.state[row].used() {
		return
	}
	f.kind = s.Kind[row]
	p0, p1 := s.Parts(row)
	for p := p0; p < p1; p++ {
		r0, r1 := s.Rings(p)
		for r := r0; r < r1; r++ {
			ring := s.Ring(r)
			if f.rings == 0 {
				f.ring = uint32(r)
				f.first = s.RingEnd[r] - uint32(len(ring)/2)
			}
			f.rings++
			f.points += uint32(len(ring) / 2)
			if first {
				f.weigh(ring, r == r0)
			}
			f.reach(ring)
		}
	}
}

// weigh adds a ring (or line, or point) to the measure, and turns it.
func (f *feature) weigh(ring []float64, shell bool) {
	switch f.kind {
	case gis.PolygonShape:
		area := planar.RingArea(ring)
		if (area > 0) != shell {
			turnAround(ring)
			area = -area
		}
		f.measure += area
	default:
		f.measure += measureOfPart(f.kind, ring)
	}
}

// reach adds a ring (or line, or point) to the box.
func (f *feature) reach(ring []float64) {
	for i := 0; i+1 < len(ring); i += 2 {
		f.minX, f.maxX = min(f.minX, ring[i]), max(f.maxX, ring[i])
		f.minY, f.maxY = min(f.minY, ring[i+1]), max(f.maxY, ring[i+1])
	}
}

// turnAround reverses the direction of a ring in place.
func turnAround(xy []float64) {
	for i, j := 0, len(xy)-2; i < j; i, j = i+2, j-2 {
		xy[i], xy[i+1], xy[j], xy[j+1] = xy[j], xy[j+1], xy[i], xy[i+1]
	}
}

func length(xy []float64) float64 {
	var sum float64
	for i := 2; i+1 < len(xy); i += 2 {
		sum += math.Hypot(xy[i]-xy[i-2], xy[i+1]-xy[i-1])
	}
	return sum
}

// curveOrder is the order of the Hilbert curve on which rows are sorted for
// the tree: cells of a few metres for a large municipality.
const curveOrder = 16

// spatial gives the tree, which is built when it is first asked for: of two
// layers many operations search one alone.
func (l *Layer) spatial() *packed.Tree {
	l.planted.Do(l.plant)
	return l.tree
}

// plant builds the tree: over the rows as they stand, where near ones follow each
// other already, as those of an archive do; else along the curve.
func (l *Layer) plant() {
	boxes := make([]float64, 0, 4*len(l.rows))
	for i := range l.rows {
		f := &l.rows[i]
		boxes = append(boxes, f.minX, f.minY, f.maxX, f.maxY)
	}
	if l.tree = packed.New(boxes); l.tree.Compact() {
		return
	}
	all := l.tree.Bound()
	l.leaves = l.along(curveThrough(&all))
	boxes = boxes[:0]
	for _, row := range l.leaves {
		f := &l.rows[row]
		boxes = append(boxes, f.minX, f.minY, f.maxX, f.maxY)
	}
	l.tree = packed.New(boxes)
}

// along is all rows in the order of their middles on a curve.
func (l *Layer) along(way curve) []uint32 {
	// The place on the curve has 32 bits and the row as many: one number sorts.
	places := make([]uint64, len(l.rows))
	for i := range l.rows {
		f := &l.rows[i]
		places[i] = way.at(f.minX+f.maxX, f.minY+f.maxY)<<32 | uint64(i)
	}
	return inPlace(places)
}

// inPlace gives rows, the lower halves of places, in the order of those.
func inPlace(places []uint64) []uint32 {
	slices.Sort(places)
	rows := make([]uint32, len(places))
	for i, p := range places {
		rows[i] = uint32(p)
	}
	return rows
}

// curve is a way through a box on which near places follow each other.
type curve struct{ minX, minY, scaleX, scaleY float64 }

func curveThrough(all *orb.Bound) curve {
	const cells = 1<<curveOrder - 1
	return curve{all.Min[0], all.Min[1], cells / (all.Max[0] - all.Min[0]), cells / (all.Max[1] - all.Min[1])}
}

// at is where on the curve the middle of a box lies, whose edges add up to x
// and y.
func (c *curve) at(x, y float64) uint64 {
	return packed.Hilbert(curveOrder, cell((x/2-c.minX)*c.scaleX), cell((y/2-c.minY)*c.scaleY))
}

// cell is a grid coordinate; 0 for what lies nowhere.
func cell(v float64) uint32 {
	const most = 1<<curveOrder - 1
	switch {
	case !(v > 0): // NaN too
		return 0
	case v > most:
		return most
	}
	return uint32(v)
}

// meet appends the rows whose box meets w, in row order, to rows.
func (l *Layer) meet(rows []uint32, w orb.Bound) []uint32 {
	if rows = packed.AppendRows(l.spatial(), rows, w); l.leaves == nil {
		return rows
	}
	for i, leaf := range rows {
		rows[i] = l.leaves[leaf]
	}
	slices.Sort(rows)
	return rows
}
