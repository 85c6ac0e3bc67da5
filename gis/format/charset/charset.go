// Package charset turns the lines of supply files into UTF-8. The offices write
// Latin-1, CP1252 or UTF-8 and do not say which, so a file's own bytes decide.
package charset

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Encoding is how a file writes its letters.
type Encoding uint8

// The encodings. CP1252 holds all of printable Latin-1.
const (
	Auto Encoding = iota // told from the bytes
	UTF8
	CP1252
)

// String is the name that people know: "UTF-8", "CP1252", or "auto".
func (e Encoding) String() string { return [...]string{"auto", "UTF-8", "CP1252"}[e] }

// Parse reads an encoding's name as descriptors and people write it; an empty
// name is [Auto].
func Parse(name string) (Encoding, bool) {
	switch strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(name)) {
	case "", "auto":
		return Auto, true
	case "utf8":
		return UTF8, true
	case "cp1252", "windows1252", "latin1", "iso88591", "ansi":
		return CP1252, true
	}
	return Auto, false
}

// BOM is the length of the UTF-8 byte order mark at the head of a file, 0 when
// there is none.
func BOM(head []byte) int {
	if bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")) {
		return 3
	}
	return 0
}

// UTF16 reports a UTF-16 byte order mark, which no office writes on purpose.
func UTF16(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xFF\xFE")) || bytes.HasPrefix(head, []byte("\xFE\xFF"))
}

// Decoder decodes a file line by line. The first line with a letter outside
// ASCII decides for the file, unless the encoding was given; a line that
// cannot be in the file's encoding is still read as what it is, and counted.
// The zero value decides by itself.
type Decoder struct {
	encoding Encoding
	given    bool
	odd      int64
}

// NewDecoder makes a decoder for a file whose encoding is known, or for [Auto].
func NewDecoder(e Encoding) *Decoder { return &Decoder{encoding: e, given: e != Auto} }

// Found is the encoding of the file as far as it was read: [Auto] while all
// of it is ASCII.
func (d *Decoder) Found() Encoding { return d.encoding }

// Odd is how many lines were in another encoding than their file.
func (d *Decoder) Odd() int64 { return d.odd }

// Line gives a copy of a line in UTF-8.
func (d *Decoder) Line(b []byte) string {
	if ASCII(b) {
		return string(b)
	}
	valid := utf8.Valid(b)
	if d.encoding == Auto {
		d.encoding = CP1252
		if valid {
			d.encoding = UTF8
		}
	}
	switch {
	case d.encoding == UTF8 && valid:
		return string(b)
	case d.encoding == UTF8:
		d.odd++
	case valid && italianPairs(b):
		d.odd++
		if !d.given {
			return string(b)
		}
	}
	return fromCP1252(b)
}

func fromCP1252(b []byte) string {
	var s strings.Builder
	s.Grow(len(b) + len(b)/8)
	for _, c := range b {
		s.WriteRune(charmap.Windows1252.DecodeByte(c))
	}
	return s.String()
}

// italianPairs reports whether all letters outside ASCII are UTF-8 pairs of
// the Latin-1 range (à is C3 A0). In CP1252 they would read "Ã" and a sign,
// which no Italian text holds; other valid sequences may be an honest "È”".
func italianPairs(b []byte) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r > 0xFF {
			return false
		}
		b = b[n:]
	}
	return true
}

// ASCII reports whether bytes mean the same in every encoding.
func ASCII(b []byte) bool {
	const high = 0x8080808080808080
	for ; len(b) >= 8; b = b[8:] {
		if binary.LittleEndian.Uint64(b)&high != 0 {
			return false
		}
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
