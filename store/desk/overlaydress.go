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
	encoding atomic.Int64   // nanoseconds of all workers

	mu    sync.Mutex
	made  map[int]*overlayRows // by the number of their chunk
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
)

// overlayRows is the rows of a chunk, and what a GeoPackage holds of them.
type overlayRows struct {
	batch   *gis.Batch
	encoder *gpkg.Encoder
	encoded gpkg.Encoded
	first   uint32
}

// newOverlayDress settles the columns of the result: the number of the feature
// and the columns of each side, then what is computed. A column of A keeps its
// name, one of B whose name is taken gets "_b" behind it, and both give way to
// what is computed.
func newOverlayDress(r *overlayRun) *overlayDress {
	d := &overlayDress{run: r, made: map[int]*overlayRows{}, schema: &gis.Schema{Dataset: r.resultName(), Source: findingSource, Shape: r.shape()}}
	measure := "area_m2"
	if d.schema.Shape == gis.LineShape {
		measure = "length_m"
	}
	own := []gis.Column{{Name: measure, Type: gis.Real}, {Name: "share_a", Type: gis.Real}, {Name: "share_b", Type: gis.Real}, {Name: "sliver", Type: gis.Flag}}
	taken := slices.Clone(own)
	add := func(side *overlaySide, suffix string, col int, c gis.Column) {
		name := c.Name
		if slices.ContainsFunc(taken, func(t gis.Column) bool { return strings.EqualFold(t.Name, name) }) {
			name = feature.FreeName(taken, name+suffix)
			r.result.Remarks = append(r.result.Remarks, gis.Say("overlay.renamed", c.Name, side.name, name))
		}
		column := gis.Column{Name: name, Type: c.Type}
		taken = append(taken, column)
		d.schema.Columns = append(d.schema.Columns, column)
		d.fields = append(d.fields, overlayField{side: side, col: col, ofB: side == r.b})
	}
	add(r.a, "_a", numberColumn, gis.Column{Name: "fid_a", Type: gis.Integer})
	for col, c := range r.a.rows.Schema.Columns {
		add(r.a, "_a", col, c)
	}
	add(r.b, "_b", numberColumn, gis.Column{Name: "fid_b", Type: gis.Integer})
	for col, c := range r.b.rows.Schema.Columns {
		add(r.b, "_b", col, c)
	}
	for i, c := range own {
		d.schema.Columns = append(d.schema.Columns, c)
		d.fields = append(d.fields, overlayField{own: ownField(i)})
	}
	return d
}

// shape is the kind of the result's geometries.
func (r *overlayRun) shape() gis.ShapeKind {
	a, b := r.a.rows.Schema.Shape, r.b.rows.Schema.Shape
	switch {
	case a == b || r.op == overlay.Difference || r.op == overlay.Clip || r.op == overlay.Identity:
		return a
	case r.op == overlay.Intersection && a != gis.AnyShape && b != gis.AnyShape:
		return min(a, b)
	}
	return gis.AnyShape
}

func (r *overlayRun) threads() int {
	if r.req.Threads > 0 {
		return r.req.Threads
	}
	return runtime.GOMAXPROCS(0)
}

// chunk makes the rows of a chunk, on the worker that made it.
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
	out.encode(rows)
	d.mu.Lock()
	d.made[c.Number] = rows
	d.mu.Unlock()
	d.encoding.Add(int64(time.Since(started)))
}

// take gives the rows of a chunk back.
func (d *overlayDress) take(c *overlay.Chunk) *overlayRows {
	d.mu.Lock()
	defer d.mu.Unlock()
	rows := d.made[c.Number]
	delete(d.made, c.Number)
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
	a, z := d.run.a.layer.Shapes(), d.run.b.layer.Shapes()
	for i := range c.Pieces {
		switch p := &c.Pieces[i]; p.Source {
		case overlay.WholeA:
			b.Shapes.AppendRow(a, int(p.A))
		case overlay.WholeB:
			b.Shapes.AppendRow(z, int(p.B))
		default:
			b.Shapes.AppendRow(&c.Shapes, int(p.Row))
		}
		b.Line, b.From, b.To = append(b.Line, uint32(i+1)), append(b.From, gis.Always), append(b.To, gis.OpenEnd)
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
