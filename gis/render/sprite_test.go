package render

import (
	"image"
	"math"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
)

func TestSymbolsCoverTheirShapes(t *testing.T) {
	const r = 10
	for name, c := range map[string]struct {
		symbol Symbol
		area   float64
	}{
		"circle":    {Circle, math.Pi * r * r},
		"triangle":  {Triangle, 3 * math.Sqrt(3) / 4 * (1.15 * r) * (1.15 * r)},
		"square":    {Square, 4 * 0.87 * 0.87 * r * r},
		"no symbol": {NoSymbol, math.Pi * r * r}, // a point without a symbol is a dot
	} {
		t.Run(name, func(t *testing.T) {
			m := symbolMask(c.symbol, r, 0)
			covered, mx, my := 0.0, 0.0, 0.0
			for i, share := range m.share {
				s := float64(share) / 255
				covered += s
				mx += s * float64(m.left+i%m.width)
				my += s * float64(m.top+i/m.width)
			}
			if math.Abs(covered-c.area) > 0.03*c.area {
				t.Errorf("covers %.1f pixels, want %.1f", covered, c.area)
			}
			if math.Hypot(mx/covered, my/covered) > 2 {
				t.Errorf("stands %.1f, %.1f from its point", mx/covered, my/covered)
			}
		})
	}
}

func TestHaloGoesAllAroundASymbol(t *testing.T) {
	for _, symbol := range []Symbol{Circle, Triangle, Square} {
		shape, halo := symbolMask(symbol, 8, 0), symbolMask(symbol, 8, 2)
		at := func(m *mask, x, y int) uint8 {
			if !image.Pt(x, y).In(m.box()) {
				return 0
			}
			return m.share[(y-m.top)*m.width+x-m.left]
		}
		for y := -14; y <= 14; y++ {
			for x := -14; x <= 14; x++ {
				if at(&shape, x, y) < 128 {
					continue
				}
				for _, step := range [][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
					if at(&halo, x+step[0], y+step[1]) < 128 {
						t.Fatalf("symbol %d: no halo beside %d, %d", symbol, x, y)
					}
				}
			}
		}
	}
}

func TestSymbolsStandAtPointsAndInTheMiddle(t *testing.T) {
	dot := Style{SymbolSize: 6, SymbolFill: red}
	square6 := dot
	square6.Symbol = Square
	polygon := orb.Polygon{square(orb.Point{30, 20}, 12, 9)}
	for _, c := range []struct {
		name  string
		style Style
		g     orb.Geometry
		at    image.Point
		drawn bool
	}{
		{"a point has a dot without a symbol", dot, orb.Point{10, 10}, image.Pt(10, 30), true},
		{"a point has its symbol", square6, orb.Point{10, 10}, image.Pt(10, 30), true},
		{"a polygon has none without a symbol", dot, polygon, image.Pt(30, 20), false},
		{"a polygon has its symbol in the middle", square6, polygon, image.Pt(30, 20), true},
		{"a line has it half way", square6, orb.LineString{{10, 5}, {50, 5}}, image.Pt(30, 35), true},
		{"no colour, no symbol", Style{Symbol: Square, SymbolSize: 6}, polygon, image.Pt(30, 20), false},
		{"no size, no symbol", Style{Symbol: Square, SymbolFill: red}, polygon, image.Pt(30, 20), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			img := picture(t, small(), Fast, only(c.style, drawn(c.g)))
			if got := img.RGBAAt(c.at.X, c.at.Y) == red; got != c.drawn {
				t.Errorf("drawn at %v: %v, want %v", c.at, got, c.drawn)
			}
			if box := inked(img, white); c.drawn && (box.Dx() > 9 || box.Dy() > 9) {
				t.Errorf("a symbol of 6 pixels inks %v", box)
			}
		})
	}
}

func TestSymbolsAreCutAtTheEdge(t *testing.T) {
	style := Style{Symbol: Circle, SymbolSize: 20, SymbolFill: red}
	for _, p := range []orb.Point{{0, 0}, {60, 40}, {-8, 20}, {30, 47}} {
		if inked(picture(t, small(), Fast, only(style, drawn(p))), white).Empty() {
			t.Errorf("the symbol at %v is not seen at all", p)
		}
	}
	if box := inked(picture(t, small(), Fast, only(style, drawn(orb.Point{-15, 20}))), white); !box.Empty() {
		t.Errorf("a symbol out of sight inks %v", box)
	}
}

func TestGiantSymbolIsRefused(t *testing.T) {
	style := Style{Symbol: Circle, SymbolSize: 1e9, SymbolFill: red}
	img := image.NewRGBA(image.Rect(0, 0, 60, 40))
	if err := Draw(t.Context(), img, small(), []Layer{only(style)}, Fast); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("error %v", err)
	}
}
