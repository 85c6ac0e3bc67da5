package render

import (
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
)

// sheet is the content of a page with a map at 1:1000 of the small view's
// ground in the middle.
func sheet(t *testing.T, options PaperOptions, layers ...Layer) string {
	t.Helper()
	pdf := page("mm")
	options.Scale = 1000
	if _, err := DrawMap(t.Context(), pdf, someFrame, small().Bound(), layers, options); err != nil {
		t.Fatal(err)
	}
	return written(t, pdf)
}

func TestWhatAStyleBecomesOnPaper(t *testing.T) {
	field := orb.Polygon{square(orb.Point{30, 20}, 25, 15), square(orb.Point{30, 20}, 5, 5)}
	for _, c := range []struct {
		name  string
		layer Layer
		want  []string
		not   []string
	}{
		{"a fill is even-odd", only(blackFill, drawn(field)), []string{"\nf*\n"}, []string{"\nS\n"}},
		{"a line has its width", only(Style{Line: black, Width: 2}, drawn(field)), []string{"1.13 w", "\nS\n"}, []string{"\nf*\n"}},
		{"dashes", only(Style{Line: black, Width: 1, Dash: [2]float32{10, 5}}, drawn(field)), []string{"[5.67 2.83] 0.00 d"}, nil},
		{"translucent colours are given back their strength", only(Style{Fill: fade(red, 77)}, drawn(field)), []string{"1.000 0.000 0.000 rg", "/ca 0.300"}, nil},
		{"lines pale far away", only(Style{Line: black, Width: 1, Pale: 500}, drawn(field)), []string{"/CA 0.500"}, nil},
		{"a label is text on its halo", only(blackText, labelled("345/2", field)), []string{shown("345/2"), "\n1 Tr\n", "\n0 Tr\n"}, nil},
		{"a label beyond its scale is not written", only(Style{Label: true, LabelFrom: 999, LabelSize: 10, Text: black}, labelled("345/2", field)), nil, []string{shown("345/2")}},
		{"a label without room is not written", only(blackText, labelled("1234567890/1234567890", orb.Polygon{square(orb.Point{30, 20}, 3, 15)})), nil, []string{shown("1234567890/1234567890")}},
		{"a point of a finding is a symbol", only(findingStyles(Light)[3], drawn(orb.Point{30, 20})), []string{"\nf\n"}, []string{"\nf*\n", "\nS\n"}},
		{"a line has no inside", only(Style{Fill: red, Line: black, Width: 1}, drawn(orb.LineString{{0, 0}, {30, 20}})), []string{"\nS\n"}, []string{"\nf*\n"}},
		{"out of the frame nothing is written", only(blackText, labelled("99", orb.Point{9000, 20})), nil, []string{shown("99")}},
		{"no shape, no trace", only(Style{Fill: red, Line: black, Width: 1}, drawn(nil)), nil, []string{"\nf*\n", "\nS\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			content := sheet(t, PaperOptions{}, c.layer)
			for _, want := range c.want {
				if !strings.Contains(content, want) {
					t.Errorf("no %q on the page", want)
				}
			}
			for _, not := range c.not {
				if strings.Contains(content, not) {
					t.Errorf("%q on the page", not)
				}
			}
		})
	}
}

func TestDotsAreSeenOnPaper(t *testing.T) {
	s := &gis.Shapes{}
	s.Append(moved(orb.Polygon{square(orb.Point{30, 20}, 1, 1)}))
	dot := Simplify(s, nil, 16, townOrigin)
	content := sheet(t, PaperOptions{}, only(blackFill, dot))
	if got := len(pathPoint.FindAllString(content, -1)); got != 4 {
		t.Errorf("a dot is a path of %d points, want a square", got)
	}
}

func TestLabelsOnPaperKeepOffSymbolsAndFurniture(t *testing.T) {
	place := labelled("777", orb.Polygon{square(orb.Point{-40, -25}, 6, 1.5)}) // under the scale bar
	if content := sheet(t, PaperOptions{}, only(blackText, place)); !strings.Contains(content, shown("777")) {
		t.Fatal("the label is not written without a scale bar either")
	}
	if content := sheet(t, PaperOptions{ScaleBar: true}, only(blackText, place)); strings.Contains(content, shown("777")) {
		t.Error("the label is written under the scale bar")
	}
	finding := findingStyles(Light)[3]
	finding.SymbolSize = 60 // 12 mm of paper, where the label is 2
	field := orb.Polygon{square(orb.Point{30, 20}, 25, 15)}
	if content := sheet(t, PaperOptions{}, only(blackText, labelled("345", field)), only(finding, drawn(orb.Point{30, 20}))); strings.Contains(content, shown("345")) {
		t.Error("the label is written on the symbol")
	}
}

func TestSickDrawingsDoNotSpoilThePage(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, xy := range [][]float32{{nan, nan, 1, 2, 3, 4}, {inf, 0, 10, -inf, 3, 3}, {0, 0, 10, nan, 4, 4}} {
		d := &Drawing{
			Origin: townOrigin, XY: xy, RingEnd: []uint32{3}, RowEnd: []uint32{1},
			Kind: []gis.ShapeKind{gis.PolygonShape}, Row: []uint32{0}, Label: []string{"7"},
		}
		style := findingStyles(Light)[2]
		style.Label, style.LabelFrom = true, 1e9
		if content := sheet(t, PaperOptions{}, only(style, d)); strings.Contains(content, "NaN") || strings.Contains(content, "+Inf") || strings.Contains(content, "-Inf") {
			t.Errorf("%v writes no numbers into the page", xy)
		}
	}
}
