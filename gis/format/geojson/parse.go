package geojson

import (
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// errSyntax is what text that is not JSON gives.
var errSyntax = errors.New("not JSON")

// maxDepth bounds values in values.
const maxDepth = 64

// parser walks through a raw value. After a mistake bad is true, and every walk
// ends.
type parser struct {
	b   []byte
	i   int
	bad bool
}

func (p *parser) fail() {
	p.bad, p.i = true, len(p.b)
}

// next is the next byte that is no blank, without taking it; 0 at the end.
func (p *parser) next() byte {
	for p.i < len(p.b) && blank(p.b[p.i]) {
		p.i++
	}
	if p.i == len(p.b) {
		return 0
	}
	return p.b[p.i]
}

// take takes a wanted byte and reports whether it was there.
func (p *parser) take(c byte) bool {
	if p.next() != c {
		return false
	}
	p.i++
	return true
}

// each calls f at every element of the array that comes; f must take it.
func (p *parser) each(f func()) {
	if !p.take('[') {
		p.fail()
		return
	}
	for first := true; !p.take(']'); first = false {
		if p.bad || !first && !p.take(',') || p.next() == 0 {
			p.fail()
			return
		}
		f()
	}
}

// members calls f with the name of every member of the object that comes; f must
// take the value.
func (p *parser) members(f func(name []byte)) {
	if !p.take('{') {
		p.fail()
		return
	}
	for first := true; !p.take('}'); first = false {
		if p.bad || !first && !p.take(',') || p.next() != '"' {
			p.fail()
			return
		}
		name := p.text()
		if !p.take(':') {
			p.fail()
			return
		}
		f(name)
	}
}

// skip takes a value of any kind and gives its raw text.
func (p *parser) skip() []byte { return p.skipTo(maxDepth) }

func (p *parser) skipTo(depth int) []byte {
	c := p.next()
	start := p.i
	switch {
	case depth == 0:
		p.fail()
	case c == '{':
		p.members(func([]byte) { p.skipTo(depth - 1) })
	case c == '[':
		p.each(func() { p.skipTo(depth - 1) })
	case c == '"':
		p.text()
	default:
		if len(p.word()) == 0 {
			p.fail()
		}
	}
	return p.b[start:p.i]
}

// word takes a number or a bare word.
func (p *parser) word() []byte {
	p.next()
	start := p.i
	for p.i < len(p.b) && inWord(p.b[p.i]) {
		p.i++
	}
	return p.b[start:p.i]
}

func inWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '+' || c == '.'
}

// number takes a number.
func (p *parser) number() float64 {
	v, err := strconv.ParseFloat(string(p.word()), 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		p.fail()
	}
	return v
}

// text takes a text and gives its bytes: a part of the input where nothing is
// escaped.
func (p *parser) text() []byte {
	p.i++ // the quote
	start := p.i
	for p.i < len(p.b) {
		switch p.b[p.i] {
		case '"':
			p.i++
			return p.b[start : p.i-1]
		case '\\':
			return p.escaped(append([]byte(nil), p.b[start:p.i]...))
		}
		p.i++
	}
	p.fail()
	return nil
}

// escaped takes the rest of a text that holds escapes.
func (p *parser) escaped(text []byte) []byte {
	for p.i < len(p.b) {
		c := p.b[p.i]
		p.i++
		switch {
		case c == '"':
			return text
		case c != '\\':
			text = append(text, c)
		case p.i < len(p.b):
			c = p.b[p.i]
			p.i++
			switch c {
			case 'n':
				text = append(text, '\n')
			case 't':
				text = append(text, '\t')
			case 'r':
				text = append(text, '\r')
			case 'b':
				text = append(text, '\b')
			case 'f':
				text = append(text, '\f')
			case 'u':
				text = utf8.AppendRune(text, p.unicode())
			case '"', '\\', '/':
				text = append(text, c)
			default:
				p.fail()
			}
		}
	}
	p.fail()
	return nil
}

// unicode takes the four digits behind \u, and a second half where the first
// needs one.
func (p *parser) unicode() rune {
	first := p.hex()
	if !utf16.IsSurrogate(first) || p.i+1 >= len(p.b) || p.b[p.i] != '\\' || p.b[p.i+1] != 'u' {
		return first // AppendRune writes a lone half as U+FFFD
	}
	p.i += 2
	return utf16.DecodeRune(first, p.hex())
}

func (p *parser) hex() rune {
	if p.i+4 > len(p.b) {
		p.fail()
		return utf8.RuneError
	}
	v, err := strconv.ParseUint(string(p.b[p.i:p.i+4]), 16, 32)
	if err != nil {
		p.fail()
		return utf8.RuneError
	}
	p.i += 4
	return rune(v)
}
