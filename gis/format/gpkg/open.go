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
	"segit/gis/format/sqlite"
)

// File is an open GeoPackage.
type File struct {
	name   string
	db     *sql.DB
	pages  *sqlite.File // nil when the file has to be read through SQL
	why    gis.Message  // why it has to
	layers []layer

	lotPages int // pages that one goroutine reads at a time
}

// layer is a table with what reading it needs.
type layer struct {
	feature.Layer
	table  string
	key    string        // the integer key, "" for a view
	shape  string        // the geometry column, "" without
	names  []string      // of the columns, as the table has them
	stored *stored       // how the pages hold it, nil when SQL has to read it
	rows   *sqlite.Table // its pages
	why    gis.Message   // why SQL has to
}

// Magic is what a SQLite file begins with.
const Magic = sqlite.Magic

// Open opens a GeoPackage for reading; the file is not changed, and a writer's
// journal beside it is honoured. What is not a GeoPackage is refused with kind
// BadInput.
func Open(ctx context.Context, path string) (*File, error) {
	f := &File{name: filepath.Base(path), lotPages: lotPages}
	if err := f.open(ctx, path); err != nil {
		f.Close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var refused *gis.Error
		switch {
		case f.missing() > 0 && gis.KindOf(err) != gis.NotFound:
			return nil, gis.Wrap("gpkg.Open", gis.BadInput, err, "gpkg.cut", f.missing(), f.missing()+f.pages.Size()).At(f.name, 0)
		case errors.As(err, &refused):
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
	if empty(path+"-wal") && empty(path+"-journal") {
		// Nothing stands in a journal, so no lock or shared memory is needed:
		// a file on a read-only medium opens too.
		query = "mode=ro&immutable=1"
	}
	pages, err := sqlite.Open(path)
	if err != nil {
		f.why = reason(err)
	} else {
		f.pages = pages
	}
	if f.missing() > 0 {
		// SQLite refuses a file that is shorter than its header says, unless its
		// schema may be repaired; nothing is, the file is open for reading only.
		query += "&_pragma=writable_schema(1)"
	}
	address, err := dataSource(path, query)
	if err != nil {
		return err
	}
	if f.db, err = sql.Open("sqlite", address); err != nil {
		return err
	}
	f.db.SetMaxOpenConns(1)
	known, err := f.known(ctx)
	if err != nil && f.missing() > 0 {
		// The first question fails where the end of the schema is cut off; from the
		// next on SQLite works with what it read of it.
		known, err = f.known(ctx)
	}
	if err != nil {
		return err
	}
	if !known {
		return gis.Refuse("gpkg.Open", gis.BadInput, "gpkg.other").At(f.name, 0)
	}
	return f.list(ctx)
}

// known reports whether the file has the tables of a GeoPackage. Each is asked for
// alone: the search ends where it is found, before what may be cut off.
func (f *File) known(ctx context.Context) (bool, error) {
	for _, table := range []string{"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"} {
		var found string
		err := f.db.QueryRowContext(ctx, `SELECT name FROM sqlite_master WHERE name = ?`, table).Scan(&found)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return false, nil
		case err != nil:
			return false, err
		}
	}
	return true, nil
}

// missing is how many bytes the file has lost at its end.
func (f *File) missing() int64 {
	if f.pages == nil {
		return 0
	}
	return f.pages.Missing()
}

// empty reports whether a file is not there or holds nothing.
func empty(path string) bool {
	info, err := os.Stat(path)
	return err != nil || info.Size() == 0
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
		WHERE c.data_type IN ('features', 'attributes', 'aspatial') AND EXISTS (SELECT 1 FROM sqlite_master m WHERE m.name = c.table_name)
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
	rows, err := f.db.QueryContext(ctx, `SELECT name, upper(type), pk, hidden, dflt_value FROM pragma_table_xinfo(?)`, l.table)
	if err != nil {
		return err
	}
	defer rows.Close()
	st := &stored{key: -1, shape: -1}
	for rows.Next() {
		var c storedColumn
		var pk, hidden int
		if err := rows.Scan(&c.name, &c.kind, &pk, &hidden, &c.initial); err != nil {
			return err
		}
		at := st.add(c, pk, hidden)
		if pk > 0 && strings.HasPrefix(c.kind, "INTEGER") {
			l.key = c.name
			if lower := strings.ToLower(c.name); lower == "fid" || lower == "ogc_fid" {
				continue
			}
		}
		if strings.EqualFold(c.name, l.shape) {
			st.shape = at
			continue
		}
		if strings.HasPrefix(c.kind, "BLOB") || hidden == 1 {
			continue
		}
		l.names = append(l.names, c.name)
		st.taken = append(st.taken, at)
		l.Schema.Columns = append(l.Schema.Columns, gis.Column{Name: c.name, Type: columnType(c.kind)})
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if st.keys > 1 { // a part of a key does not stand for the row's number
		l.key, st.key = "", -1
	}
	if f.direct(ctx, l, st) {
		return nil
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
	var err error
	if f.pages != nil {
		err = f.pages.Close()
	}
	if f.db != nil {
		err = errors.Join(err, f.db.Close())
	}
	return err
}
