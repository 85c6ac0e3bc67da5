package render

import "image"

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
