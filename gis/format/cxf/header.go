package cxf

import (
	"bytes"
	"strings"

	"segit/gis/cadastre"
)

// Header is what the head of a sheet says, for choosing how to read the rest.
type Header struct {
	Name   cadastre.SheetName
	Union  bool   // a quadro d'unione: the borders of sheets, no parcels
	Scale  int    // denominator of the original scale, 0 when it is not readable
	Family Family // of its coordinates, by their size: to be confirmed
}

// Sniff reports whether a file that begins with head is a sheet: a kind of map
// in the first line and a sheet name in the second.
func Sniff(head []byte) bool {
	_, ok := Peek(head)
	return ok
}

// Peek reads the header from the first bytes of a file; some kilobytes are
// enough. The family of its coordinates is that of the first border's label,
// and unknown when head ends before it.
func Peek(head []byte) (Header, bool) {
	l := newLines(bytes.NewReader(head))
	h, kind, ok := readHeader(l)
	if !ok {
		return Header{}, false
	}
	h.Union = kind == unionKind
	for l.next() {
		if keyword(l.line) == borderWord {
			o := object{lines: l}
			o.code()
			o.reals(2)
			p := o.point()
			if !o.failed() {
				h.Family = familyAt(p)
			}
			break
		}
	}
	return h, true
}

// readHeader reads the three lines before the first object.
func readHeader(l *lines) (h Header, kind string, ok bool) {
	if !l.next() {
		return h, "", false
	}
	if kind, ok = mapKindOf(string(l.line)); !ok || !l.next() {
		return h, "", false
	}
	if h.Name, ok = cadastre.ParseSheetName(string(l.line)); !ok {
		return h, "", false
	}
	if l.next() {
		if scale, ok := real(l.line); ok && scale >= 1 && scale <= 1e6 {
			h.Scale = int(scale)
		} else {
			l.back()
		}
	}
	return h, kind, true
}

func mapKindOf(line string) (string, bool) {
	line = strings.ToUpper(strings.Join(strings.Fields(line), " "))
	switch {
	case line == mapKind, line == fondiario:
		return line, true
	case strings.HasPrefix(line, "QUADRO D") && strings.HasSuffix(line, "UNIONE"):
		return unionKind, true // the apostrophe comes in more than one form
	}
	return "", false
}
