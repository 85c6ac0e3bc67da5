package block

import (
	"encoding/binary"
	"math"
	"slices"

	"segit/gis"
)

// scales are the fixed-point steps tried for coordinates, finest last. Maps
// come in millimetres or in ten-millionths of a degree; a block whose every
// coordinate is exactly a multiple of a step is stored as integers.
var scales = [...]float64{1, 1e2, 1e3, 1e4, 1e6, 1e7, 1e8, 1e9}

// rawCoordinates marks a block whose coordinates fit no step.
const rawCoordinates = 0xff

// EncodeShapes is [Encoder.Shapes] for all rows of a single block.
func EncodeShapes(s *gis.Shapes) []byte { return new(Encoder).Shapes(s, all(s.Len())) }

// Shapes is the canonical encoding of the geometries of some rows, in the order
// given. Every coordinate reads back bit for bit. It holds until the next call.
func (e *Encoder) Shapes(s *gis.Shapes, rows []int) []byte {
	xy := e.xy[:0]
	parts, rings := 0, 0
	for _, row := range rows {
		p0, p1 := s.Parts(row)
		r0, r1 := s.RowRings(row)
		parts, rings = parts+p1-p0, rings+r1-r0
		xy = append(xy, s.RowXY(row)...)
	}
	e.xy = xy
	w := &e.w
	w.b = slices.Grow(w.b[:0], len(xy)*3+len(rows)*4+16)
	w.byte(version)
	w.uint(uint64(len(rows)))
	for _, row := range rows {
		w.byte(byte(s.Kind[row]))
	}
	w.uint(uint64(parts))
	w.uint(uint64(rings))
	for _, row := range rows {
		from, to := s.Parts(row)
		w.uint(uint64(to - from))
	}
	for _, row := range rows {
		for part, to := s.Parts(row); part < to; part++ {
			first, end := s.Rings(part)
			w.uint(uint64(end - first))
		}
	}
	for _, row := range rows {
		for ring, to := s.RowRings(row); ring < to; ring++ {
			w.uint(uint64(len(s.Ring(ring)) / 2))
		}
	}
	e.coordinates(w, xy)
	return w.b
}

func (e *Encoder) coordinates(w *writer, xy []float64) {
	step := e.stepOf(xy)
	w.byte(step)
	if step == rawCoordinates {
		from := len(w.b)
		w.b = slices.Grow(w.b, 8*len(xy))[:from+8*len(xy)]
		for b := w.b[from:]; len(xy) > 0 && len(b) >= 8; xy, b = xy[1:], b[8:] {
			binary.LittleEndian.PutUint64(b, math.Float64bits(xy[0]))
		}
		return
	}
	b, wide := w.b, e.wide
	var x, y int64
	for ; len(wide) > 1; wide = wide[2:] {
		b = appendUint(b, zigzag(wide[0]-x))
		b = appendUint(b, zigzag(wide[1]-y))
		x, y = wide[0], wide[1]
	}
	w.b = b
}

// stepOf finds the coarsest step that gives every coordinate back exactly, and
// leaves in wide how many steps each is.
func (e *Encoder) stepOf(xy []float64) byte {
	wide := slices.Grow(e.wide[:0], len(xy))[:len(xy)]
	e.wide = wide
next:
	for i, scale := range scales {
		for j, v := range xy {
			n := steps(v, scale)
			// Also keeps NaN, infinities and -0 out: they do not compare or come back.
			if !(math.Abs(v*scale) < 1<<52-1) || math.Float64bits(float64(n)/scale) != math.Float64bits(v) {
				continue next
			}
			wide[j] = n
		}
		return byte(i)
	}
	return rawCoordinates
}

// steps is how many steps a coordinate is, to the nearest. What rounds otherwise
// than by [math.Round], which takes longer, is no whole number of steps: it does
// not come back.
func steps(v, scale float64) int64 { return int64(v*scale + math.Copysign(0.5, v)) }

// DecodeShapes is [Decoder.Shapes] for a single block.
func DecodeShapes(b []byte) (*gis.Shapes, error) { return new(Decoder).Shapes(b) }

// Shapes reads what [Encoder.Shapes] wrote. What it gives holds until the next
// call.
func (d *Decoder) Shapes(b []byte) (*gis.Shapes, error) {
	r := &reader{b: b}
	if r.byte() != version && r.err == nil {
		return nil, errVersion
	}
	rows := r.count(1)
	s := &d.shapes
	s.Kind = sized(s.Kind, rows)
	for i, k := range r.take(rows) {
		s.Kind[i] = gis.ShapeKind(k)
		if s.Kind[i] > gis.PolygonShape {
			r.fail()
		}
	}
	parts, rings := r.count(1), r.count(1)
	s.RowEnd, s.PartEnd, s.RingEnd = readEnds(r, s.RowEnd, rows), readEnds(r, s.PartEnd, parts), readEnds(r, s.RingEnd, rings)
	if last(s.RowEnd) != parts || last(s.PartEnd) != rings {
		r.fail()
	}
	if r.err != nil {
		return nil, r.err
	}
	s.XY = readCoordinates(r, s.XY, 2*last(s.RingEnd))
	if err := r.end(); err != nil {
		return nil, err
	}
	return s, nil
}

func readEnds(r *reader, ends []uint32, n int) []uint32 {
	ends = sized(ends, n)
	var end uint64
	for i := range ends {
		step := r.uint()
		if step > math.MaxInt32 || end+step > math.MaxInt32 {
			r.fail()
			break
		}
		end += step
		ends[i] = uint32(end)
	}
	return ends
}

func last(ends []uint32) int {
	if len(ends) == 0 {
		return 0
	}
	return int(ends[len(ends)-1])
}

func readCoordinates(r *reader, xy []float64, n int) []float64 {
	step := r.byte()
	if n > r.left() || step == rawCoordinates && n > r.left()/8 {
		r.fail()
		return nil
	}
	xy = sized(xy, n)
	if step == rawCoordinates {
		b := r.take(8 * n)
		for i := 0; i < len(xy) && len(b) >= 8; i, b = i+1, b[8:] {
			xy[i] = math.Float64frombits(binary.LittleEndian.Uint64(b))
		}
		return xy
	}
	if int(step) >= len(scales) {
		r.fail()
		return nil
	}
	r.fixed(xy, scales[step])
	return xy
}

// fixed reads coordinates that are stored as steps from one point to the next.
// Most steps take two bytes or three: they are read here and not one by one.
func (r *reader) fixed(xy []float64, scale float64) {
	var x, y int64
	for i := 0; i+1 < len(xy); i += 2 {
		b := r.b[r.at:]
		if len(b) < 6 {
			x, y = x+r.int(), y+r.int()
			xy[i], xy[i+1] = float64(x)/scale, float64(y)/scale
			continue
		}
		dx, n := short(b[0], b[1], b[2])
		dy, m := short(b[n], b[n+1], b[n+2])
		if n == 0 || m == 0 {
			x, y = x+r.int(), y+r.int()
		} else {
			x, y = x+dx, y+dy
			r.at += n + m
		}
		xy[i], xy[i+1] = float64(x)/scale, float64(y)/scale
	}
}

// short is the number that begins a text of bytes, and how many of them it
// takes: three at most, else 0.
func short(a, b, c byte) (v int64, n int) {
	u, n := uint64(a), 1
	if a >= 0x80 {
		u, n = uint64(a&0x7f)|uint64(b&0x7f)<<7, 2
		if b >= 0x80 {
			u, n = u|uint64(c)<<14, 3
			if c >= 0x80 {
				return 0, 0
			}
		}
	}
	return int64(u>>1) ^ -int64(u&1), n
}
