package ogcapi

import (
	"context"
	"errors"
	"math"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"

	"segit/gis"
	"segit/gis/crs"
	"segit/sync/layer"
)

// sheetReach is how far, in metres, what lies in no sheet or parcel that was
// published may be from the one it is counted to: between parcels of a sheet lie
// roads, and borders of sheets leave gaps.
const sheetReach = 50

// placing are the layers that say where sheets are, the best first.
func placing() []string { return []string{"sheets", "parcels"} }

// placed names the sheet, as [gis.Key.Cell] does, in which a geometry lies by the
// layers of a municipality: that of a point inside it. Who has that sheet on a
// laptop is sent what is written there. It is "" where no layer knows.
func (a *API) placed(ctx context.Context, comune string, g orb.Geometry, code int) (string, error) {
	if g == nil {
		return "", nil
	}
	for _, name := range placing() {
		cell := ""
		err := a.Layers.Layer(ctx, comune, name, func(v layer.View) (err error) {
			cell, err = a.sheetAt(v, g, code)
			return err
		})
		if errors.Is(err, layer.ErrUnknown) {
			continue
		}
		if err != nil || cell != "" {
			return cell, err
		}
	}
	return "", nil
}

// sheetAt is the sheet that a geometry lies in by the rows of a layer that are
// valid today.
func (a *API) sheetAt(v layer.View, g orb.Geometry, code int) (string, error) {
	l := v.Layer()
	t, err := transform(code, l.EPSG)
	if err != nil {
		return "", err
	}
	g = moved(g, t)
	whole, err := simple(g)
	if err != nil {
		return "", err
	}
	at, ok := whole.PointOnSurface().XY()
	if !ok {
		return "", nil
	}
	point := orb.Point{at.X, at.Y}
	reach := float64(sheetReach)
	if system, _ := crs.Lookup(epsgOf(l.EPSG)); system.Unit == crs.Degree {
		reach /= 111_000
	}
	rows, err := v.Window(orb.Bound{Min: point, Max: point}.Pad(reach), 0, 0)
	if err != nil {
		return "", err
	}
	today := gis.DayOf(a.Now())
	cell, least := "", math.Inf(1)
	err = v.Rows(rows, func(f *layer.Feature) (bool, error) {
		is := cellOf(l, f)
		if is == "" || len(f.WKB) == 0 || f.From > today || f.To <= today {
			return true, nil
		}
		shape, err := geom.UnmarshalWKB(f.WKB, geom.NoValidate{})
		if err != nil {
			return false, gis.Wrap("ogcapi.sheetAt", gis.Damaged, err, "sync.store-damaged")
		}
		far, ok := geom.Distance(at.AsPoint().AsGeometry(), shape)
		if ok && far <= reach && (far < least || far == least && is < cell) {
			cell, least = is, far
		}
		return true, nil
	})
	return cell, err
}
