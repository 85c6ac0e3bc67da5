package store

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/packed"
)

// computed are squares of ten metres, as many along each side, on four grid
// squares: along the curve, or scattered.
func computed(side uint32, curve bool) *gis.Batch {
	var at [][2]uint32
	for i := range side * side {
		place := i * 7919 % (side * side)
		at = append(at, [2]uint32{place % side, place / side})
	}
	if curve {
		slices.SortFunc(at, func(p, q [2]uint32) int {
			return cmp.Compare(packed.Hilbert(16, p[0], p[1]), packed.Hilbert(16, q[0], q[1]))
		})
	}
	b := gis.NewBatch(&gis.Schema{Dataset: "pieces", Source: "computed", Shape: gis.PolygonShape})
	for i, c := range at {
		x, y := 507400+10*float64(c[0]), 4151600+10*float64(c[1])
		b.Shapes.Append(orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 10, y + 10}}.ToPolygon())
		b.Add(uint32(i+1), gis.Always, gis.OpenEnd)
	}
	return b
}

// Computed rows that lie along a curve stay in their order; others are arranged by
// cell, as all once were. A check knows both.
func TestOrderOfComputedRows(t *testing.T) {
	for _, x := range []struct{ curve, cells, kept bool }{{true, false, true}, {true, true, false}, {false, false, false}} {
		t.Run(fmt.Sprintf("%+v", x), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "prova.segit")
			a, err := Create(t.Context(), path, "W001", 7792)
			if err != nil {
				t.Fatal(err)
			}
			build, err := a.Build(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			const scope = "overlay/pieces"
			build.Derived(scope, 7792)
			batch := computed(100, x.curve)
			info := Segment{ID: build.reserve(1), Scope: scope, EPSG: 7792}
			w, err := (&assembly{archive: a, info: info, batch: batch, cells: x.cells}).run()
			if err != nil {
				t.Fatal(err)
			}
			if err := build.take(w); err != nil {
				t.Fatal(err)
			}
			if err := build.Commit(); err != nil {
				t.Fatal(err)
			}
			kept, last := true, uint32(0)
			s := a.Snapshot()
			for rows, err := range s.Scan(t.Context(), Ask{Dataset: "pieces", Shapes: true}) {
				if err != nil {
					t.Fatal(err)
				}
				for _, line := range rows.Line {
					kept, last = kept && line == last+1, line
				}
			}
			if kept != x.kept {
				t.Errorf("rows kept their order: %v", kept)
			}
			if err := s.Release(); err != nil {
				t.Fatal(err)
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := Check(t.Context(), path, Keys{}, gis.Quiet{}, func(told Trouble) error {
				t.Errorf("the check tells %v", told)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
}
