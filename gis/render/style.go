package render

import (
	"image/color"

	"segit/gis"
)

// Style is how the rows of one class are drawn. A colour with A = 0 is not
// drawn. Colours are premultiplied, as everywhere in package image.
type Style struct {
	Fill  color.RGBA // inside of polygons
	Line  color.RGBA // borders and lines
	Width float32    // of lines, logical pixels; see DrawMap for paper
	Dash  [2]float32 // on and off, logical pixels; zero for a whole line
	Pale  float64    // scale denominator from which lines pale, so that a far view shows how dense they are; 0 for never

	Symbol     Symbol     // at points, and at the middle of polygons and lines
	SymbolSize float32    // diameter, logical pixels
	SymbolFill color.RGBA // its colour; its edge is the halo colour

	Label     bool       // write the labels of the rows
	LabelFrom float64    // largest scale denominator at which they are written
	LabelSize float32    // height of the type, logical pixels
	Text      color.RGBA // colour of labels
	Halo      color.RGBA // around labels and symbols
}

// Symbol is a shape of constant size on the map. Severity is told by shape as
// well as by colour, for those who do not see the colour.
type Symbol uint8

// The symbols.
const (
	NoSymbol Symbol = iota
	Circle          // ●
	Triangle        // ▲
	Square          // ■
)

// Layer is drawings with their looks.
type Layer struct {
	Styles   []Style // by class of the row; a class beyond the end takes the last
	Drawings []*Drawing
}

// check refuses a layer that would index out of an array.
func (l *Layer) check(op string) error {
	if len(l.Styles) == 0 {
		return gis.Refuse(op, gis.BadUsage, "render.styles")
	}
	for _, d := range l.Drawings {
		if !d.sound() {
			return gis.Refuse(op, gis.Damaged, "render.drawing")
		}
	}
	return nil
}

// class is the index of a row's style.
func (l *Layer) class(d *Drawing, row int) int {
	if d.Class == nil {
		return 0
	}
	return min(int(d.Class[row]), len(l.Styles)-1)
}

// palest is the least share of a line's opacity that a far view leaves it.
const palest = 0.12

// lineAt is the colour of the lines at a scale denominator: twice as far, half
// as strong.
func (s *Style) lineAt(scale float64) color.RGBA {
	if s.Pale <= 0 || scale <= s.Pale {
		return s.Line
	}
	return inkOf(s.Line).part(uint32(255 * max(palest, s.Pale/scale)))
}

// labelled reports whether the style writes labels at a scale.
func (s *Style) labelled(scale float64) bool {
	return s.Label && s.LabelSize > 0 && scale <= s.LabelFrom
}
