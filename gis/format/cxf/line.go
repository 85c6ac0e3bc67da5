package cxf

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"

	"segit/gis/format/charset"
)

// lineLimit is the longest line that is looked at: the grammar has none longer
// than a text of 80 characters. The rest of a longer line is skipped.
const lineLimit = 4096

// recordLimit is how much of an object is kept as it came, for the case that
// it is rejected.
const recordLimit = 1 << 18

// lines reads a file line by line, with one line of looking ahead, and keeps
// what it read since the last begin.
type lines struct {
	in     *bufio.Reader
	number int    // of the line read last, 1-based
	raw    []byte // the line as it came; belongs to the reader
	line   []byte // without its end and outer blanks
	again  bool   // the next call returns the line once more
	record []byte
	before int  // length of the record before the line
	cut    bool // the record is not whole
	err    error

	decoder *charset.Decoder
}

func newLines(r io.Reader) *lines {
	return &lines{in: bufio.NewReaderSize(r, lineLimit), decoder: charset.NewDecoder(charset.Auto)}
}

// next reads a line; false at the end of the file and at a reading error.
func (l *lines) next() bool {
	if l.again {
		l.again = false
		l.keep()
		return true
	}
	raw, err := l.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		// What is too long is no line of this grammar: its head is enough to
		// say so.
		raw = bytes.Clone(raw)
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = l.in.ReadSlice('\n')
		}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		l.err = err
		return false
	}
	if len(raw) == 0 {
		return false
	}
	l.number++
	if l.number == 1 {
		raw = raw[charset.BOM(raw):]
	}
	l.raw, l.line = raw, bytes.TrimSpace(raw)
	l.keep()
	return true
}

// back makes the next call of next return this line again, and takes it out of
// the record until then.
func (l *lines) back() {
	l.again = true
	l.record = l.record[:l.before]
}

// begin starts the record anew with the current line.
func (l *lines) begin() {
	l.record, l.cut = l.record[:0], false
	l.keep()
}

// keep appends the current line to the record.
func (l *lines) keep() {
	l.before = len(l.record)
	if l.before+len(l.raw) > recordLimit {
		l.cut = true
		return
	}
	l.record = append(l.record, l.raw...)
}

// resync goes on to the next keyword, so that the record holds the whole of a
// broken object and nothing of the next.
func (l *lines) resync() {
	for l.next() {
		if keyword(l.line) != "" {
			l.back()
			return
		}
	}
}

// recorded is the object as it came; "…" ends one that was too long to keep.
func (l *lines) recorded() string {
	text := strings.ReplaceAll(l.text(l.record), "\r\n", "\n")
	if l.cut {
		text += "…"
	}
	return strings.TrimSuffix(text, "\n")
}

// text is a line, or a run of lines, in UTF-8: both encodings occur.
func (l *lines) text(b []byte) string { return l.decoder.Line(b) }

// shortened is the current line for an error text.
func (l *lines) shortened() string {
	const most = 40
	if len(l.line) > most {
		return l.text(l.line[:most]) + "…"
	}
	return l.text(l.line)
}

// real reads a number with a decimal point; blanks, words, infinities and
// empty lines are no numbers.
func real(b []byte) (float64, bool) {
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9', c == '.', c == '-', c == '+', c == 'e', c == 'E':
		default:
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(string(b), 64)
	return v, err == nil && !math.IsInf(v, 0)
}
