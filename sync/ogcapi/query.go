package ogcapi

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/sync/layer"
	"segit/sync/ogcapi/cql"
)

// query says which features are wanted.
type query struct {
	limit   int
	boxes   []orb.Bound // any of them; none: everywhere
	boxCRS  int
	during  *interval
	filter  cql.Expr // geometries in CRS84; nil: all
	comune  string   // "" for all
	after   place
	out     int // CRS of the answer
	columns []layer.Column
}

// place is where a page ends: the id of its last feature.
type place struct{ comune, id string }

// token is a place as callers carry it.
func (p place) token() string {
	return base64.RawURLEncoding.EncodeToString([]byte(p.comune + "\x00" + p.id))
}

func placeOf(token string) (place, error) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	comune, id, ok := strings.Cut(string(raw), "\x00")
	if err != nil || !ok || !gis.ValidBelfiore(comune) {
		return place{}, badRequest("ogc.after")
	}
	return place{comune, id}, nil
}

// queryOf reads the parameters of a request for items.
func (a *API) queryOf(r *request, c *collection) (q query, err error) {
	q.columns = a.columns(&r.caller, c)
	if q.limit, err = r.params.limit(); err != nil {
		return q, err
	}
	if q.out, err = crsOf(r, c, "crs", crs84); err != nil {
		return q, err
	}
	if q.boxCRS, err = crsOf(r, c, "bbox-crs", crs84); err != nil {
		return q, err
	}
	if q.boxes, err = boxesOf(r.params, q.boxCRS); err != nil {
		return q, err
	}
	if q.during, err = r.params.datetime(); err != nil {
		return q, err
	}
	if q.comune = r.params.get("comune"); r.params.has("comune") && !gis.ValidBelfiore(q.comune) {
		return q, badRequest("ogc.comune", q.comune)
	}
	if r.params.has("after") {
		if q.after, err = placeOf(r.params.get("after")); err != nil {
			return q, err
		}
	}
	q.filter, err = a.filterOf(r, c, q.columns)
	return q, err
}

// crsOf is a system that a parameter names, which must be among those of the
// collection.
func crsOf(r *request, c *collection, name string, usual int) (int, error) {
	if !r.params.has(name) {
		return usual, nil
	}
	code, ok := codeOf(r.params.get(name))
	if !ok || !slices.Contains(c.served(), code) {
		return 0, badRequest("ogc.crs", r.params.get(name), c.name)
	}
	return code, nil
}

// boxesOf reads bbox: four numbers in the order of their system, or six of
// which two are heights. A box over the date line is two.
func boxesOf(p params, code int) ([]orb.Bound, error) {
	if !p.has("bbox") {
		return nil, nil
	}
	n, ok := numbers(p.get("bbox"))
	if ok && len(n) == 6 {
		n = []float64{n[0], n[1], n[3], n[4]}
	}
	if !ok || len(n) != 4 {
		return nil, badRequest("ogc.bbox", p.get("bbox"))
	}
	if swapped(code) {
		n[0], n[1], n[2], n[3] = n[1], n[0], n[3], n[2]
	}
	geographic := code == crs84 || code == 4326 || code == 6706
	if geographic && (n[1] < -90 || n[3] > 90 || n[0] < -180 || n[2] > 180 || n[0] > 180 || n[2] < -180) {
		return nil, badRequest("ogc.bbox", p.get("bbox"))
	}
	box := orb.Bound{Min: orb.Point{n[0], n[1]}, Max: orb.Point{n[2], n[3]}}
	switch {
	case n[1] > n[3], n[0] > n[2] && !geographic:
		return nil, badRequest("ogc.bbox", p.get("bbox"))
	case n[0] > n[2]:
		east, west := box, box
		east.Max[0], west.Min[0] = 180, -180
		return []orb.Bound{east, west}, nil
	}
	return []orb.Bound{box}, nil
}

// geometryName is how filters call the geometry.
const geometryName = "geometry"

// The columns that tell the validity of a row.
const (
	fromName = "valid_from"
	toName   = "valid_to"
)

// queryable are the properties that a filter may ask for, of those that the
// caller sees.
func queryable(columns []layer.Column, spatial bool) map[string]cql.Kind {
	all := map[string]cql.Kind{}
	for i := range columns {
		if c := &columns[i]; c.Queryable() {
			all[c.Name] = kindOf(c)
		}
	}
	if spatial {
		all[geometryName] = cql.Geometry
	}
	return all
}

func kindOf(c *layer.Column) cql.Kind {
	switch {
	case c.Numeric():
		return cql.Number
	case c.Type == gis.DayType:
		return cql.Day
	case c.Type == gis.Flag:
		return cql.Bool
	}
	return cql.Text
}

// spatial reports whether the features have geometries.
func (c *collection) spatial() bool {
	return slices.ContainsFunc(c.parts, func(l layer.Layer) bool { return l.Shape != gis.NoShape })
}

// filterOf reads the filter of a request, its geometries in CRS84.
func (a *API) filterOf(r *request, c *collection, columns []layer.Column) (cql.Expr, error) {
	lang := r.params.get("filter-lang")
	if r.params.has("filter-lang") && lang != "cql2-text" && lang != "cql2-json" {
		return nil, badRequest("ogc.filter-lang", lang)
	}
	code, err := crsOf(r, c, "filter-crs", crs84)
	if err != nil {
		return nil, err
	}
	if !r.params.has("filter") {
		return nil, nil
	}
	text := r.params.get("filter")
	var e cql.Expr
	if lang == "cql2-json" || lang == "" && strings.HasPrefix(strings.TrimSpace(text), "{") {
		e, err = cql.ParseJSON([]byte(text))
	} else {
		e, err = cql.ParseText(text)
	}
	if err == nil {
		err = cql.Check(e, queryable(columns, c.spatial()))
	}
	if err != nil {
		return nil, err
	}
	t, err := transform(code, crs84)
	if err != nil {
		return nil, err
	}
	return cql.Transform(e, func(g orb.Geometry) (orb.Geometry, error) {
		if swapped(code) {
			g = turned(g)
		}
		return moved(g, t), nil
	})
}
