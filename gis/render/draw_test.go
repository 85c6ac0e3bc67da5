package render

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"math"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"segit/gis"
)

var (
	white = color.RGBA{R: 255, G: 255, B: 255, A: 255}
	black = color.RGBA{A: 255}
	red   = color.RGBA{R: 255, A: 255}
)

// small is a view of 60 by 40 pixels of a metre, its lower left corner at the
// town's origin.
func small() View {
	return View{Centre: orb.Point{townOrigin[0] + 30, townOrigin[1] + 20}, MetresPerPixel: 1, Width: 60, Height: 40, PixelRatio: 1}
}

// picture draws layers on white.
func picture(t testing.TB, view View, quality Quality, layers ...Layer) *image.RGBA {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, view.Width, view.Height))
	Clear(img, white)
	if err := Draw(t.Context(), img, view, layers, quality); err != nil {
		t.Fatal(err)
	}
	return img
}

// drawn is a full drawing of one geometry given in metres from the town's
// origin.
func drawn(g orb.Geometry) *Drawing {
	s := &gis.Shapes{}
	s.Append(moved(g))
	return Simplify(s, nil, 0, townOrigin)
}

func moved(g orb.Geometry) orb.Geometry {
	shift := func(p orb.Point) orb.Point { return orb.Point{p[0] + townOrigin[0], p[1] + townOrigin[1]} }
	switch g := orb.Clone(g).(type) {
	case orb.Point:
		return shift(g)
	case orb.LineString:
		for i := range g {
			g[i] = shift(g[i])
		}
		return g
	case orb.Polygon:
		for _, ring := range g {
			for i := range ring {
				ring[i] = shift(ring[i])
			}
		}
		return g
	}
	return g
}

func only(s Style, drawings ...*Drawing) Layer {
	return Layer{Styles: []Style{s}, Drawings: drawings}
}

var blackFill = Style{Fill: black}

// star is a concave ring about a centre, with a hole.
func star(c orb.Point, r float64) orb.Polygon {
	ring := orb.Ring{}
	for i := range 10 {
		sin, cos := math.Sincos(2*math.Pi*float64(i)/10 + 0.3)
		reach := r
		if i%2 == 1 {
			reach = r * 0.55
		}
		ring = append(ring, orb.Point{c[0] + reach*cos, c[1] + reach*sin})
	}
	ring = append(ring, ring[0])
	return orb.Polygon{ring, square(c, r*0.2, r*0.15)}
}

func TestFilledPixelsAreThoseWhoseMiddleIsInside(t *testing.T) {
	// The second opinion is orb's point in polygon.
	for name, polygon := range map[string]orb.Polygon{
		"star with a hole":    star(orb.Point{30, 20}, 17.3),
		"out of the image":    star(orb.Point{57, 38}, 17.3),
		"around the image":    star(orb.Point{30, 20}, 3000.7),
		"middles on its side": {square(orb.Point{30, 20}, 10.5, 5.5)},
	} {
		t.Run(name, func(t *testing.T) {
			view := small()
			img := picture(t, view, Fast, only(blackFill, drawn(polygon)))
			placed := moved(polygon).(orb.Polygon)
			for y := range view.Height {
				for x := range view.Width {
					p := view.ToWorld(float64(x)+0.5, float64(y)+0.5)
					if nearBorder(placed, p, 0.002) {
						continue
					}
					if inside, on := planar.PolygonContains(placed, p), img.RGBAAt(x, y) == black; inside != on {
						t.Fatalf("pixel %d, %d: inside %v, filled %v", x, y, inside, on)
					}
				}
			}
		})
	}
}

func pointOf(p orb.Point) point { return point{p[0], p[1]} }

func nearBorder(p orb.Polygon, at orb.Point, limit float64) bool {
	for _, ring := range p {
		for i := 1; i < len(ring); i++ {
			if toChord(pointOf(at), pointOf(ring[i-1]), pointOf(ring[i])) < limit*limit {
				return true
			}
		}
	}
	return false
}

func TestFilledPixelsOfAnyRing(t *testing.T) {
	// Rings that cross themselves too: even-odd, as orb counts crossings.
	view := small()
	rapid.Check(t, func(rt *rapid.T) {
		ring := orb.Ring{}
		for range rapid.IntRange(3, 9).Draw(rt, "corners") {
			ring = append(ring, orb.Point{
				float64(rapid.IntRange(-400, 1000).Draw(rt, "x"))/10 + 0.03,
				float64(rapid.IntRange(-400, 800).Draw(rt, "y"))/10 + 0.03,
			})
		}
		polygon := orb.Polygon{append(ring, ring[0])}
		placed := moved(polygon).(orb.Polygon)
		img := picture(t, view, Fast, only(blackFill, drawn(polygon)))
		for y := 0; y < view.Height; y += 3 {
			for x := 0; x < view.Width; x += 3 {
				p := view.ToWorld(float64(x)+0.5, float64(y)+0.5)
				if nearBorder(placed, p, 0.002) {
					continue
				}
				if inside, on := planar.RingContains(placed[0], p), img.RGBAAt(x, y) == black; inside != on {
					rt.Fatalf("pixel %d, %d: inside %v, filled %v", x, y, inside, on)
				}
			}
		}
	})
}

func TestFineFillOfAnyTriangleCoversItsArea(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ring := orb.Ring{}
		for range 3 {
			ring = append(ring, orb.Point{rapid.Float64Range(1, 59).Draw(rt, "x"), rapid.Float64Range(1, 39).Draw(rt, "y")})
		}
		polygon := orb.Polygon{append(ring, ring[0])}
		img := picture(t, small(), Fine, only(blackFill, drawn(polygon)))
		// Four lines to a pixel row: a level side is off by an eighth of a pixel.
		// A speck takes a whole one.
		limit := 0.02*math.Abs(planar.Area(polygon)) + (polygon.Bound().Max[0]-polygon.Bound().Min[0])/4 + 1
		if covered, area := inkArea(img), math.Abs(planar.Area(polygon)); math.Abs(covered-area) > limit {
			rt.Fatalf("covers %.2f pixels, the area is %.2f", covered, area)
		}
	})
}

// inkArea is how many pixels' worth of black an image on white holds.
func inkArea(img *image.RGBA) float64 {
	covered := 0.0
	for i := 0; i < len(img.Pix); i += 4 {
		covered += 1 - float64(img.Pix[i])/255
	}
	return covered
}

func TestTilesFillEachPixelOnce(t *testing.T) {
	// A translucent fill would show a pixel that two neighbours take, or none.
	half := Style{Fill: fade(black, 128)}
	img := picture(t, small(), Fast, only(half, Simplify(tiles(12, 7.5, townOrigin), nil, 0, townOrigin)))
	want := img.RGBAAt(0, 0)
	for y := range 40 {
		for x := range 60 {
			if got := img.RGBAAt(x, y); got != want {
				t.Fatalf("pixel %d, %d is %v, want %v", x, y, got, want)
			}
		}
	}
}

func TestFineFillCoversTheArea(t *testing.T) {
	for name, polygon := range map[string]orb.Polygon{
		"star with a hole": star(orb.Point{30, 20}, 15),
		"within a pixel":   {square(orb.Point{30.5, 20.5}, 0.6, 0.3)},
		"sliver":           {{{5, 5}, {55, 30}, {55, 30.8}, {5, 5.8}, {5, 5}}},
	} {
		t.Run(name, func(t *testing.T) {
			img := picture(t, small(), Fine, only(blackFill, drawn(polygon)))
			covered := inkArea(img)
			if area := planar.Area(polygon); math.Abs(covered-area) > 0.02*area+0.15 {
				t.Errorf("covers %.2f pixels, the area is %.2f", covered, area)
			}
		})
	}
}

func TestPictureDoesNotDependOnTheBands(t *testing.T) {
	parcels := town(14, 30)
	layers := []Layer{
		{Styles: zoneStyles(Light), Drawings: blocks(parcels, 0)},
		{Styles: StylesFor("sheets", Light), Drawings: numbered(blocks(parcels, 0))},
		{Styles: StylesFor("findings", Light), Drawings: blocks(houses(parcels), 0)},
	}
	view := View{Width: 300, Height: 420, PixelRatio: 1.5, MetresPerPixel: 1}.Fit(boundOf(parcels))
	for name, quality := range map[string]Quality{"fast": Fast, "fine": Fine} {
		t.Run(name, func(t *testing.T) {
			var one []uint8
			for _, bands := range []int{1, 2, 7} {
				img := image.NewRGBA(image.Rect(0, 0, view.Width, view.Height))
				Clear(img, white)
				if err := drawBands(t.Context(), img, view, layers, quality, bands); err != nil {
					t.Fatal(err)
				}
				if one == nil {
					one = img.Pix
				} else if !bytes.Equal(one, img.Pix) {
					t.Errorf("%d bands give another picture than one", bands)
				}
			}
		})
	}
}

func TestPictureDoesNotDependOnTheOrigin(t *testing.T) {
	near := drawn(star(orb.Point{30, 20}, 15))
	far := Simplify(func() *gis.Shapes {
		s := &gis.Shapes{}
		s.Append(moved(star(orb.Point{30, 20}, 15)))
		return s
	}(), nil, 0, orb.Point{townOrigin[0] - 9000, townOrigin[1] + 9000})
	a, b := picture(t, small(), Fast, only(blackFill, near)), picture(t, small(), Fast, only(blackFill, far))
	if !bytes.Equal(a.Pix, b.Pix) {
		t.Error("the same shape from an origin 9 km away gives another picture")
	}
}

func TestInsidesLieUnderLinesOfTheWholeLayer(t *testing.T) {
	s := tiles(2, 20, townOrigin)
	style := Style{Fill: white, Line: red, Width: 1}
	img := picture(t, small(), Fast, only(style, Simplify(s, nil, 0, townOrigin)))
	if got := img.RGBAAt(20, 30); got != red {
		t.Errorf("the border between two tiles is %v: a neighbour covers it", got)
	}
}

func TestRowsTakeTheStyleOfTheirClass(t *testing.T) {
	d := Simplify(tiles(3, 10, townOrigin), nil, 0, townOrigin)
	d.Class = []uint8{0, 1, 200, 0, 1, 200, 0, 1, 200}
	layer := Layer{Styles: []Style{{Fill: black}, {Fill: red}, {Fill: fade(red, 0)}}, Drawings: []*Drawing{d}}
	img := picture(t, small(), Fast, layer)
	for x, want := range map[int]color.RGBA{5: black, 15: red, 25: white} {
		if got := img.RGBAAt(x, 35); got != want {
			t.Errorf("column %d is %v, want %v", x, got, want)
		}
	}
}

func TestWhatIsSmallerThanAPixelIsADot(t *testing.T) {
	speck := drawn(orb.Polygon{square(orb.Point{30.5, 20.5}, 0.2, 0.2)})
	for name, style := range map[string]Style{"fill": blackFill, "line": {Line: black, Width: 1}} {
		for _, quality := range []Quality{Fast, Fine} {
			img := picture(t, small(), quality, only(style, speck))
			if got := img.RGBAAt(30, 19); got != black {
				t.Errorf("%s, quality %d: %v", name, quality, got)
			}
		}
	}
}

func TestSickDrawingsDoNotPanic(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for name, xy := range map[string][]float32{
		"NaN":      {nan, nan, 1, 2, 3, 4},
		"one NaN":  {0, 0, 10, nan, 20, 20},
		"infinite": {inf, 0, 10, 10, 20, 0},
		"both":     {inf, -inf, nan, 10, -inf, 0},
		"largest":  {math.MaxFloat32, 0, 10, 10, -math.MaxFloat32, math.MaxFloat32},
	} {
		t.Run(name, func(t *testing.T) {
			for _, kind := range []gis.ShapeKind{gis.PointShape, gis.LineShape, gis.PolygonShape} {
				d := &Drawing{
					Origin: townOrigin, XY: xy, RingEnd: []uint32{3}, RowEnd: []uint32{1},
					Kind: []gis.ShapeKind{kind}, Row: []uint32{0}, Label: []string{"7"},
					Bound: orb.Bound{Min: townOrigin, Max: townOrigin},
				}
				for _, quality := range []Quality{Fast, Fine} {
					style := findingStyles(Light)[3]
					style.Label, style.LabelFrom, style.Dash = true, 1e9, [2]float32{3, 3}
					picture(t, small(), quality, only(style, d))
				}
			}
		})
	}
}

func TestUnsoundDrawingIsRefused(t *testing.T) {
	bad := drawn(orb.Point{1, 1})
	bad.RowEnd[0] = 5
	img := image.NewRGBA(image.Rect(0, 0, 60, 40))
	if err := Draw(t.Context(), img, small(), []Layer{only(blackFill, bad)}, Fast); gis.KindOf(err) != gis.Damaged {
		t.Errorf("error %v", err)
	}
	if err := Draw(t.Context(), img, small(), []Layer{{}}, Fast); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("a layer without styles: error %v", err)
	}
}

func TestDrawIntoAPartOfAnImage(t *testing.T) {
	whole := image.NewRGBA(image.Rect(0, 0, 100, 100))
	Clear(whole, white)
	part := whole.SubImage(image.Rect(30, 50, 90, 90)).(*image.RGBA)
	if err := Draw(t.Context(), part, small(), []Layer{only(blackFill, drawn(star(orb.Point{30, 20}, 15)))}, Fine); err != nil {
		t.Fatal(err)
	}
	alone := picture(t, small(), Fine, only(blackFill, drawn(star(orb.Point{30, 20}, 15))))
	for y := range 100 {
		for x := range 100 {
			want := white
			if (image.Point{x, y}).In(part.Rect) {
				want = alone.RGBAAt(x-30, y-50)
			}
			if got := whole.RGBAAt(x, y); got != want {
				t.Fatalf("pixel %d, %d is %v, want %v", x, y, got, want)
			}
		}
	}
}

func TestCancelledDrawStopsSoon(t *testing.T) {
	parcels := town(60, 40)
	layers := []Layer{{Styles: StylesFor("aggregates", Light), Drawings: blocks(parcels, 0)}}
	for range 200 { // some seconds of work
		layers = append(layers, layers[0])
	}
	img, view := screen(boundOf(parcels))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- Draw(ctx, img, view, layers, Fine) }()
	cancel()
	asked := time.Now()
	err := <-done
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	// The promise is 10 ms; the limit leaves room for the race detector and for a
	// machine with other work.
	if took := time.Since(asked); took > 300*time.Millisecond {
		t.Errorf("stopped after %v", took)
	}
}

func TestNothingIsAllocatedPerFeature(t *testing.T) {
	count := func(n int) float64 {
		parcels := town(n, 40)
		drawings := blocks(parcels, 0)
		img, view := screen(boundOf(parcels))
		layers := []Layer{{Styles: StylesFor("aggregates", Light), Drawings: drawings}}
		return testing.AllocsPerRun(1, func() {
			if err := Draw(context.Background(), img, view, layers, Fast); err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := count(5), count(30); many > few+60 {
		t.Errorf("%v allocations for 25 parcels, %v for 900", few, many)
	}
}
