// Package vector opens a file of features whatever its container: it looks at
// the content first and at the name after, and chooses the reader.
package vector

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"segit/gis"
	"segit/gis/format/feature"
	"segit/gis/format/geojson"
	"segit/gis/format/gpkg"
	"segit/gis/format/ogr"
	"segit/gis/format/shapefile"
)

// File is an open vector file.
type File = feature.File

// Layer is what a file says about one of its layers.
type Layer = feature.Layer

// container is a kind of file that has a reader of its own.
type container struct {
	name    string
	endings []string
	open    func(ctx context.Context, path string) (File, error)
	// other is the code of the refusal that means "right container, other
	// content": GDAL may know it.
	other string
}

func containers() (shape, table, geopackage, json container) {
	shape = container{name: "shapefile", endings: []string{".shp"}, open: openShapefile}
	table = container{name: "dBASE", endings: []string{".dbf"}, open: openShapefile}
	geopackage = container{name: "GeoPackage", endings: []string{".gpkg", ".sqlite", ".db"}, other: "gpkg.other", open: func(ctx context.Context, path string) (File, error) {
		return opened(gpkg.Open(ctx, path))
	}}
	json = container{name: "GeoJSON", endings: []string{".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson", ".jsonl"}, other: "geojson.other", open: func(ctx context.Context, path string) (File, error) {
		return opened(geojson.Open(ctx, path))
	}}
	return shape, table, geopackage, json
}

func openShapefile(_ context.Context, path string) (File, error) { return opened(shapefile.Open(path)) }

// opened keeps a nil reader from becoming a file that is not nil.
func opened[F File](f F, err error) (File, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Open opens a file of features. What cannot be read is refused with kind
// BadInput; a file whose name says something else than its content is read by
// its content, with a warning when it is read.
func Open(ctx context.Context, path string) (File, error) {
	head, err := headOf(path)
	if err != nil {
		return nil, err
	}
	ending := strings.ToLower(filepath.Ext(path))
	c, ok := recognise(head, ending)
	if !ok {
		return ogr.Open(ctx, path)
	}
	f, err := c.open(ctx, path)
	if c.other != "" && refusedAs(err, c.other) {
		// That GDAL does not know it either says less than our own reader; that
		// GDAL could not be asked says more.
		if byGDAL, otherwise := ogr.Open(ctx, path); !refusedAs(otherwise, "ogr.unreadable") {
			return byGDAL, otherwise
		}
	}
	if err != nil {
		return nil, err
	}
	if ending != "" && !slices.Contains(c.endings, ending) {
		return remarked{f, gis.Say("vector.mismatch", ending, c.name)}, nil
	}
	return f, nil
}

// refusedAs reports whether an error is a refusal of a code.
func refusedAs(err error, code string) bool {
	var refused *gis.Error
	return errors.As(err, &refused) && refused.Code == code
}

// headOf is the beginning of a file; folders (but those that GDAL reads), empty
// files and archives are refused here.
func headOf(path string) ([]byte, error) {
	const op = "vector.Open"
	name := filepath.Base(path)
	info, err := os.Stat(path)
	if err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "vector.open", name).At(name, 0)
	}
	ending := strings.ToLower(filepath.Ext(path))
	switch {
	case info.IsDir() && ending == ".gdb":
		return nil, nil
	case info.IsDir():
		return nil, gis.Refuse(op, gis.BadInput, "vector.folder").At(name, 0)
	case !info.Mode().IsRegular():
		return nil, gis.Refuse(op, gis.BadInput, "vector.open", name).At(name, 0)
	case info.Size() == 0:
		return nil, gis.Refuse(op, gis.BadInput, "vector.empty").At(name, 0)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "vector.open", name).At(name, 0)
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, 512))
	if err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "vector.open", name).At(name, 0)
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) && ending != ".kmz" {
		return nil, gis.Refuse(op, gis.BadInput, "vector.raw-zip").At(name, 0)
	}
	return head, nil
}

// recognise tells the container by the first bytes. A name alone decides only
// where the content says nothing: a .shp that is none gets its own refusal.
func recognise(head []byte, ending string) (container, bool) {
	shape, table, geopackage, json := containers()
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n\x1e")
	switch {
	case bytes.HasPrefix(head, []byte(gpkg.Magic)):
		return geopackage, true
	case bytes.HasPrefix(head, []byte{0, 0, 0x27, 0x0A}):
		return shape, true
	case bytes.HasPrefix(text, []byte("{")):
		return json, true
	case ending == ".dbf":
		return table, true
	case ending == ".shp":
		return shape, true
	case ending == ".gpkg":
		return geopackage, true
	case ending == ".geojson":
		return json, true
	}
	return container{}, false
}

// remarked is a file with something to say before it is read.
type remarked struct {
	File
	remark gis.Message
}

// Read warns, then reads.
func (r remarked) Read(ctx context.Context, layer string, schema *gis.Schema, sink gis.Sink) (gis.Counts, error) {
	sink.Warn(r.remark)
	return r.File.Read(ctx, layer, schema, sink)
}
