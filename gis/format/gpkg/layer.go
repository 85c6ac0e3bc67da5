package gpkg

import (
	"context"
	"database/sql"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/feature"
)

// openLayer is a table that rows are being written to.
type openLayer struct {
	schema      *gis.Schema
	srs         int
	key, shape  string // names of the columns; shape is "" without geometry
	insert      *sql.Stmt
	count       int64
	bound       orb.Bound
	cells       []cell // of the spatial index
	multiPoints bool
	args        []any
	blob        []byte
}

func decimal(n int) string { return strconv.Itoa(n) }

// startLayer makes the table and its insert.
func (w *Writer) startLayer(ctx context.Context, schema *gis.Schema, srs int) (*openLayer, error) {
	l := &openLayer{schema: schema, srs: srs, key: feature.FreeName(schema.Columns, "fid")}
	l.bound = orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	columns := []string{quote(l.key) + " INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"}
	into, marks := []string{quote(l.key)}, "?"
	if schema.Shape != gis.NoShape {
		l.shape = feature.FreeName(schema.Columns, "geom")
		columns = append(columns, quote(l.shape)+" "+geometryType(schema.Shape, false))
		into, marks = append(into, quote(l.shape)), marks+", ?"
	}
	for _, c := range schema.Columns {
		columns = append(columns, quote(c.Name)+" "+declared(c.Type))
		into, marks = append(into, quote(c.Name)), marks+", ?"
	}
	table := quote(schema.Dataset)
	if err := w.run(ctx, "CREATE TABLE "+table+" ("+strings.Join(columns, ", ")+")"); err != nil {
		return nil, err
	}
	var err error
	l.insert, err = w.conn.PrepareContext(ctx, "INSERT INTO "+table+" ("+strings.Join(into, ", ")+") VALUES ("+marks+")")
	if err != nil {
		return nil, w.failed(err)
	}
	l.args = make([]any, len(into))
	return l, nil
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

func (l *openLayer) rows(ctx context.Context, b *gis.Batch) error {
	for row := range b.Len() {
		if row%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		l.count++
		args := append(l.args[:0], l.count)
		if l.shape != "" {
			args = append(args, l.geometry(&b.Shapes, row))
		}
		for col := range l.schema.Columns {
			args = append(args, value(b, col, row))
		}
		if _, err := l.insert.ExecContext(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

// geometry is the blob of a row, nil for an empty shape, and notes its box.
func (l *openLayer) geometry(s *gis.Shapes, row int) any {
	if len(s.RowXY(row)) == 0 {
		return nil
	}
	bound := s.Bound(row)
	var several bool
	l.blob, several = blob(l.blob[:0], int32(l.srs), s, row, bound)
	l.multiPoints = l.multiPoints || several
	l.cells = append(l.cells, cell{l.count, bound})
	l.bound.Min = orb.Point{min(l.bound.Min[0], bound.Min[0]), min(l.bound.Min[1], bound.Min[1])}
	l.bound.Max = orb.Point{max(l.bound.Max[0], bound.Max[0]), max(l.bound.Max[1], bound.Max[1])}
	return l.blob
}

// value is a cell as SQLite holds it.
func value(b *gis.Batch, col, row int) any {
	kind := b.Schema.Columns[col].Type
	if kind == gis.Text {
		if text := b.Text(col, row); text != "" {
			return text
		}
		return nil
	}
	n, ok := b.Num(col, row)
	if !ok {
		return nil
	}
	switch kind {
	case gis.Number:
		return gis.Decimal(n).Float()
	case gis.Money:
		return float64(n) / 100
	case gis.Real:
		return math.Float64frombits(uint64(n))
	case gis.DayType:
		return gis.Date(n).String()
	}
	return n
}

// finishLayer registers the table that is open, and indexes it.
func (w *Writer) finishLayer(ctx context.Context) error {
	l := w.layer
	if l == nil {
		return nil
	}
	w.layer = nil
	if err := l.insert.Close(); err != nil {
		return w.failed(err)
	}
	name, changed := l.schema.Dataset, w.changed
	if changed == "" {
		changed = time.Now().UTC().Format(stampLayout)
	}
	if l.shape == "" {
		return w.insert(ctx, `INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change, srs_id) VALUES (?, 'attributes', ?, ?, 0)`, name, name, changed)
	}
	edges := make([]any, 4) // null when the layer is empty
	if len(l.cells) > 0 {
		edges = []any{l.bound.Min[0], l.bound.Min[1], l.bound.Max[0], l.bound.Max[1]}
	}
	err := w.insert(ctx, `INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change, min_x, min_y, max_x, max_y, srs_id)
		VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?)`, append(append([]any{name, name, changed}, edges...), l.srs)...)
	if err == nil {
		err = w.insert(ctx, `INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)`,
			name, l.shape, geometryType(l.schema.Shape, l.multiPoints), l.srs)
	}
	if err != nil {
		return err
	}
	return w.index(ctx, l)
}

func (w *Writer) insert(ctx context.Context, statement string, args ...any) error {
	if _, err := w.conn.ExecContext(ctx, statement, args...); err != nil {
		return w.failed(err)
	}
	return nil
}
