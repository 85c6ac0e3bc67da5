package overlay

import (
	"math"

	"segit/gis"
	"segit/gis/planar"
)

// Fault is what is wrong with a geometry.
type Fault string

// The faults. A fault that leaves a geometry is repaired; one that leaves none
// sets the row aside.
const (
	NoFault      Fault = ""
	Empty        Fault = "empty"         // no geometry: set aside
	NotFinite    Fault = "not-finite"    // a coordinate is no number, or infinite: set aside
	TooFar       Fault = "too-far"       // a coordinate that no place on earth has: set aside
	Collapsed    Fault = "collapsed"     // no area or no length: set aside, or the part left out
	OpenRing     Fault = "open-ring"     // the last point is not the first: closed
	SelfCrossing Fault = "self-crossing" // a ring crosses itself: it covers what it winds around, either way round
	SelfTouching Fault = "self-touching" // a ring meets itself in a point or along an edge, a spike too
	RingsMeet    Fault = "rings-meet"    // rings cross or overlap: holes take away, parts are united
	Nested       Fault = "nested"        // a hole outside its part or in another hole, a part within a part
	Repeated     Fault = "repeated"      // a point stands twice running: once is enough
	Unsolved     Fault = "unsolved"      // the geometry could not be brought in order: set aside
)

// Message is the fault as a sentence of the text catalogue.
func (f Fault) Message() gis.Message { return gis.Say("overlay.fault." + string(f)) }

// Noted is a row that was repaired or set aside at the door. The original is
// the caller's to keep.
type Noted struct {
	Row           int
	Fault         Fault
	X, Y          float64 // where, near the first fault; NaN when nowhere
	Before, After float64 // area or length; Before as its rings add up
	Aside         bool    // the row takes no part in the overlay
}

// farthest is beyond every coordinate of a CRS in metres, zone numbers before
// the easting included. A row past it would take the pieces of its neighbours
// with it: what is cut against it cannot be settled.
const farthest = 1e8

// state is how a row came through the door.
type state uint8

const (
	sound state = iota
	repaired
	aside
)

func (s state) used() bool { return s != aside }

// porter inspects rows: the working memory of one worker at the door.
type porter struct {
	mesh   mesh
	shapes gis.Shapes // repaired rows
	noted  []Noted
	kept   []float64 // rings of the parts already in order
	ends   []int
	// looking has rows found fault with that are not repaired.
	looking bool
}

// inspect says how a row is, and appends its repair to p.shapes if it needs one.
func (p *porter) inspect(s *gis.Shapes, row int) (how state) {
	n := Noted{Row: row, X: math.NaN(), Y: math.NaN()}
	defer func() {
		if recover() != nil { // a fault of ours must not end the job
			n.Fault = Unsolved
			how = p.aside(n)
		}
	}()
	xy := s.RowXY(row)
	for i, v := range xy {
		if !(math.Abs(v) <= farthest) {
			n.Fault = TooFar
			if math.IsNaN(v) || math.IsInf(v, 0) {
				n.Fault = NotFinite
			}
			if k := i &^ 1; k > 0 {
				n.X, n.Y = xy[k-2], xy[k-1]
			}
			return p.aside(n)
		}
	}
	switch {
	case s.Kind[row] == gis.NoShape || len(xy) == 0:
		n.Fault = Empty
		return p.aside(n)
	case s.Kind[row] == gis.PolygonShape:
		return p.polygon(s, row, n)
	}
	return p.thin(s, row, n)
}

// thin inspects lines and points: parts without length, or without a point, are
// left out.
func (p *porter) thin(s *gis.Shapes, row int, n Noted) state {
	kind := s.Kind[row]
	good := func(part []float64) bool { return len(part) > 0 && (kind == gis.PointShape || length(part) > 0) }
	r0, r1 := s.RowRings(row)
	kept := 0
	for r := r0; r < r1; r++ {
		if good(s.Ring(r)) {
			kept++
		}
	}
	if kept == r1-r0 {
		return sound
	}
	n.Fault = Collapsed
	if kept == 0 {
		return p.aside(n)
	}
	for r := r0; r < r1; r++ {
		if part := s.Ring(r); good(part) {
			n.After += measureOfPart(kind, part)
			p.shapes.XY = append(p.shapes.XY, part...)
			p.shapes.EndRing()
			p.shapes.EndPart()
		}
	}
	n.Before = n.After
	p.shapes.EndRow(kind)
	p.noted = append(p.noted, n)
	return repaired
}

func measureOfPart(kind gis.ShapeKind, part []float64) float64 {
	if kind == gis.PointShape {
		return float64(len(part) / 2)
	}
	return length(part)
}

func (p *porter) aside(n Noted) state {
	n.Aside = true
	p.noted = append(p.noted, n)
	return aside
}

// polygon inspects a polygonal row.
func (p *porter) polygon(s *gis.Shapes, row int, n Noted) state {
	fault, x, y := p.mesh.look(s, row)
	if fault == NoFault {
		return sound
	}
	if p.looking && fault != RingsMeet { // which may be lawful
		return repaired
	}
	n.Fault, n.X, n.Y = fault, x, y
	n.Before = planar.Area(s, row)
	if !p.rebuild(s, row) {
		n.Fault = Unsolved
		return p.aside(n)
	}
	r := &p.mesh.rings
	if n.After = r.area(); len(r.refs) == 0 || n.After == 0 {
		n.Fault = Collapsed
		return p.aside(n)
	}
	if fault == RingsMeet && p.lawful(s, row, n) {
		return sound
	}
	r.append(&p.shapes)
	p.noted = append(p.noted, n)
	return repaired
}

// lawful reports that rings that meet do so in single points and leave the
// inside in one piece, as rings may: putting them in order changed nothing.
func (p *porter) lawful(s *gis.Shapes, row int, n Noted) bool {
	shells := 0
	for _, ref := range p.mesh.rings.refs {
		if ref.area > 0 {
			shells++
		}
	}
	p0, p1 := s.Parts(row)
	r0, r1 := s.RowRings(row)
	return shells == p1-p0 && len(p.mesh.rings.refs) == r1-r0 && math.Abs(n.After-n.Before) <= 1e-12*n.Before
}

// rebuild puts what a row covers into p.mesh.rings: each part is what its
// outer ring winds around, less what its holes wind around; parts are united.
func (p *porter) rebuild(s *gis.Shapes, row int) bool {
	m := &p.mesh
	p.kept, p.ends = p.kept[:0], p.ends[:0]
	p0, p1 := s.Parts(row)
	for part := p0; part < p1; part++ {
		m.reset()
		r0, r1 := s.Rings(part)
		for r := r0; r < r1; r++ {
			of := ofA
			if r > r0 {
				of = ofB
			}
			m.loop(s.Ring(r), of)
		}
		if !m.solve(func(c cover) bool { return c.a != 0 && c.b == 0 }) {
			return false
		}
		for i := range m.rings.refs {
			ref := &m.rings.refs[i]
			p.kept = append(p.kept, m.rings.xy[ref.from:ref.to]...)
			p.ends = append(p.ends, len(p.kept))
		}
	}
	if p1-p0 == 1 {
		return true
	}
	m.reset()
	from := 0
	for _, to := range p.ends {
		m.loop(p.kept[from:to], ofA)
		from = to
	}
	return m.solve(inA)
}

// loop adds a ring that may be open, in the direction it has for outer rings
// of clean parts and anticlockwise for holes, so that holes do not cancel.
func (m *mesh) loop(xy []float64, of owner) {
	if len(xy) < 6 {
		return
	}
	weight := int32(1)
	if of == ofB && planar.RingArea(xy) < 0 {
		weight = -1
	}
	n := len(xy)
	u := m.vertex(xy[n-2], xy[n-1])
	for i := 0; i+1 < n; i += 2 {
		v := m.vertex(xy[i], xy[i+1])
		m.edge(u, v, of, weight)
		u = v
	}
}
