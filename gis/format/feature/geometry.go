package feature

import "segit/gis"

// Shapes is where the geometry of the open feature is appended: points go
// straight into it, while rings and parts end through [Rows.EndRing] and
// [Rows.EndPart].
func (r *Rows) Shapes() *gis.Shapes { return &r.batch.Shapes }

// SetKind says what the open feature's geometry is; a feature without it has
// none. Two kinds in one feature are a fault.
func (r *Rows) SetKind(k gis.ShapeKind) {
	if r.kind != gis.NoShape && r.kind != k {
		r.Fault(gis.Say("vector.collection"))
	}
	r.kind = k
}

// Flattened notes that the open feature's heights or measures were left out.
func (r *Rows) Flattened() { r.flattened++ }

// EndRing ends a ring, a line or a point of the given kind and checks it:
// finite coordinates, three different points in a ring, two in a line, one
// coordinate in a point. A ring that is open is closed, and counted.
func (r *Rows) EndRing(kind gis.ShapeKind) {
	s := &r.batch.Shapes
	start := 0
	if n := len(s.RingEnd); n > 0 {
		start = 2 * int(s.RingEnd[n-1])
	}
	xy := s.XY[start:]
	for _, v := range xy {
		if !finite(v) {
			r.Fault(gis.Say("vector.not-finite"))
			break
		}
	}
	switch n := len(xy); {
	case kind == gis.PointShape:
		if n != 2 {
			r.Fault(gis.Say("vector.point"))
		}
	case kind == gis.LineShape:
		if distinct(xy) < 2 {
			r.Fault(gis.Say("vector.line-short"))
		}
	case distinct(xy) < 3:
		r.Fault(gis.Say("vector.ring-short", len(s.RingEnd)-r.mark.rings+1))
	case xy[0] != xy[n-2] || xy[1] != xy[n-1]:
		s.AppendPoint(xy[0], xy[1])
		if r.fault.Code == "" {
			r.closed++
		}
	}
	s.EndRing()
}

// EndPart ends a polygon, a line or a point.
func (r *Rows) EndPart() { r.batch.Shapes.EndPart() }

// distinct counts the different points of a run, up to three.
func distinct(xy []float64) int {
	n := len(xy)
	if n < 4 {
		return n / 2
	}
	i := 2
	for i < n && xy[i] == xy[0] && xy[i+1] == xy[1] {
		i += 2
	}
	if i == n {
		return 1
	}
	for j := i + 2; j < n; j += 2 {
		if (xy[j] != xy[0] || xy[j+1] != xy[1]) && (xy[j] != xy[i] || xy[j+1] != xy[i+1]) {
			return 3
		}
	}
	return 2
}
