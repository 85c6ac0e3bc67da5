package cql

import (
	"strings"

	"github.com/paulmach/orb"
)

// mostPoints is how many points the geometries of a filter may have.
const mostPoints = 2000

// geometry is well-known text, or BBOX of four numbers.
func (p *parser) geometry(depth int) (orb.Geometry, error) {
	name := strings.ToUpper(p.next().text)
	if depth > 3 {
		return nil, refuse("ogc.cql.deep", deepest)
	}
	if p.peek().is("Z") {
		return nil, refuse("ogc.cql.unsupported", name+" Z")
	}
	switch name {
	case "BBOX":
		return p.box()
	case "POINT":
		var points []orb.Point
		err := p.list(func() error { return p.point(&points) })
		if err == nil && len(points) != 1 {
			err = refuse("ogc.cql.geometry", name)
		}
		if err != nil {
			return nil, err
		}
		return points[0], nil
	case "MULTIPOINT":
		var points []orb.Point
		err := p.list(func() error {
			if p.peek().kind != '(' {
				return p.point(&points)
			}
			return p.list(func() error { return p.point(&points) })
		})
		return orb.MultiPoint(points), err
	case "LINESTRING":
		line, err := p.line(2)
		return orb.LineString(line), err
	case "MULTILINESTRING":
		var all orb.MultiLineString
		err := p.list(func() error {
			line, err := p.line(2)
			all = append(all, line)
			return err
		})
		return all, err
	case "POLYGON":
		return p.polygon()
	case "MULTIPOLYGON":
		var all orb.MultiPolygon
		err := p.list(func() error {
			one, err := p.polygon()
			all = append(all, one)
			return err
		})
		return all, err
	case "GEOMETRYCOLLECTION":
		var all orb.Collection
		err := p.list(func() error {
			if p.peek().kind != 'w' {
				return p.syntax()
			}
			g, err := p.geometry(depth + 1)
			all = append(all, g)
			return err
		})
		return all, err
	}
	return nil, refuse("ogc.cql.function", name)
}

// list takes ( … , … ).
func (p *parser) list(one func() error) error {
	if err := p.want('('); err != nil {
		return err
	}
	for {
		if err := one(); err != nil {
			return err
		}
		if p.peek().kind != ',' {
			return p.want(')')
		}
		p.next()
	}
}

func (p *parser) point(to *[]orb.Point) error {
	var pt orb.Point
	for i := range pt {
		if p.peek().kind != 'n' {
			return p.syntax()
		}
		pt[i] = p.next().number
	}
	if *to = append(*to, pt); len(*to) > mostPoints {
		return refuse("ogc.cql.list", mostPoints)
	}
	return nil
}

func (p *parser) line(least int) ([]orb.Point, error) {
	var points []orb.Point
	err := p.list(func() error { return p.point(&points) })
	if err == nil && len(points) < least {
		err = refuse("ogc.cql.geometry", "LINESTRING")
	}
	return points, err
}

func (p *parser) polygon() (orb.Polygon, error) {
	var all orb.Polygon
	err := p.list(func() error {
		ring, err := p.line(4)
		if err == nil && ring[0] != ring[len(ring)-1] {
			err = refuse("ogc.cql.geometry", "POLYGON")
		}
		all = append(all, ring)
		return err
	})
	return all, err
}

// box is BBOX(minx, miny, maxx, maxy), as a polygon.
func (p *parser) box() (orb.Geometry, error) {
	var numbers []float64
	err := p.list(func() error {
		if p.peek().kind != 'n' {
			return p.syntax()
		}
		numbers = append(numbers, p.next().number)
		if len(numbers) > 6 {
			return p.syntax()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return boxOf(numbers)
}

// boxOf is a box of four numbers, or of six of which two are heights.
func boxOf(n []float64) (orb.Geometry, error) {
	switch len(n) {
	case 6:
		n = []float64{n[0], n[1], n[3], n[4]}
	case 4:
	default:
		return nil, refuse("ogc.cql.geometry", "BBOX")
	}
	if n[1] > n[3] || n[0] > n[2] {
		return nil, refuse("ogc.cql.geometry", "BBOX")
	}
	return orb.Polygon{{{n[0], n[1]}, {n[2], n[1]}, {n[2], n[3]}, {n[0], n[3]}, {n[0], n[1]}}}, nil
}
