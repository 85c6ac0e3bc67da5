//go:build cgo

package planar_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb/encoding/wkb"
	"github.com/peterstace/simplefeatures/geom"
	geos "github.com/twpayne/go-geos"

	"segit/gis"
	"segit/gis/planar"
)

// bytesOf is a row as WKB, the form that the other libraries read.
func bytesOf(t *testing.T, s *gis.Shapes) []byte {
	t.Helper()
	b, err := wkb.Marshal(s.Geometry(0))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// geosShared is the second opinion on a shared area.
func geosShared(t *testing.T, a, b *gis.Shapes) float64 {
	t.Helper()
	ga, errA := geos.NewGeomFromWKB(bytesOf(t, a))
	gb, errB := geos.NewGeomFromWKB(bytesOf(t, b))
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	return ga.Intersection(gb).Area()
}

// simpleShared is the third.
func simpleShared(t *testing.T, a, b *gis.Shapes) float64 {
	t.Helper()
	ga, errA := geom.UnmarshalWKB(bytesOf(t, a))
	gb, errB := geom.UnmarshalWKB(bytesOf(t, b))
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	g, err := geom.Intersection(ga, gb)
	if err != nil {
		t.Fatal(err)
	}
	return g.Area()
}

// agree compares to 1e-9 of the smaller shape.
func agree(t *testing.T, what string, got, want, scale float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*scale {
		t.Errorf("%s: %.12g, the second opinion says %.12g", what, got, want)
	}
}

func TestSharedAreaAgainstOthers(t *testing.T) {
	r := rand.New(rand.NewPCG(2026, 9))
	for range 400 {
		a := at(holed(r, 0, 0, 8+r.IntN(20)))
		b := at(holed(r, 30*r.Float64(), 15*r.Float64(), 8+r.IntN(20)))
		scale := min(planar.Area(a, 0), planar.Area(b, 0))
		got := planar.SharedArea(a, 0, b, 0)
		agree(t, "GEOS", got, geosShared(t, a, b), scale)
		agree(t, "simplefeatures", got, simpleShared(t, a, b), scale)
	}
}

func TestSharedAreaCasesAgainstOthers(t *testing.T) {
	for _, test := range sharedCases {
		if test.b == nil {
			continue // nothing that WKB could hold
		}
		a, b := at(test.a), at(test.b)
		got := planar.SharedArea(a, 0, b, 0)
		agree(t, test.name+", GEOS", got, geosShared(t, a, b), 10)
		agree(t, test.name+", simplefeatures", got, simpleShared(t, a, b), 10)
	}
}

func TestAreaAndInsideAgainstOthers(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		s := at(holed(r, 0, 0, 8+r.IntN(30)))
		g, err := geos.NewGeomFromWKB(bytesOf(t, s))
		if err != nil {
			t.Fatal(err)
		}
		agree(t, "area", planar.Area(s, 0), g.Area(), g.Area())
		p, ok := planar.Inside(s, 0)
		if !ok || !g.Contains(geos.NewPoint(p[:])) {
			t.Errorf("%v is not inside %v", p, g)
		}
	}
}

// Random rings cross themselves or not; GEOS says which by validity. Rings
// whose vertices are all different and in general position leave no third case.
func TestCrossingAgainstOthers(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	crossed := 0
	for range 500 {
		var xy []float64
		for range 4 + r.IntN(3) {
			xy = append(xy, 10*r.Float64(), 10*r.Float64())
		}
		s := at(ring(xy...))
		g, err := geos.NewGeomFromWKB(bytesOf(t, s))
		if err != nil {
			t.Fatal(err)
		}
		_, found := planar.Crossing(s, 0)
		if found == g.IsValid() {
			t.Errorf("crossing %v, GEOS %s: %v", found, g.IsValidReason(), g)
		}
		if found {
			crossed++
		}
	}
	if crossed < 100 || crossed > 400 {
		t.Errorf("%d of 500 rings cross: the sample says little", crossed)
	}
}

func TestDistanceAgainstGEOS(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 2))
	for range 300 {
		s := at(holed(r, 0, 0, 8+r.IntN(20)))
		p := []float64{east + 120*(r.Float64()-0.5), north + 120*(r.Float64()-0.5)}
		g, err := geos.NewGeomFromWKB(bytesOf(t, s))
		if err != nil {
			t.Fatal(err)
		}
		agree(t, "distance", planar.Distance(s, 0, [2]float64(p)), g.Distance(geos.NewPoint(p)), 1)
	}
}
