package cxf

import (
	"bufio"
	"io"
	"strconv"

	"github.com/paulmach/orb"
	"golang.org/x/text/encoding/charmap"

	"segit/gis"
	"segit/gis/cadastre"
)

// Writer writes a sheet as an office receives it: Latin-1, CR LF, one scalar a
// line, numbers right in 12 characters with 3 decimals, counts right in 4. The
// first error stops it and comes back from Close.
type Writer struct {
	name   cadastre.SheetName
	out    *bufio.Writer
	tess   *tessellation
	failed error
}

// NewWriter begins a sheet (MAPPA) of the given name; scale is the denominator
// of its original scale, 2000 for 1:2000.
func NewWriter(w io.Writer, name cadastre.SheetName, scale int) *Writer {
	sheet := &Writer{name: name, out: bufio.NewWriterSize(w, 1<<16), tess: newTessellation()}
	sheet.text(mapKind)
	sheet.text(name.String())
	sheet.real(float64(scale))
	return sheet
}

// Border writes a BORDO. Its rings must be closed, four points at the least.
func (w *Writer) Border(b *Border) {
	vertices := 0
	for _, ring := range b.Rings {
		n := len(ring)
		if n < 8 || n%2 != 0 || ring[0] != ring[n-2] || ring[1] != ring[n-1] {
			w.fail("cxf.write-ring", b.Code)
			return
		}
		vertices += n / 2
	}
	if vertices == 0 {
		w.fail("cxf.write-ring", b.Code)
		return
	}
	w.text("BORDO")
	w.text(b.Code)
	w.count(b.Height)
	w.real(b.Angle)
	w.point(b.Label)
	w.point(b.Inside)
	w.count(len(b.Rings) - 1)
	w.count(vertices)
	for _, island := range b.Rings[1:] {
		w.count(len(island) / 2)
	}
	for _, ring := range b.Rings {
		w.reals(ring)
	}
	w.tess.add(classify(w.name, mapKind, b.Code), b)
}

// Text writes a TESTO: height in tenths of a millimetre on paper, angle in
// radians. outside marks what lies beyond the sheet's border.
func (w *Writer) Text(text string, height int, angle float64, at orb.Point, outside bool) {
	w.keyword("TESTO", outside)
	w.text(text)
	w.count(height)
	w.real(angle)
	w.point(at)
}

// Symbol writes a SIMBOLO by its code: 2 a boundary stone, 9 and 14 a graffa,
// 5 to 7 the flow of water …
func (w *Writer) Symbol(code int, angle float64, at orb.Point, outside bool) {
	w.keyword("SIMBOLO", outside)
	w.count(code)
	w.real(angle)
	w.point(at)
}

// Fiducial writes a FIDUCIALE: its number, its symbol (8 or 20), its place and
// that of its label.
func (w *Writer) Fiducial(number, symbol int, at, label orb.Point, outside bool) {
	w.keyword("FIDUCIALE", outside)
	w.text(strconv.Itoa(number))
	w.count(symbol)
	w.point(at)
	w.point(label)
}

// Line writes a LINEA of vertices x, y, x, y …; stroke 1 is solid, 5 dashed, 6
// dotted.
func (w *Writer) Line(stroke int, xy []float64, outside bool) {
	w.keyword("LINEA", outside)
	w.count(stroke)
	w.count(len(xy) / 2)
	w.reals(xy)
}

// Sup is the quality file of what was written so far.
func (w *Writer) Sup(date gis.Date) *Sup { return w.tess.sup(w.name, date) }

// Close ends the sheet with EOF and returns the first error. It does not close
// the writer below.
func (w *Writer) Close() error {
	w.text("EOF")
	if err := w.out.Flush(); w.failed == nil && err != nil {
		w.failed = gis.Wrap("cxf.Writer", gis.Internal, err, "cxf.write", w.name)
	}
	return w.failed
}

func (w *Writer) fail(code string, args ...any) {
	if w.failed == nil {
		w.failed = gis.Refuse("cxf.Writer", gis.BadUsage, code, args...)
	}
}

func (w *Writer) keyword(word string, outside bool) {
	if outside {
		word += outsideMark
	}
	w.text(word)
}

// text writes a line in Latin-1. Line breaks would be lines of their own and
// are refused like characters that Latin-1 lacks.
func (w *Writer) text(s string) {
	for _, r := range s {
		b, ok := charmap.ISO8859_1.EncodeRune(r)
		if !ok || b < ' ' {
			w.fail("cxf.write-text", s)
			return
		}
		w.out.WriteByte(b)
	}
	w.out.WriteString("\r\n")
}

func (w *Writer) point(p orb.Point) {
	w.real(p[0])
	w.real(p[1])
}

func (w *Writer) reals(xy []float64) {
	for _, v := range xy {
		w.real(v)
	}
}

func (w *Writer) real(v float64) {
	var digits [32]byte
	w.right(strconv.AppendFloat(digits[:0], v, 'f', 3, 64), realWidth)
}

func (w *Writer) count(n int) {
	var digits [32]byte
	w.right(strconv.AppendInt(digits[:0], int64(n), 10), countWidth)
}

// Widths of the fields of the grammar, and the mark after a keyword of what
// lies outside the sheet's border.
const (
	realWidth   = 12
	countWidth  = 4
	outsideMark = `\`
)

func (w *Writer) right(digits []byte, width int) {
	if len(digits) > width {
		w.fail("cxf.write-width", string(digits), width)
		return
	}
	for range width - len(digits) {
		w.out.WriteByte(' ')
	}
	w.out.Write(digits)
	w.out.WriteString("\r\n")
}
