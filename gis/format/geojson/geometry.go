package geojson

import (
	"segit/gis"
	"segit/gis/format/feature"
)

// shape reads a geometry into the open feature of rows.
type shape struct {
	*parser
	rows  *feature.Rows
	depth int
}

// geometry takes a geometry object or null.
func (g *shape) geometry() {
	if g.next() != '{' {
		if string(g.word()) != "null" {
			g.fail()
		}
		return
	}
	var kind string
	var content []byte
	g.members(func(name []byte) {
		switch string(name) {
		case "type":
			kind = g.name()
		case "coordinates", "geometries":
			content = g.skip()
		default:
			g.skip()
		}
	})
	if g.bad {
		return
	}
	inner := shape{parser: &parser{b: content}, rows: g.rows, depth: g.depth + 1}
	inner.content(kind)
	if inner.bad {
		g.fail()
	}
}

// name takes the text of a type; anything else gives "".
func (p *parser) name() string {
	if p.next() != '"' {
		p.skip()
		return ""
	}
	return string(p.text())
}

func (g *shape) content(kind string) {
	switch kind {
	case "Point":
		g.point()
	case "LineString":
		g.line()
	case "Polygon":
		g.polygon()
	case "MultiPoint":
		g.each(g.point)
	case "MultiLineString":
		g.each(g.line)
	case "MultiPolygon":
		g.each(g.polygon)
	case "GeometryCollection":
		if g.depth > 8 {
			g.rows.Fault(gis.Say("vector.depth"))
			return
		}
		g.each(g.geometry)
	default:
		g.rows.Fault(gis.Say("vector.type", kind))
	}
}

// position takes [x, y, …] and reports whether there was one.
func (g *shape) position() bool {
	n := 0
	var xy [2]float64
	g.each(func() {
		v := g.number()
		if n < 2 {
			xy[n] = v
		}
		n++
	})
	if n > 2 {
		g.rows.Flattened()
	}
	if n < 2 {
		return false
	}
	g.rows.Shapes().AppendPoint(xy[0], xy[1])
	return true
}

func (g *shape) point() {
	if g.position() { // [] is an empty point
		g.end(gis.PointShape)
		g.rows.EndPart()
	}
}

// run takes an array of positions.
func (g *shape) run(kind gis.ShapeKind) bool {
	n := 0
	g.each(func() {
		if g.position() {
			n++
		} else {
			g.rows.Fault(gis.Say("vector.point"))
		}
	})
	if n > 0 {
		g.end(kind)
	}
	return n > 0
}

func (g *shape) end(kind gis.ShapeKind) {
	g.rows.SetKind(kind)
	g.rows.EndRing(kind)
}

func (g *shape) line() {
	if g.run(gis.LineShape) {
		g.rows.EndPart()
	}
}

func (g *shape) polygon() {
	rings := 0
	g.each(func() {
		if g.run(gis.PolygonShape) {
			rings++
		}
	})
	if rings > 0 {
		g.rows.EndPart()
	}
}
