package gpkg

import (
	"context"
	"database/sql/driver"
	"io"
	"math"
	"strings"

	"segit/gis"
	"segit/gis/format/feature"
)

// Read reads a layer; see [feature.File]. A feature's number is its key, or its
// place where the key does not fit 32 bits or there is none. A file that breaks
// off is read up to there: what follows is one reject. What cannot be read from
// the pages of the file goes through SQL, which is slower, and is said.
func (f *File) Read(ctx context.Context, name string, schema *gis.Schema, sink gis.Sink) (gis.Counts, error) {
	l, target, err := f.find(name, schema)
	if err != nil {
		return gis.Counts{}, err
	}
	rows := feature.NewRows(ctx, schema, sink)
	if f.missing() > 0 {
		sink.Warn(gis.Say("gpkg.short", f.missing(), f.missing()+f.pages.Size()))
	}
	switch {
	case l.stored != nil && l.key != "" && l.rows.Pages() > f.lotPages:
		err = f.scanLots(ctx, l, target, rows)
	case l.stored != nil: // a place is known only to who has read what comes before
		err = f.scanAll(l, target, rows)
	default:
		if l.why.Code != "" {
			sink.Warn(l.why)
		}
		err = f.bySQL(ctx, l, target, rows)
	}
	if err != nil {
		return rows.Counts(), err
	}
	return rows.Close()
}

// find is the layer of a name, and where its columns go.
func (f *File) find(name string, schema *gis.Schema) (*layer, []int, error) {
	found, err := feature.Find(f.Layers(), name)
	if err != nil {
		return nil, nil, err
	}
	target, err := found.Columns(schema)
	if err != nil {
		return nil, nil, err
	}
	for i := range f.layers {
		if f.layers[i].Name == name {
			return &f.layers[i], target, nil
		}
	}
	return nil, nil, err
}

// bySQL reads a layer through the database.
func (f *File) bySQL(ctx context.Context, l *layer, target []int, rows *feature.Rows) error {
	conn, err := f.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	// The driver's own rows: database/sql would convert and check each value
	// of each row, which costs more than reading it.
	return conn.Raw(func(c any) error {
		queryer, ok := c.(driver.QueryerContext)
		if !ok {
			return gis.Refuse("gpkg.Read", gis.Internal, "gpkg.damaged").At(f.name, 0)
		}
		return f.read(ctx, queryer, l, target, rows)
	})
}

// read walks through the rows of a table.
func (f *File) read(ctx context.Context, c driver.QueryerContext, l *layer, target []int, rows *feature.Rows) error {
	query, columns := l.selection(target, rows.WantsShape())
	result, err := c.QueryContext(ctx, query, nil)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return gis.Wrap("gpkg.Read", gis.BadInput, err, "gpkg.damaged").At(f.name, 0)
	}
	defer result.Close()
	values := make([]driver.Value, 2+len(columns))
	for place := uint32(1); ; place++ {
		err := result.Next(values)
		if err == io.EOF {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return rows.Reject(place, gis.Say("gpkg.broken-off"), err.Error())
		}
		number := place
		if key, ok := values[0].(int64); ok && key > 0 && key <= math.MaxUint32 {
			number = uint32(key)
		}
		for i, col := range columns {
			set(rows, col, values[2+i])
		}
		shape(rows, values[1])
		if err := rows.Finish(number); err != nil {
			return err
		}
	}
}

// selection is the query for the wanted columns, and where each goes. The plus
// sign takes the declared type away, so that the driver does not make a time or
// a truth of what it finds.
func (l *layer) selection(target []int, wantShape bool) (query string, columns []int) {
	chosen := []string{"NULL", "NULL"}
	if l.key != "" {
		chosen[0] = quote(l.key)
	}
	if l.shape != "" && wantShape {
		chosen[1] = quote(l.shape)
	}
	for i, name := range l.names {
		if target[i] >= 0 {
			chosen = append(chosen, "+"+quote(name))
			columns = append(columns, target[i])
		}
	}
	return "SELECT " + strings.Join(chosen, ", ") + " FROM " + quote(l.table), columns
}

// set sets a cell from a value: SQLite may hold any type in any column.
func set(rows *feature.Rows, col int, v driver.Value) {
	switch v := v.(type) {
	case int64:
		rows.Int(col, v)
	case float64:
		rows.Float(col, v)
	case string:
		rows.Text(col, v)
	case []byte:
		rows.Text(col, string(v))
	}
}

// shape appends a geometry in the binary form of clause 2.1.3.
func shape(rows *feature.Rows, v driver.Value) {
	b, ok := v.([]byte)
	if !ok {
		if v != nil {
			rows.Fault(gis.Say("gpkg.blob"))
		}
		return
	}
	blobShape(rows, b)
}

func blobShape(rows *feature.Rows, b []byte) {
	const head = 8
	if len(b) < head || b[0] != 'G' || b[1] != 'P' {
		rows.Fault(gis.Say("gpkg.blob"))
		return
	}
	flags := b[3]
	envelope := [8]int{0, 32, 48, 48, 64, -1, -1, -1}[flags>>1&7]
	const extended, empty = 1 << 5, 1 << 4
	if envelope < 0 || flags&extended != 0 || len(b) < head+envelope {
		rows.Fault(gis.Say("gpkg.blob"))
		return
	}
	if flags&empty == 0 {
		rows.WKB(b[head+envelope:])
	}
}
