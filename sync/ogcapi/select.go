package ogcapi

import (
	"context"
	"errors"
	"strconv"

	"github.com/paulmach/orb"

	"segit/gis/crs"
	"segit/store"
	"segit/sync/layer"
	"segit/sync/ogcapi/cql"
)

// sieve keeps the features of one municipality that meet a query.
type sieve struct {
	q      *query
	layer  *layer.Layer
	toBox  crs.Transform // from the layer to the system of the boxes
	to84   crs.Transform
	inner  []orb.Bound // what lies in one of them meets a box, without a look
	tokens [][]byte
}

func newSieve(q *query, l *layer.Layer) (*sieve, error) {
	s := &sieve{q: q, layer: l}
	var err error
	if s.to84, err = transform(l.EPSG, crs84); err != nil {
		return nil, err
	}
	if s.toBox, err = transform(l.EPSG, q.boxCRS); err != nil {
		return nil, err
	}
	for _, box := range q.boxes {
		if shared, ok := common(box, movedBound(l.Bound(), l.EPSG, q.boxCRS)); ok {
			_, inner := movedBounds(shared, q.boxCRS, l.EPSG)
			s.inner = append(s.inner, inner)
		}
	}
	return s, nil
}

// keeps reports whether a feature is wanted.
func (s *sieve) keeps(f *layer.Feature) (bool, error) {
	if s.q.during != nil && !s.q.during.meets(f.From, f.To) {
		return false, nil
	}
	if len(s.q.boxes) > 0 {
		near, err := s.near(f)
		if err != nil || !near {
			return false, err
		}
	}
	if s.q.filter == nil {
		return true, nil
	}
	s.tokens = layer.Split(f.Values, s.tokens)
	return cql.Match(s.q.filter, &row{s, f})
}

// near reports whether a feature meets one of the boxes.
func (s *sieve) near(f *layer.Feature) (bool, error) {
	if len(f.WKB) == 0 {
		return false, nil
	}
	for _, inner := range s.inner {
		if inner.Contains(f.Bound().Min) && inner.Contains(f.Bound().Max) {
			return true, nil
		}
	}
	g, err := f.Geometry()
	if err != nil {
		return false, err
	}
	g = moved(g, s.toBox)
	for _, box := range s.q.boxes {
		if meetsBox(g, box) {
			return true, nil
		}
	}
	return false, nil
}

// row is a feature as a filter sees it.
type row struct {
	*sieve
	f *layer.Feature
}

// Value is a property.
func (r *row) Value(property string) (cql.Value, bool) {
	at := r.layer.Column(property)
	if at < 0 || at >= len(r.tokens) || layer.Null(r.tokens[at]) {
		return cql.Value{}, false
	}
	token := r.tokens[at]
	switch kind := kindOf(&r.layer.Columns[at]); kind {
	case cql.Number:
		v, err := strconv.ParseFloat(string(token), 64)
		return cql.Value{Kind: kind, Number: v}, err == nil
	case cql.Bool:
		return cql.Value{Kind: kind, Bool: string(token) == "true"}, true
	default:
		return cql.Value{Kind: kind, Text: layer.TextOf(token)}, true
	}
}

// Intersects compares geometries in CRS84.
func (r *row) Intersects(g orb.Geometry) (is, known bool, err error) {
	own, err := r.f.Geometry()
	if err != nil || own == nil {
		return false, false, err
	}
	is, err = meets(moved(own, r.to84), g)
	return is, true, err
}

// errEnough ends a reading whose rest is not wanted.
var errEnough = errors.New("enough")

// features gives the features of a collection that meet a query, municipality
// by municipality, in the order of their publications. A feature may be used
// during the call only; found returns false when it wants no more.
func (a *API) features(ctx context.Context, c *collection, q *query, found func(*layer.Layer, *layer.Feature) (bool, error)) error {
	for i := range c.parts {
		l := &c.parts[i]
		if q.comune != "" && l.Comune != q.comune || l.Comune < q.after.comune {
			continue
		}
		after := ""
		if l.Comune == q.after.comune {
			after = q.after.id
		}
		err := a.view(ctx, l, func(v layer.View) error { return a.featuresOf(v, q, after, found) })
		if errors.Is(err, layer.ErrUnknown) {
			continue // withdrawn in this very moment
		}
		if errors.Is(err, errEnough) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// view runs f on what is served of a layer.
func (a *API) view(ctx context.Context, l *layer.Layer, f func(layer.View) error) error {
	if l.Name == store.DatasetFindings {
		v, err := a.findingsOf(ctx, l)
		if err != nil {
			return err
		}
		return f(v)
	}
	return a.Layers.Layer(ctx, l.Comune, l.Name, f)
}

func (a *API) featuresOf(v layer.View, q *query, after string, found func(*layer.Layer, *layer.Feature) (bool, error)) error {
	from := uint32(0)
	if after != "" {
		var err error
		if from, err = v.RowOf(after); err != nil {
			return err
		}
		if from == 0 {
			return refuse(410, "ogc.after-gone")
		}
	}
	s, err := newSieve(q, v.Layer())
	if err != nil {
		return err
	}
	rows, all, err := plan(v, q)
	if err != nil {
		return err
	}
	take := func(f *layer.Feature) (bool, error) {
		keep, err := s.keeps(f)
		if err != nil || !keep {
			return true, err
		}
		more, err := found(v.Layer(), f)
		if err == nil && !more {
			err = errEnough
		}
		return more, err
	}
	if all {
		return v.Scan(from, take)
	}
	for len(rows) > 0 && rows[0] <= from {
		rows = rows[1:]
	}
	return v.Rows(rows, take)
}
