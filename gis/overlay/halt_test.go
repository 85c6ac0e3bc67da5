package overlay

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
)

// What works long on one row or pair leaves off when a halt is raised.
func TestHaltWithinARow(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	a, b := dirtyLayer(t, path(r, 0, 0, 1000, 3000, 0)), dirtyLayer(t, path(r, 3000, 0, 1000, 3000, 0))
	h := &halt{}
	h.up.Store(true)
	w := &worker{}
	w.heed(h)
	if w.buffer(a, &a.rows[0], Around{Distance: 5, Segments: 8}) {
		t.Error("the buffer was made nevertheless")
	}
	w.scratch.Reset()
	w.liner.keepLine(&w.scratch, a, &a.rows[0], nil, false)
	if w.liner.length != 0 {
		t.Errorf("%g m were cut", w.liner.length)
	}
	if d := w.distance(a, &a.rows[0], b, &b.rows[0], 1e6); d <= 1e6 {
		t.Errorf("a distance of %g was measured", d)
	}
	visits := 0
	f := finder{halt: h}
	for i := range 1000 {
		f.boxes = append(f.boxes, window{0, 0, float64(i), 1})
	}
	f.boxed(func(int32, int32) bool { visits++; return true })
	if visits > 0 {
		t.Errorf("%d pairs were looked at", visits)
	}
}

// A unit that left off hands nothing on, not even the last of its lot.
func TestHaltHandsNothingOn(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	r := newRunner(Options{Threads: 1}, 1, func(c *Chunk) error {
		t.Errorf("%d pieces were handed on", len(c.Pieces))
		return nil
	})
	err := r.run(ctx, 1, func(_ *worker, _ int, c *Chunk) {
		c.Pieces = append(c.Pieces, Piece{Row: -1})
		cancel()
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// The distance of features with many vertices is that which looking at each
// vertex and each edge gives.
func TestGapAgainstEveryVertex(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	shape := func(x float64, i int) orb.Geometry {
		switch i % 3 {
		case 0:
			return orb.Polygon{star(r, x, 4_178_000, 100, 60+r.IntN(200), 0)}
		case 1:
			return orb.MultiPoint(star(r, x, 4_178_000, 100, 60+r.IntN(200), 0))
		}
		return path(r, x, 4_178_000, 100, 60+r.IntN(200), 0)
	}
	w := &worker{}
	for i := range 60 {
		a, b := dirtyLayer(t, shape(506_000, i)), dirtyLayer(t, shape(506_205+float64(i), i/3))
		f, g := &a.rows[0], &b.rows[0]
		if f.kind == gis.NoShape || g.kind == gis.NoShape {
			continue
		}
		want := min(a.fromVertices(f, b, g, 1e6), b.fromVertices(g, a, f, 1e6))
		for _, limit := range []float64{math.Inf(1), 1e6, want} {
			if got := w.distance(a, f, b, g, limit); got != want {
				t.Fatalf("%d: %g within %g, want %g", i, got, limit, want)
			}
		}
		if got := w.distance(a, f, b, g, 0.99*want); got <= 0.99*want {
			t.Fatalf("%d: %g where nothing is nearer than %g", i, got, want)
		}
	}
}
