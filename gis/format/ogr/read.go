//go:build !nogdal

package ogr

import (
	"context"
	"runtime"

	"github.com/lukeroth/gdal"

	"segit/gis"
	"segit/gis/format/feature"
)

// Read reads a layer; see [feature.File]. A feature's number is its place.
func (f *file) Read(ctx context.Context, name string, schema *gis.Schema, sink gis.Sink) (gis.Counts, error) {
	runtime.LockOSThread() // see Open
	defer runtime.UnlockOSThread()
	found, err := feature.Find(f.layers, name)
	if err != nil {
		return gis.Counts{}, err
	}
	target, err := found.Columns(schema)
	if err != nil {
		return gis.Counts{}, err
	}
	layer := f.dataset.LayerByName(name)
	layer.ResetReading()
	rows := feature.NewRows(ctx, schema, sink)
	number := uint32(1)
	for ; ; number++ {
		next := layer.NextFeature()
		if next == nil {
			break
		}
		cells(rows, next, found.Schema, target)
		if schema.Shape != gis.NoShape {
			geometry(rows, next)
		}
		next.Destroy()
		if err := rows.Finish(number); err != nil {
			return rows.Counts(), err
		}
	}
	if f.broken || gdal.CPLGetErr() != nil {
		if err := rows.Reject(number, gis.Say("ogr.broken-off"), ""); err != nil {
			return rows.Counts(), err
		}
	}
	return rows.Close()
}

// cells sets the cells of a feature. Dates come as texts: the binding reads them
// into integers of the wrong size.
func cells(rows *feature.Rows, f *gdal.Feature, from *gis.Schema, target []int) {
	for i, col := range target {
		if col < 0 || !f.IsFieldSetAndNotNull(i) {
			continue
		}
		switch from.Columns[i].Type {
		case gis.Integer:
			rows.Int(col, f.FieldAsInteger64(i))
		case gis.Real:
			rows.Float(col, f.FieldAsFloat64(i))
		default:
			rows.Text(col, f.FieldAsString(i))
		}
	}
}

// geometry hands the geometry over as well-known binary. GDAL gives it with east
// or longitude first: it turns the axes of GML itself.
func geometry(rows *feature.Rows, f *gdal.Feature) {
	g := f.Geometry()
	if g == (gdal.Geometry{}) {
		return
	}
	b, err := g.ToWKB()
	if err != nil {
		rows.Fault(gis.Say("ogr.geometry"))
		return
	}
	rows.WKB(b)
}
