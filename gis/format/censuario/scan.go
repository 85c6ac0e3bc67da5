package censuario

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"strings"

	"segit/gis"
	"segit/gis/format/charset"
)

const (
	maxLine  = 64 << 10 // longer lines are no record of any layout
	keepLong = 200      // bytes kept of such a line
	peekSize = 32 << 10 // what a file is judged by
)

// flaw is what the scanner found wrong with a line.
type flaw uint8

const (
	sound   flaw = iota
	tooLong      // over maxLine: the text is only its beginning
	hasNUL       // a zero byte stands in it
)

// line is a line of the file, decoded, without its end.
type line struct {
	number  uint32 // 1-based
	text    string
	flaw    flaw
	endless bool // the file ends without closing it
}

// scanner gives the lines of a file one at a time, in bounded memory.
type scanner struct {
	r       *bufio.Reader
	decoder *charset.Decoder
	number  uint32
}

func newScanner(r io.Reader, e charset.Encoding) *scanner {
	return &scanner{r: bufio.NewReaderSize(r, maxLine), decoder: charset.NewDecoder(e)}
}

// next gives the next line that is not blank; io.EOF ends the file.
func (s *scanner) next() (line, error) {
	for {
		s.number++
		raw, err := s.r.ReadSlice('\n')
		l := line{number: s.number}
		if errors.Is(err, bufio.ErrBufferFull) {
			l.flaw, l.text = tooLong, strings.ToValidUTF8(string(raw[:keepLong]), "�")
			if err = s.skipLine(); err != nil && !errors.Is(err, io.EOF) {
				return line{}, err
			}
			return l, nil
		}
		if err != nil && (!errors.Is(err, io.EOF) || len(raw) == 0) {
			return line{}, err
		}
		l.endless = err != nil
		raw = bytes.TrimSuffix(bytes.TrimSuffix(raw, []byte("\n")), []byte("\r"))
		if len(raw) == 0 || len(bytes.TrimSpace(raw)) == 0 {
			continue
		}
		if bytes.IndexByte(raw, 0) >= 0 {
			l.flaw = hasNUL
		}
		l.text = s.decoder.Line(raw)
		return l, nil
	}
}

// skipLine reads to the end of the line without keeping it.
func (s *scanner) skipLine() error {
	for {
		_, err := s.r.ReadSlice('\n')
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// open judges a file by its beginning and drops its byte order mark. It
// refuses what is no census file at all: a directory, an empty or binary
// file, a file of another kind.
func (s *scanner) open(r io.Reader, kind Kind) *gis.Error {
	if f, ok := r.(fs.File); ok {
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return refuse("census.directory")
		}
	}
	head, err := s.r.Peek(peekSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return gis.Wrap(op, gis.BadInput, err, "census.unreadable", 1)
	}
	if charset.UTF16(head) {
		return refuse("census.utf16")
	}
	mark := charset.BOM(head)
	if _, err := s.r.Discard(mark); err != nil {
		return gis.Wrap(op, gis.BadInput, err, "census.unreadable", 1)
	}
	head = head[mark:]
	switch {
	case len(bytes.TrimSpace(head)) == 0:
		return refuse("census.empty")
	case binary(head):
		return refuse("census.binary")
	}
	found := sniff(head)
	switch {
	case found == kind, kind == PRM && found == Unknown:
		return nil
	case found == Unknown:
		return refuse("census.not_census", kind)
	}
	return refuse("census.other_kind", found, kind)
}

// binary reports more control bytes than damage to a text would leave.
func binary(head []byte) bool {
	control := 0
	for _, c := range head {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != 0x1A {
			control++
		}
	}
	return control*20 > len(head)
}
