package censuario

import (
	"context"
	"errors"
	"io"
	"strings"

	"segit/gis"
	"segit/gis/cadastre"
	"segit/gis/format/charset"
)

const (
	op        = "censuario.Read"
	batchRows = 1024
	pollEvery = 1024 // lines between two looks at the context
)

// Options say what the file cannot say of itself.
type Options struct {
	File     string           // base name, for errors
	Comune   string           // Belfiore code of the archive: rows of another are rejected; "" takes all
	Encoding charset.Encoding // Auto tells it from the bytes
}

// Read reads a census file into batches of the schemas of package cadastre.
// Counts are of record lines, blank lines left out; a row of units or land is
// made of several lines. It refuses with kind BadInput a file that is empty,
// binary, a directory, or of another kind, and one that stops being readable;
// rows given before that have gone to the sink. An error of the sink or of the
// context is returned as it is.
func Read(ctx context.Context, kind Kind, r io.Reader, o Options, sink gis.Sink) (gis.Counts, error) {
	scan := newScanner(r, o.Encoding)
	if err := scan.open(r, kind); err != nil {
		return gis.Counts{}, err.At(o.File, 0)
	}
	codes, err := cadastre.LoadCodes()
	if err != nil {
		return gis.Counts{}, err
	}
	rd := &reader{options: o, kind: kind, sink: sink, codes: codes}
	records := rd.records()
	rd.batch = gis.NewBatch(records.schema())
	err = rd.lines(ctx, scan, records)
	if err == nil {
		err = records.end(ctx)
	}
	if err == nil {
		err = rd.flush(ctx)
	}
	if err != nil {
		return rd.counts, err
	}
	rd.summary(scan.decoder)
	return rd.counts, nil
}

// records is what is done with the lines of one kind of file.
type records interface {
	schema() *gis.Schema
	// record takes a sound line of the municipality, cut into its fields;
	// the fields are cut again for the next line.
	record(ctx context.Context, l line, f fields) error
	end(ctx context.Context) error
}

// reader is the state of one reading, shared by the kinds.
type reader struct {
	options Options
	kind    Kind
	sink    gis.Sink
	codes   *cadastre.Codes
	batch   *gis.Batch
	counts  gis.Counts
	tally   tally
	barred  bool     // the lines of this file close with a bar
	usual   [256]int // fields that the last good line of each record type had, by its letter
	cut     fields   // of the line that was read
	other   fields   // of a record that was held
}

func (rd *reader) records() records {
	switch rd.kind {
	case FAB:
		return newUnits(rd)
	case TER:
		return newLand(rd)
	case SOG:
		return newSubjects(rd)
	case TIT:
		return newTitles(rd)
	}
	return &parameterLines{reader: rd}
}

func (rd *reader) lines(ctx context.Context, scan *scanner, records records) error {
	for {
		if scan.number%pollEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		l, err := scan.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return gis.Wrap(op, gis.BadInput, err, "census.unreadable", l.number).At(rd.options.File, int(scan.number))
		}
		rd.counts.Read++
		switch l.flaw {
		case tooLong:
			err = rd.reject(l, gis.Say("census.too_long", maxLine>>10))
		case hasNUL:
			err = rd.reject(l, gis.Say("census.nul"))
		default:
			err = rd.sound(ctx, l, records)
		}
		if err != nil {
			return err
		}
	}
}

// sound checks what all records have in common: the closing bar and the
// municipality in front.
func (rd *reader) sound(ctx context.Context, l line, records records) error {
	rd.cut = split(l.text, rd.cut)
	if rd.kind == PRM {
		return records.record(ctx, l, rd.cut)
	}
	if barred := strings.HasSuffix(l.text, "|"); barred {
		rd.barred = true
	} else if l.endless && rd.barred {
		return rd.reject(l, gis.Say("census.truncated"))
	}
	if l.endless { // whole as it seems
		rd.sink.Warn(gis.Say("census.endless", l.number))
	}
	comune := strings.ToUpper(rd.cut.at(0))
	switch {
	case !gis.ValidBelfiore(comune):
		return rd.reject(l, gis.Say("census.belfiore"))
	case rd.options.Comune != "" && comune != rd.options.Comune:
		return rd.reject(l, gis.Say("census.comune", comune, rd.options.Comune))
	}
	return records.record(ctx, l, rd.cut)
}

func (rd *reader) reject(l line, reason gis.Message) error {
	if l.endless && tooShort(reason.Code) {
		reason = gis.Say("census.truncated")
	}
	rd.counts.Rejected++
	return rd.sink.Reject(int(l.number), reason, l.text)
}

// tooShort reports whether a line was found wanting in its fields: when the file
// ends on it without closing it, it was cut.
func tooShort(code string) bool {
	return code == "census.groups" || strings.HasSuffix(code, ".fields")
}

// width says what is wrong with the number of fields of a record: fewer than
// a row cannot do without, more than any known version of the layout, or a
// last line that stops short. Between least and usual the tail is taken to be
// of an older version and counted.
func (rd *reader) width(l line, f fields, w widths, record byte) (bad fault) {
	n, usual := len(f), rd.usual[record]
	switch {
	case l.endless && n < usual:
		return gis.Say("census.truncated")
	case n < w.least:
		return gis.Say(w.code, n, w.least)
	case n > w.most:
		return gis.Say("census.many", n, w.full)
	case n < w.full:
		rd.tally.short(n, w.full)
	}
	rd.usual[record] = n
	return bad
}

// widths are the numbers of fields of a record: the least that a row can be
// made of, those of the layout, the most that any version is known to have,
// with a margin.
type widths struct {
	code              string // of the message when there are fewer than least
	least, full, most int
}

// added is called after each row of the batch.
func (rd *reader) added(ctx context.Context) error {
	if rd.batch.Len() < batchRows {
		return nil
	}
	return rd.flush(ctx)
}

func (rd *reader) flush(ctx context.Context) error {
	if rd.batch.Len() == 0 {
		return nil
	}
	err := rd.sink.Rows(ctx, rd.batch)
	rd.batch.Reset()
	return err
}

func refuse(code string, args ...any) *gis.Error {
	return gis.Refuse(op, gis.BadInput, code, args...)
}
