package gis

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

// shapesOf are geometries of every kind, as orb writes them.
func shapesOf() []orb.Geometry {
	square := func(x, y, side float64) orb.Ring {
		return orb.Ring{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}
	}
	return []orb.Geometry{
		orb.Point{1, 2},
		orb.MultiPoint{{1, 2}, {3, 4}},
		orb.LineString{{0, 0}, {5, 5}},
		orb.MultiLineString{{{0, 0}, {5, 5}}, {{1, 1}, {2, 3}, {4, 4}}},
		orb.Polygon{square(0, 0, 10)},
		orb.Polygon{square(0, 0, 10), square(2, 2, 1), square(5, 5, 2)},
		orb.MultiPolygon{{square(0, 0, 10), square(2, 2, 1)}, {square(20, 20, 5)}},
	}
}

func TestShapesGiveBackWhatCame(t *testing.T) {
	var s, copied Shapes
	for _, g := range shapesOf() {
		s.Append(g)
		s.AppendEmpty()
	}
	for row := range s.Len() {
		copied.AppendRow(&s, row)
	}
	for i, g := range shapesOf() {
		for _, shapes := range []*Shapes{&s, &copied} {
			if got := shapes.Geometry(2 * i); !orb.Equal(got, g) {
				t.Errorf("row %d gives %v, want %v", 2*i, got, g)
			}
			if got := shapes.Bound(2 * i); got != g.Bound() {
				t.Errorf("row %d has the box %v, want %v", 2*i, got, g.Bound())
			}
			if got := shapes.Geometry(2*i + 1); got != nil || shapes.RowXY(2*i+1) != nil {
				t.Errorf("an empty row gives %v", got)
			}
		}
	}
	if !slices.Equal(s.XY, copied.XY) || !slices.Equal(s.RingEnd, copied.RingEnd) || !slices.Equal(s.PartEnd, copied.PartEnd) || !slices.Equal(s.RowEnd, copied.RowEnd) {
		t.Error("a copied row is not the same")
	}
}

func TestShapesOfOtherGeometries(t *testing.T) {
	var s Shapes
	s.Append(orb.Ring{{0, 0}, {1, 0}, {1, 1}, {0, 0}})
	s.Append(orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{2, 3}})
	s.Append(orb.Collection{orb.Point{1, 2}})
	s.Append(nil)
	if want := []ShapeKind{PolygonShape, PolygonShape, NoShape, NoShape}; !slices.Equal(s.Kind, want) {
		t.Errorf("kinds %v, want %v", s.Kind, want)
	}
	if got := s.Bound(1); got.Max != (orb.Point{2, 3}) {
		t.Errorf("box %v", got)
	}
}

func TestShapesByHand(t *testing.T) {
	var s Shapes
	for range 2 { // a polygon of two parts; the first has a hole
		s.AppendPoint(0, 0)
		s.AppendPoint(1, 0)
		s.AppendPoint(0, 0)
		s.EndRing()
	}
	s.EndPart()
	s.AppendPoint(5, 5)
	s.EndRing()
	s.EndPart()
	s.EndRow(PolygonShape)
	from, to := s.Parts(0)
	if from != 0 || to != 2 {
		t.Errorf("parts %d to %d", from, to)
	}
	if from, to := s.Rings(0); from != 0 || to != 2 {
		t.Errorf("rings of the first part %d to %d", from, to)
	}
	if from, to := s.RowRings(0); from != 0 || to != 3 {
		t.Errorf("rings of the row %d to %d", from, to)
	}
	if got := s.Ring(2); !slices.Equal(got, []float64{5, 5}) {
		t.Errorf("third ring %v", got)
	}
	if len(s.RowXY(0)) != 14 {
		t.Errorf("%d numbers", len(s.RowXY(0)))
	}
	s.Reset()
	if s.Len() != 0 || len(s.XY) != 0 {
		t.Error("not empty")
	}
	s.AppendEmpty()
	if b := s.Bound(0); !math.IsInf(b.Min[0], 1) || b.Intersects(orb.Bound{Min: orb.Point{-1e9, -1e9}, Max: orb.Point{1e9, 1e9}}) {
		t.Errorf("an empty box %v meets another", b)
	}
}

// A row copied among others is the row, whatever its parts.
func TestAppendRow(t *testing.T) {
	var from Shapes
	ring := orb.Ring{{0, 0}, {9, 0}, {9, 9}, {0, 0}}
	hole := orb.Ring{{5, 1}, {6, 1}, {6, 2}, {5, 1}}
	for _, g := range []orb.Geometry{
		nil, orb.Point{1, 2}, orb.MultiPoint{{1, 2}, {3, 4}}, orb.LineString{{0, 0}, {1, 1}}, orb.MultiPolygon{{ring, hole}, {ring}}, orb.Polygon{ring, hole}, nil,
	} {
		from.Append(g)
	}
	var to Shapes
	order := []int{4, 0, 5, 2, 1, 4, 6, 3}
	for _, row := range order {
		to.AppendRow(&from, row)
	}
	for i, row := range order {
		if got, want := to.Geometry(i), from.Geometry(row); (got == nil) != (want == nil) || got != nil && !orb.Equal(got, want) || to.Kind[i] != from.Kind[row] {
			t.Errorf("row %d: %v, want %v", i, got, want)
		}
	}
}
