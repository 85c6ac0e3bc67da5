package shapefile

import (
	"encoding/binary"
	"math"
	"slices"

	"segit/gis"
)

// geometry appends the content of a record to the open feature.
func (r *reading) geometry(b []byte) {
	if len(b) < 4 {
		r.rows.Fault(gis.Say("shapefile.record"))
		return
	}
	kind := binary.LittleEndian.Uint32(b)
	if kind > 10 {
		r.rows.Flattened()
	}
	switch base(kind) {
	case nullShape:
	case pointShape:
		r.points(b[4:], 1)
	case multipoint:
		if len(b) < 40 {
			r.rows.Fault(gis.Say("shapefile.record"))
			return
		}
		r.points(b[40:], int64(binary.LittleEndian.Uint32(b[36:])))
	case polyline:
		r.parts(b, gis.LineShape)
	case polygon:
		r.parts(b, gis.PolygonShape)
	default:
		r.rows.Fault(gis.Say("vector.type", kind))
	}
}

// points reads n points, each a part.
func (r *reading) points(b []byte, n int64) {
	if n < 0 || n > int64(len(b)/16) {
		r.rows.Fault(gis.Say("shapefile.record"))
		return
	}
	for ; n > 0; n-- {
		r.rows.SetKind(gis.PointShape)
		r.rows.Shapes().AppendPoint(float(b), float(b[8:]))
		r.rows.EndRing(gis.PointShape)
		r.rows.EndPart()
		b = b[16:]
	}
}

// parts reads the lines or rings of a record: after type and box come the number
// of parts, of points, the first point of each part, and the points.
func (r *reading) parts(b []byte, kind gis.ShapeKind) {
	const fixed = 44
	if len(b) < fixed {
		r.rows.Fault(gis.Say("shapefile.record"))
		return
	}
	parts, points := int64(binary.LittleEndian.Uint32(b[36:])), int64(binary.LittleEndian.Uint32(b[40:]))
	if fixed+4*parts+16*points > int64(len(b)) {
		r.rows.Fault(gis.Say("shapefile.record"))
		return
	}
	if parts == 0 {
		return
	}
	r.rows.SetKind(kind)
	starts, coordinates := b[fixed:fixed+4*parts], b[fixed+4*parts:fixed+4*parts+16*points]
	r.rings.reset()
	from := int64(binary.LittleEndian.Uint32(starts))
	for part := int64(1); part <= parts; part++ {
		to := points
		if part < parts {
			to = int64(binary.LittleEndian.Uint32(starts[4*part:]))
		}
		if from < 0 || to < from || to > points || part == 1 && from != 0 {
			r.rows.Fault(gis.Say("shapefile.record"))
			return
		}
		run := coordinates[16*from : 16*to]
		from = to
		if kind == gis.PolygonShape && parts > 1 {
			r.rings.add(run)
			continue
		}
		s := r.rows.Shapes()
		s.XY = appendFloats(s.XY, run)
		r.rows.EndRing(kind)
		r.rows.EndPart()
	}
	r.rings.put(r.rows)
}

func appendFloats(xy []float64, b []byte) []float64 {
	n := len(xy)
	xy = slices.Grow(xy, len(b)/8)[:n+len(b)/8]
	for i := n; i < len(xy); i++ {
		xy[i] = float(b)
		b = b[8:]
	}
	return xy
}

func float(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }
