package render

import (
	"image"

	"segit/gis"
)

// occupiedCell is the side of a cell of [occupied], pixels.
const occupiedCell = 4

// occupied remembers which cells of an image hold a label or a symbol.
type occupied struct {
	bounds  image.Rectangle // pixels
	columns int
	cells   []bool
}

func newOccupied(width, height int) occupied {
	columns, rows := width/occupiedCell+1, height/occupiedCell+1
	return occupied{image.Rect(0, 0, width, height), columns, make([]bool, columns*rows)}
}

// free reports whether a place meets the image and nothing taken.
func (o *occupied) free(place image.Rectangle) bool {
	free := place.Overlaps(o.bounds)
	o.each(place, func(cell *bool) { free = free && !*cell })
	return free
}

// take marks a place.
func (o *occupied) take(place image.Rectangle) {
	o.each(place, func(cell *bool) { *cell = true })
}

// settle finds room for a label: at place, else a step below or above it. In a
// polygon the box of the row must hold it. What it finds it takes, and returns
// how far down the label goes.
func (o *occupied) settle(place image.Rectangle, step int, kind gis.ShapeKind, box pixelBox) (dy int, ok bool) {
	for _, dy := range [...]int{0, step, -step} {
		moved := place.Add(image.Pt(0, dy))
		if kind == gis.PolygonShape && !box.holds(moved) {
			continue
		}
		if o.free(moved) {
			o.take(moved)
			return dy, true
		}
	}
	return 0, false
}

// holds reports whether a rectangle is as wide as the box at most and within
// its height: the row may lean, so its sides say little about left and right.
func (b pixelBox) holds(r image.Rectangle) bool {
	return float64(r.Dx()) <= b.width() && float64(r.Min.Y) >= b.minY && float64(r.Max.Y) <= b.maxY
}

// each visits the cells that a place touches within the image.
func (o *occupied) each(place image.Rectangle, visit func(cell *bool)) {
	place = place.Intersect(o.bounds)
	if place.Empty() {
		return
	}
	for row := place.Min.Y / occupiedCell; row <= (place.Max.Y-1)/occupiedCell; row++ {
		for column := place.Min.X / occupiedCell; column <= (place.Max.X-1)/occupiedCell; column++ {
			visit(&o.cells[row*o.columns+column])
		}
	}
}
