package geojson

import (
	"bufio"
	"io"
	"maps"
	"slices"
)

// maxFeature is more than any honest feature: a file that opens a bracket and
// never closes it must not fill the memory.
const maxFeature = 64 << 20

// source gives the raw features of a file one by one, and the small members
// around them.
type source struct {
	in         *bufio.Reader
	raw        []byte
	limit      int               // of raw
	collection bool              // inside the array of features
	head       map[string]string // members of the collection that are not features, raw
}

func newSource(r io.Reader) *source {
	in := bufio.NewReaderSize(r, 1<<18)
	if b, err := in.Peek(3); err == nil && string(b) == "\xEF\xBB\xBF" {
		in.Discard(3)
	}
	return &source{in: in, limit: maxFeature, head: map[string]string{}}
}

// next is the raw text of the next feature, valid until the call after. It ends
// with io.EOF; errSyntax means that the rest cannot be read, and next then gives
// what it has of the text.
func (s *source) next() ([]byte, error) {
	for {
		if s.collection {
			raw, done, err := s.element()
			if err != nil || !done {
				return raw, err
			}
			s.collection = false
			if err := s.members(); err != nil {
				return nil, err
			}
			continue
		}
		c, err := s.peek()
		if err != nil {
			return nil, err // io.EOF here is the honest end
		}
		switch c {
		case ',', 0x1E: // between features of a sequence
			s.in.Discard(1)
			continue
		case '{':
		default:
			return nil, errSyntax
		}
		if raw, err := s.object(); raw != nil || err != nil {
			return raw, err
		}
	}
}

// object enters a top-level object: it is a collection, whose features then
// come from element, or a feature of its own, which is given whole. In which
// order the members come is not said, so they are kept until it is clear.
func (s *source) object() ([]byte, error) {
	s.in.Discard(1)
	clear(s.head)
	if err := s.members(); err != nil {
		return s.raw, err
	}
	if s.collection || s.head["type"] == `"FeatureCollection"` {
		return nil, nil
	}
	s.raw = append(s.raw[:0], '{')
	for _, name := range slices.Sorted(maps.Keys(s.head)) {
		if len(s.raw) > 1 {
			s.raw = append(s.raw, ',')
		}
		s.raw = append(append(append(append(append(s.raw, '"'), name...), '"'), ':'), s.head[name]...)
	}
	return append(s.raw, '}'), nil
}

// members reads members into head up to the end of the object, or to the array
// of features.
func (s *source) members() error {
	for {
		c, err := s.peek()
		if err != nil {
			return broken(err)
		}
		switch c {
		case ',':
			s.in.Discard(1)
			continue
		case '}':
			s.in.Discard(1)
			return nil
		case '"':
		default:
			return errSyntax
		}
		if err := s.value(); err != nil {
			return err
		}
		name := string(s.raw[1 : len(s.raw)-1])
		if c, err = s.peek(); err != nil || c != ':' {
			return broken(err)
		}
		s.in.Discard(1)
		if c, err = s.peek(); err != nil {
			return broken(err)
		}
		if name == "features" && c == '[' {
			s.in.Discard(1)
			s.collection = true
			return nil
		}
		if err := s.value(); err != nil {
			return err
		}
		s.head[name] = string(s.raw)
	}
}

// element reads the next element of the array of features; done at its end.
func (s *source) element() (raw []byte, done bool, err error) {
	for {
		c, err := s.peek()
		if err != nil {
			return nil, false, broken(err)
		}
		switch c {
		case ',':
			s.in.Discard(1)
			continue
		case ']':
			s.in.Discard(1)
			return nil, true, nil
		}
		err = s.value()
		return s.raw, false, err
	}
}

// peek is the next byte that is no blank.
func (s *source) peek() (byte, error) {
	for {
		b, err := s.in.ReadByte()
		if err != nil {
			return 0, err
		}
		if !blank(b) {
			return b, s.in.UnreadByte()
		}
	}
}

func blank(b byte) bool { return b == ' ' || b == '\n' || b == '\r' || b == '\t' }

// value copies one value into raw: brackets are counted, texts are skipped, and
// nothing else is looked at.
func (s *source) value() error {
	s.raw = s.raw[:0]
	for depth := 0; ; {
		b, err := s.in.ReadByte()
		if err == io.EOF && depth == 0 && len(s.raw) > 0 {
			return nil // a bare word at the very end
		}
		if err != nil {
			return broken(err)
		}
		if depth == 0 && endsWord(b) {
			return s.back()
		}
		if err := s.keep(b); err != nil {
			return err
		}
		switch b {
		case '"':
			if err := s.text(); err != nil {
				return err
			}
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		default:
			continue
		}
		if depth == 0 {
			return nil
		}
	}
}

// endsWord reports what stands behind a bare word.
func endsWord(b byte) bool {
	return b == ',' || b == ':' || b == '}' || b == ']' || blank(b)
}

// text copies the rest of a text, its quote included.
func (s *source) text() error {
	for escaped := false; ; {
		b, err := s.in.ReadByte()
		if err != nil {
			return broken(err)
		}
		if err := s.keep(b); err != nil {
			return err
		}
		if b == '"' && !escaped {
			return nil
		}
		escaped = b == '\\' && !escaped
	}
}

// keep copies a byte, as long as there is room for an honest feature.
func (s *source) keep(b byte) error {
	if len(s.raw) == s.limit {
		return errSyntax
	}
	s.raw = append(s.raw, b)
	return nil
}

// back gives the mark behind a bare word back.
func (s *source) back() error {
	if len(s.raw) == 0 {
		return errSyntax
	}
	return s.in.UnreadByte()
}

// broken is errSyntax for an end that comes too early.
func broken(err error) error {
	if err == nil || err == io.EOF {
		return errSyntax
	}
	return err
}
