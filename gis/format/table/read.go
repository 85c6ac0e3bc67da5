// Package table reads delimited text by a descriptor of package source: any
// order and naming of columns, Italian numbers and dates. Good rows become rows
// of the descriptor's dataset with normalised keys; bad ones are handed back
// with line, reason and text.
//
// Spreadsheets and fixed-width files come through the same door: whatever gives
// rows of cells can stand in for the delimited reader.
package table

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"segit/gis"
	"segit/gis/format/charset"
	"segit/gis/format/delimited"
	"segit/gis/source"
)

// Options say what the importer knows beside the descriptor.
type Options struct {
	File   string // base name, for errors
	Comune string // Belfiore code of the archive; rows of another one are rejected, "" takes all
}

// batchRows is how many rows go to the sink at a time.
const batchRows = 4096

const op = "table.Read"

// Read reads a delimited file. Every row that is not blank, not the header and
// not before it is counted, and is either accepted or rejected. An error means
// that the file as a whole is refused, that it cannot be read on, that ctx was
// cancelled, or that the sink gave it.
func Read(ctx context.Context, r io.Reader, d source.Descriptor, o Options, sink gis.Sink) (gis.Counts, error) {
	in, err := delimited.NewReader(r, delimited.Options{Separator: d.Table.Separator, Encoding: d.Table.Encoding, Known: d.Known})
	if err != nil {
		return gis.Counts{}, at(err, o.File)
	}
	t := &reader{in: in, sink: sink, comune: o.Comune}
	if err := t.open(&d); err != nil {
		return gis.Counts{}, at(err, o.File)
	}
	if err := t.rows(ctx); err != nil {
		return t.counts, at(err, o.File)
	}
	t.remark()
	return t.counts, nil
}

// at gives an error of ours the name of the file.
func at(err error, file string) error {
	var ours *gis.Error
	if errors.As(err, &ours) && ours.File == "" {
		ours.File = file
	}
	return err
}

// reader is the state of one reading.
type reader struct {
	in      *delimited.Reader
	sink    gis.Sink
	comune  string
	header  []string
	width   int
	columns []*column
	pending []delimited.Row // rows of the sample, read ahead
	batch   *gis.Batch
	values  []value // of the row at hand, one per column
	counts  gis.Counts
	handed  bool // rows went to the sink
}

// rows takes the sample, then the rest of the file.
func (t *reader) rows(ctx context.Context) error {
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row, err := t.next()
		if errors.Is(err, io.EOF) {
			return t.flush(ctx)
		}
		if err != nil {
			return err
		}
		if err := t.take(ctx, row); err != nil {
			return err
		}
		if t.batch.Len() >= batchRows {
			if err := t.flush(ctx); err != nil {
				return err
			}
		}
	}
}

func (t *reader) next() (delimited.Row, error) {
	if len(t.pending) > 0 {
		row := t.pending[0]
		t.pending = t.pending[1:]
		return row, nil
	}
	return t.in.Next()
}

func (t *reader) flush(ctx context.Context) error {
	if t.batch.Len() == 0 {
		return nil
	}
	t.handed = true
	err := t.sink.Rows(ctx, t.batch)
	t.batch.Reset()
	return err
}

// take accepts or rejects one row. The first good rows are told before a bad one
// that follows them: a sink may give up a file that begins with none.
func (t *reader) take(ctx context.Context, row delimited.Row) error {
	if row.Fault == nil && (t.isHeader(row.Cells) || blank(row.Cells)) {
		return nil
	}
	t.counts.Read++
	reason := row.Fault
	if reason == nil {
		reason = t.accept(row)
	}
	if reason == nil {
		if row.Endless {
			t.sink.Warn(gis.Say("table.endless", row.Line))
		}
		return nil
	}
	if row.Endless && len(row.Cells) < t.width {
		reason = reject("table.cut", len(row.Cells), t.width)
	}
	t.counts.Rejected++
	if !t.handed {
		if err := t.flush(ctx); err != nil {
			return err
		}
	}
	return t.sink.Reject(row.Line, *reason, row.Text)
}

// isHeader reports a header that stands again among the rows, as in files that
// were put together from several.
func (t *reader) isHeader(cells []string) bool {
	return len(t.header) > 0 && len(cells) >= len(t.header) && cells[0] == t.header[0] &&
		slices.Equal(cells[:len(t.header)], t.header)
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// accept puts a row into the batch, or says why not. Nothing is set before all
// of it is understood.
func (t *reader) accept(row delimited.Row) *gis.Message {
	if len(row.Cells) < t.width || len(row.Cells) > t.width && !blank(row.Cells[t.width:]) {
		return reject("table.cells", len(row.Cells), t.width)
	}
	for i, c := range t.columns {
		v, reason := c.read(row.Cells)
		if reason != nil {
			return reason
		}
		t.values[i] = v
	}
	from, to, reason := t.whenAndWhere()
	if reason != nil {
		return reason
	}
	for i, c := range t.columns {
		switch v := t.values[i]; {
		case c.target < 0 || !v.there:
		case c.kind == gis.Text:
			t.batch.SetText(c.target, v.text)
		default:
			t.batch.SetNum(c.target, v.num)
		}
	}
	t.batch.Add(uint32(row.Line), from, to)
	return nil
}

// whenAndWhere is the validity of the row at hand, whose last day is written
// inclusive and stored exclusive; it rejects rows of another municipality.
func (t *reader) whenAndWhere() (from, to gis.Date, reason *gis.Message) {
	from, to = gis.Always, gis.OpenEnd
	for i, c := range t.columns {
		v := t.values[i]
		switch {
		case !v.there:
		case c.role == gis.RoleFrom:
			from = gis.Date(v.num)
		case c.role == gis.RoleTo && gis.Date(v.num) != gis.OpenEnd:
			to = gis.Date(v.num) + 1
		case c.role == gis.RoleComune && t.comune != "" && v.text != t.comune:
			return from, to, reject("table.comune", v.text, t.comune)
		}
	}
	if to <= from {
		return from, to, reject("table.period", from.Italian(), (to - 1).Italian())
	}
	return from, to, nil
}

func reject(code string, args ...any) *gis.Message {
	m := gis.Say(code, args...)
	return &m
}

// remark tells what was decided or mixed in the file as a whole.
func (t *reader) remark() {
	if found, odd := t.in.Encoding(); odd > 0 {
		other := charset.CP1252
		if found == charset.CP1252 {
			other = charset.UTF8
		}
		t.sink.Warn(gis.Say("table.encoding", odd, found, other))
	}
	for _, c := range t.columns {
		switch n := &c.numbers; {
		case n.comma && n.point:
			t.sink.Warn(gis.Say("table.mixed", c.name))
		case n.guessed > 0:
			t.sink.Warn(gis.Say("table.ambiguous", c.name, n.guessed, string(rune(n.mark()))))
		}
	}
}
