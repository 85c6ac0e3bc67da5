package feature

import (
	"context"
	"math"
	"strconv"
	"strings"

	"segit/gis"
)

// batchRows is how many rows go to the sink at once.
const batchRows = 1024

// Rows builds the rows of one layer. A reader sets the cells and the geometry
// of a feature and ends it with [Rows.Finish], which accepts or rejects it whole:
// the first fault met since the last Finish is the reason. At the end comes
// [Rows.Close].
type Rows struct {
	ctx    context.Context
	schema *gis.Schema
	sink   gis.Sink
	batch  *gis.Batch
	counts gis.Counts

	lot    bool // hands nothing on by itself
	handed bool // rows went to the sink

	cells []cell
	kind  gis.ShapeKind
	fault gis.Message
	mark  mark

	closed, shapeless, flattened int64
	mended                       []uint32 // features with rings that were closed, of a lot or a sink that wants them
}

// Mended is a sink that wants to know which features had rings that were not
// closed, and are; others are told how many rings there were.
type Mended interface{ Closed(feature int) }

// cell is a value of the open row, already of the column's type.
type cell struct {
	set  bool
	num  int64
	text string
}

// mark is where the geometry of the open row begins, and how many rings had been
// closed.
type mark struct {
	xy, rings, parts int
	closed           int64
}

// NewRows begins the rows of a schema for a sink.
func NewRows(ctx context.Context, schema *gis.Schema, sink gis.Sink) *Rows {
	return &Rows{ctx: ctx, schema: schema, sink: sink, batch: gis.NewBatch(schema), cells: make([]cell, len(schema.Columns))}
}

// Schema is the schema of the rows.
func (r *Rows) Schema() *gis.Schema { return r.schema }

// WantsShape reports whether the schema has a geometry.
func (r *Rows) WantsShape() bool { return r.schema.Shape != gis.NoShape }

// Fault makes the open feature one that cannot go in.
func (r *Rows) Fault(why gis.Message) {
	if r.fault.Code == "" {
		r.fault = why
	}
}

// Faulty reports whether the open feature has a fault, so that a reader may
// leave the rest of it unread.
func (r *Rows) Faulty() bool { return r.fault.Code != "" }

// Finish ends the feature of a number, 1-based. The error is the sink's, or the
// context's.
func (r *Rows) Finish(number uint32) error {
	if r.fault.Code == "" {
		r.checkKind()
	}
	if r.fault.Code != "" {
		return r.Reject(number, r.fault, r.text())
	}
	r.counts.Read++
	b := r.batch
	for col := range r.cells {
		c := &r.cells[col]
		switch {
		case !c.set:
		case r.schema.Columns[col].Type == gis.Text:
			b.SetText(col, c.text)
		default:
			b.SetNum(col, c.num)
		}
		*c = cell{}
	}
	if r.schema.Shape != gis.NoShape {
		if r.kind == gis.NoShape {
			r.shapeless++
		}
		b.Shapes.EndRow(r.kind)
	} else {
		r.dropShape()
	}
	b.Add(number, gis.Always, gis.OpenEnd)
	if r.mark.closed < r.closed {
		r.mended = append(r.mended, number)
		if !r.lot {
			r.tellMended()
		}
	}
	r.open()
	if b.Len() >= batchRows && !r.lot {
		return r.flush()
	}
	if b.Len()%128 == 0 {
		return r.ctx.Err()
	}
	return nil
}

// tellMended names the features with rings that were closed, where the sink wants
// it: those count no more.
func (r *Rows) tellMended() {
	if sink, ok := r.sink.(Mended); ok {
		for _, number := range r.mended {
			sink.Closed(int(number))
		}
		r.closed = 0
	}
	r.mended, r.mark.closed = r.mended[:0], r.closed
}

// checkKind holds the row's geometry to the kind of the dataset.
func (r *Rows) checkKind() {
	want := r.schema.Shape
	if r.kind != gis.NoShape && want != gis.NoShape && want != gis.AnyShape && r.kind != want {
		r.Fault(gis.Say("vector.kind"))
	}
}

// open makes ready for the next feature.
func (r *Rows) open() {
	s := &r.batch.Shapes
	r.mark = mark{len(s.XY), len(s.RingEnd), len(s.PartEnd), r.closed}
	r.kind, r.fault = gis.NoShape, gis.Message{}
}

// dropShape takes the open row's geometry back.
func (r *Rows) dropShape() {
	s := &r.batch.Shapes
	s.XY, s.RingEnd, s.PartEnd = s.XY[:r.mark.xy], s.RingEnd[:r.mark.rings], s.PartEnd[:r.mark.parts]
}

// Reject ends the feature of a number as one that cannot go in, with the text
// that stands for it. The first good rows are told before a bad one that follows
// them: a sink may give up a file that begins with none.
func (r *Rows) Reject(number uint32, why gis.Message, text string) error {
	r.counts.Read++
	r.counts.Rejected++
	r.closed = r.mark.closed
	r.dropShape()
	clear(r.cells)
	r.open()
	if err := r.ctx.Err(); err != nil {
		return err
	}
	if !r.handed && !r.lot {
		if err := r.flush(); err != nil {
			return err
		}
	}
	return r.sink.Reject(int(number), why, text)
}

// text is a short form of the open row: its values, by name.
func (r *Rows) text() string {
	const enough = 240
	var b strings.Builder
	for col := range r.cells {
		c := &r.cells[col]
		if !c.set || c.text == "" && r.schema.Columns[col].Type == gis.Text {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		b.WriteString(r.schema.Columns[col].Name + "=")
		if b.Len()+len(c.text) > enough {
			b.WriteString(strings.ToValidUTF8(c.text[:min(len(c.text), max(0, enough-b.Len()))], "") + "…")
			break
		}
		b.WriteString(c.shown(r.schema.Columns[col].Type))
	}
	return b.String()
}

// shown is the value as a person reads it; a text that could not become a
// number stands as it came.
func (c *cell) shown(t gis.Type) string {
	switch {
	case c.text != "":
		return c.text
	case t == gis.Number:
		return gis.Decimal(c.num).String()
	case t == gis.Money:
		return gis.Cents(c.num).String()
	case t == gis.DayType:
		return gis.Date(c.num).String()
	case t == gis.Real:
		return strconv.FormatFloat(math.Float64frombits(uint64(c.num)), 'g', -1, 64)
	}
	return strconv.FormatInt(c.num, 10)
}

func (r *Rows) flush() error {
	if r.batch.Len() == 0 {
		return r.ctx.Err()
	}
	if err := r.ctx.Err(); err != nil {
		return err
	}
	r.handed = true
	if err := r.sink.Rows(r.ctx, r.batch); err != nil {
		return err
	}
	r.batch.Reset()
	r.open()
	return nil
}

// Close hands on the rows that are left, warns of what was mended or left out,
// and gives the counts.
func (r *Rows) Close() (gis.Counts, error) {
	if err := r.flush(); err != nil {
		return r.counts, err
	}
	if r.closed > 0 {
		r.sink.Warn(gis.Say("vector.rings-closed", r.closed))
	}
	if r.shapeless > 0 {
		r.sink.Warn(gis.Say("vector.no-geometry", r.shapeless))
	}
	if r.flattened > 0 {
		r.sink.Warn(gis.Say("vector.flattened", r.flattened))
	}
	return r.counts, nil
}

// Counts is what was met so far.
func (r *Rows) Counts() gis.Counts { return r.counts }
