package cql

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

// ParseJSON reads a filter in CQL2 JSON.
func ParseJSON(raw []byte) (Expr, error) {
	if len(raw) > longest {
		return nil, refuse("ogc.cql.long", longest)
	}
	var whole any
	d := json.NewDecoder(bytes.NewReader(raw))
	if err := d.Decode(&whole); err != nil || d.More() {
		return nil, refuse("ogc.cql.json")
	}
	return condition(whole, 0)
}

// condition reads a boolean or {"op": …, "args": […]}.
func condition(v any, depth int) (Expr, error) {
	if depth > deepest {
		return nil, refuse("ogc.cql.deep", deepest)
	}
	if b, ok := v.(bool); ok {
		return Always(b), nil
	}
	o, ok := v.(map[string]any)
	if !ok {
		return nil, refuse("ogc.cql.json")
	}
	op, isText := o["op"].(string)
	args, isList := o["args"].([]any)
	if !isText || !isList {
		return nil, refuse("ogc.cql.json")
	}
	op = strings.ToLower(op)
	switch op {
	case "and", "or":
		var all []Expr
		for _, arg := range args {
			e, err := condition(arg, depth+1)
			if err != nil {
				return nil, err
			}
			all = append(all, e)
		}
		switch {
		case len(all) < 2:
			return nil, refuse("ogc.cql.arguments", op)
		case op == "and":
			return And(all), nil
		}
		return Or(all), nil
	case "not":
		if len(args) != 1 {
			return nil, refuse("ogc.cql.arguments", op)
		}
		e, err := condition(args[0], depth+1)
		return Not{e}, err
	}
	return comparison(op, args)
}

// comparisons are the operators of two sides.
func comparisons() []string { return []string{"=", "<>", "<", "<=", ">", ">="} }

func comparison(op string, args []any) (Expr, error) {
	arguments := map[string]int{"isnull": 1, "like": 2, "between": 3, "in": 2, "s_intersects": 2}
	for _, name := range comparisons() {
		arguments[name] = 2
	}
	n, known := arguments[op]
	switch {
	case slices.Contains(unsupported(), strings.ToUpper(op)) || strings.HasPrefix(op, "t_"):
		return nil, refuse("ogc.cql.unsupported", op)
	case !known:
		return nil, refuse("ogc.cql.function", op)
	case len(args) != n:
		return nil, refuse("ogc.cql.arguments", op)
	case op == "s_intersects":
		return intersects(args)
	case slices.Contains(comparisons(), op):
		return compared(op, args)
	}
	name, ok := property(args[0])
	if !ok {
		return nil, refuse("ogc.cql.arguments", op)
	}
	return predicate(op, name, args[1:])
}

// predicate is a condition on a property that is no comparison.
func predicate(op, name string, args []any) (Expr, error) {
	switch op {
	case "isnull":
		return Null{name}, nil
	case "like":
		if pattern, ok := args[0].(string); ok {
			return Like{name, pattern}, nil
		}
	case "between":
		low, err := literal(args[0])
		if err != nil {
			return nil, err
		}
		high, err := literal(args[1])
		return Between{name, low, high}, err
	case "in":
		list, ok := args[0].([]any)
		if !ok || len(list) == 0 || len(list) > mostList {
			break
		}
		e := In{Property: name}
		for _, item := range list {
			v, err := literal(item)
			if err != nil {
				return nil, err
			}
			e.Values = append(e.Values, v)
		}
		return e, nil
	}
	return nil, refuse("ogc.cql.arguments", op)
}

// compared is a property against a literal, in either order.
func compared(op string, args []any) (Expr, error) {
	name, first := property(args[0])
	other, second := property(args[1])
	switch {
	case first && second:
		return nil, refuse("ogc.cql.property-property", other)
	case first:
		v, err := literal(args[1])
		return Compare{name, op, v}, err
	case second:
		v, err := literal(args[0])
		return Compare{other, mirrored(op), v}, err
	}
	return nil, refuse("ogc.cql.arguments", op)
}

func property(v any) (string, bool) {
	o, ok := v.(map[string]any)
	name, isText := o["property"].(string)
	return name, ok && isText && len(o) == 1
}

func literal(v any) (Value, error) {
	switch v := v.(type) {
	case string:
		return Value{Kind: Text, Text: v}, nil
	case float64:
		return Value{Kind: Number, Number: v}, nil
	case bool:
		return Value{Kind: Bool, Bool: v}, nil
	case map[string]any:
		if day, ok := v["date"].(string); ok && len(v) == 1 {
			return instant(Day, day)
		}
		if moment, ok := v["timestamp"].(string); ok && len(v) == 1 {
			return instant(Moment, moment)
		}
		if name, ok := property(v); ok {
			return Value{}, refuse("ogc.cql.property-property", name)
		}
	}
	return Value{}, refuse("ogc.cql.json")
}

func intersects(args []any) (Expr, error) {
	name, ok := property(args[0])
	shape := args[1]
	if !ok {
		if name, ok = property(args[1]); !ok {
			return nil, refuse("ogc.cql.arguments", "s_intersects")
		}
		shape = args[0]
	}
	o, ok := shape.(map[string]any)
	if !ok {
		return nil, refuse("ogc.cql.arguments", "s_intersects")
	}
	if box, ok := o["bbox"].([]any); ok && o["type"] == nil {
		numbers := make([]float64, len(box))
		for i := range box {
			if numbers[i], ok = box[i].(float64); !ok {
				return nil, refuse("ogc.cql.geometry", "bbox")
			}
		}
		g, err := boxOf(numbers)
		return Intersects{name, g}, err
	}
	g, err := GeoJSON(o)
	return Intersects{name, g}, err
}

// GeoJSON reads a geometry that was parsed as JSON, and refuses lines of one
// point and rings that are not closed.
func GeoJSON(o map[string]any) (orb.Geometry, error) {
	left := mostPoints * 50
	g, ok := shaped(o, &left, 0)
	if !ok || !sound(g) {
		return nil, refuse("ogc.cql.geometry", o["type"])
	}
	return g, nil
}

// shaped reads a geometry object; left is how many points it may have.
func shaped(o map[string]any, left *int, depth int) (orb.Geometry, bool) {
	c := o["coordinates"]
	switch o["type"] {
	case "Point":
		return pointOf(c, left)
	case "MultiPoint":
		points, ok := each(c, left, pointOf)
		return orb.MultiPoint(points), ok
	case "LineString":
		return lineOf(c, left)
	case "MultiLineString":
		lines, ok := each(c, left, lineOf)
		return orb.MultiLineString(lines), ok
	case "Polygon":
		return polygonOf(c, left)
	case "MultiPolygon":
		polygons, ok := each(c, left, polygonOf)
		return orb.MultiPolygon(polygons), ok
	case "GeometryCollection":
		list, ok := o["geometries"].([]any)
		var all orb.Collection
		for _, one := range list {
			member, isObject := one.(map[string]any)
			if !isObject || depth > 3 {
				return nil, false
			}
			g, fine := shaped(member, left, depth+1)
			if !fine {
				return nil, false
			}
			all = append(all, g)
		}
		return all, ok
	}
	return nil, false
}

func each[T any](v any, left *int, one func(any, *int) (T, bool)) ([]T, bool) {
	list, ok := v.([]any)
	if !ok {
		return nil, false
	}
	all := make([]T, len(list))
	for i := range list {
		if all[i], ok = one(list[i], left); !ok {
			return nil, false
		}
	}
	return all, true
}

func pointOf(v any, left *int) (orb.Point, bool) {
	list, _ := v.([]any)
	if *left--; len(list) < 2 || len(list) > 4 || *left < 0 {
		return orb.Point{}, false
	}
	x, isX := list[0].(float64)
	y, isY := list[1].(float64)
	return orb.Point{x, y}, isX && isY
}

func lineOf(v any, left *int) (orb.LineString, bool) {
	points, ok := each(v, left, pointOf)
	return orb.LineString(points), ok
}

func polygonOf(v any, left *int) (orb.Polygon, bool) {
	rings, ok := each(v, left, func(v any, left *int) (orb.Ring, bool) {
		points, ok := each(v, left, pointOf)
		return orb.Ring(points), ok
	})
	return orb.Polygon(rings), ok
}

// sound reports whether lines have two points and rings are closed.
func sound(g orb.Geometry) bool {
	line := func(l []orb.Point) bool { return len(l) >= 2 }
	rings := func(p orb.Polygon) bool {
		for _, r := range p {
			if len(r) < 4 || r[0] != r[len(r)-1] {
				return false
			}
		}
		return len(p) > 0
	}
	switch g := g.(type) {
	case orb.MultiPoint:
		return len(g) > 0
	case orb.LineString:
		return line(g)
	case orb.MultiLineString:
		return len(g) > 0 && !slices.ContainsFunc(g, func(l orb.LineString) bool { return !line(l) })
	case orb.Polygon:
		return rings(g)
	case orb.MultiPolygon:
		return len(g) > 0 && !slices.ContainsFunc(g, func(p orb.Polygon) bool { return !rings(p) })
	case orb.Collection:
		return len(g) > 0 && !slices.ContainsFunc(g, func(m orb.Geometry) bool { return !sound(m) })
	}
	return true
}
