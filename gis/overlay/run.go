package overlay

import (
	"context"
	"slices"
	"sync"

	"segit/gis"
)

// Op is an operation on two layers.
type Op uint8

// The operations. Each gives one feature per pair of rows, of several parts
// where need be; remainders are one feature per row.
const (
	Intersection  Op = iota // what A and B have in common, per pair
	Union                   // intersection, and what is left of A and of B
	Difference              // what is left of A outside all of B
	SymDifference           // what is left of A and of B
	Identity                // intersection, and what is left of A
	Clip                    // what A has inside all of B, one feature per row of A
)

// lot is how many rows make a chunk.
const lot = 256

// Run puts b over a and hands the pieces to sink, chunk by chunk: by rows of a,
// for each its pairs by rows of b and then what is left of it; last what is
// left of b. Chunks come one at a time, in an order that does not depend on the
// threads. Run returns the sink's first error, or the context's, within the
// time of a few pairs.
func Run(ctx context.Context, op Op, a, b *Layer, o Options, sink func(*Chunk) error) (Stats, error) {
	jobs := []job{{
		a: a, b: b, pairs: op == Intersection || op == Union || op == Identity,
		rest: op == Union || op == Difference || op == SymDifference || op == Identity, inside: op == Clip,
	}}
	if op == Union || op == SymDifference {
		jobs = append(jobs, job{a: b, b: a, rest: true, swapped: true})
	}
	rows := int64(0)
	for _, j := range jobs {
		rows += int64(j.a.Len())
	}
	o.progress().Stage(gis.Say("overlay.stage"), rows)
	r := runner{o: o, sink: sink}
	for i := range jobs {
		if err := r.run(ctx, &jobs[i]); err != nil {
			return r.stats, err
		}
	}
	slices.SortFunc(r.stats.Unsolved, comparePairs)
	return r.stats, nil
}

func comparePairs(p, q Pair) int {
	if p.A != q.A {
		return int(p.A) - int(q.A)
	}
	return int(p.B) - int(q.B)
}

// job is one pass over the rows of a.
type job struct {
	a, b    *Layer
	pairs   bool // what each pair has in common
	rest    bool // what is left of a
	inside  bool // what a has inside all of b
	swapped bool // a is the run's second layer
}

// runner hands out rows to workers and brings their chunks in order.
type runner struct {
	o      Options
	sink   func(*Chunk) error
	number int
	stats  Stats
	free   []*Chunk
}

// run does one job. Workers take lots in order; a lot is handed out only when
// one of a fixed number of chunks is free, so that memory is bounded however
// slow the sink is.
func (r *runner) run(ctx context.Context, j *job) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	threads := r.o.threads()
	lots := (j.a.Len() + lot - 1) / lot
	for len(r.free) < 4*threads {
		r.free = append(r.free, &Chunk{})
	}
	free, done := make(chan *Chunk, len(r.free)), make(chan *Chunk, len(r.free))
	for _, c := range r.free {
		free <- c
	}
	var take sync.Mutex
	next := 0
	var all sync.WaitGroup
	workers := make([]worker, threads)
	for k := range workers {
		w := &workers[k]
		all.Go(func() {
			for {
				// Chunk and lot are taken together: the lowest lot under way
				// always has a chunk, so that the queue cannot come to a stand.
				take.Lock()
				var c *Chunk
				select {
				case <-ctx.Done():
				case c = <-free:
				}
				at := next
				next++
				take.Unlock()
				if c == nil || at >= lots {
					return
				}
				c.reset(r.number + at)
				if !w.lot(ctx, j, at*lot, min((at+1)*lot, j.a.Len()), c, &r.o) {
					return
				}
				select {
				case done <- c:
				case <-ctx.Done():
					return
				}
			}
		})
	}
	go func() { all.Wait(); close(done) }()
	r.drain(j, done, free, stop)
	for k := range workers {
		r.stats.add(&workers[k].stats)
	}
	r.number += lots
	return context.Cause(ctx)
}

// drain gives the chunks to the sink in order.
func (r *runner) drain(j *job, done <-chan *Chunk, free chan<- *Chunk, stop context.CancelCauseFunc) {
	waiting := map[int]*Chunk{}
	at := r.number
	failed := false
	for c := range done {
		waiting[c.Number] = c
		for c := waiting[at]; c != nil; c = waiting[at] {
			delete(waiting, at)
			if !failed {
				r.count(c)
				if err := r.sink(c); err != nil {
					failed = true
					stop(err)
				}
			}
			r.o.progress().Add(int64(min(lot, j.a.Len()-(at-r.number)*lot)))
			at++
			free <- c
		}
	}
}

func (r *runner) count(c *Chunk) {
	s := &r.stats
	s.Pieces += int64(len(c.Pieces))
	for i := range c.Pieces {
		if p := &c.Pieces[i]; p.Sliver {
			s.Slivers++
		}
	}
	for i := range c.Pieces {
		s.Area += c.Pieces[i].Measure
	}
}
