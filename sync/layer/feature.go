package layer

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"segit/gis"
)

// Feature is a row of a layer.
type Feature struct {
	Row    uint32 // its place in the publication, from 1
	ID     string // begins with the municipality: "C351.A.12.345"
	From   gis.Date
	To     gis.Date
	Values []byte // JSON array, a value for each column of the layer
	WKB    []byte // geometry; empty for none
	Box    [4]float64
}

// NoBox is the box of a feature without geometry.
func NoBox() [4]float64 { return [4]float64{1, 1, -1, -1} }

// Bound is the box of the geometry; empty for none.
func (f *Feature) Bound() orb.Bound {
	return orb.Bound{Min: orb.Point{f.Box[0], f.Box[1]}, Max: orb.Point{f.Box[2], f.Box[3]}}
}

// Geometry reads the geometry; nil for none.
func (f *Feature) Geometry() (orb.Geometry, error) {
	if len(f.WKB) == 0 {
		return nil, nil
	}
	g, err := wkb.Unmarshal(f.WKB)
	if err != nil {
		return nil, gis.Wrap("layer.Geometry", gis.Damaged, err, "sync.store-damaged")
	}
	return g, nil
}

// Append writes the feature without its row to dst.
func (f *Feature) Append(dst []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(f.ID)))
	dst = append(dst, f.ID...)
	dst = binary.AppendVarint(dst, int64(f.From))
	dst = binary.AppendVarint(dst, int64(f.To))
	for _, v := range f.Box {
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
	}
	dst = binary.AppendUvarint(dst, uint64(len(f.Values)))
	dst = append(dst, f.Values...)
	return append(dst, f.WKB...)
}

// Decode reads what [Feature.Append] wrote. The feature uses the bytes of b.
func Decode(b []byte) (f Feature, err error) {
	r := reader{rest: b}
	f.ID = string(r.bytes())
	f.From, f.To = gis.Date(r.varint()), gis.Date(r.varint())
	for i := range f.Box {
		f.Box[i] = r.float()
	}
	f.Values = r.bytes()
	f.WKB = r.rest
	if r.bad || f.ID == "" {
		return f, gis.Refuse("layer.Decode", gis.Damaged, "sync.store-damaged")
	}
	return f, nil
}

// reader walks through a record.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) fail() { r.bad, r.rest = true, nil }

func (r *reader) bytes() []byte {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > uint64(len(r.rest)-size) {
		r.fail()
		return nil
	}
	b := r.rest[size : size+int(n)]
	r.rest = r.rest[size+int(n):]
	return b
}

func (r *reader) varint() int64 {
	v, size := binary.Varint(r.rest)
	if size <= 0 || v < math.MinInt32 || v > math.MaxInt32 {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return v
}

func (r *reader) float() float64 {
	if len(r.rest) < 8 {
		r.fail()
		return 0
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(r.rest))
	r.rest = r.rest[8:]
	return v
}
