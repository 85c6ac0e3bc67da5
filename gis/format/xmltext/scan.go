package xmltext

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"segit/gis/format/charset"
)

// errFault is that the text is not XML where the scanner stands.
var errFault = errors.New("xmltext: not XML")

// longestTag bounds a tag with its attributes, and a declaration.
const longestTag = 1 << 20

// tagKind is what a tag is.
type tagKind int

const (
	otherTag tagKind = iota // a comment, an instruction, a declaration, a CDATA section
	startTag
	emptyTag
	endTag
)

// scanner takes a text to texts and tags. Where it stands after a fault is the
// fault's place.
type scanner struct {
	in    *bufio.Reader
	at    int64  // bytes taken
	line  int    // 1-based
	wide  bool   // not in UTF-8: letters beyond ASCII are any byte
	split []byte // of a letter whose other bytes are still to come
	held  []byte // the tag
	from  int64  // where the present tag begins
	above int    // and its line
}

func newScanner(in io.Reader) *scanner {
	return &scanner{in: bufio.NewReaderSize(in, 64<<10), line: 1}
}

// begins reports whether the text begins as XML of bytes does; a mark of its
// encoding is taken.
func (s *scanner) begins() bool {
	const mark = "\xEF\xBB\xBF"
	head, _ := s.in.Peek(512)
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte(mark)), " \t\r\n")
	if len(text) < 2 || text[0] != '<' || !nameStart(text[1]) && text[1] != '?' && text[1] != '!' {
		return false
	}
	if bytes.HasPrefix(head, []byte(mark)) {
		n, _ := s.in.Discard(len(mark)) // it was peeked
		s.at += int64(n)
	}
	return true
}

// take counts bytes as taken, up to the first that no XML has.
func (s *scanner) take(chunk []byte) error {
	sound := len(chunk)
	for i, c := range chunk {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			sound = i
			break
		}
	}
	if !s.wide {
		sound = s.letters(chunk[:sound])
	}
	s.at += int64(sound)
	s.line += bytes.Count(chunk[:sound], []byte("\n"))
	if sound < len(chunk) {
		return errFault
	}
	return nil
}

// letters is how many of some bytes are UTF-8. The last letter may still be open:
// the bytes of it wait for those that come.
func (s *scanner) letters(chunk []byte) int {
	done := 0
	for len(s.split) > 0 && done < len(chunk) {
		s.split = append(s.split, chunk[done])
		if done++; utf8.Valid(s.split) {
			s.split = s.split[:0]
		} else if utf8.FullRune(s.split) {
			return 0
		}
	}
	if utf8.Valid(chunk[done:]) {
		return len(chunk)
	}
	for done < len(chunk) {
		if !utf8.FullRune(chunk[done:]) {
			s.split = append(s.split, chunk[done:]...)
			return len(chunk)
		}
		r, size := utf8.DecodeRune(chunk[done:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		done += size
	}
	return done
}

// slice takes bytes up to a delimiter, or as many as there is room for.
func (s *scanner) slice(delimiter byte) (chunk []byte, met bool, err error) {
	chunk, err = s.in.ReadSlice(delimiter)
	if fault := s.take(chunk); fault != nil {
		return nil, false, fault
	}
	if errors.Is(err, bufio.ErrBufferFull) {
		err = nil
	}
	return chunk, err == nil && chunk[len(chunk)-1] == delimiter, err
}

// text takes the text before the next tag with the tag's first sign, and reports
// whether it is blank.
func (s *scanner) text() (blank bool, err error) {
	blank = true
	for {
		chunk, met, err := s.slice('<')
		if met {
			s.from, s.above = s.at-1, s.line
			chunk = chunk[:len(chunk)-1]
		}
		blank = blank && len(bytes.TrimLeft(chunk, " \t\r\n")) == 0
		if met || err != nil {
			return blank, err
		}
	}
}

// back puts the place to the beginning of the present tag, which is the fault.
func (s *scanner) back() error {
	s.at, s.line = s.from, s.above
	return errFault
}

// tag takes a tag behind its first sign. outside says that no element is open.
func (s *scanner) tag(outside bool) (kind tagKind, name []byte, err error) {
	head, err := s.in.Peek(8)
	if len(head) == 0 {
		return 0, nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("!--")):
		return otherTag, nil, s.until("!--", "--")
	case bytes.HasPrefix(head, []byte("![CDATA[")) && !outside:
		return otherTag, nil, s.until("![CDATA[", "]]")
	case head[0] == '?':
		return otherTag, nil, s.instruction()
	case head[0] == '!' && outside:
		return otherTag, nil, s.declaration()
	case head[0] == '/':
		return s.element(endTag)
	case nameStart(head[0]):
		return s.element(startTag)
	}
	return 0, nil, s.back()
}

// until takes what begins with some bytes up to others with a closing sign.
func (s *scanner) until(begin, end string) error {
	n, err := s.in.Discard(len(begin))
	s.at += int64(n)
	if err != nil {
		return err
	}
	last := make([]byte, 0, len(end)+1)
	for {
		chunk, met, err := s.slice('>')
		if err != nil {
			return err
		}
		last = append(last, chunk[max(0, len(chunk)-len(end)-1):]...)
		last = last[max(0, len(last)-len(end)-1):]
		if met && string(last) == end+">" {
			return nil
		}
	}
}

// instruction takes an instruction; the first says the encoding.
func (s *scanner) instruction() error {
	if err := s.holdTo(func() bool { return bytes.HasSuffix(s.held, []byte("?>")) }); err != nil {
		return err
	}
	if !bytes.HasPrefix(s.held, []byte("?xml ")) {
		return nil
	}
	_, said, ok := bytes.Cut(s.held, []byte("encoding"))
	if words := bytes.FieldsFunc(said, func(r rune) bool { return r == '=' || r == '"' || r == '\'' || r == ' ' }); ok && len(words) > 0 {
		e, known := charset.Parse(string(words[0]))
		s.wide = !known || e != charset.UTF8
	}
	return nil
}

// declaration takes a DOCTYPE. Of what one declares itself it does not tell.
func (s *scanner) declaration() error {
	if err := s.holdTo(func() bool { return !quoted(s.held) }); err != nil {
		return err
	}
	if bytes.IndexByte(s.held, '[') >= 0 {
		return ErrUntold
	}
	return nil
}

// element takes the tag of an element and gives its name.
func (s *scanner) element(kind tagKind) (tagKind, []byte, error) {
	if err := s.holdTo(func() bool { return !quoted(s.held) }); err != nil {
		return 0, nil, err
	}
	if bytes.IndexByte(s.held, '<') >= 0 {
		return 0, nil, s.back()
	}
	body := s.held[:len(s.held)-1]
	if kind == endTag {
		return endTag, bytes.TrimRight(body[1:], " \t\r\n"), nil
	}
	if bytes.HasSuffix(body, []byte("/")) {
		kind, body = emptyTag, body[:len(body)-1]
	}
	if i := bytes.IndexAny(body, " \t\r\n"); i >= 0 {
		body = body[:i]
	}
	return kind, body, nil
}

// holdTo takes bytes up to the closing sign at which they are enough. They are held.
func (s *scanner) holdTo(enough func() bool) error {
	for s.held = s.held[:0]; ; {
		chunk, met, err := s.slice('>')
		if err != nil {
			return err
		}
		if s.held = append(s.held, chunk...); len(s.held) > longestTag {
			return ErrUntold
		}
		if met && enough() {
			return nil
		}
	}
}

// quoted reports whether a quotation is open at the end of a tag.
func quoted(tag []byte) bool {
	open := byte(0)
	for _, c := range tag {
		switch {
		case c == open:
			open = 0
		case open == 0 && (c == '"' || c == '\''):
			open = c
		}
	}
	return open != 0
}

func nameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}
