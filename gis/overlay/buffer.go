package overlay

import (
	"context"
	"math"

	"segit/gis"
	"segit/gis/planar"
)

// Style is how a buffer goes around corners and ends lines.
type Style uint8

// The styles.
const (
	Round Style = iota // arcs
	Flat               // corners cut off straight; lines end where they end
	Mitre              // corners drawn out to a point, cut off flat at MitreLimit distances; lines end in a square
)

// MitreLimit is how many distances a mitred corner may stand out.
const MitreLimit = 5

// Around says how buffers are made.
type Around struct {
	Distance float64 // in the unit of the coordinates; negative shrinks polygons
	Style    Style
	// Segments is how many straight pieces stand for a quarter circle; 0 is 8.
	Segments int
}

// Buffer gives each row the places not farther from it than the distance; a
// negative distance leaves of polygons what is farther than that from their
// border, and nothing of lines and points. The row stands in Piece.A; rows of
// which nothing is left give no piece.
func Buffer(ctx context.Context, l *Layer, around Around, o Options, sink func(*Chunk) error) (Stats, error) {
	if around.Segments <= 0 {
		around.Segments = 8
	}
	j := &job{a: l, b: l}
	r := newRunner(o, l.Len(), sink)
	err := r.run(ctx, l.Len(), func(w *worker, row int, c *Chunk) {
		f := &l.rows[row]
		switch {
		case f.kind == gis.NoShape || around.Distance < 0 && f.kind != gis.PolygonShape:
		case around.Distance == 0:
			if f.kind == gis.PolygonShape {
				c.add(j, uint32(row), none, WholeA, f.kind, f.measure, &o)
			}
		case !w.buffer(l, f, around):
			w.stats.Unsolved = append(w.stats.Unsolved, Pair{int32(row), -1})
		default:
			c.addCut(j, uint32(row), none, &w.mesh.rings, &o)
		}
	})
	return r.stats, err
}

// buffer puts the buffer of a feature into w.mesh.rings: the feature itself and
// beside every edge a strip, at every corner that opens outward a fan, all
// united; or taken away, for a polygon that shrinks. The sides that strips and
// fans share, and the edge between a strip and the polygon, cancel out, so that
// what is cut is hardly more than the outline.
func (w *worker) buffer(l *Layer, f *feature, around Around) bool {
	b := &w.bufferer
	b.begin(around)
	k, of := keep(inA), ofA
	if around.Distance < 0 {
		k, of = inAOnly, ofB
	}
	xy := l.xy(f)
	for r := range f.rings {
		from, n := l.ringSpan(f, r)
		ring := xy[2*from : 2*(from+n)]
		switch f.kind {
		case gis.PolygonShape:
			b.border(ring)
		case gis.LineShape:
			b.line(ring)
		case gis.PointShape:
			b.point(ring[0], ring[1])
		}
	}
	heaps := b.heaps()
	if f.rings > handful { // parts may come in any order
		sortHeaps(heaps)
	}
	heaps = w.thinOut(heaps)
	w.stats.Meshed++
	return w.solve(k, func(m *mesh) {
		if f.kind == gis.PolygonShape {
			for r := range f.rings {
				from, n := l.ringSpan(f, r)
				m.ring(xy[2*from:2*(from+n)], ofA)
			}
		}
		for i := range heaps {
			m.heap(&heaps[i], of, nil)
		}
	})
}

// bufferer lays strips and fans, one row each.
type bufferer struct {
	d      float64
	around Around
	pieces gis.Shapes
	begun  int // where in pieces.XY the piece under way begins
}

// begin forgets the pieces laid.
func (b *bufferer) begin(around Around) {
	b.d, b.around, b.begun = math.Abs(around.Distance), around, 0
	b.pieces.Reset()
}

// lay ends a piece, anticlockwise, made of the points since the last.
func (b *bufferer) lay() {
	b.to(b.pieces.XY[b.begun], b.pieces.XY[b.begun+1])
	b.pieces.EndRing()
	b.pieces.EndPart()
	b.pieces.EndRow(gis.PolygonShape)
	b.begun = len(b.pieces.XY)
}

func (b *bufferer) to(x, y float64) { b.pieces.AppendPoint(x, y) }

// heaps are the pieces laid.
func (b *bufferer) heaps() []heap {
	heaps := make([]heap, b.pieces.Len())
	for i := range heaps {
		ring := b.pieces.Ring(i)
		heaps[i] = heap{&b.pieces, i, boxOf(ring), planar.RingArea(ring)}
	}
	return heaps
}

// normal is the step of length d to the right of the way from a to c.
func (b *bufferer) normal(ax, ay, cx, cy float64) (x, y float64) {
	dx, dy := cx-ax, cy-ay
	long := math.Hypot(dx, dy)
	return dy / long * b.d, -dx / long * b.d
}

// border goes around a closed ring that has its polygon on the left: outside of
// it on the right when growing, inside on the left when shrinking.
func (b *bufferer) border(ring []float64) {
	n := len(ring) - 2
	for i := 0; i < n; i += 2 {
		h := (i - 2 + n) % n
		ax, ay, cx, cy := ring[i], ring[i+1], ring[i+2], ring[i+3]
		px, py := ring[h], ring[h+1]
		if b.around.Distance > 0 {
			b.strip(ax, ay, cx, cy)
			b.fan(px, py, ax, ay, cx, cy)
		} else {
			b.strip(cx, cy, ax, ay)
			b.fan(cx, cy, ax, ay, px, py)
		}
	}
}

// strip lays the rectangle on the right of an edge.
func (b *bufferer) strip(ax, ay, cx, cy float64) {
	nx, ny := b.normal(ax, ay, cx, cy)
	b.to(cx, cy)
	b.to(ax, ay)
	b.to(ax+nx, ay+ny)
	b.to(cx+nx, cy+ny)
	b.lay()
}

// fan fills the gap between the strips of two edges p–v–q where the way turns
// left, and the gap opens on the right.
func (b *bufferer) fan(px, py, vx, vy, qx, qy float64) {
	if (vx-px)*(qy-vy)-(vy-py)*(qx-vx) <= 0 && !back(px, py, vx, vy, qx, qy) {
		return
	}
	ax, ay := b.normal(px, py, vx, vy)
	cx, cy := b.normal(vx, vy, qx, qy)
	b.to(vx, vy)
	b.to(vx+ax, vy+ay)
	switch b.around.Style {
	case Round:
		b.arc(vx, vy, ax, ay, cx, cy)
	case Mitre:
		b.mitre(vx, vy, ax, ay, cx, cy)
	}
	b.to(vx+cx, vy+cy)
	b.lay()
}

// mitre adds the point of a mitred corner at v between v+a and v+c, or the two
// points of its flat end.
func (b *bufferer) mitre(vx, vy, ax, ay, cx, cy float64) {
	most := MitreLimit * b.d
	sx, sy := ax+cx, ay+cy // along the bisector
	long := math.Hypot(sx, sy)
	if point := 2 * b.d * b.d / long; point <= most {
		b.to(vx+sx/long*point, vy+sy/long*point)
		return
	}
	ux, uy := -ay/b.d, ax/b.d // the way in
	if long < 1e-9*b.d {
		sx, sy, long, most = ux, uy, 1, b.d // the way back: as at an end
	}
	sx, sy = sx/long, sy/long
	t := (most - ax*sx - ay*sy) / (ux*sx + uy*sy)
	b.to(vx+ax+t*ux, vy+ay+t*uy)
	b.to(vx+cx+t*cy/b.d, vy+cy-t*cx/b.d)
}

// back reports that the way turns back on itself at v.
func back(px, py, vx, vy, qx, qy float64) bool {
	return (vx-px)*(qy-vy)-(vy-py)*(qx-vx) == 0 && (vx-px)*(qx-vx)+(vy-py)*(qy-vy) < 0
}

// arc adds the points of an arc around v from v+a anticlockwise to v+c, ends
// left out.
func (b *bufferer) arc(vx, vy, ax, ay, cx, cy float64) {
	from, to := math.Atan2(ay, ax), math.Atan2(cy, cx)
	if to <= from {
		to += 2 * math.Pi
	}
	steps := max(int((to-from)/(math.Pi/2/float64(b.around.Segments))+0.5), 1)
	for i := 1; i < steps; i++ {
		sin, cos := math.Sincos(from + (to-from)*float64(i)/float64(steps))
		b.to(vx+b.d*cos, vy+b.d*sin)
	}
}

// line goes along both sides of a line and around its ends.
func (b *bufferer) line(xy []float64) {
	path := make([]float64, 0, len(xy))
	for i := 0; i+1 < len(xy); i += 2 {
		if n := len(path); n == 0 || path[n-2] != xy[i] || path[n-1] != xy[i+1] {
			path = append(path, xy[i], xy[i+1])
		}
	}
	n := len(path)
	if n < 4 {
		b.point(xy[0], xy[1])
		return
	}
	for i := 2; i < n; i += 2 {
		b.strip(path[i-2], path[i-1], path[i], path[i+1])
		b.strip(path[i], path[i+1], path[i-2], path[i-1])
		if i+2 < n {
			b.fan(path[i-2], path[i-1], path[i], path[i+1], path[i+2], path[i+3])
			b.fan(path[i+2], path[i+3], path[i], path[i+1], path[i-2], path[i-1])
		}
	}
	if path[0] == path[n-2] && path[1] == path[n-1] {
		b.fan(path[n-4], path[n-3], path[0], path[1], path[2], path[3])
		b.fan(path[2], path[3], path[0], path[1], path[n-4], path[n-3])
		return
	}
	b.cap(path[n-4], path[n-3], path[n-2], path[n-1])
	b.cap(path[2], path[3], path[0], path[1])
}

// cap ends a line that comes from p at v.
func (b *bufferer) cap(px, py, vx, vy float64) {
	nx, ny := b.normal(px, py, vx, vy)
	switch b.around.Style {
	case Round:
		b.to(vx, vy)
		b.to(vx+nx, vy+ny)
		b.arc(vx, vy, nx, ny, -nx, -ny)
		b.to(vx-nx, vy-ny)
		b.lay()
	case Mitre:
		b.to(vx, vy)
		b.to(vx+nx, vy+ny)
		b.to(vx+nx-ny, vy+ny+nx)
		b.to(vx-nx-ny, vy-ny+nx)
		b.to(vx-nx, vy-ny)
		b.lay()
	}
}

// point lays a circle, or the square of Flat and Mitre.
func (b *bufferer) point(x, y float64) {
	if b.around.Style != Round {
		b.to(x+b.d, y+b.d)
		b.to(x-b.d, y+b.d)
		b.to(x-b.d, y-b.d)
		b.to(x+b.d, y-b.d)
		b.lay()
		return
	}
	for i := range 4 * b.around.Segments {
		sin, cos := math.Sincos(math.Pi / 2 * float64(i) / float64(b.around.Segments))
		b.to(x+b.d*cos, y+b.d*sin)
	}
	b.lay()
}
