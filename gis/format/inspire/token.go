package inspire

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"

	"golang.org/x/text/encoding/charmap"

	"segit/gis/format/charset"
)

// tokenLimit is the most bytes that one tag or one text may have: far more
// than the largest parcel, little enough to be held.
const tokenLimit = 4 << 20

var errTokenTooLong = errors.New("a tag or a text is too long")

// source feeds the XML decoder. It fails once the context is done, and when
// the decoder asks for more than a token may have.
type source struct {
	ctx  context.Context
	in   io.Reader
	left int
}

// Read reads from the reader below.
func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	if s.left <= 0 {
		return 0, errTokenTooLong
	}
	n, err := s.in.Read(p)
	s.left -= n
	return n, err
}

// tokens reads XML token by token. Tags are not matched by the decoder; depth
// tells whether all that were opened were closed.
type tokens struct {
	from   *source
	xml    *xml.Decoder
	depth  int
	ended  bool // the document was closed
	beyond int  // line of the first thing that stands behind its end, 0 when nothing does
}

func newTokens(ctx context.Context, in io.Reader) *tokens {
	from := &source{ctx: ctx, in: in}
	t := &tokens{from: from, xml: xml.NewDecoder(from)}
	t.xml.CharsetReader = decoded
	return t
}

// decoded reads the encodings that supplies come in besides UTF-8.
func decoded(label string, in io.Reader) (io.Reader, error) {
	switch e, ok := charset.Parse(label); {
	case ok && e == charset.CP1252:
		return charmap.Windows1252.NewDecoder().Reader(in), nil
	case ok && e == charset.UTF8:
		return in, nil
	}
	return nil, errors.New("encoding " + label + " is not read")
}

// next is the next token; what it holds is valid until the call after. At the
// end of a whole file the error is io.EOF.
func (t *tokens) next() (xml.Token, error) {
	t.from.left = tokenLimit
	token, err := t.xml.RawToken()
	if errors.Is(err, io.EOF) && t.depth != 0 {
		return nil, io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case xml.StartElement:
		t.depth++
		t.behind(true)
	case xml.EndElement:
		t.depth--
		t.ended = t.ended || t.depth == 0
	case xml.CharData:
		t.behind(len(bytes.TrimSpace(token)) > 0)
	}
	return token, nil
}

// behind keeps where something first stands behind the end of the document.
func (t *tokens) behind(something bool) {
	if t.ended && something && t.beyond == 0 {
		t.beyond = t.line()
	}
}

// line is where the decoder stands, 1-based.
func (t *tokens) line() int {
	line, _ := t.xml.InputPos()
	return line
}

// attribute is the value of an attribute, by its name without a prefix.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
