package feature

import (
	"encoding/binary"
	"math"

	"segit/gis"
)

// The numbers of the simple geometry types of WKB.
const (
	wkbPoint      = 1
	wkbLine       = 2
	wkbPolygon    = 3
	wkbMultiPoint = 4
	wkbMultiPoly  = 6
	wkbCollection = 7
)

// maxDepth is how deep collections may stand in each other.
const maxDepth = 8

// WKB appends a geometry in well-known binary to the open feature: ISO or
// extended, either byte order, heights and measures left out. A collection goes
// in when its members are of one kind. What it cannot take is a fault.
func (r *Rows) WKB(b []byte) {
	w := wkb{rows: r, rest: b}
	w.geometry(0)
	if w.flat {
		r.flattened++
	}
}

// wkb walks through the bytes of one geometry.
type wkb struct {
	rows *Rows
	rest []byte
	big  bool // big-endian
	flat bool // something was left out
}

// take gives the next n bytes, or a fault and nil.
func (w *wkb) take(n int) []byte {
	if n < 0 || n > len(w.rest) {
		w.rows.Fault(gis.Say("vector.wkb-short"))
		w.rest = nil
		return nil
	}
	b := w.rest[:n]
	w.rest = w.rest[n:]
	return b
}

// count reads how many things follow, each of at least so many bytes.
func (w *wkb) count(size int) int {
	b := w.take(4)
	if b == nil {
		return 0
	}
	n := int(w.uint32(b))
	if n > len(w.rest)/size {
		w.rows.Fault(gis.Say("vector.wkb-short"))
		return 0
	}
	return n
}

// header reads byte order and type: the simple type and the coordinates of a
// point.
func (w *wkb) header() (kind uint32, width int) {
	b := w.take(5)
	if b == nil {
		return 0, 0
	}
	if b[0] > 1 {
		w.rows.Fault(gis.Say("vector.wkb-order"))
		return 0, 0
	}
	w.big = b[0] == 0
	kind, width = w.uint32(b[1:]), 2
	const extendedZ, extendedM, extendedSRID = 1 << 31, 1 << 30, 1 << 29
	if kind&extendedZ != 0 {
		width++
	}
	if kind&extendedM != 0 {
		width++
	}
	if kind&extendedSRID != 0 {
		w.take(4)
	}
	kind &^= extendedZ | extendedM | extendedSRID
	switch kind / 1000 {
	case 1, 2:
		width = 3
	case 3:
		width = 4
	}
	w.flat = w.flat || width > 2
	return kind % 1000, width
}

func (w *wkb) geometry(depth int) {
	kind, width := w.header()
	switch {
	case w.rows.Faulty():
	case kind == wkbPoint:
		w.point(width)
	case kind == wkbLine:
		w.line(width)
	case kind == wkbPolygon:
		w.polygon(width)
	case kind >= wkbMultiPoint && kind <= wkbCollection:
		if depth == maxDepth {
			w.rows.Fault(gis.Say("vector.depth"))
			return
		}
		for range w.count(5) {
			if w.geometry(depth + 1); w.rows.Faulty() {
				return
			}
		}
	default:
		w.rows.Fault(gis.Say("vector.type", kind))
	}
}

func (w *wkb) point(width int) {
	b := w.take(8 * width)
	if b == nil {
		return
	}
	x, y := w.float(b), w.float(b[8:])
	if math.IsNaN(x) && math.IsNaN(y) {
		return // how WKB writes an empty point
	}
	w.rows.SetKind(gis.PointShape)
	w.rows.Shapes().AppendPoint(x, y)
	w.rows.EndRing(gis.PointShape)
	w.rows.EndPart()
}

func (w *wkb) line(width int) {
	n := w.count(8 * width)
	if n == 0 {
		return
	}
	w.rows.SetKind(gis.LineShape)
	w.run(n, width, gis.LineShape)
	w.rows.EndPart()
}

func (w *wkb) polygon(width int) {
	rings := w.count(4)
	if rings == 0 {
		return
	}
	w.rows.SetKind(gis.PolygonShape)
	for range rings {
		w.run(w.count(8*width), width, gis.PolygonShape)
	}
	w.rows.EndPart()
}

// run reads n points as one ring or line.
func (w *wkb) run(n, width int, kind gis.ShapeKind) {
	b := w.take(8 * width * n)
	s := w.rows.Shapes()
	for ; len(b) > 0; b = b[8*width:] {
		s.AppendPoint(w.float(b), w.float(b[8:]))
	}
	w.rows.EndRing(kind)
}

func (w *wkb) uint32(b []byte) uint32 {
	if w.big {
		return binary.BigEndian.Uint32(b)
	}
	return binary.LittleEndian.Uint32(b)
}

func (w *wkb) float(b []byte) float64 {
	if w.big {
		return math.Float64frombits(binary.BigEndian.Uint64(b))
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(b))
}
