package gpkg

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"segit/gis"
	"segit/gis/crs"
	"segit/gis/format/feature"
)

// File is an open GeoPackage.
type File struct {
	name   string
	db     *sql.DB
	layers []layer
}

// layer is a table with what reading it needs.
type layer struct {
	feature.Layer
	table string
	key   string   // the integer key, "" for a view
	shape string   // the geometry column, "" without
	names []string // of the columns, as the table has them
}

// Magic is what a SQLite file begins with.
const Magic = "SQLite format 3\x00"

// Open opens a GeoPackage for reading; the file is not changed, and a writer's
// journal beside it is honoured. What is not a GeoPackage is refused with kind
// BadInput.
func Open(ctx context.Context, path string) (*File, error) {
	f := &File{name: filepath.Base(path)}
	if err := f.open(ctx, path); err != nil {
		f.Close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var refused *gis.Error
		if errors.As(err, &refused) {
			return nil, err
		}
		return nil, gis.Wrap("gpkg.Open", gis.BadInput, err, "gpkg.damaged").At(f.name, 0)
	}
	return f, nil
}

func (f *File) open(ctx context.Context, path string) error {
	if err := f.checkMagic(path); err != nil {
		return err
	}
	query := "mode=ro"
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() == 0 {
		// Nothing stands in a journal, so no lock or shared memory is needed:
		// a file on a read-only medium opens too.
		query = "mode=ro&immutable=1"
	}
	address, err := dataSource(path, query)
	if err != nil {
		return err
	}
	if f.db, err = sql.Open("sqlite", address); err != nil {
		return err
	}
	f.db.SetMaxOpenConns(1)
	var tables int
	err = f.db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master WHERE name IN ('gpkg_contents', 'gpkg_geometry_columns', 'gpkg_spatial_ref_sys')`).Scan(&tables)
	if err != nil {
		return err
	}
	if tables < 3 {
		return gis.Refuse("gpkg.Open", gis.BadInput, "gpkg.other").At(f.name, 0)
	}
	return f.list(ctx)
}

func (f *File) checkMagic(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return gis.Wrap("gpkg.Open", gis.BadInput, err, "vector.open", f.name).At(f.name, 0)
	}
	defer file.Close()
	head := make([]byte, len(Magic))
	if n, _ := file.Read(head); !bytes.Equal(head[:n], []byte(Magic)) {
		return gis.Refuse("gpkg.Open", gis.BadInput, "gpkg.other").At(f.name, 0)
	}
	return nil
}

// list reads what the file says about its layers.
func (f *File) list(ctx context.Context) error {
	rows, err := f.db.QueryContext(ctx, `
		SELECT c.table_name, coalesce(g.column_name, ''), coalesce(g.geometry_type_name, ''), coalesce(s.organization, ''),
		       coalesce(s.organization_coordsys_id, 0), coalesce(s.definition, '')
		FROM gpkg_contents c
		LEFT JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
		LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
		WHERE c.data_type IN ('features', 'attributes', 'aspatial') AND c.table_name IN (SELECT name FROM sqlite_master)
		ORDER BY c.rowid`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var l layer
		var kind, organization, definition string
		var code int
		if err := rows.Scan(&l.table, &l.shape, &kind, &organization, &code, &definition); err != nil {
			return err
		}
		l.Name, l.EPSG = l.table, system(organization, code, definition)
		l.Schema = &gis.Schema{Dataset: l.table, Shape: shapeKind(kind)}
		f.layers = append(f.layers, l)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for i := range f.layers {
		if err := f.describe(ctx, &f.layers[i]); err != nil {
			return err
		}
	}
	return nil
}

// system is the EPSG code of an entry of gpkg_spatial_ref_sys.
func system(organization string, code int, definition string) int {
	if strings.EqualFold(organization, "EPSG") && code > 0 {
		return code
	}
	epsg, _ := crs.FromWKT(definition)
	return epsg
}

// shapeKind is the kind of a declared geometry type.
func shapeKind(name string) gis.ShapeKind {
	switch strings.TrimPrefix(strings.ToUpper(name), "MULTI") {
	case "":
		return gis.NoShape
	case "POINT":
		return gis.PointShape
	case "LINESTRING", "CURVE":
		return gis.LineShape
	case "POLYGON", "SURFACE", "CURVEPOLYGON":
		return gis.PolygonShape
	}
	return gis.AnyShape
}

// describe reads the columns and the count of a layer. The key is no column when
// it has the name that programs give it on their own; a BLOB is none either.
func (f *File) describe(ctx context.Context, l *layer) error {
	rows, err := f.db.QueryContext(ctx, `SELECT name, upper(type), pk FROM pragma_table_info(?)`, l.table)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name, kind string
		var pk int
		if err := rows.Scan(&name, &kind, &pk); err != nil {
			return err
		}
		if pk > 0 && strings.HasPrefix(kind, "INTEGER") {
			l.key = name
			if lower := strings.ToLower(name); lower == "fid" || lower == "ogc_fid" {
				continue
			}
		}
		if strings.EqualFold(name, l.shape) || strings.HasPrefix(kind, "BLOB") {
			continue
		}
		l.names = append(l.names, name)
		l.Schema.Columns = append(l.Schema.Columns, gis.Column{Name: name, Type: columnType(kind)})
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return f.db.QueryRowContext(ctx, "SELECT count(*) FROM "+quote(l.table)).Scan(&l.Count)
}

// columnType is the type of a declared SQL type. A DATETIME stays a text: its
// hour would be lost in a day.
func columnType(sql string) gis.Type {
	sql, _, _ = strings.Cut(sql, "(")
	switch strings.TrimSpace(sql) {
	case "BOOLEAN":
		return gis.Flag
	case "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INTEGER", "BIGINT":
		return gis.Integer
	case "FLOAT", "DOUBLE", "REAL", "NUMERIC":
		return gis.Real
	case "DATE":
		return gis.DayType
	}
	return gis.Text
}

// Layers lists the layers, those without geometry among them.
func (f *File) Layers() []feature.Layer {
	layers := make([]feature.Layer, len(f.layers))
	for i := range f.layers {
		layers[i] = f.layers[i].Layer
	}
	return layers
}

// Close closes the file.
func (f *File) Close() error {
	if f.db == nil {
		return nil
	}
	return f.db.Close()
}
