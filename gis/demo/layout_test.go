package demo

import (
	"math"
	"strconv"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/peterstace/simplefeatures/geom"
)

func testSheet(t *testing.T, seed int64, units, rank int) *sheet {
	t.Helper()
	p, err := newPlan(Options{Seed: seed, Units: units})
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSheet(&town{registry: newRegistry(), truth: &Truth{}}, &p, rank)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// valid asks another library whether a polygon is one.
func valid(t *testing.T, what string, p orb.Polygon) {
	t.Helper()
	raw, err := wkb.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := geom.UnmarshalWKB(raw); err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

func TestSheetTessellates(t *testing.T) {
	for _, c := range []struct {
		seed        int64
		units, rank int
	}{{1, 200, 0}, {1, 200, 3}, {2, 20_000, 17}} {
		s := testSheet(t, c.seed, c.units, c.rank)
		var lots []lot
		var sum float64
		shapes := map[string]int{}
		for _, p := range s.parcels {
			lots = append(lots, p.lots...)
			sum += p.area
			for _, piece := range p.pieces {
				valid(t, p.number, piece)
				if p.kind == landKind {
					shapes[strconv.Itoa(len(piece)-1)+" holes"]++
				}
			}
			if len(p.pieces) > 1 {
				shapes["pieces"]++
			}
			for _, b := range p.mapped {
				valid(t, p.number+"+", b)
			}
		}
		outer := s.ground.trace(lots)
		if len(outer) != 1 || len(outer[0]) != 1 {
			t.Fatalf("the sheet has %d borders with %d rings", len(outer), len(outer[0]))
		}
		if border := areaOf(outer...); math.Abs(sum-border) > 1e-6 {
			t.Errorf("parcels %.6f m², border %.6f m²", sum, border)
		}
		for _, shape := range []string{"0 holes", "1 holes", "2 holes", "pieces"} {
			if shapes[shape] == 0 {
				t.Errorf("no parcel with %s: %v", shape, shapes)
			}
		}
		for _, f := range s.footprints {
			valid(t, "footprint", f.polygon)
		}
	}
}

func TestNeighbouringSheetsShareTheirBorder(t *testing.T) {
	p, err := newPlan(Options{Seed: 4, Units: 200})
	if err != nil {
		t.Fatal(err)
	}
	west, east := p.ground(0), p.ground(0)
	side := p.blocksX * stepsX
	if west.node(side, 3) != east.node(side, 3) {
		t.Error("two lattices of a section differ")
	}
	if a, b := west.node(side, 3), p.ground(1).node(side, 3); math.Hypot(a[0]-b[0], a[1]-b[1]) < 50 {
		t.Error("the sections lie on each other")
	}
	for n := range 2 {
		at := p.ground(n).node(7, 5)
		if at[0] != millimetre(at[0]) || at[1] != millimetre(at[1]) {
			t.Errorf("%v is not on a millimetre", at)
		}
	}
}

func TestOutline(t *testing.T) {
	l := &lattice{}
	for _, c := range []struct {
		name          string
		lots          []lot
		pieces, rings int
		corners       int // of all rings, closed
	}{
		{"one", []lot{{0, 0}}, 1, 1, 5},
		{"el", []lot{{0, 0}, {1, 0}, {0, 1}}, 1, 1, 9},
		{"ring", []lot{{0, 0}, {1, 0}, {2, 0}, {0, 1}, {2, 1}, {0, 2}, {1, 2}, {2, 2}}, 1, 2, 18},
		{"apart", []lot{{0, 0}, {4, 0}}, 2, 2, 10},
	} {
		pieces := l.trace(c.lots)
		rings, corners := 0, 0
		for _, p := range pieces {
			rings += len(p)
			for n, ring := range p {
				corners += len(ring)
				if (ring.Orientation() == orb.CCW) != (n == 0) {
					t.Errorf("%s: ring %d runs %v", c.name, n, ring.Orientation())
				}
			}
		}
		if len(pieces) != c.pieces || rings != c.rings || corners != c.corners {
			t.Errorf("%s: %d pieces, %d rings, %d corners", c.name, len(pieces), rings, corners)
		}
	}
}

func TestAstrideSharesAsTold(t *testing.T) {
	s := testSheet(t, 6, 200, 1)
	c := s.parcels[0].lots[0]
	left := areaOf(orb.Polygon{s.ground.astride(c, box(-4.008, -5, 0, 5))})
	right := areaOf(orb.Polygon{s.ground.astride(c, box(0, -5, 3.992, 5))})
	if share := left / (left + right); math.Abs(share-0.501) > 1e-9 {
		t.Errorf("share %v", share)
	}
	if area := areaOf(ofArea(orb.Polygon{s.ground.inLot(c, box(0.2, 0.1, 0.7, 0.9))}, 15.99)); math.Abs(area-15.99) > 1e-9 {
		t.Errorf("area %v", area)
	}
}
