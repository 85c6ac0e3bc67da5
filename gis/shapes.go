package gis

import (
	"math"

	"github.com/paulmach/orb"
)

// Shapes are the geometries of many rows in flat arrays: no pointer per
// feature. Row i owns the parts up to PartEnd… read with the accessors. A part
// is a polygon (outer ring first, then its holes), one line, or one point; a
// ring is stored closed, first point repeated, in the direction it came.
type Shapes struct {
	XY      []float64   // x, y, x, y …
	RingEnd []uint32    // number of points up to and with each ring
	PartEnd []uint32    // number of rings up to and with each part
	RowEnd  []uint32    // number of parts up to and with each row
	Kind    []ShapeKind // one per row; NoShape for an empty one
}

// Len is the number of rows.
func (s *Shapes) Len() int { return len(s.Kind) }

// Reset empties s and keeps its memory.
func (s *Shapes) Reset() {
	s.XY, s.RingEnd, s.PartEnd, s.RowEnd, s.Kind = s.XY[:0], s.RingEnd[:0], s.PartEnd[:0], s.RowEnd[:0], s.Kind[:0]
}

// AppendEmpty adds a row without geometry.
func (s *Shapes) AppendEmpty() { s.EndRow(NoShape) }

// AppendPoint adds a point to the open ring.
func (s *Shapes) AppendPoint(x, y float64) { s.XY = append(s.XY, x, y) }

// EndRing closes the open ring (or line, or point).
func (s *Shapes) EndRing() { s.RingEnd = append(s.RingEnd, uint32(len(s.XY)/2)) }

// EndPart closes the open part.
func (s *Shapes) EndPart() { s.PartEnd = append(s.PartEnd, uint32(len(s.RingEnd))) }

// EndRow finishes the row.
func (s *Shapes) EndRow(kind ShapeKind) {
	s.RowEnd = append(s.RowEnd, uint32(len(s.PartEnd)))
	s.Kind = append(s.Kind, kind)
}

// before is the value at i-1 of an end array, 0 for the first.
func before(ends []uint32, i int) uint32 {
	if i == 0 {
		return 0
	}
	return ends[i-1]
}

// Parts is the range of parts of a row.
func (s *Shapes) Parts(row int) (from, to int) {
	return int(before(s.RowEnd, row)), int(s.RowEnd[row])
}

// Rings is the range of rings of a part.
func (s *Shapes) Rings(part int) (from, to int) {
	return int(before(s.PartEnd, part)), int(s.PartEnd[part])
}

// RowRings is the range of rings of a whole row.
func (s *Shapes) RowRings(row int) (from, to int) {
	a, b := s.Parts(row)
	if a == b {
		n := int(before(s.PartEnd, a))
		return n, n
	}
	return int(before(s.PartEnd, a)), int(s.PartEnd[b-1])
}

// Ring is the coordinates of a ring, x, y, x, y …
func (s *Shapes) Ring(ring int) []float64 {
	return s.XY[2*before(s.RingEnd, ring) : 2*s.RingEnd[ring]]
}

// RowXY is all coordinates of a row, ring after ring.
func (s *Shapes) RowXY(row int) []float64 {
	a, b := s.RowRings(row)
	if a == b {
		return nil
	}
	return s.XY[2*before(s.RingEnd, a) : 2*s.RingEnd[b-1]]
}

// Points is how many points the rows from..to-1 have.
func (s *Shapes) Points(from, to int) int {
	at := func(row int) int {
		return int(before(s.RingEnd, int(before(s.PartEnd, int(before(s.RowEnd, row))))))
	}
	return at(to) - at(from)
}

// Bound is the box of a row. An empty row gives a box with Min > Max, which
// intersects nothing.
func (s *Shapes) Bound(row int) orb.Bound {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	xy := s.RowXY(row)
	for i := 0; i+1 < len(xy); i += 2 {
		x, y := xy[i], xy[i+1]
		x0, x1 = min(x0, x), max(x1, x)
		y0, y1 = min(y0, y), max(y1, y)
	}
	return orb.Bound{Min: orb.Point{x0, y0}, Max: orb.Point{x1, y1}}
}

// AppendRow copies a row of another Shapes to the end of s.
func (s *Shapes) AppendRow(o *Shapes, row int) {
	if p0, p1 := o.Parts(row); p0 < p1 {
		r0, r1 := o.RowRings(row)
		points, rings := uint32(len(s.XY)/2)-before(o.RingEnd, r0), uint32(len(s.RingEnd))-uint32(r0)
		s.XY = append(s.XY, o.RowXY(row)...)
		for _, end := range o.RingEnd[r0:r1] {
			s.RingEnd = append(s.RingEnd, end+points)
		}
		for _, end := range o.PartEnd[p0:p1] {
			s.PartEnd = append(s.PartEnd, end+rings)
		}
	}
	s.EndRow(o.Kind[row])
}

// AppendAll copies all rows of another Shapes to the end of s.
func (s *Shapes) AppendAll(o *Shapes) { s.AppendRange(o, 0, o.Len()) }

// AppendRange copies the rows from one to before another of another Shapes to
// the end of s.
func (s *Shapes) AppendRange(o *Shapes, from, to int) {
	// The end of what came before moves to the end of what is there; numbers wrap
	// around zero and back.
	shift := func(ends, more []uint32, by uint32) []uint32 {
		for _, end := range more {
			ends = append(ends, end+by)
		}
		return ends
	}
	p0, p1 := before(o.RowEnd, from), before(o.RowEnd, to)
	r0, r1 := before(o.PartEnd, int(p0)), before(o.PartEnd, int(p1))
	x0, x1 := before(o.RingEnd, int(r0)), before(o.RingEnd, int(r1))
	points, rings, parts := uint32(len(s.XY)/2), uint32(len(s.RingEnd)), uint32(len(s.PartEnd))
	s.RingEnd = shift(s.RingEnd, o.RingEnd[r0:r1], points-x0)
	s.PartEnd = shift(s.PartEnd, o.PartEnd[p0:p1], rings-r0)
	s.RowEnd = shift(s.RowEnd, o.RowEnd[from:to], parts-p0)
	s.XY = append(s.XY, o.XY[2*x0:2*x1]...)
	s.Kind = append(s.Kind, o.Kind[from:to]...)
}

// Append adds a row from an orb geometry. Geometry collections take their
// first geometry's kind; other members are left out.
func (s *Shapes) Append(g orb.Geometry) {
	switch g := g.(type) {
	case orb.Point:
		s.line(g)
		s.EndRow(PointShape)
	case orb.MultiPoint:
		for _, p := range g {
			s.line(p)
		}
		s.EndRow(PointShape)
	case orb.LineString:
		s.line(g...)
		s.EndRow(LineShape)
	case orb.MultiLineString:
		for _, l := range g {
			s.line(l...)
		}
		s.EndRow(LineShape)
	case orb.Ring:
		s.polygon(orb.Polygon{g})
		s.EndRow(PolygonShape)
	case orb.Polygon:
		s.polygon(g)
		s.EndRow(PolygonShape)
	case orb.MultiPolygon:
		for _, p := range g {
			s.polygon(p)
		}
		s.EndRow(PolygonShape)
	case orb.Bound:
		s.polygon(g.ToPolygon())
		s.EndRow(PolygonShape)
	default:
		s.AppendEmpty()
	}
}

func (s *Shapes) line(points ...orb.Point) {
	for _, p := range points {
		s.AppendPoint(p[0], p[1])
	}
	s.EndRing()
	s.EndPart()
}

func (s *Shapes) polygon(p orb.Polygon) {
	for _, ring := range p {
		for _, q := range ring {
			s.AppendPoint(q[0], q[1])
		}
		s.EndRing()
	}
	s.EndPart()
}

// Geometry is a row as an orb value: nil when empty, the single form when it
// has one part, the multi form otherwise.
func (s *Shapes) Geometry(row int) orb.Geometry {
	p0, p1 := s.Parts(row)
	switch s.Kind[row] {
	case PointShape:
		points := make(orb.MultiPoint, 0, p1-p0)
		for p := p0; p < p1; p++ {
			points = append(points, s.points(p)...)
		}
		if len(points) == 1 {
			return points[0]
		}
		return points
	case LineShape:
		lines := make(orb.MultiLineString, 0, p1-p0)
		for p := p0; p < p1; p++ {
			lines = append(lines, orb.LineString(s.points(p)))
		}
		if len(lines) == 1 {
			return lines[0]
		}
		return lines
	case PolygonShape:
		polygons := make(orb.MultiPolygon, 0, p1-p0)
		for p := p0; p < p1; p++ {
			r0, r1 := s.Rings(p)
			polygon := make(orb.Polygon, 0, r1-r0)
			for r := r0; r < r1; r++ {
				polygon = append(polygon, orb.Ring(toPoints(s.Ring(r))))
			}
			polygons = append(polygons, polygon)
		}
		if len(polygons) == 1 {
			return polygons[0]
		}
		return polygons
	}
	return nil
}

// points are the points of a part that has a single ring.
func (s *Shapes) points(part int) []orb.Point {
	r, _ := s.Rings(part)
	return toPoints(s.Ring(r))
}

func toPoints(xy []float64) []orb.Point {
	points := make([]orb.Point, len(xy)/2)
	for i := range points {
		points[i] = orb.Point{xy[2*i], xy[2*i+1]}
	}
	return points
}
