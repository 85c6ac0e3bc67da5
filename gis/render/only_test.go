package render

import (
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
)

// A drawing of some rows is the drawing that those rows alone would have made.
func TestOnly(t *testing.T) {
	var all gis.Shapes
	for i := range 20 {
		x := float64(30 * i)
		all.Append(orb.Bound{Min: orb.Point{x, 0}, Max: orb.Point{x + 10, 10 + x}}.ToPolygon())
	}
	whole := Simplify(&all, nil, 0.5, orb.Point{})
	some := []int{3, 4, 17}
	got := whole.Only(func(row uint32) bool { return slices.Contains(some, int(row)) })
	want := Simplify(&all, some, 0.5, orb.Point{})
	for i, row := range some {
		want.Row[i] = uint32(row)
	}
	if !slices.Equal(got.XY, want.XY) || !slices.Equal(got.RingEnd, want.RingEnd) || !slices.Equal(got.RowEnd, want.RowEnd) ||
		!slices.Equal(got.Row, want.Row) || !slices.Equal(got.Kind, want.Kind) || got.Bound != want.Bound {
		t.Errorf("%+v, want %+v", got, want)
	}
	if whole.Len() != 20 {
		t.Error("the drawing itself changed")
	}
	if none := whole.Only(func(uint32) bool { return false }); none.Len() != 0 || !none.sound() {
		t.Errorf("%+v", none)
	}
}
