package overlay

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
)

// A parcel and a zone drawn after it, 4 mm off: as they are there is a sliver
// on one side and a gap on the other; within a centimetre they are one border.
//
//	┌────────┐╷
//	│ parcel ││ zone
//	└────────┘╵
func TestSnap(t *testing.T) {
	a := layer(t, orb.Polygon{loop(0, 0, 10, 0, 10, 10, 0, 10)})
	b := layer(t,
		orb.Polygon{loop(9.996, 0.003, 20, 0, 20, 10, 10.004, 9.997)}, // beside, off
		orb.Polygon{loop(5, 10.003, 7, 9.998, 7, 20, 5, 20)},          // its corners beside the parcel's edge: that gets them
		orb.Polygon{loop(-5, -5, -0.004, -5, -0.003, 15, -5, 15)},     // long beside: gets the parcel's corners
		orb.Polygon{loop(3, 3, 4, 3, 4, 4, 3, 4)},                     // within, far from the border
	)
	again := layer(t, orb.Polygon{loop(0.001, -0.001, 10.002, 0, 10, 9.999, -0.002, 10.003)}) // the parcel, drawn once more
	_, free := run(t, Intersection, a, b)
	sa, sb, moved, err := Snap(context.Background(), a, b, 0.01, Options{})
	if err != nil || moved != 2 {
		t.Fatalf("%v: %d rows moved", err, moved)
	}
	for _, l := range []*Layer{sa, sb} {
		for row := range l.Len() {
			if got := toGEOS(t, l.Shapes().Geometry(row)); !got.IsValid() {
				t.Errorf("row %d: %s", row, got.IsValidReason())
			}
		}
	}
	if math.Abs(sa.Measure(0)-100) > 0.1 || !sb.Repaired(0) || sb.Repaired(3) {
		t.Errorf("area %v, told as changed %v and %v", sa.Measure(0), sb.Repaired(0), sb.Repaired(3))
	}
	pieces, stats := run(t, Intersection, sa, sb)
	if free.Pieces < 3 || stats.Pieces != 1 || pieces[0].B != 3 {
		t.Errorf("%d pieces before, after %+v", free.Pieces, pieces)
	}
	sa, sb, _, err = Snap(context.Background(), a, again, 0.01, Options{})
	if pieces, _ := run(t, Intersection, sa, sb); err != nil || len(pieces) != 1 || pieces[0].ShareA != 1 || pieces[0].ShareB != 1 {
		t.Errorf("%v %+v", err, pieces)
	}
	if same, _, moved, _ := Snap(context.Background(), a, b, 0, Options{}); same != a || moved != 0 {
		t.Error("no tolerance, and something moved")
	}
}

// What was set aside before stays so, with its first fault.
func TestSnapKeepsWhatWasNoted(t *testing.T) {
	a := layer(t, orb.Point{0, 0})
	b := dirtyLayer(t, orb.Polygon{loop(0, 0, 1, 0, math.NaN(), 1)}, orb.Polygon{loop(0.001, 0, 2, 2, 2, 0, 0, 2)}, orb.Point{0.001, 0})
	_, sb, moved, err := Snap(context.Background(), a, b, 0.01, Options{})
	if err != nil || moved != 2 {
		t.Fatalf("%v: %d rows moved", err, moved)
	}
	n := sb.Noted()
	if len(n) != 2 || n[0].Fault != NotFinite || !n[0].Aside || n[1].Fault != SelfCrossing || !sb.Repaired(1) {
		t.Errorf("%+v", n)
	}
	if sb.Shapes().Geometry(2) != (orb.Point{0, 0}) || sb.rows[0].kind != gis.NoShape {
		t.Errorf("%v", sb.Shapes().Geometry(2))
	}
}

// A tolerance far above the distance of the vertices: the layer is drawn over, and
// neither runs to and fro nor comes to nothing.
func TestSnapOfCloseVertices(t *testing.T) {
	star := func(x, y float64) orb.Polygon {
		var r orb.Ring
		for i := range 120 {
			angle, far := 2*math.Pi*float64(i)/120, 30-3*float64(i%3)
			r = append(r, orb.Point{x + far*math.Cos(angle), y + far*math.Sin(angle)})
		}
		return orb.Polygon{append(r, r[0])}
	}
	const tolerance = 5
	a, b := layer(t, star(0, 0), star(55, 0)), layer(t, star(2, 1), star(57, 2))
	sa, sb, moved, err := Snap(context.Background(), a, b, tolerance, Options{})
	if err != nil || moved != 2 {
		t.Fatalf("%v: %d rows moved", err, moved)
	}
	for _, side := range []struct{ was, is *Layer }{{a, sa}, {b, sb}} {
		for row := range side.is.Len() {
			xy := side.is.Shapes().RowXY(row)
			if n := len(xy) / 2; n > 3*121 {
				t.Errorf("row %d has %d vertices", row, n)
			}
			if was, is := side.was.Measure(row), side.is.Measure(row); math.Abs(is-was) > tolerance*2*math.Pi*30 || math.Abs(is-was) > was/10 {
				t.Errorf("row %d: area %v, was %v", row, is, was)
			}
		}
	}
}

// Splits are put in order arc by arc as they are all at once.
func TestOrderOfManySplits(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var m mesh
	for range 200 {
		m.vertex(r.Float64(), r.Float64())
	}
	for i := range int32(99) {
		m.arcs = append(m.arcs, arc{u: 2 * i, v: 2*i + 1})
	}
	for range 5000 {
		m.split(r.Int32N(99), r.Int32N(200))
	}
	once := slices.Clone(m.splits)
	m.order(once)
	if !m.orderMany() || !slices.Equal(m.splits, once) {
		t.Error("another order")
	}
	m.finder.halt = &halt{}
	m.finder.halt.up.Store(true)
	if m.orderMany() {
		t.Error("a halt is not looked at")
	}
}
