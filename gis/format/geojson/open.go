package geojson

import (
	"context"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"segit/gis"
	"segit/gis/crs"
	"segit/gis/format/feature"
)

// maxColumns bounds what a file can make us remember.
const maxColumns = 2048

// File is an open GeoJSON file: one layer.
type File struct {
	path  string
	layer feature.Layer
}

// Open reads a file through once for its columns, its count and its system:
// GeoJSON says nothing in advance. Without a "crs" member the system is 4326, as
// RFC 7946 has it. A file that is no GeoJSON is refused with kind BadInput; one
// that breaks off later is not.
func Open(ctx context.Context, path string) (*File, error) {
	const op = "geojson.Open"
	name := filepath.Base(path)
	file, err := os.Open(path)
	if err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "vector.open", name).At(name, 0)
	}
	defer file.Close()
	s := newSource(file)
	seen := survey{}
	for {
		raw, err := s.next()
		if err != nil && err != io.EOF && err != errSyntax {
			return nil, gis.Wrap(op, gis.BadInput, err, "vector.open", name).At(name, 0)
		}
		if err != nil {
			break
		}
		if seen.feature(raw); len(seen.columns) > maxColumns {
			return nil, gis.Refuse(op, gis.BadInput, "geojson.columns", maxColumns).At(name, int(seen.count))
		}
		if seen.count%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	if seen.features == 0 && s.head["type"] != `"FeatureCollection"` {
		return nil, gis.Refuse(op, gis.BadInput, "geojson.other").At(name, 0)
	}
	f := &File{path: path}
	f.layer = feature.Layer{Name: strings.TrimSuffix(name, filepath.Ext(name)), Count: seen.count, EPSG: system(s.head["crs"])}
	f.layer.Schema = &gis.Schema{Dataset: f.layer.Name, Shape: seen.shape(), Columns: seen.columns}
	for i := range f.layer.Schema.Columns {
		if c := &f.layer.Schema.Columns[i]; c.Type == 0 {
			c.Type = gis.Text // nothing but null in the whole file
		}
	}
	return f, nil
}

// system reads the "crs" member of the 2008 form.
func system(raw string) int {
	if raw == "" || raw == "null" {
		return 4326
	}
	var name string
	p := parser{b: []byte(raw)}
	p.members(func(member []byte) {
		if string(member) != "properties" || p.next() != '{' {
			p.skip()
			return
		}
		p.members(func(member []byte) {
			if string(member) == "name" {
				name = p.name()
			} else {
				p.skip()
			}
		})
	})
	epsg, _ := crs.FromName(name)
	return epsg
}

// survey collects what the features of a file have.
type survey struct {
	count    int64 // elements
	features int64 // those of them that are features
	columns  []gis.Column
	kinds    [gis.AnyShape + 1]bool
	place    map[string]int
}

func (s *survey) feature(raw []byte) {
	s.count++
	p := parser{b: raw}
	p.members(func(name []byte) {
		switch string(name) {
		case "properties":
			if p.next() != '{' {
				p.skip()
				return
			}
			s.features++
			p.members(func(name []byte) { s.value(string(name), &p) })
		case "geometry":
			s.geometry(&p)
		case "id":
			s.value("id", &p)
		default:
			p.skip()
		}
	})
}

// geometry notes the kind of a geometry by the end of its type's name.
func (s *survey) geometry(p *parser) {
	s.features++
	if p.next() != '{' {
		p.skip()
		return
	}
	p.members(func(name []byte) {
		if string(name) != "type" {
			p.skip()
			return
		}
		switch kind := p.name(); strings.TrimPrefix(kind, "Multi") {
		case "Point":
			s.kinds[gis.PointShape] = true
		case "LineString":
			s.kinds[gis.LineShape] = true
		case "Polygon":
			s.kinds[gis.PolygonShape] = true
		default:
			s.kinds[gis.AnyShape] = true
		}
	})
}

// shape is the kind that all geometries have.
func (s *survey) shape() gis.ShapeKind {
	shape := gis.NoShape
	for k, seen := range s.kinds {
		if seen && shape != gis.NoShape {
			return gis.AnyShape
		}
		if seen {
			shape = gis.ShapeKind(k)
		}
	}
	return shape
}

// value takes a value and widens the type of its column to hold it.
func (s *survey) value(name string, p *parser) {
	t := valueType(p)
	i, ok := s.place[name]
	if !ok {
		if s.place == nil {
			s.place = map[string]int{}
		}
		i = len(s.columns)
		s.place[name] = i
		s.columns = append(s.columns, gis.Column{Name: name})
	}
	c := &s.columns[i]
	switch {
	case t == 0 || t == c.Type:
	case c.Type == 0:
		c.Type = t
	case c.Type+t == gis.Integer+gis.Real:
		c.Type = gis.Real
	default:
		c.Type = gis.Text
	}
}

// valueType takes a value and tells its type, 0 for null.
func valueType(p *parser) gis.Type {
	switch p.next() {
	case '"', '{', '[':
		p.skip()
		return gis.Text
	}
	switch word := string(p.skip()); word {
	case "null":
		return 0
	case "true", "false":
		return gis.Flag
	default:
		if _, err := strconv.ParseInt(word, 10, 64); err == nil {
			return gis.Integer
		}
		if f, err := strconv.ParseFloat(word, 64); err == nil && !math.IsInf(f, 0) {
			return gis.Real
		}
	}
	return gis.Text
}

// Layers lists the one layer, named as the file.
func (f *File) Layers() []feature.Layer { return []feature.Layer{f.layer} }

// Close does nothing: the file is open only while it is read.
func (f *File) Close() error { return nil }
