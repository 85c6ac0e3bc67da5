package overlay

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"segit/gis"
)

// counter is a Progress that adds up.
type counter struct{ size, done atomic.Int64 }

func (c *counter) Stage(_ gis.Message, size int64) { c.size.Store(size); c.done.Store(0) }
func (c *counter) Add(n int64)                     { c.done.Add(n) }

func TestProgressGoesToTheEnd(t *testing.T) {
	town := newTown(5, 30)
	a, b := prepared(t, town.parcels), prepared(t, town.buildings)
	c := &counter{}
	if _, err := Run(context.Background(), Union, a, b, Options{Progress: c}, func(*Chunk) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if c.size.Load() != int64(a.Len()+b.Len()) || c.done.Load() != c.size.Load() {
		t.Errorf("%d of %d", c.done.Load(), c.size.Load())
	}
}

// A sink that fails ends the run with its error, and gets nothing more.
func TestSinkFails(t *testing.T) {
	town := newTown(5, 60)
	a, b := prepared(t, town.parcels), prepared(t, town.buildings)
	full := errors.New("disk full")
	calls := 0
	_, err := Run(context.Background(), Union, a, b, Options{Threads: 3}, func(*Chunk) error {
		if calls++; calls == 3 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || calls != 3 {
		t.Errorf("%v after %d calls", err, calls)
	}
}

// A run that is cancelled from within its sink ends without waiting for the
// rest, and says why.
func TestCancel(t *testing.T) {
	town := newTown(5, 60)
	a, b := prepared(t, town.parcels), prepared(t, town.buildings)
	ctx, cancel := context.WithCancel(context.Background())
	c := &counter{}
	_, err := Run(ctx, Union, a, b, Options{Threads: 2, Progress: c}, func(*Chunk) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if c.done.Load() >= c.size.Load() {
		t.Error("all was done nevertheless")
	}
	if _, err := Prepare(ctx, &town.zones.Shapes, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("prepare: %v", err)
	}
}

// Chunks are few however many pieces there are, and come in order.
func TestChunksAreFew(t *testing.T) {
	town := newTown(5, 60)
	a, b := prepared(t, town.parcels), prepared(t, town.buildings)
	chunks := map[*Chunk]bool{}
	next := 0
	_, err := Run(context.Background(), Union, a, b, Options{Threads: 2}, func(c *Chunk) error {
		chunks[c] = true
		if c.Number != next {
			t.Errorf("chunk %d, want %d", c.Number, next)
		}
		next++
		return nil
	})
	if err != nil || len(chunks) > 8 || next < 100 {
		t.Errorf("%v: %d chunks of memory for %d", err, len(chunks), next)
	}
}

// A fault of ours in one unit sets it aside with all it wrote; the rest goes on.
func TestPanicIsSetAside(t *testing.T) {
	r := newRunner(Options{Threads: 1}, 5, func(c *Chunk) error {
		for _, p := range c.Pieces {
			if p.A == 3 || int(p.Row) >= c.Shapes.Len() {
				t.Errorf("%+v with %d shapes", p, c.Shapes.Len())
			}
		}
		return nil
	})
	err := r.run(context.Background(), 5, func(_ *worker, unit int, c *Chunk) {
		c.Pieces = append(c.Pieces, Piece{A: int32(unit), Row: int32(c.Shapes.Len())})
		c.Shapes.AppendPoint(1, 2)
		c.Shapes.EndRing()
		if unit == 3 {
			panic("fault")
		}
		c.Shapes.EndPart()
		c.Shapes.EndRow(gis.PointShape)
	})
	if err != nil || r.stats.Pieces != 4 || len(r.stats.Unsolved) != 1 || r.stats.Unsolved[0].A != 3 {
		t.Errorf("%v %+v", err, r.stats)
	}
}

// Dress runs on the worker's side with the finished chunk, and what it leaves
// reaches the sink.
func TestDress(t *testing.T) {
	town := newTown(5, 20)
	a, b := prepared(t, town.parcels), prepared(t, town.buildings)
	o := Options{Dress: func(c *Chunk) { c.Bytes = append(c.Bytes, byte(len(c.Pieces))) }}
	_, err := Run(context.Background(), Intersection, a, b, o, func(c *Chunk) error {
		if len(c.Bytes) != 1 || c.Bytes[0] != byte(len(c.Pieces)) {
			t.Errorf("%v for %d pieces", c.Bytes, len(c.Pieces))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
