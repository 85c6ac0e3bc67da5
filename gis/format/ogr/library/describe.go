//go:build cgo

package library

import (
	"github.com/lukeroth/gdal"

	"segit/gis"
	"segit/gis/format/feature"
	"segit/gis/format/ogr/wire"
)

// drivers are those of GDAL that read plain files and folders. The others open
// connections, or files that a file names, which no supply may make us do.
func drivers() []string {
	return []string{
		"GML", "GMLAS", "LIBKML", "KML", "GPX", "DXF", "DGN", "CAD", "MapInfo File", "OpenFileGDB", "FlatGeobuf",
		"TopoJSON", "ESRIJSON", "SQLite", "GPKG", "ESRI Shapefile", "GeoJSON", "GeoJSONSeq", "JML", "OSM", "S57", "Parquet",
	}
}

// source is an open data source of GDAL.
type source struct {
	dataset gdal.Dataset
	layers  []wire.Layer
	broken  bool // GDAL found a fault in the file when it opened it
	counted bool // the file's own header says how many features its layers have
}

// counts reports whether the files of a driver say in a header how many features
// stand in them, so that fewer are a file that was cut. GDAL's quick counts of
// other files may have what was deleted in them, or what the file never says.
func counts(driver string) bool { return driver == "FlatGeobuf" || driver == "OpenFileGDB" }

// lacks reports whether fewer features of a layer were read than the file says.
func (s *source) lacks(layer int, read int64) bool {
	return s.counted && read < s.layers[layer].Count
}

// open opens a file or a folder; ok is false when GDAL cannot.
func open(path string) (s *source, ok bool) {
	dataset, err := gdal.OpenEx(path, gdal.OFReadOnly|gdal.OFVector, drivers(), []string{"WRITE_GFS=NO"}, nil)
	if err != nil {
		return nil, false
	}
	s = &source{dataset: dataset, counted: counts(dataset.Driver().ShortName())}
	for i := 0; ; i++ {
		layer := dataset.LayerByIndex(i)
		if layer == (gdal.Layer{}) {
			break
		}
		s.layers = append(s.layers, describe(layer))
	}
	s.broken = gdal.CPLGetErr() != nil
	return s, true
}

// describe tells what GDAL knows of a layer without reading it through.
func describe(layer gdal.Layer) wire.Layer {
	l := wire.Layer{Name: layer.Name(), Shape: shapeKind(layer.Type()), Count: -1}
	definition := layer.Definition()
	for i := range definition.FieldCount() {
		field := definition.FieldDefinition(i)
		l.Columns = append(l.Columns, gis.Column{Name: feature.FreeName(l.Columns, field.Name()), Type: columnType(field.Type())})
	}
	if n, ok := layer.FeatureCount(false); ok {
		l.Count = int64(n)
	}
	if system := layer.SpatialReference(); system != (gdal.SpatialReference{}) {
		if text, err := system.ToWKT(); err == nil {
			l.WKT = text
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
