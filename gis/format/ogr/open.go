//go:build !nogdal

package ogr

import (
	"context"
	"os"
	"path/filepath"
	"runtime"

	"github.com/lukeroth/gdal"

	"segit/gis"
	"segit/gis/crs"
	"segit/gis/format/feature"
)

// drivers are those of GDAL that read plain files and folders. The others open
// connections, or files that a file names, which no supply may make us do.
func drivers() []string {
	return []string{
		"GML", "GMLAS", "LIBKML", "KML", "GPX", "DXF", "DGN", "CAD", "MapInfo File", "OpenFileGDB", "FlatGeobuf",
		"TopoJSON", "ESRIJSON", "SQLite", "GPKG", "ESRI Shapefile", "GeoJSON", "GeoJSONSeq", "JML", "OSM", "S57", "Parquet",
	}
}

// file is a data source of GDAL.
type file struct {
	name    string
	dataset gdal.Dataset
	layers  []feature.Layer
	broken  bool // GDAL found a fault in the file when it opened it
}

// Open opens a file or a folder (FileGDB) through GDAL. What GDAL cannot read is
// refused with kind BadInput.
func Open(ctx context.Context, path string) (feature.File, error) {
	// GDAL keeps its last error per thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	// Its messages quote what they stumble over, persons' data too: none may
	// reach the terminal.
	gdal.CPLSetConfigOption("CPL_LOG", os.DevNull)
	name := filepath.Base(path)
	absolute, err := filepath.Abs(path) // GDAL reads meaning into names such as "/vsicurl/…" or "PG:…"
	if err == nil {
		_, err = os.Stat(absolute)
	}
	if err != nil {
		return nil, gis.Wrap("ogr.Open", gis.BadInput, err, "vector.open", name).At(name, 0)
	}
	dataset, err := gdal.OpenEx(absolute, gdal.OFReadOnly|gdal.OFVector, drivers(), []string{"WRITE_GFS=NO"}, nil)
	if err != nil {
		return nil, gis.Refuse("ogr.Open", gis.BadInput, "ogr.unreadable").At(name, 0)
	}
	f := &file{name: name, dataset: dataset}
	for i := 0; ; i++ {
		layer := dataset.LayerByIndex(i)
		if layer == (gdal.Layer{}) {
			break
		}
		f.layers = append(f.layers, describe(layer))
		if ctx.Err() != nil {
			dataset.Close()
			return nil, ctx.Err()
		}
	}
	f.broken = gdal.CPLGetErr() != nil
	return f, nil
}

// describe tells what GDAL knows of a layer without reading it through.
func describe(layer gdal.Layer) feature.Layer {
	schema := &gis.Schema{Dataset: layer.Name(), Shape: shapeKind(layer.Type())}
	definition := layer.Definition()
	for i := range definition.FieldCount() {
		field := definition.FieldDefinition(i)
		schema.Columns = append(schema.Columns, gis.Column{Name: feature.FreeName(schema.Columns, field.Name()), Type: columnType(field.Type())})
	}
	l := feature.Layer{Name: layer.Name(), Schema: schema, Count: -1}
	if n, ok := layer.FeatureCount(false); ok {
		l.Count = int64(n)
	}
	if system := layer.SpatialReference(); system != (gdal.SpatialReference{}) {
		if text, err := system.ToWKT(); err == nil {
			l.EPSG, _ = crs.FromWKT(text)
		}
	}
	return l
}

// shapeKind is the kind of a geometry type, whatever its dimension: types with
// heights or measures carry a high bit or some thousands more.
func shapeKind(t gdal.GeometryType) gis.ShapeKind {
	const heights = 1 << 31
	switch uint32(t) &^ heights % 1000 {
	case 1, 4:
		return gis.PointShape
	case 2, 5, 9, 11, 13:
		return gis.LineShape
	case 3, 6, 10, 12, 14:
		return gis.PolygonShape
	case 100:
		return gis.NoShape
	}
	return gis.AnyShape
}

func columnType(t gdal.FieldType) gis.Type {
	switch t {
	case gdal.FT_Integer, gdal.FT_Integer64:
		return gis.Integer
	case gdal.FT_Real:
		return gis.Real
	case gdal.FT_Date:
		return gis.DayType
	}
	return gis.Text
}

// Layers lists the layers.
func (f *file) Layers() []feature.Layer { return f.layers }

// Close closes the data source.
func (f *file) Close() error {
	f.dataset.Close()
	return nil
}
