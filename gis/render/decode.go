package render

import (
	"encoding/binary"
	"math"

	"segit/gis"
)

// DecodeDrawing reads what [Drawing.AppendBinary] wrote. Anything else, cut or
// changed, gives an error of kind Damaged, never a panic and never more memory
// than the bytes can fill. The drawing keeps nothing of b.
func DecodeDrawing(b []byte) (*Drawing, error) {
	r := drawingReader{rest: b}
	d := r.drawing()
	if r.bad || len(r.rest) > 0 {
		return nil, gis.Refuse("render.DecodeDrawing", gis.Damaged, "render.drawing")
	}
	d.box()
	return d, nil
}

// drawingReader reads from the front of rest and remembers the first fault, so
// that the layout reads as a list; after a fault every read gives zero.
type drawingReader struct {
	rest []byte
	bad  bool
}

func (r *drawingReader) drawing() *Drawing {
	d := &Drawing{}
	version, flags := r.byte(), r.byte()
	if version != drawingVersion || flags&^(flagLabels|flagClasses) != 0 {
		r.bad = true
	}
	d.Origin[0], d.Origin[1] = r.float(), r.float()
	shift := r.byte()
	if shift > coarsestLog {
		r.bad = true
	}
	rows, rings, points := r.count(1), r.count(1), r.count(2)
	if r.bad {
		return d
	}
	d.Kind = r.kinds(rows)
	d.Row = r.numbers(rows)
	d.RowEnd = r.ends(rows, rings)
	d.RingEnd = r.ends(rings, points)
	d.XY = r.coordinates(points, shift)
	if flags&flagClasses != 0 {
		d.Class = append(make([]uint8, 0, rows), r.take(rows)...)
	}
	if flags&flagLabels != 0 {
		d.Label = r.labels(rows)
	}
	return d
}

// take is the next n bytes, or nil and a fault when there are fewer.
func (r *drawingReader) take(n int) []byte {
	if n < 0 || n > len(r.rest) {
		r.bad = true
	}
	if r.bad {
		return nil
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *drawingReader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *drawingReader) float() float64 {
	b := r.take(8)
	if b == nil {
		return 0
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(b))
	if !finite(v) {
		r.bad = true
	}
	return v
}

func (r *drawingReader) uvarint() uint64 { return number(r, binary.Uvarint) }

func (r *drawingReader) varint() int64 { return number(r, binary.Varint) }

// number reads a varint by one of the decoders of encoding/binary.
func number[T uint64 | int64](r *drawingReader, decode func([]byte) (T, int)) T {
	v, n := decode(r.rest)
	if n <= 0 {
		r.bad = true
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// count is a number of things that take at least size bytes each of the rest.
func (r *drawingReader) count(size int) int {
	n := r.uvarint()
	if n > uint64(len(r.rest)/size) || n > math.MaxUint32 {
		r.bad = true
		return 0
	}
	return int(n)
}

func (r *drawingReader) kinds(rows int) []gis.ShapeKind {
	kinds := make([]gis.ShapeKind, rows)
	first := r.byte()
	for i := range kinds {
		kind := first
		if first == mixedKinds {
			kind = r.byte()
		}
		if kind > byte(gis.PolygonShape) {
			r.bad = true
		}
		kinds[i] = gis.ShapeKind(kind)
	}
	return kinds
}

func (r *drawingReader) numbers(rows int) []uint32 {
	numbers := make([]uint32, rows)
	last := int64(0)
	for i := range numbers {
		last += r.varint()
		if last < 0 || last > math.MaxUint32 {
			r.bad = true
			break
		}
		numbers[i] = uint32(last)
	}
	return numbers
}

// ends reads n sizes as running ends that close at total.
func (r *drawingReader) ends(n, total int) []uint32 {
	ends := make([]uint32, n)
	sum := uint64(0)
	for i := range ends {
		sum += min(r.uvarint(), math.MaxUint32)
		if sum > uint64(total) {
			r.bad = true
			break
		}
		ends[i] = uint32(sum)
	}
	if sum != uint64(total) {
		r.bad = true
	}
	return ends
}

func (r *drawingReader) coordinates(points int, shift byte) []float32 {
	xy := make([]float32, 2*points)
	step := math.Ldexp(1, int(shift)-finestLog)
	limit := int64(farthestStep) >> shift
	var at [2]int64
	for i := range xy {
		v := at[i&1] + r.varint()
		if v > limit || v < -limit {
			r.bad = true
			break
		}
		at[i&1] = v
		xy[i] = float32(float64(v) * step)
	}
	return xy
}

func (r *drawingReader) labels(rows int) []string {
	labels := make([]string, rows)
	lengths := make([]int, rows)
	total := 0
	for i := range lengths {
		lengths[i] = r.count(1)
		total += lengths[i]
	}
	text := string(r.take(total))
	if r.bad {
		return nil
	}
	for i, n := range lengths {
		labels[i], text = text[:n], text[n:]
	}
	return labels
}
