package desk

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"segit/gis"
	"segit/gis/format/feature"
	"segit/gis/format/gpkg"
	"segit/gis/overlay"
)

// overlayDress makes rows of the pieces of an overlay: their geometry, and the
// columns of both sides.
type overlayDress struct {
	run      *overlayRun
	schema   *gis.Schema
	fields   []overlayField // one per column of the schema
	whole    bool           // the geometry is that of the row of A, whatever the piece has
	encoding atomic.Int64   // nanoseconds of all workers

	mu    sync.Mutex
	made  map[*overlay.Chunk]*overlayRows
	spare []*overlayRows
}

// overlayField is where a column of the result comes from.
type overlayField struct {
	side *overlaySide // nil for what the overlay computes
	col  int          // of the side; numberColumn for the number of the feature
	own  ownField
	ofB  bool
}

const numberColumn = -1

// ownField is a column that the overlay computes.
type ownField uint8

const (
	measureField ownField = iota
	shareAField
	shareBField
	sliverField
	areaField   // the measure of polygons alone
	lengthField // the measure of lines alone
	pointsField // the measure of points alone
)

// overlayRows is the rows of a chunk, and what a GeoPackage holds of them.
type overlayRows struct {
	batch   *gis.Batch
	encoder *gpkg.Encoder
	encoded gpkg.Encoded
}

// ownColumn is a column that the overlay computes.
type ownColumn struct {
	name string
	kind ownField
}

// from is a side whose columns the result carries.
type from struct {
	side   *overlaySide
	suffix string // behind a name that is taken
	number bool   // with the number of the feature
	ofB    bool   // found by Piece.B
}

func newOverlayDress(r *overlayRun) *overlayDress {
	return &overlayDress{run: r, made: map[*overlay.Chunk]*overlayRows{}, schema: &gis.Schema{Dataset: r.req.Into.name(), Source: findingSource}}
}

// columns settles the columns of the result: those of each side, then what is
// computed. A column of the first side keeps its name, one of the second whose
// name is taken gets "_b" behind it, and all give way to what is computed.
func (d *overlayDress) columns(shape gis.ShapeKind, own []ownColumn, sides ...from) {
	d.schema.Shape = shape
	var taken []gis.Column
	for _, c := range own {
		taken = append(taken, c.column())
	}
	add := func(s from, col int, c gis.Column) {
		name := c.Name
		if slices.ContainsFunc(taken, func(t gis.Column) bool { return strings.EqualFold(t.Name, name) }) {
			name = feature.FreeName(taken, name+s.suffix)
			d.run.result.Remarks = append(d.run.result.Remarks, gis.Say("overlay.renamed", c.Name, s.side.name, name))
		}
		column := gis.Column{Name: name, Type: c.Type}
		if c.Role.Private() {
			column.Role = c.Role // what says something of a person goes on being logged and masked
		}
		taken = append(taken, column)
		d.schema.Columns = append(d.schema.Columns, column)
		d.fields = append(d.fields, overlayField{side: s.side, col: col, ofB: s.ofB})
	}
	for _, s := range sides {
		if s.number {
			add(s, numberColumn, gis.Column{Name: "fid" + s.suffix, Type: gis.Integer})
		}
		for col, c := range s.side.rows.Schema.Columns {
			add(s, col, c)
		}
	}
	for _, c := range own {
		d.schema.Columns = append(d.schema.Columns, c.column())
		d.fields = append(d.fields, overlayField{own: c.kind})
	}
}

func (c ownColumn) column() gis.Column {
	if c.kind == sliverField {
		return gis.Column{Name: c.name, Type: gis.Flag}
	}
	return gis.Column{Name: c.name, Type: gis.Real}
}

func (r *overlayRun) threads() int {
	if r.req.Threads > 0 {
		return r.req.Threads
	}
	return runtime.GOMAXPROCS(0)
}

// chunk makes the rows of a chunk, on the worker that made it, ready for an
// output where one is given.
func (d *overlayDress) chunk(c *overlay.Chunk, out overlayOutput) {
	started := time.Now()
	d.mu.Lock()
	var rows *overlayRows
	if n := len(d.spare); n > 0 {
		rows, d.spare = d.spare[n-1], d.spare[:n-1]
	} else {
		rows = &overlayRows{batch: gis.NewBatch(d.schema)}
	}
	d.mu.Unlock()
	d.fill(rows.batch, c)
	if out != nil {
		out.encode(rows)
	}
	d.mu.Lock()
	d.made[c] = rows
	d.mu.Unlock()
	d.encoding.Add(int64(time.Since(started)))
}

// take gives the rows of a chunk back.
func (d *overlayDress) take(c *overlay.Chunk) *overlayRows {
	d.mu.Lock()
	defer d.mu.Unlock()
	rows := d.made[c]
	delete(d.made, c)
	return rows
}

// free makes the memory of rows fit for another chunk.
func (d *overlayDress) free(rows *overlayRows) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.spare = append(d.spare, rows)
}

// fill makes rows of the pieces, column by column.
func (d *overlayDress) fill(b *gis.Batch, c *overlay.Chunk) {
	b.Reset()
	for i := range c.Pieces {
		b.Line, b.From, b.To = append(b.Line, uint32(i+1)), append(b.From, gis.Always), append(b.To, gis.OpenEnd)
	}
	if d.schema.Shape != gis.NoShape {
		d.shapes(&b.Shapes, c)
	}
	for col := range d.fields {
		f := &d.fields[col]
		if d.schema.Columns[col].Type == gis.Text {
			b.PutTexts(col, f.texts(b.Texts(col), c.Pieces))
			continue
		}
		nums, nulls := b.Nums(col)
		nums, nulls = f.nums(nums, nulls, c.Pieces)
		b.PutNums(col, nums, nulls)
	}
}

// shapes appends the geometries of the pieces.
func (d *overlayDress) shapes(dst *gis.Shapes, c *overlay.Chunk) {
	for i := range c.Pieces {
		switch p := &c.Pieces[i]; {
		case d.whole || p.Source == overlay.WholeA:
			dst.AppendRow(d.run.a.layer.Shapes(), int(p.A))
		case p.Source == overlay.WholeB:
			dst.AppendRow(d.run.b.layer.Shapes(), int(p.B))
		default:
			dst.AppendRow(&c.Shapes, int(p.Row))
		}
	}
}

// row is the row of the field's side that a piece is of, -1 for none.
func (f *overlayField) row(p *overlay.Piece) int32 {
	if f.ofB {
		return p.B
	}
	return p.A
}

func (f *overlayField) texts(dst []string, pieces []overlay.Piece) []string {
	from := f.side.rows.Texts(f.col)
	for i := range pieces {
		if row := f.row(&pieces[i]); row >= 0 && from != nil {
			dst = append(dst, from[row])
		} else {
			dst = append(dst, "")
		}
	}
	return dst
}

func (f *overlayField) nums(dst []int64, null []bool, pieces []overlay.Piece) ([]int64, []bool) {
	if f.side == nil {
		return f.computed(dst, null, pieces)
	}
	var from []int64
	var nulls []bool
	if f.col != numberColumn {
		from, nulls = f.side.rows.Nums(f.col)
	}
	for i := range pieces {
		row := f.row(&pieces[i])
		switch {
		case row < 0 || f.col != numberColumn && (from == nil || nulls[row]):
			dst, null = append(dst, 0), append(null, true)
		case f.col == numberColumn:
			dst, null = append(dst, int64(f.side.rows.Line[row])), append(null, false)
		default:
			dst, null = append(dst, from[row]), append(null, false)
		}
	}
	return dst, null
}
