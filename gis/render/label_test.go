package render

import (
	"bytes"
	"image"
	"image/color"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
)

var blackText = Style{Label: true, LabelFrom: 1e6, LabelSize: 10, Text: black, Halo: white}

// inked is the box of the pixels that are not of the ground.
func inked(img *image.RGBA, ground color.RGBA) image.Rectangle {
	var box image.Rectangle
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if img.RGBAAt(x, y) != ground {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

func labelled(text string, g orb.Geometry) *Drawing {
	d := drawn(g)
	d.Label = []string{text}
	return d
}

func TestLabelStandsWhereItHasRoom(t *testing.T) {
	wide := orb.Polygon{square(orb.Point{30, 20}, 25, 15)}
	for _, c := range []struct {
		name    string
		layer   Layer
		written bool
	}{
		{"in a wide polygon", only(blackText, labelled("345/2", wide)), true},
		{"not in a narrow one", only(blackText, labelled("345/2", orb.Polygon{square(orb.Point{30, 20}, 5, 15)})), false},
		{"not in a low one", only(blackText, labelled("345/2", orb.Polygon{square(orb.Point{30, 20}, 25, 3)})), false},
		{"beside a point", only(blackText, labelled("345/2", orb.Point{10, 20})), true},
		{"on a line", only(blackText, labelled("345/2", orb.LineString{{5, 20}, {55, 20}})), true},
		{"no text", only(blackText, labelled("", wide)), false},
		{"no labels wanted", only(Style{LabelFrom: 1e6, LabelSize: 10, Text: black}, labelled("345", wide)), false},
		{"too small a scale", only(Style{Label: true, LabelFrom: 3000, LabelSize: 10, Text: black}, labelled("345", wide)), false},
		{"out of view", only(blackText, labelled("345", orb.Point{900, 20})), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			box := inked(picture(t, small(), Fast, c.layer), white)
			if box.Empty() == c.written {
				t.Fatalf("ink in %v, written should be %v", box, c.written)
			}
		})
	}
}

func TestLabelIsInTheMiddleOfItsPolygon(t *testing.T) {
	box := inked(picture(t, small(), Fast, only(blackText, labelled("808", orb.Polygon{square(orb.Point{30, 20}, 25, 15)}))), white)
	centre := box.Min.Add(box.Max).Div(2)
	if off := centre.Sub(image.Pt(30, 20)); off.X < -2 || off.X > 2 || off.Y < -2 || off.Y > 2 {
		t.Errorf("ink in %v, the polygon's middle is 30, 20", box)
	}
	if high := box.Dy(); high < 6 || high > 9 {
		t.Errorf("digits of a 10 pixel type are %d pixels high", high)
	}
}

func TestLabelsDoNotMeet(t *testing.T) {
	one, two := labelled("1111", orb.Point{5, 20}), labelled("8888", orb.Point{10, 20})
	both := picture(t, small(), Fast, only(blackText, one, two))
	first := picture(t, small(), Fast, only(blackText, one))
	if a, b := inked(both, white), inked(first, white); a.Dy() < 2*b.Dy() {
		t.Errorf("two labels in one place: ink in %v, one alone in %v", a, b)
	}
	// Where there is no room beside, the label of the layer above stands.
	wide := orb.Polygon{square(orb.Point{30, 20}, 25, 6)}
	low := only(blackText, labelled("1111", wide))
	high := only(Style{Label: true, LabelFrom: 1e6, LabelSize: 10, Text: red}, labelled("8888", wide))
	img := picture(t, small(), Fast, low, high)
	for i := 0; i < len(img.Pix); i += 4 {
		if img.Pix[i] < 200 {
			t.Fatalf("pixel %d holds ink of the lower label", i/4)
		}
	}
	if inked(img, white).Empty() {
		t.Error("no label at all")
	}
}

func TestLabelsKeepOffSymbols(t *testing.T) {
	finding := Style{Symbol: Square, SymbolSize: 12, SymbolFill: red}
	wide := orb.Polygon{square(orb.Point{30, 20}, 25, 30)}
	img := picture(t, small(), Fast, only(blackText, labelled("345", wide)), only(finding, drawn(wide)))
	for y := 17; y < 23; y++ {
		for x := 27; x < 33; x++ {
			if got := img.RGBAAt(x, y); got != red {
				t.Fatalf("pixel %d, %d of the symbol is %v", x, y, got)
			}
		}
	}
	if box := inked(img, white); box.Dy() < 18 {
		t.Errorf("ink in %v: the label is not below or above the symbol", box)
	}
}

func TestHaloKeepsLettersApartFromTheMap(t *testing.T) {
	hatched := blackText
	hatched.Fill = color.RGBA{R: 90, G: 90, B: 90, A: 255}
	img := picture(t, small(), Fast, only(hatched, labelled("1", orb.Polygon{square(orb.Point{30, 20}, 25, 15)})))
	light := 0
	for x := 20; x < 40; x++ {
		if img.RGBAAt(x, 20).R > 200 {
			light++
		}
	}
	if light < 2 {
		t.Errorf("%d pixels of halo beside the letter", light)
	}
}

func TestOccupied(t *testing.T) {
	o := newOccupied(100, 50)
	if o.free(image.Rect(-20, 0, -1, 10)) || o.free(image.Rect(10, 50, 20, 60)) {
		t.Error("a place out of the image is free")
	}
	place := image.Rect(10, 10, 30, 20)
	if !o.free(place) {
		t.Error("an untouched place is taken")
	}
	o.take(place)
	if o.free(place) || o.free(image.Rect(25, 15, 60, 40)) {
		t.Error("a taken place is free")
	}
	if !o.free(image.Rect(40, 10, 60, 20)) {
		t.Error("a place beside a taken one is taken")
	}
	o.take(image.Rect(-100, -100, 1000, 5))
	if o.free(image.Rect(90, 0, 95, 5)) {
		t.Error("a place reaching out of the image is not taken inside of it")
	}
	row := pixelBox{0, 0, 100, 40}
	if dy, ok := o.settle(image.Rect(10, 10, 30, 20), 16, gis.PolygonShape, row); !ok || dy != 16 {
		t.Errorf("settled %d down, %v; want 16", dy, ok)
	}
	if dy, ok := o.settle(image.Rect(10, 26, 30, 36), 16, gis.PolygonShape, row); ok {
		t.Errorf("settled %d down where below is out of the polygon and above is taken", dy)
	}
}

func TestLetterThatTheFontLacksIsAQuestionMark(t *testing.T) {
	lacking := picture(t, small(), Fast, only(blackText, labelled("▲", orb.Point{10, 20})))
	asked := picture(t, small(), Fast, only(blackText, labelled("?", orb.Point{10, 20})))
	if inked(asked, white).Empty() || !bytes.Equal(lacking.Pix, asked.Pix) {
		t.Error("a letter that the font lacks is not shown as a question mark")
	}
}
