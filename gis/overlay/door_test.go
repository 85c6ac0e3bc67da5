package overlay

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// loop closes a ring given as x, y, x, y …
func loop(xy ...float64) orb.Ring {
	r := open(xy...)
	return append(r, r[0])
}

func open(xy ...float64) orb.Ring {
	var r orb.Ring
	for i := 0; i+1 < len(xy); i += 2 {
		r = append(r, orb.Point{xy[i], xy[i+1]})
	}
	return r
}

// Every kind of broken geometry, what is said of it and the area that is left.
// The rule is that of GEOS MakeValid by structure, and of QGIS since 3.24: a
// ring covers what it winds around, in either direction and however often;
// holes take away; parts are united.
var dirty = []struct {
	name  string
	g     orb.Geometry
	fault Fault
	area  float64 // 0: set aside
	parts int
	holes int
}{
	//  ╲  ╱
	//   ╳      both triangles stay
	//  ╱  ╲
	{"bow tie", orb.Polygon{loop(0, 0, 20, 20, 20, 0, 0, 20)}, SelfCrossing, 200, 2, 0},
	//  ┌─┐
	//  │┌┼┐    wound around twice: once is enough
	//  └┼┘│
	//   └─┘
	{"loop that overlaps itself", orb.Polygon{loop(0, 0, 20, 0, 20, 20, 5, 20, 5, -5, 10, -5, 10, 10, 0, 10)}, SelfCrossing, 375, 1, 0},
	{"twice around", orb.Polygon{loop(0, 0, 10, 0, 10, 10, 0, 10, 0, 0, 10, 0, 10, 10, 0, 10)}, SelfTouching, 100, 1, 0},
	{"repeated points", orb.Polygon{loop(0, 0, 0, 0, 20, 0, 20, 0, 20, 20, 0, 20, 0, 20)}, Repeated, 400, 1, 0},
	//  ┌─┐ ┌─┐
	//  │ ╲ ╱ │  the notch reaches the lower side
	//  └──V──┘
	{"touches itself", orb.Polygon{loop(0, 0, 20, 0, 20, 20, 10, 0, 0, 20)}, SelfTouching, 200, 2, 0},
	//  a hole drawn in one line with the outside: ring in, ring around, ring out
	{"keyhole", orb.Polygon{loop(0, 0, 20, 0, 20, 20, 0, 20, 0, 0, 5, 5, 5, 15, 15, 15, 15, 5, 5, 5)}, SelfTouching, 300, 1, 1},
	{"inverted: hole at a vertex", orb.Polygon{loop(0, 0, 20, 0, 20, 20, 0, 20, 0, 0, 5, 10, 10, 5)}, SelfTouching, 362.5, 1, 1},
	{"part in a part", orb.MultiPolygon{{loop(0, 0, 20, 0, 20, 20, 0, 20)}, {loop(5, 5, 15, 5, 15, 15, 5, 15)}}, Nested, 400, 1, 0},
	{"island in a hole", orb.MultiPolygon{{loop(0, 0, 20, 0, 20, 20, 0, 20), loop(5, 5, 15, 5, 15, 15, 5, 15)}, {loop(7, 7, 13, 7, 13, 13, 7, 13)}}, NoFault, 336, 2, 1},
	//  ┌──┐
	//  │  ├───   the spike goes
	//  └──┘
	{"spike", orb.Polygon{loop(0, 0, 20, 0, 20, 10, 35, 10, 20, 10, 20, 20, 0, 20)}, SelfTouching, 400, 1, 0},
	{"spike inward", orb.Polygon{loop(0, 0, 20, 0, 20, 10, 5, 10, 20, 10, 20, 20, 0, 20)}, SelfTouching, 400, 1, 0},
	{"spike at the beginning", orb.Polygon{loop(35, 10, 20, 10, 20, 20, 0, 20, 0, 0, 20, 0, 20, 10)}, SelfTouching, 400, 1, 0},
	{"nothing", orb.MultiPolygon{}, Empty, 0, 0, 0},
	{"not a number", orb.Polygon{loop(0, 0, 20, 0, math.NaN(), 20, 0, 20)}, NotFinite, 0, 0, 0},
	{"beyond the earth", orb.Polygon{loop(0, 0, 20, 0, 20, 1e300, 0, 20)}, TooFar, 0, 0, 0},
	{"infinite", orb.Polygon{loop(0, 0, 20, 0, 20, math.Inf(-1), 0, 20)}, NotFinite, 0, 0, 0},
	{"hole outside", orb.Polygon{loop(0, 0, 10, 0, 10, 10, 0, 10), loop(12, 12, 12, 18, 18, 18, 18, 12)}, Nested, 100, 1, 0},
	{"hole in a hole", orb.Polygon{loop(0, 0, 20, 0, 20, 20, 0, 20), loop(4, 4, 16, 4, 16, 16, 4, 16), loop(6, 6, 10, 6, 10, 10, 6, 10)}, Nested, 256, 1, 1},
	//  ┌────┐
	//  │  ┌─┼─┐
	//  │  └─┼─┘  the bay stays open
	//  └────┘
	{"hole across the outside", orb.Polygon{loop(0, 0, 20, 0, 20, 20, 0, 20), loop(15, 5, 15, 15, 25, 15, 25, 5)}, RingsMeet, 350, 1, 0},
	{"hole along the outside", orb.Polygon{loop(0, 0, 20, 0, 20, 20, 0, 20), loop(15, 5, 20, 5, 20, 15, 15, 15)}, RingsMeet, 350, 1, 0},
	{"hole that touches", orb.Polygon{loop(0, 0, 20, 0, 20, 20, 0, 20), loop(20, 10, 10, 15, 10, 5)}, NoFault, 350, 1, 1},
	{"hole that cuts in two", orb.Polygon{loop(0, 0, 20, 0, 20, 20, 0, 20), loop(0, 10, 10, 5, 20, 10, 10, 15)}, RingsMeet, 300, 2, 0},
	{"parts that overlap", orb.MultiPolygon{{loop(0, 0, 15, 0, 15, 15, 0, 15)}, {loop(10, 10, 20, 10, 20, 20, 10, 20)}}, RingsMeet, 300, 1, 0},
	{"parts side by side", orb.MultiPolygon{{loop(0, 0, 10, 0, 10, 10, 0, 10)}, {loop(10, 0, 20, 0, 20, 10, 10, 10)}}, RingsMeet, 200, 1, 0},
	{"parts that touch in a corner", orb.MultiPolygon{{loop(0, 0, 10, 0, 10, 10, 0, 10)}, {loop(10, 10, 20, 10, 20, 20, 10, 20)}}, NoFault, 200, 2, 0},
	{"the same part twice", orb.MultiPolygon{{loop(0, 0, 10, 0, 10, 10, 0, 10)}, {loop(0, 10, 10, 10, 10, 0, 0, 0)}}, RingsMeet, 100, 1, 0},
	{"without area", orb.Polygon{loop(0, 0, 20, 0, 10, 0)}, Collapsed, 0, 0, 0},
	{"two points", orb.Polygon{loop(0, 0, 20, 0)}, Collapsed, 0, 0, 0},
	{"one point", orb.Polygon{{{1, 1}}}, Collapsed, 0, 0, 0},
	{"hole without points", orb.Polygon{loop(0, 0, 10, 0, 10, 10, 0, 10), {}}, Collapsed, 100, 1, 0},
	{"rings turned", orb.Polygon{loop(0, 0, 0, 20, 20, 20, 20, 0), loop(5, 5, 15, 5, 15, 15, 5, 15)}, NoFault, 300, 1, 1},
	{"hole like an eight", orb.Polygon{loop(0, 0, 20, 0, 20, 20, 0, 20), loop(4, 4, 10, 16, 10, 4, 4, 16)}, SelfCrossing, 364, 1, 2},
	{"not closed", orb.Polygon{open(0, 0, 20, 0, 20, 20, 0, 20)}, OpenRing, 400, 1, 0},
	{"not closed and crossed", orb.Polygon{open(0, 0, 20, 20, 20, 0, 0, 20)}, OpenRing, 200, 2, 0},
}

func TestDoor(t *testing.T) {
	for _, test := range dirty {
		for _, g := range []orb.Geometry{test.g, backward(test.g)} {
			l := dirtyLayer(t, orb.Point{0, 0}, g, orb.Point{0, 0})
			noted := l.Noted()
			if test.fault == NoFault {
				if len(noted) > 0 {
					t.Errorf("%s: %+v", test.name, noted)
				}
			} else if len(noted) != 1 || noted[0].Row != 1 || noted[0].Aside != (test.area == 0) ||
				noted[0].Fault != test.fault && test.fault != Collapsed {
				t.Errorf("%s: %+v, want %s", test.name, noted, test.fault)
			}
			if got := l.Measure(1); math.Abs(got-test.area) > 1e-9 {
				t.Errorf("%s: area %v, want %v", test.name, got, test.area)
			}
			if test.area == 0 {
				continue
			}
			var parts []orb.Polygon
			switch g := l.Shapes().Geometry(1).(type) {
			case orb.Polygon:
				parts = []orb.Polygon{g}
			case orb.MultiPolygon:
				parts = g
			}
			holes := 0
			for _, p := range parts {
				holes += len(p) - 1
			}
			if len(parts) != test.parts || holes != test.holes {
				t.Errorf("%s: %d parts and %d holes, want %d and %d: %v", test.name, len(parts), holes, test.parts, test.holes, parts)
			}
			if got := toGEOS(t, l.Shapes().Geometry(1)); !got.IsValid() {
				t.Errorf("%s: %s", test.name, got.IsValidReason())
			}
			if l.Repaired(1) != (test.fault != NoFault) {
				t.Errorf("%s: repaired %v", test.name, l.Repaired(1))
			}
		}
	}
}

// backward turns all rings of polygons around.
func backward(g orb.Geometry) orb.Geometry {
	out := orb.MultiPolygon{}
	switch g := g.(type) {
	case orb.Polygon:
		out = append(out, g)
	case orb.MultiPolygon:
		out = g
	}
	out = orb.Clone(out).(orb.MultiPolygon)
	for _, p := range out {
		for _, r := range p {
			r.Reverse()
		}
	}
	return out
}

// Scribbles of straight lines: what is left is valid, covers every place that
// GEOS counts inside by the even-odd rule or by structure, and nothing else
// takes part.
func TestDoorAgainstGEOS(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 15))
	for i := range 800 {
		grid := []float64{0, 1, 2}[i%3]
		scribble := path(r, 506_000, 4_178_000, 12, 4+r.IntN(6), grid)
		g := orb.Polygon{append(orb.Ring(scribble), scribble[0])}
		l := dirtyLayer(t, g)
		oddArea := toGEOS(t, g).MakeValid().Area()
		if l.rows[0].kind == 0 {
			if oddArea > 1e-6 {
				t.Fatalf("%v set aside: %+v, GEOS leaves %v", g, l.Noted(), oddArea)
			}
			continue
		}
		got := toGEOS(t, l.Shapes().Geometry(0))
		if !got.IsValid() || l.Measure(0) < oddArea-1e-6 || l.Measure(0) > got.ConvexHull().Area()+1e-6 {
			t.Fatalf("%v: %s, area %v, GEOS %v", g, got.IsValidReason(), l.Measure(0), oddArea)
		}
	}
}

// Lines and points have faults too; parts without length go.
func TestDoorForThinShapes(t *testing.T) {
	for _, test := range []struct {
		g       orb.Geometry
		fault   Fault
		measure float64
	}{
		{orb.LineString{{0, 0}, {3, 4}}, NoFault, 5},
		{orb.LineString{{1, 1}, {1, 1}}, Collapsed, 0},
		{orb.MultiLineString{{{1, 1}, {1, 1}}, {{0, 0}, {3, 4}}, {}}, Collapsed, 5},
		{orb.LineString{{1, 1}, {math.Inf(1), 1}}, NotFinite, 0},
		{orb.LineString{}, Empty, 0},
		{orb.Point{math.NaN(), math.NaN()}, NotFinite, 0},
		{orb.MultiPoint{{1, 1}, {2, 2}}, NoFault, 2},
		{nil, Empty, 0},
	} {
		l := dirtyLayer(t, test.g)
		fault := NoFault
		if n := l.Noted(); len(n) > 0 {
			fault = n[0].Fault
		}
		if fault != test.fault || l.Measure(0) != test.measure {
			t.Errorf("%v: %q and %v, want %q and %v", test.g, fault, l.Measure(0), test.fault, test.measure)
		}
	}
}

// Among many rings each is where it should be, or the first that is not is told.
func TestDoorForManyRings(t *testing.T) {
	square := func(x, y, side float64) orb.Ring { return loop(x, y, x+side, y, x+side, y+side, x, y+side) }
	street := orb.Polygon{square(0, 0, 200)}
	islands := orb.MultiPolygon{}
	for i := range 400 {
		x, y := 10*float64(i%20), 10*float64(i/20)
		street = append(street, square(x+2, y+2, 5))
		islands = append(islands, orb.Polygon{square(x+3, y+3, 3)})
	}
	both := append(orb.MultiPolygon{street}, islands...)
	with := func(rings ...orb.Ring) orb.Polygon { return append(append(orb.Polygon{}, street...), rings...) }
	for name, c := range map[string]struct {
		shape orb.Geometry
		want  Fault
	}{
		"holes":                {street, NoFault},
		"parts in holes":       {both, NoFault},
		"a hole in a hole":     {with(square(193, 193, 1)), Nested},
		"a hole outside":       {with(square(300, 0, 1)), Nested},
		"a part within a part": {append(append(orb.MultiPolygon{}, both...), orb.Polygon{square(0.5, 0.5, 1)}), Nested},
		"a part in an island":  {append(append(orb.MultiPolygon{}, both...), orb.Polygon{square(194, 194, 1)}), Nested},
	} {
		got := NoFault
		if noted := dirtyLayer(t, c.shape).Noted(); len(noted) > 0 {
			got = noted[0].Fault
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
