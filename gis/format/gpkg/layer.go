package gpkg

import (
	"context"
	"database/sql"
	"math"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/feature"
	"segit/gis/format/sqlite"
)

// openLayer is a table that rows are being written to.
type openLayer struct {
	schema     *gis.Schema
	srs        int
	key, shape string // names of the columns; shape is "" without geometry
	pages      *sqlite.Pages
	rows       *sqlite.Filler
	index      indexRoots
	encoder    Encoder
	encoded    Encoded // of Writer.Rows
	count      int64
	bound      orb.Bound
	cells      []cell // of the spatial index
	several    bool   // some row has more than one point
}

// startLayer makes the table, empty, with its index and its entries among the
// contents, and begins to fill its pages.
func (w *Writer) startLayer(ctx context.Context, schema *gis.Schema, epsg int) error {
	l := &openLayer{schema: schema, srs: -1, key: feature.FreeName(schema.Columns, "fid")}
	l.bound = orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	columns := []string{quote(l.key) + " INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"}
	if schema.Shape != gis.NoShape {
		l.shape = feature.FreeName(schema.Columns, "geom")
		columns = append(columns, quote(l.shape)+" "+geometryType(schema.Shape, false))
	}
	for _, c := range schema.Columns {
		columns = append(columns, quote(c.Name)+" "+declared(c.Type))
	}
	var root uint32
	err := w.session(ctx, func(conn *sql.Conn) error {
		if epsg != 0 {
			if err := reference(ctx, conn, epsg); err != nil {
				return err
			}
			l.srs = epsg
		}
		err := run(ctx, conn, "CREATE TABLE "+quote(schema.Dataset)+" ("+strings.Join(columns, ", ")+")")
		if err == nil {
			err = w.register(ctx, conn, l)
		}
		if err == nil && l.shape != "" {
			err = l.makeIndex(ctx, conn)
		}
		if err == nil {
			root, err = rootOf(ctx, conn, schema.Dataset)
		}
		return err
	})
	if err != nil {
		return err
	}
	if l.pages, err = sqlite.Extend(w.part); err != nil {
		return w.failed(err)
	}
	l.rows = l.pages.Fill(root)
	l.encoder = Encoder{srs: int32(l.srs), shape: l.shape != ""}
	w.layer = l
	return nil
}

// rootOf is the first page of a table.
func rootOf(ctx context.Context, conn *sql.Conn, table string) (root uint32, err error) {
	err = conn.QueryRowContext(ctx, `SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?`, table).Scan(&root)
	return root, err
}

// geometryType is the declared type of the geometry column.
func geometryType(k gis.ShapeKind, multiPoints bool) string {
	switch {
	case k == gis.PointShape && !multiPoints:
		return "POINT"
	case k == gis.LineShape:
		return "MULTILINESTRING"
	case k == gis.PolygonShape:
		return "MULTIPOLYGON"
	}
	return "GEOMETRY"
}

// register puts the table among the contents; where it lies is known only when
// it is full.
func (w *Writer) register(ctx context.Context, conn *sql.Conn, l *openLayer) error {
	name, changed := l.schema.Dataset, w.changed
	if changed == "" {
		changed = time.Now().UTC().Format(stampLayout)
	}
	kind, srs := "features", l.srs
	if l.shape == "" {
		kind, srs = "attributes", 0
	}
	_, err := conn.ExecContext(ctx, `INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change, srs_id)
		SELECT ?, ?, CASE WHEN EXISTS (SELECT 1 FROM gpkg_contents WHERE identifier = ?) THEN NULL ELSE ? END, ?, ?`,
		name, kind, name, name, changed, srs)
	if err == nil && l.shape != "" {
		_, err = conn.ExecContext(ctx, `INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)`,
			name, l.shape, geometryType(l.schema.Shape, false), l.srs)
	}
	return err
}

// put appends rows to the table.
func (l *openLayer) put(ctx context.Context, e *Encoded) error {
	from := 0
	for row, end := range e.ends {
		if row%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		l.count++
		if err := l.rows.Add(l.count, e.records[from:end]); err != nil {
			return err
		}
		from = end
		if l.shape == "" {
			continue
		}
		if b := e.bounds[row]; b.Min[0] <= b.Max[0] {
			l.cells = append(l.cells, newCell(uint32(l.count), b))
			l.bound.Min = orb.Point{min(l.bound.Min[0], b.Min[0]), min(l.bound.Min[1], b.Min[1])}
			l.bound.Max = orb.Point{max(l.bound.Max[0], b.Max[0]), max(l.bound.Max[1], b.Max[1])}
		}
	}
	l.several = l.several || e.several
	return nil
}

// finishLayer writes the last pages of the table that is open, those of its
// index, and where it lies.
func (w *Writer) finishLayer(ctx context.Context) error {
	l := w.layer
	if l == nil {
		return nil
	}
	w.layer = nil
	err := l.rows.Close()
	if err == nil && len(l.cells) > 0 {
		err = l.fillIndex()
	}
	if err != nil {
		l.pages.Discard()
		return w.failed(err)
	}
	if err := l.pages.Close(); err != nil {
		return w.failed(err)
	}
	return w.session(ctx, func(conn *sql.Conn) error {
		name := l.schema.Dataset
		_, err := conn.ExecContext(ctx, `INSERT INTO sqlite_sequence (name, seq) SELECT ?, ? WHERE ? > 0`, name, l.count, l.count)
		if err == nil && len(l.cells) > 0 {
			_, err = conn.ExecContext(ctx, `UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?`,
				l.bound.Min[0], l.bound.Min[1], l.bound.Max[0], l.bound.Max[1], name)
		}
		if err == nil && l.several {
			_, err = conn.ExecContext(ctx, `UPDATE gpkg_geometry_columns SET geometry_type_name = ? WHERE table_name = ?`,
				geometryType(l.schema.Shape, true), name)
		}
		return err
	})
}
