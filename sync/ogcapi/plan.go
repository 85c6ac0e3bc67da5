package ogcapi

import (
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"segit/sync/layer"
	"segit/sync/ogcapi/cql"
)

// plan finds, by the indexes of a view, the rows among which all are that can
// meet a query: ascending. all says that the indexes tell nothing, and every
// row must be looked at.
func plan(v layer.View, q *query) (rows []uint32, all bool, err error) {
	all = true
	if len(q.boxes) > 0 {
		var near []uint32
		for _, box := range q.boxes {
			more, err := window(v, box, q.boxCRS)
			if err != nil {
				return nil, false, err
			}
			near = append(near, more...)
		}
		if len(q.boxes) > 1 {
			slices.Sort(near)
			near = slices.Compact(near)
		}
		rows, all = near, false
	}
	if q.filter == nil {
		return rows, all, nil
	}
	found, any, err := planned(v, q.filter)
	switch {
	case err != nil || any:
		return rows, all, err
	case all:
		return found, false, nil
	}
	return both(rows, found), false, nil
}

// window gives the rows near a box of some system.
func window(v layer.View, box orb.Bound, code int) ([]uint32, error) {
	l := v.Layer()
	if l.Box[0] > l.Box[2] {
		return nil, nil
	}
	box, ok := common(box, movedBound(l.Bound(), l.EPSG, code))
	if !ok {
		return nil, nil
	}
	return v.Window(movedBound(box, code, l.EPSG), 0, 0)
}

// common is what two boxes share.
func common(a, b orb.Bound) (orb.Bound, bool) {
	c := orb.Bound{
		Min: orb.Point{max(a.Min[0], b.Min[0]), max(a.Min[1], b.Min[1])},
		Max: orb.Point{min(a.Max[0], b.Max[0]), min(a.Max[1], b.Max[1])},
	}
	return c, c.Min[0] <= c.Max[0] && c.Min[1] <= c.Max[1]
}

// planned is plan for a filter.
func planned(v layer.View, e cql.Expr) (rows []uint32, all bool, err error) {
	switch e := e.(type) {
	case cql.And:
		all = true
		for _, one := range e {
			found, any, err := planned(v, one)
			if err != nil {
				return nil, false, err
			}
			switch {
			case any:
			case all:
				rows, all = found, false
			default:
				rows = both(rows, found)
			}
		}
		return rows, all, nil
	case cql.Or:
		for _, one := range e {
			found, any, err := planned(v, one)
			if err != nil || any {
				return nil, true, err
			}
			rows = append(rows, found...)
		}
		slices.Sort(rows)
		return slices.Compact(rows), false, nil
	case cql.Intersects:
		rows, err = window(v, e.Geometry.Bound(), crs84)
		return rows, false, err
	case cql.Always:
		return nil, bool(e), nil
	}
	return keyed(v, e)
}

// keyed is plan for a condition on a column.
func keyed(v layer.View, e cql.Expr) ([]uint32, bool, error) {
	among := func(property string, low, high []byte) ([]uint32, bool, error) {
		if v.Layer().Column(property) < 0 {
			return nil, false, nil // this municipality's rows do not have it
		}
		rows, err := v.Among(property, low, high)
		return rows, false, err
	}
	switch e := e.(type) {
	case cql.Compare:
		key := keyOf(e.Value)
		switch e.Op {
		case "=":
			return among(e.Property, key, key)
		case "<", "<=":
			return among(e.Property, nil, key)
		case ">", ">=":
			return among(e.Property, key, nil)
		}
	case cql.Between:
		return among(e.Property, keyOf(e.Low), keyOf(e.High))
	case cql.In:
		var rows []uint32
		for _, value := range e.Values {
			found, _, err := among(e.Property, keyOf(value), keyOf(value))
			if err != nil {
				return nil, false, err
			}
			rows = append(rows, found...)
		}
		slices.Sort(rows)
		return slices.Compact(rows), false, nil
	case cql.Like:
		start, _, _ := strings.Cut(strings.ReplaceAll(strings.ReplaceAll(e.Pattern, "_", "%"), `\`, "%"), "%")
		if start != "" {
			low := layer.TextKey(start)
			return among(e.Property, low, append(slices.Clone(low), strings.Repeat("\xff", 64)...))
		}
	}
	return nil, true, nil
}

// keyOf is a literal as the indexes order it. A moment stands for its day.
func keyOf(v cql.Value) []byte {
	switch v.Kind {
	case cql.Number:
		return layer.NumberKey(v.Number)
	case cql.Bool:
		if v.Bool {
			return layer.TextKey("true")
		}
		return layer.TextKey("false")
	case cql.Moment:
		return layer.TextKey(v.Text[:min(len(v.Text), 10)])
	}
	return layer.TextKey(v.Text)
}

// both are the rows that stand in two ascending lists.
func both(a, b []uint32) []uint32 {
	var rows []uint32
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			rows = append(rows, a[0])
			a, b = a[1:], b[1:]
		}
	}
	return rows
}
