package wire

import (
	"encoding/binary"
	"math"

	"segit/gis"
)

// Layer is what GDAL says of a layer.
type Layer struct {
	Name    string
	Shape   gis.ShapeKind
	Columns []gis.Column // name and type
	Count   int64        // features, -1 when GDAL does not know
	WKT     string       // its reference system, "" when there is none
}

// AppendLayers appends the content of [Layers].
func AppendLayers(b []byte, layers []Layer) []byte {
	b = binary.AppendUvarint(b, uint64(len(layers)))
	for _, l := range layers {
		b = appendText(b, l.Name)
		b = append(b, byte(l.Shape))
		b = binary.AppendVarint(b, l.Count)
		b = appendText(b, l.WKT)
		b = binary.AppendUvarint(b, uint64(len(l.Columns)))
		for _, c := range l.Columns {
			b = append(appendText(b, c.Name), byte(c.Type))
		}
	}
	return b
}

// ParseLayers reads the content of [Layers].
func ParseLayers(content []byte) ([]Layer, error) {
	p := parser{rest: content}
	layers := make([]Layer, 0, p.count(5))
	for range cap(layers) {
		l := Layer{Name: p.text(), Shape: gis.ShapeKind(p.byte()), Count: p.varint(), WKT: p.text()}
		p.check(l.Shape <= gis.AnyShape && l.Count >= -1)
		for range p.count(2) {
			c := gis.Column{Name: p.text(), Type: gis.Type(p.byte())}
			p.check(c.Type >= gis.Text && c.Type <= gis.Real)
			l.Columns = append(l.Columns, c)
		}
		layers = append(layers, l)
	}
	return layers, p.done()
}

// Request asks for the features of a layer.
type Request struct {
	Layer   int   // its place
	Columns []int // the places of the wanted columns, in the order of the layer
	Shape   bool  // with their geometry
}

// AppendRequest appends the content of [Read].
func AppendRequest(b []byte, r Request) []byte {
	b = binary.AppendUvarint(b, uint64(r.Layer))
	b = append(b, flag(r.Shape))
	b = binary.AppendUvarint(b, uint64(len(r.Columns)))
	for _, c := range r.Columns {
		b = binary.AppendUvarint(b, uint64(c))
	}
	return b
}

// ParseRequest reads the content of [Read], which must fit the layers.
func ParseRequest(content []byte, layers []Layer) (Request, error) {
	p := parser{rest: content}
	layer := p.uvarint()
	p.check(layer < uint64(len(layers)))
	r := Request{Layer: int(layer), Shape: p.flag()}
	for range p.count(1) {
		c := p.uvarint()
		p.check(layer < uint64(len(layers)) && c < uint64(len(layers[layer].Columns)))
		r.Columns = append(r.Columns, int(c))
	}
	return r, p.done()
}

// AppendFlag appends the content of [End].
func AppendFlag(b []byte, faulty bool) []byte { return append(b, flag(faulty)) }

// ParseFlag reads the content of [End].
func ParseFlag(content []byte) (faulty bool, err error) {
	p := parser{rest: content}
	faulty = p.flag()
	return faulty, p.done()
}

func flag(set bool) byte {
	if set {
		return 1
	}
	return 0
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// parser takes a content to pieces. After the first fault it gives zeros.
type parser struct {
	rest  []byte
	wrong bool
}

func (p *parser) check(right bool) {
	if !right {
		p.wrong, p.rest = true, nil
	}
}

func (p *parser) take(n int) []byte {
	if n > len(p.rest) {
		p.check(false)
		return nil
	}
	b := p.rest[:n]
	p.rest = p.rest[n:]
	return b
}

func (p *parser) byte() byte {
	if b := p.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (p *parser) flag() bool {
	b := p.byte()
	p.check(b <= 1)
	return b == 1
}

func (p *parser) uint64() uint64 {
	if b := p.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (p *parser) float() float64 { return math.Float64frombits(p.uint64()) }

func (p *parser) uvarint() uint64 {
	v, n := binary.Uvarint(p.rest)
	p.check(n > 0)
	p.take(max(n, 0))
	return v
}

func (p *parser) varint() int64 {
	v, n := binary.Varint(p.rest)
	p.check(n > 0)
	p.take(max(n, 0))
	return v
}

// count is how many things follow, each of at least so many bytes.
func (p *parser) count(size int) int {
	n := p.uvarint()
	p.check(n <= uint64(len(p.rest)/size))
	if p.wrong {
		return 0
	}
	return int(n)
}

func (p *parser) bytes() []byte { return p.take(p.count(1)) }

func (p *parser) text() string { return string(p.bytes()) }

// done is the fault that was met, or that something is left.
func (p *parser) done() error {
	if p.wrong || len(p.rest) > 0 {
		return errContent
	}
	return nil
}
