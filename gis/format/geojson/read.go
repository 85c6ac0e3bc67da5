package geojson

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"segit/gis"
	"segit/gis/format/charset"
	"segit/gis/format/feature"
)

// Read reads the features; see [feature.File]. A feature's number is its place.
// Where the text stops being JSON the rest is one reject.
func (f *File) Read(ctx context.Context, layer string, schema *gis.Schema, sink gis.Sink) (gis.Counts, error) {
	found, err := feature.Find(f.Layers(), layer)
	if err != nil {
		return gis.Counts{}, err
	}
	target, err := found.Columns(schema)
	if err != nil {
		return gis.Counts{}, err
	}
	name := filepath.Base(f.path)
	file, err := os.Open(f.path)
	if err != nil {
		return gis.Counts{}, gis.Wrap("geojson.Read", gis.BadInput, err, "vector.open", name).At(name, 0)
	}
	defer file.Close()
	r := reading{rows: feature.NewRows(ctx, schema, sink), column: map[string]int{}, decoder: charset.NewDecoder(charset.Auto)}
	for i, col := range target {
		r.column[found.Schema.Columns[i].Name] = col
	}
	s := newSource(file)
	for number := uint32(1); ; number++ {
		raw, err := s.next()
		switch {
		case err == io.EOF:
			return r.rows.Close()
		case err == errSyntax:
			if err := r.rows.Reject(number, gis.Say("geojson.broken-off"), excerpt(raw)); err != nil {
				return r.rows.Counts(), err
			}
			return r.rows.Close()
		case err != nil:
			return r.rows.Counts(), gis.Wrap("geojson.Read", gis.BadInput, err, "vector.open", name).At(name, int(number))
		}
		if err := r.feature(number, raw); err != nil {
			return r.rows.Counts(), err
		}
	}
}

// reading is one walk through the features.
type reading struct {
	rows    *feature.Rows
	column  map[string]int // of the wanted schema, by member name
	decoder *charset.Decoder
}

func (r *reading) feature(number uint32, raw []byte) error {
	p := &parser{b: raw}
	isFeature := false
	p.members(func(name []byte) {
		switch string(name) {
		case "geometry":
			isFeature = true
			g := shape{parser: p, rows: r.rows}
			g.geometry()
		case "properties":
			isFeature = true
			if p.next() != '{' {
				p.skip()
				return
			}
			p.members(func(name []byte) { r.value(p, string(name)) })
		case "id":
			r.value(p, "id")
		default:
			p.skip()
		}
	})
	switch {
	case p.bad:
		return r.rows.Reject(number, gis.Say("geojson.syntax"), excerpt(raw))
	case !isFeature:
		return r.rows.Reject(number, gis.Say("geojson.no-feature"), excerpt(raw))
	}
	return r.rows.Finish(number)
}

// value takes a value into its column. Objects and arrays stay as they are
// written.
func (r *reading) value(p *parser, name string) {
	col, ok := r.column[name]
	if !ok || col < 0 {
		p.skip()
		return
	}
	switch p.next() {
	case '"':
		r.rows.Text(col, r.decoder.Line(p.text()))
	case '{', '[':
		r.rows.Text(col, string(p.skip()))
	default:
		if word := p.skip(); string(word) != "null" {
			r.rows.Text(col, string(word))
		}
	}
}

// excerpt is the head of a text.
func excerpt(raw []byte) string {
	const enough = 240
	if len(raw) <= enough {
		return strings.ToValidUTF8(string(raw), "�")
	}
	return strings.ToValidUTF8(string(raw[:enough]), "") + "…"
}
