package overlay

import "context"

// Op is an operation on two layers.
type Op uint8

// The operations. Each gives one feature per pair of rows, of several parts
// where need be; remainders are one feature per row.
//
// What two rows have in common is of the kind that has fewer dimensions, of
// area for two polygons, of length for lines: polygons that only touch, and
// lines that only cross, have nothing in common. A polygon has its border: a
// line along it and a point on it lie in it. What has fewer dimensions takes
// nothing away: a line leaves a polygon whole.
const (
	Intersection  Op = iota // what A and B have in common, per pair
	Union                   // intersection, and what is left of A and of B
	Difference              // what is left of A outside all of B
	SymDifference           // what is left of A and of B
	Identity                // intersection, and what is left of A
	Clip                    // what A has inside all of B, one feature per row of A
	Remnant                 // what is left of B outside all of A: Union is Identity and then Remnant
)

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
	switch of := (job{a: b, b: a, rest: true, swapped: true}); op {
	case Union, SymDifference:
		jobs = append(jobs, of)
	case Remnant:
		jobs = []job{of}
	}
	rows := 0
	for i := range jobs {
		rows += jobs[i].a.Len()
	}
	r := newRunner(o, rows, sink)
	for i := range jobs {
		j := &jobs[i]
		err := r.run(ctx, j.a.Len(), func(w *worker, row int, c *Chunk) { w.row(j, uint32(row), c, &r.o) })
		if err != nil {
			return r.stats, err
		}
	}
	return r.stats, nil
}

// job is one pass over the rows of a.
type job struct {
	a, b    *Layer
	pairs   bool // what each pair has in common
	rest    bool // what is left of a
	inside  bool // what a has inside all of b
	swapped bool // a is the run's second layer
}
