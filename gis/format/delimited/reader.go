// Package delimited reads rows of delimited text as offices export it: any of
// the usual separators, quotes with line breaks inside them, UTF-8, Windows-1252
// or both in one file. It knows cells and lines, not what they mean; package
// table does.
package delimited

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"segit/gis"
	"segit/gis/format/charset"
)

// The bounds that keep a broken file from filling the memory.
const (
	SampleSize = 256 << 10 // bytes that detection looks at
	maxRow     = 1 << 20   // bytes of one row
	maxQuoted  = 64 << 10  // bytes of a row that runs over several lines
	maxText    = 2000      // bytes of a row that is handed back as text
)

// Options say what is known of a file; zero values are found out.
type Options struct {
	Separator byte // 0 = the one that [Separator] finds
	Encoding  charset.Encoding
	// Known counts the cells of a row that are header names one knows; it helps
	// to tell the separator. nil when nothing is known.
	Known func(cells []string) int
}

// Row is one row. Cells and Text are good until the next call of Next.
type Row struct {
	Line    int      // physical line on which it starts, 1-based
	Cells   []string // unquoted, blanks left as they are
	Text    string   // the row as it came (long ones cut), without its line end
	Fault   *gis.Message
	Endless bool // the text ends before the line does
}

// Reader gives the rows of a delimited text one by one, in bounded memory.
type Reader struct {
	src       io.Reader
	decoder   *charset.Decoder
	separator byte
	buf       []byte
	from, to  int // the unread part of buf
	line      int // lines before from
	done      bool
	endless   bool // the row that was taken last has no line end
	cells     []string
}

// NewReader looks at the beginning of r and chooses separator and encoding
// where opts leave them open. It refuses an empty file and what is not text.
func NewReader(r io.Reader, opts Options) (*Reader, error) {
	const op = "delimited.NewReader"
	buffered := bufio.NewReaderSize(r, 64<<10)
	head, err := buffered.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	d := &Reader{src: buffered, decoder: charset.NewDecoder(opts.Encoding), buf: make([]byte, 0, 2*SampleSize)}
	if charset.UTF16(head) { // "Unicode text" of spreadsheets
		d.src = transform.NewReader(buffered, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	} else if _, err := buffered.Discard(charset.BOM(head)); err != nil {
		return nil, err
	}
	for d.to-d.from < SampleSize && !d.done {
		if err := d.fill(); err != nil {
			return nil, err
		}
	}
	sample := d.Sample()
	if len(bytes.TrimSpace(sample)) == 0 {
		return nil, gis.Refuse(op, gis.BadInput, "table.empty")
	}
	if bytes.IndexByte(sample, 0) >= 0 {
		return nil, gis.Refuse(op, gis.BadInput, "table.binary")
	}
	d.separator = opts.Separator
	if d.separator == 0 {
		d.separator = Separator(sample, opts.Known)
	}
	return d, nil
}

// Separator is the separator in use.
func (d *Reader) Separator() byte { return d.separator }

// Sample is the unread text at hand: at first the beginning of the file, up to
// SampleSize. Read only, good until the next call of Next.
func (d *Reader) Sample() []byte {
	return d.buf[d.from:min(d.to, d.from+SampleSize)]
}

// Encoding is what the file's letters turned out to be, as far as it was read,
// and how many rows were in another one.
func (d *Reader) Encoding() (found charset.Encoding, odd int64) {
	return d.decoder.Found(), d.decoder.Odd()
}

// fill reads more text behind what is unread.
func (d *Reader) fill() error {
	if d.from > 0 && d.to == cap(d.buf) {
		copy(d.buf[:cap(d.buf)], d.buf[d.from:d.to])
		d.to, d.from = d.to-d.from, 0
	}
	if d.to == cap(d.buf) {
		grown := make([]byte, d.to, 2*cap(d.buf))
		copy(grown, d.buf[:d.to])
		d.buf = grown
	}
	n, err := d.src.Read(d.buf[d.to:cap(d.buf)])
	d.to += n
	d.buf = d.buf[:d.to]
	if errors.Is(err, io.EOF) {
		d.done = true
		return nil
	}
	return err
}

// Next is the next row that is not blank; io.EOF at the end. A row with a Fault
// has no cells. Other errors are the source's.
func (d *Reader) Next() (Row, error) {
	for {
		raw, lines, fault, err := d.take()
		if err != nil {
			return Row{}, err
		}
		start := d.line + 1
		d.line += lines
		if len(bytes.TrimSpace(raw)) == 0 && fault == nil {
			continue
		}
		row := Row{Line: start, Fault: fault, Endless: d.endless}
		text := d.decoder.Line(raw)
		row.Text = cut(text)
		if fault == nil && strings.IndexByte(text, 0) >= 0 {
			row.Fault = message("table.zeros")
		}
		if row.Fault != nil {
			return row, nil
		}
		var ok bool
		if d.cells, ok = split(d.cells[:0], text, d.separator); !ok {
			row.Fault = message("table.quote")
			return row, nil
		}
		row.Cells = d.cells
		return row, nil
	}
}

// take cuts the next row off the buffer, with the number of lines it spans.
func (d *Reader) take() (raw []byte, lines int, fault *gis.Message, err error) {
	searched := 0 // bytes known to hold no line end
	for {
		text := d.buf[d.from:d.to]
		if end := bytes.IndexByte(text[searched:], '\n'); end >= 0 {
			line := text[:searched+end]
			if bytes.IndexByte(line, '"') < 0 {
				return d.advance(len(line), 1, nil)
			}
			switch end, lines := quotedEnd(text, d.separator, d.done); {
			case end >= 0:
				return d.advance(end, lines, nil)
			case d.done || len(text) > maxQuoted:
				return d.advance(len(line), 1, message("table.quote"))
			}
			searched = len(line) // the quote may close in what follows
		} else if searched = len(text); d.done {
			if len(text) == 0 {
				return nil, 0, nil, io.EOF
			}
			d.endless = true
			return d.advance(len(text), 1, nil)
		} else if len(text) > maxRow {
			return d.skipLine()
		}
		if err := d.fill(); err != nil {
			return nil, 0, nil, err
		}
	}
}

// advance moves behind a row of n bytes and its line end.
func (d *Reader) advance(n, lines int, fault *gis.Message) ([]byte, int, *gis.Message, error) {
	raw := d.buf[d.from : d.from+n]
	d.from = min(d.from+n+1, d.to)
	return bytes.TrimSuffix(raw, []byte("\r")), lines, fault, nil
}

// skipLine throws a line away that is longer than maxRow and keeps its beginning.
func (d *Reader) skipLine() ([]byte, int, *gis.Message, error) {
	head := bytes.Clone(d.buf[d.from : d.from+maxText])
	for {
		if end := bytes.IndexByte(d.buf[d.from:d.to], '\n'); end >= 0 {
			d.from += end + 1
			return head, 1, message("table.long", maxRow), nil
		}
		d.from = d.to
		if d.done {
			return head, 1, message("table.long", maxRow), nil
		}
		if err := d.fill(); err != nil {
			return nil, 0, nil, err
		}
	}
}

// message is a fault of a row.
func message(code string, args ...any) *gis.Message {
	m := gis.Say(code, args...)
	return &m
}

// cut shortens a text that is only shown.
func cut(text string) string {
	if len(text) <= maxText {
		return text
	}
	return strings.ToValidUTF8(text[:maxText], "") + "…"
}
