package cxf

import (
	"context"
	"errors"
	"io"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/planar"
)

// Options say how a sheet is to be read.
type Options struct {
	File   string // base name, for errors; nothing is taken from it over the content
	Comune string // Belfiore code of the archive, "" to take any sheet
	Sup    *Sup   // the quality file of the sheet, nil when there is none
}

// Read reads a sheet into rows of the datasets parcels, map-buildings, roads,
// waters and sheets of package cadastre. Coordinates stay as they are; which
// CRS they are in is for the caller to know (see [Peek]).
//
// The counts are of BORDO objects, and a row's line is that of its BORDO
// keyword. The sheet's own border becomes the one row of sheets, with what the
// other objects count; a sheet without its border gets that row all the same,
// without a shape and not counted. In a quadro d'unione the borders of sheets
// are the parts of that row.
//
// A border whose lines do not fit the grammar is rejected as it came, and
// reading goes on at the next keyword. A ring that was left open is closed. A
// border that crosses itself is kept as it came. Both, a sheet that does not
// tessellate, a missing border or end, and what differs from the quality file
// are told by Warn.
//
// A file that is no sheet, or a sheet of another municipality, is refused with
// BadInput. Rows that the sink got before an error stay with the sink.
func Read(ctx context.Context, in io.Reader, opts Options, sink gis.Sink) (gis.Counts, error) {
	const op = "cxf.Read"
	r := &reader{lines: newLines(cancelable{ctx, in}), sink: sink, remarks: newRemarks(sink), tess: newTessellation()}
	h, kind, ok := readHeader(r.lines)
	switch {
	case r.lines.err != nil:
		return r.counts, r.readError(opts.File)
	case r.lines.number == 0:
		return r.counts, gis.Refuse(op, gis.BadInput, "cxf.empty").At(opts.File, 0)
	case !ok:
		return r.counts, gis.Refuse(op, gis.BadInput, "cxf.not-a-sheet").At(opts.File, r.lines.number)
	case opts.Comune != "" && h.Name.Comune != opts.Comune:
		return r.counts, gis.Refuse(op, gis.BadInput, "cxf.other-comune", h.Name.Comune, opts.Comune).At(opts.File, 2)
	}
	r.kind, r.header = kind, h
	if h.Scale == 0 {
		r.remarks.say(gis.Say("cxf.scale", r.lines.number))
	}
	r.useSup(opts.Sup)
	r.rows = newRows(h.Name, r.sup)
	if err := r.objects(ctx); err != nil {
		return r.counts, err
	}
	if r.lines.err != nil {
		return r.counts, r.readError(opts.File)
	}
	return r.counts, r.finish(ctx)
}

// cancelable is a reader that fails once its context is done, so that also a
// long stretch without objects can be stopped.
type cancelable struct {
	ctx context.Context
	in  io.Reader
}

// Read reads from the reader below.
func (c cancelable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.in.Read(p)
}

// reader is the state of reading one sheet.
type reader struct {
	lines   *lines
	sink    gis.Sink
	remarks *remarks
	header  Header
	kind    string
	sup     *Sup
	rows    *rows
	tess    *tessellation
	counts  gis.Counts
	objectN objectCounts
}

// readError is the error that ended the reading; that of the context comes as
// it is.
func (r *reader) readError(file string) error {
	if err := r.lines.err; errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return gis.Wrap("cxf.Read", gis.BadInput, r.lines.err, "cxf.read").At(file, r.lines.number)
}

// objectCounts are the objects that are counted and not kept.
type objectCounts struct{ lines, symbols, texts, fiducials int64 }

func (c *objectCounts) add(word string) {
	switch word {
	case lineWord:
		c.lines++
	case symbolWord:
		c.symbols++
	case textWord:
		c.texts++
	case fiducialWord:
		c.fiducials++
	}
}

// objects reads everything between the header and EOF.
func (r *reader) objects(ctx context.Context) error {
	for r.lines.next() {
		word := keyword(r.lines.line)
		at := r.lines.number
		r.lines.begin()
		switch word {
		case endWord:
			return nil
		case "":
			if len(r.lines.line) > 0 {
				r.lines.resync()
				r.remarks.say(gis.Say("cxf.stray", at))
			}
		case borderWord:
			if err := r.border(ctx, at); err != nil {
				return err
			}
		case rasterWord, bookWord:
			r.lines.resync()
		default:
			r.objectN.add(word)
			o := object{lines: r.lines}
			if o.skip(word); o.failed() {
				r.remarks.say(gis.Say("cxf.object", at, word))
				r.lines.resync()
			}
		}
	}
	if r.lines.err == nil {
		r.remarks.say(gis.Say("cxf.no-end", r.lines.number))
	}
	return nil
}

// border reads a BORDO whose keyword stands at a line, and makes its row.
func (r *reader) border(ctx context.Context, at int) error {
	r.counts.Read++
	o := object{lines: r.lines}
	b, unclosed := o.border()
	c := classify(r.header.Name, r.kind, b.Code)
	switch {
	case o.failed():
	case c == ownBorder && r.tess.enclosed:
		o.fail("cxf.border-twice", at, b.Code)
	case c == foreignBorder && r.kind != unionKind:
		o.fail("cxf.border-foreign", at, b.Code)
	}
	if o.failed() {
		if r.lines.err != nil {
			return nil // the reading error is told instead
		}
		r.lines.resync()
		r.counts.Rejected++
		return r.sink.Reject(at, o.reason, r.lines.recorded())
	}
	if unclosed > 0 {
		r.remarks.say(gis.Say("cxf.unclosed", at, b.Code))
	}
	r.tess.add(c, &b)
	r.rows.add(c, &b, at)
	if p, crosses := planar.RingsCross(b.Rings); crosses {
		r.remarks.say(gis.Say("cxf.crossing", at, b.Code, roundedPlace(p)))
	}
	return r.rows.flushFull(ctx, r.sink, c)
}

// roundedPlace is a place for a text, to the centimetre.
func roundedPlace(p orb.Point) string {
	return hundredths(p[0]).String() + " " + hundredths(p[1]).String()
}

// finish makes the row of the sheet and tells what is wrong with it as a whole.
func (r *reader) finish(ctx context.Context) error {
	union := r.kind == unionKind
	if !r.tess.enclosed && !union {
		r.remarks.say(gis.Say("cxf.no-border", r.header.Name))
	}
	if !union && r.tess.fails() {
		r.remarks.say(gis.Say("cxf.imbalance", r.header.Name,
			hundredths(r.tess.total()), hundredths(r.tess.outside), hundredths(r.tess.imbalance())))
	}
	var differences []gis.Message
	if r.sup != nil {
		differences = r.tess.differences(r.sup)
		for _, m := range differences {
			r.remarks.say(m)
		}
	}
	r.remarks.rest()
	r.rows.addSheet(r.header, r.tess, r.objectN, len(differences) == 0)
	return r.rows.flush(ctx, r.sink)
}

// useSup takes the quality file when it is of this sheet.
func (r *reader) useSup(s *Sup) {
	switch {
	case s == nil:
	case s.Sheet != r.header.Name:
		r.remarks.say(gis.Say("sup.other-sheet", s.Sheet, r.header.Name))
	default:
		r.sup = s
	}
}
