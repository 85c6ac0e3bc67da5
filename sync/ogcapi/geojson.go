package ogcapi

import (
	"bytes"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/crs"
	"segit/sync/layer"
)

// painter writes the features of a layer as GeoJSON in one system.
type painter struct {
	layer  *layer.Layer
	shown  []int // columns of the layer that are written
	dated  bool
	to     crs.Transform
	swap   bool
	places int // decimals of a coordinate; -1 for all it has
	tokens [][]byte
}

// newPainter writes the columns that are among those given.
func newPainter(l *layer.Layer, columns []layer.Column, out int) (*painter, error) {
	p := &painter{layer: l, dated: l.Dated(), swap: swapped(out), places: -1}
	var err error
	if p.to, err = transform(l.EPSG, out); err != nil {
		return nil, err
	}
	if !p.to.Identity() {
		p.places = 4 // a tenth of a millimetre
		if s, ok := crs.Lookup(epsgOf(out)); ok && s.Unit == crs.Degree {
			p.places = 9
		}
	}
	for i := range l.Columns {
		if slices.ContainsFunc(columns, func(c layer.Column) bool { return c.Name == l.Columns[i].Name }) {
			p.shown = append(p.shown, i)
		}
	}
	return p, nil
}

// feature writes a feature, with links before its end where there are any.
func (p *painter) feature(b *bytes.Buffer, f *layer.Feature, links []byte) error {
	b.WriteString(`{"type":"Feature","id":`)
	b.Write(layer.AppendText(b.AvailableBuffer(), f.ID))
	b.WriteString(`,"geometry":`)
	g, err := f.Geometry()
	if err != nil {
		return err
	}
	p.geometry(b, g)
	b.WriteString(`,"properties":{`)
	p.tokens = layer.Split(f.Values, p.tokens)
	first := true
	property := func(name string, value []byte) {
		if !first {
			b.WriteByte(',')
		}
		first = false
		b.Write(layer.AppendText(b.AvailableBuffer(), name))
		b.WriteByte(':')
		b.Write(value)
	}
	for _, i := range p.shown {
		if i < len(p.tokens) {
			property(p.layer.Columns[i].Name, p.tokens[i])
		}
	}
	if p.dated {
		property(fromName, dayToken(f.From))
		property(toName, dayToken(f.To))
	}
	b.WriteByte('}')
	if links != nil {
		b.WriteString(`,"links":`)
		b.Write(links)
	}
	b.WriteByte('}')
	return nil
}

func dayToken(d gis.Date) []byte {
	if d == gis.Always || d == gis.OpenEnd {
		return []byte("null")
	}
	return layer.AppendText(nil, d.String())
}

func (p *painter) geometry(b *bytes.Buffer, g orb.Geometry) {
	if g == nil {
		b.WriteString("null")
		return
	}
	b.WriteString(`{"type":"`)
	b.WriteString(g.GeoJSONType())
	b.WriteString(`","coordinates":`)
	switch g := g.(type) {
	case orb.Point:
		p.point(b, g)
	case orb.MultiPoint:
		p.points(b, g)
	case orb.LineString:
		p.points(b, g)
	case orb.MultiLineString:
		list(b, len(g), func(i int) { p.points(b, g[i]) })
	case orb.Polygon:
		p.polygon(b, g)
	case orb.MultiPolygon:
		list(b, len(g), func(i int) { p.polygon(b, g[i]) })
	}
	b.WriteByte('}')
}

func (p *painter) polygon(b *bytes.Buffer, g orb.Polygon) {
	list(b, len(g), func(i int) { p.points(b, g[i]) })
}

func (p *painter) points(b *bytes.Buffer, g []orb.Point) {
	list(b, len(g), func(i int) { p.point(b, g[i]) })
}

func list(b *bytes.Buffer, n int, one func(i int)) {
	b.WriteByte('[')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		one(i)
	}
	b.WriteByte(']')
}

// point writes a coordinate in the order of the system.
func (p *painter) point(b *bytes.Buffer, pt orb.Point) {
	x, y := p.to.Point(pt[0], pt[1])
	if p.swap {
		x, y = y, x
	}
	b.WriteByte('[')
	b.Write(p.number(b.AvailableBuffer(), x))
	b.WriteByte(',')
	b.Write(p.number(b.AvailableBuffer(), y))
	b.WriteByte(']')
}

// number writes a number without needless zeros.
func (p *painter) number(dst []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(dst, "null"...)
	}
	if p.places < 0 {
		return strconv.AppendFloat(dst, v, 'f', -1, 64)
	}
	dst = strconv.AppendFloat(dst, v, 'f', p.places, 64)
	for dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
	}
	return bytes.TrimSuffix(dst, []byte("."))
}
