package overlay

import (
	"context"
	"slices"
	"sync"

	"segit/gis"
)

// runner hands out units of work (rows, groups) to workers and brings their
// chunks to the sink in order.
type runner struct {
	o      Options
	sink   func(*Chunk) error
	number int
	stats  Stats
	chunks []*Chunk
}

func newRunner(o Options, units int, sink func(*Chunk) error) *runner {
	o.progress().Stage(gis.Say("overlay.stage"), int64(units))
	return &runner{o: o, sink: sink}
}

// A chunk is one of some hundreds, but of 256 units at most; not by the number
// of threads, so that chunks are the same whatever that is.
const (
	chunksWanted = 512
	longestLot   = 256
)

// run does n units. Workers take lots in order, and a lot is handed out only
// when one of a fixed number of chunks is free, so that memory is bounded
// however slow the sink is.
func (r *runner) run(ctx context.Context, n int, do func(w *worker, unit int, c *Chunk)) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	threads := r.o.threads()
	q := &queue{n: n, lot: min(max(n/chunksWanted, 1), longestLot)}
	for len(r.chunks) < 4*threads {
		r.chunks = append(r.chunks, &Chunk{})
	}
	q.free, q.done = make(chan *Chunk, len(r.chunks)), make(chan *Chunk, len(r.chunks))
	for _, c := range r.chunks {
		q.free <- c
	}
	var all sync.WaitGroup
	halted, release := haltOf(ctx)
	defer release()
	workers := make([]worker, threads)
	for k := range workers {
		w := &workers[k]
		w.heed(halted)
		all.Go(func() {
			for c, from := q.take(ctx); c != nil; c, from = q.take(ctx) {
				for unit := from; unit < min(from+q.lot, n); unit++ {
					if ctx.Err() != nil {
						return
					}
					r.attempt(do, w, unit, c)
				}
				if ctx.Err() != nil { // the last unit may have left off
					return
				}
				if r.o.Dress != nil {
					r.o.Dress(c)
				}
				q.done <- c // has room for all chunks there are
			}
		})
	}
	go func() { all.Wait(); close(q.done) }()
	r.drain(q, stop)
	for k := range workers {
		r.stats.add(&workers[k].stats)
	}
	slices.SortFunc(r.stats.Unsolved, comparePairs)
	return context.Cause(ctx)
}

// attempt does one unit. A fault of ours must not end the job: what the unit
// wrote is taken back, and it is counted among the unsolved.
func (r *runner) attempt(do func(*worker, int, *Chunk), w *worker, unit int, c *Chunk) {
	pieces, s := len(c.Pieces), c.Shapes
	defer func() {
		if recover() != nil {
			c.Pieces, c.Shapes = c.Pieces[:pieces], s
			w.stats.Unsolved = append(w.stats.Unsolved, Pair{int32(unit), -1})
		}
	}()
	do(w, unit, c)
}

func comparePairs(p, q Pair) int {
	if p.A != q.A {
		return int(p.A) - int(q.A)
	}
	return int(p.B) - int(q.B)
}

// queue gives out lots, each with a free chunk.
type queue struct {
	mu         sync.Mutex
	n, lot     int
	next       int
	free, done chan *Chunk
}

// take gives the first unit of the next lot and an empty chunk for it; nil when
// there is no more, or the context ended. Lot and chunk are taken together: the
// lowest lot under way always has its chunk, so the queue cannot come to a
// stand.
func (q *queue) take(ctx context.Context) (*Chunk, int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.next*q.lot >= q.n {
		return nil, 0
	}
	select {
	case <-ctx.Done():
		return nil, 0
	case c := <-q.free:
		c.reset(q.next)
		q.next++
		return c, c.Number * q.lot
	}
}

// drain gives the chunks to the sink in order.
func (r *runner) drain(q *queue, stop context.CancelCauseFunc) {
	waiting := map[int]*Chunk{}
	at, failed := 0, false
	for c := range q.done {
		waiting[c.Number] = c
		for c := waiting[at]; c != nil; c = waiting[at] {
			delete(waiting, at)
			if !failed {
				c.Number = r.number
				r.number++
				r.count(c)
				if err := r.sink(c); err != nil {
					failed = true
					stop(err)
				}
			}
			r.o.progress().Add(int64(min(q.lot, q.n-at*q.lot)))
			at++
			q.free <- c
		}
	}
}

func (r *runner) count(c *Chunk) {
	s := &r.stats
	s.Pieces += int64(len(c.Pieces))
	for i := range c.Pieces {
		p := &c.Pieces[i]
		switch p.Kind {
		case gis.PolygonShape:
			s.Area += p.Measure
		case gis.LineShape:
			s.Length += p.Measure
		}
		if p.Sliver {
			s.Slivers++
		}
	}
}
