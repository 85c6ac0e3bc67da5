package ogcapi

import (
	"context"
	"errors"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/simplify"

	"segit/gis"
	"segit/gis/crs"
	"segit/sync/layer"
	"segit/sync/rights"
)

// webMercator is the system of the tiles, and half the side of its square.
const (
	webMercator = 3857
	halfWorld   = 20037508.342789244
)

// The zooms that are served.
const (
	leastZoom = 0
	mostZoom  = 20
)

// tileAt is a tile of WebMercatorQuad: x from the west, y from the north.
type tileAt struct{ z, x, y int }

// bound is the tile's box in Web Mercator.
func (t tileAt) bound() orb.Bound {
	side := 2 * halfWorld / float64(int(1)<<t.z)
	x, y := -halfWorld+float64(t.x)*side, halfWorld-float64(t.y)*side
	return orb.Bound{Min: orb.Point{x, y - side}, Max: orb.Point{x + side, y}}
}

// valid reports whether the tile is one.
func (t tileAt) valid() bool {
	return t.z >= leastZoom && t.z <= mostZoom && t.x >= 0 && t.y >= 0 && t.x < 1<<t.z && t.y < 1<<t.z
}

// tileBuffer is how far beside a tile what it shows goes on, in its units.
const tileBuffer = 64

// crumb is the size, in units of a tile, below which features are crumbs: of
// those that fall on one spot of this size only the first is drawn. So a tile of
// a whole city is not larger than one of a street.
const crumb = 24

// drawTile puts the features of a collection into a tile. What names a person is
// in none, whoever asks.
func (a *API) drawTile(ctx context.Context, caller *rights.Caller, c *collection, at tileAt, into []byte) ([]byte, error) {
	t := newTileLayer(c.name)
	columns := tileColumns(a.columns(caller, c))
	for i := range c.parts {
		l := &c.parts[i]
		if l.Box[0] > l.Box[2] {
			continue
		}
		err := a.view(ctx, l, func(v layer.View) error { return drawPart(v, columns, at, t) })
		if err != nil && !errors.Is(err, layer.ErrUnknown) {
			return nil, err
		}
	}
	return t.appendTo(into), nil
}

// tileColumns are the columns that may stand in a tile: none of persons, of
// single units or of the tax office's money, and few, so that tiles are small.
func tileColumns(columns []layer.Column) []layer.Column {
	return slices.DeleteFunc(columns, func(c layer.Column) bool {
		switch c.Role {
		case gis.RoleSection, gis.RoleSheet, gis.RoleParcel, gis.RoleLabel, gis.RoleUse, gis.RoleAggregate, gis.RoleQuality, gis.RoleComune, gis.RoleStreet, gis.RoleCivic:
			return c.Personal || c.Role.Private()
		}
		return !slices.Contains([]string{"control", "severity", "confidence", "state"}, c.Name)
	})
}

// drawer puts features of one municipality into a tile.
type drawer struct {
	layer   *layer.Layer
	tile    *tileLayer
	to      crs.Transform
	box     orb.Bound // of the tile, in Web Mercator
	scale   float64   // units of the tile per metre
	columns []int
	taken   map[[2]int32]bool // spots that a crumb has
	tokens  [][]byte
}

func drawPart(v layer.View, columns []layer.Column, at tileAt, t *tileLayer) error {
	l := v.Layer()
	d := drawer{layer: l, tile: t, box: at.bound(), taken: map[[2]int32]bool{}}
	var err error
	if d.to, err = transform(l.EPSG, webMercator); err != nil {
		return err
	}
	d.scale = tileExtent / (d.box.Max[0] - d.box.Min[0])
	for _, c := range columns {
		if i := l.Column(c.Name); i >= 0 {
			d.columns = append(d.columns, i)
		}
	}
	wide := d.box.Pad(tileBuffer / d.scale)
	rows, err := window(v, wide, webMercator)
	if err != nil {
		return err
	}
	return v.Rows(rows, func(f *layer.Feature) (bool, error) { return true, d.feature(f) })
}

// feature draws one feature.
func (d *drawer) feature(f *layer.Feature) error {
	// Sizes in the layer's metres are those of the map but for the stretch of the
	// projection, which for so rough a question does not matter.
	if d.layer.Shape != gis.PointShape && d.isCrumb(f) {
		spot, free := d.spot(f)
		if !free {
			return nil
		}
		half := float64(crumb) / 4
		if d.layer.Shape == gis.LineShape {
			d.tile.add(orb.LineString{{spot[0] - half, spot[1]}, {spot[0] + half, spot[1]}}, nil)
			return nil
		}
		d.tile.add(orb.Polygon{{{spot[0] - half, spot[1] - half}, {spot[0] + half, spot[1] - half}, {spot[0] + half, spot[1] + half}, {spot[0] - half, spot[1] + half}, {spot[0] - half, spot[1] - half}}}, nil)
		return nil
	}
	g, err := f.Geometry()
	if err != nil || g == nil {
		return err
	}
	g = mapped(g, func(p orb.Point) orb.Point { return d.unit(p) })
	if _, isPoint := g.(orb.Point); isPoint {
		if _, free := d.spot(f); !free {
			return nil
		}
	} else {
		g = simplify.DouglasPeucker(1.5).Simplify(g)
		g = clip.Geometry(orb.Bound{Min: orb.Point{-tileBuffer, -tileBuffer}, Max: orb.Point{tileExtent + tileBuffer, tileExtent + tileBuffer}}, g)
	}
	if g != nil {
		d.tile.add(g, d.attributes(f))
	}
	return nil
}

// unit is a point of the layer in units of the tile.
func (d *drawer) unit(p orb.Point) orb.Point {
	x, y := d.to.Point(p[0], p[1])
	return orb.Point{(x - d.box.Min[0]) * d.scale, (d.box.Max[1] - y) * d.scale}
}

// isCrumb reports whether a feature is too small to be seen as a shape.
func (d *drawer) isCrumb(f *layer.Feature) bool {
	a, b := d.unit(f.Bound().Min), d.unit(f.Bound().Max)
	return math.Abs(b[0]-a[0]) < crumb && math.Abs(b[1]-a[1]) < crumb
}

// spot is where a small feature stands, and whether none stands there yet.
func (d *drawer) spot(f *layer.Feature) (orb.Point, bool) {
	at := d.unit(f.Bound().Center())
	key := [2]int32{int32(math.Floor(at[0] / (crumb / 2))), int32(math.Floor(at[1] / (crumb / 2)))}
	free := !d.taken[key]
	d.taken[key] = true
	return at, free
}

func (d *drawer) attributes(f *layer.Feature) []attribute {
	all := []attribute{{name: "id", text: f.ID, isText: true}}
	if d.layer.Private && d.layer.Name != "findings" {
		all = nil // the id of a unit is its key
	}
	d.tokens = layer.Split(f.Values, d.tokens)
	for _, i := range d.columns {
		if i >= len(d.tokens) || layer.Null(d.tokens[i]) {
			continue
		}
		c := &d.layer.Columns[i]
		if c.Numeric() {
			if v, err := strconv.ParseFloat(string(d.tokens[i]), 64); err == nil {
				all = append(all, attribute{name: c.Name, number: v})
			}
			continue
		}
		all = append(all, attribute{name: c.Name, text: layer.TextOf(d.tokens[i]), isText: true})
	}
	return all
}
