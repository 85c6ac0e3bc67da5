package gpkg

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"

	"segit/gis"
)

// The numbers of the geometry types of WKB.
const (
	wkbPoint      = 1
	wkbLine       = 2
	wkbPolygon    = 3
	wkbMultiPoint = 4
	wkbMultiLine  = 5
	wkbMultiPoly  = 6
)

// blob appends a row's geometry in the binary form of clause 2.1.3: header,
// envelope (not for points), little-endian WKB. Lines and polygons are always
// multi, points only when there are several, which it reports.
func blob(dst []byte, srs int32, s *gis.Shapes, row int, bound orb.Bound) (out []byte, multiPoint bool) {
	order := binary.LittleEndian
	const littleEndian, withEnvelope = 1, 1 << 1
	kind := s.Kind[row]
	flags := byte(littleEndian)
	if kind != gis.PointShape {
		flags |= withEnvelope
	}
	dst = append(dst, 'G', 'P', 0, flags)
	dst = order.AppendUint32(dst, uint32(srs))
	if kind != gis.PointShape {
		for _, v := range [4]float64{bound.Min[0], bound.Max[0], bound.Min[1], bound.Max[1]} {
			dst = order.AppendUint64(dst, math.Float64bits(v))
		}
	}
	head := func(kind uint32) { dst = order.AppendUint32(append(dst, littleEndian), kind) }
	points := func(xy []float64) {
		for _, v := range xy {
			dst = order.AppendUint64(dst, math.Float64bits(v))
		}
	}
	ring := func(r int) {
		xy := s.Ring(r)
		dst = order.AppendUint32(dst, uint32(len(xy)/2))
		points(xy)
	}
	from, to := s.Parts(row)
	several := to-from > 1
	switch {
	case kind == gis.PolygonShape:
		head(wkbMultiPoly)
	case kind == gis.LineShape:
		head(wkbMultiLine)
	case several:
		head(wkbMultiPoint)
	}
	if kind != gis.PointShape || several {
		dst = order.AppendUint32(dst, uint32(to-from))
	}
	for part := from; part < to; part++ {
		r0, r1 := s.Rings(part)
		switch kind {
		case gis.PolygonShape:
			head(wkbPolygon)
			dst = order.AppendUint32(dst, uint32(r1-r0))
			for r := r0; r < r1; r++ {
				ring(r)
			}
		case gis.LineShape:
			head(wkbLine)
			ring(r0)
		default:
			head(wkbPoint)
			points(s.Ring(r0))
		}
	}
	return dst, kind == gis.PointShape && several
}
