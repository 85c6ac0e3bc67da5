package store_test

import (
	"testing"

	"segit/gis"
	"segit/store"
)

// A derived layer without rows is listed and asked as any other, and nothing is
// wrong with it.
func TestLayerWithoutRows(t *testing.T) {
	a := openNew(t)
	for range 2 {
		build := begin(t, a)
		build.Derived("overlay/none", 7792).Declare(&gis.Schema{
			Dataset: "none", Source: "segit", Shape: gis.PolygonShape, Columns: []gis.Column{{Name: "area", Type: gis.Real}},
		})
		if err := build.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	s := a.Snapshot()
	if sets := s.Datasets(); len(sets) != 1 || sets[0].Rows != 0 || sets[0].Schema.Dataset != "none" || sets[0].Schema.Shape != gis.PolygonShape {
		t.Errorf("%+v", sets)
	}
	if n := count(t, s, store.Ask{Dataset: "none"}); n != 0 {
		t.Errorf("%d rows", n)
	}
	if err := s.Release(); err != nil {
		t.Fatal(err)
	}
	path := a.Path
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if done, told := checked(t, path); len(told) > 0 || done.Rows != 0 {
		t.Errorf("%+v, %v", done, told)
	}
}
