package overlay

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"segit/gis"
)

// Options are the settings of a run. The zero value is ready to use.
type Options struct {
	// Threads is how many goroutines work; 0 is one per core.
	Threads int
	// Sliver is the area in m², below the accuracy of the sources, under which
	// a polygon piece is labelled a sliver. Slivers are never removed. 0: none.
	Sliver float64
	// Progress is told how many rows are done; nil when nobody looks.
	Progress gis.Progress
	// Dress, when not nil, is called by the worker that made a chunk, before
	// the sink gets it: work that can be done side by side, such as encoding
	// into [Chunk.Bytes].
	Dress func(*Chunk)
}

func (o Options) threads() int {
	if o.Threads > 0 {
		return o.Threads
	}
	return runtime.GOMAXPROCS(0)
}

func (o Options) progress() gis.Progress {
	if o.Progress == nil {
		return gis.Quiet{}
	}
	return o.Progress
}

// inspected is how many rows a worker takes at once at the door.
const inspected = 1024

// Prepare makes a layer of shapes and takes them over: rings are turned in
// place so that their inside lies left; the direction in which they came is
// lost, and is no fault. Rows that are dirty are repaired or set aside, and
// noted. The error is the context's.
func Prepare(ctx context.Context, shapes *gis.Shapes, o Options) (*Layer, error) {
	return PrepareKnown(ctx, shapes, func(int) bool { return false }, o)
}

// DoorRules is the number of the rules of the door: it changes when rows that were
// in order no longer are.
const DoorRules = 1

// PrepareKnown is Prepare of rows of which some went through the door before, by
// the same rules, and were in order: those are not looked at again.
func PrepareKnown(ctx context.Context, shapes *gis.Shapes, sound func(row int) bool, o Options) (*Layer, error) {
	n := shapes.Len()
	l := &Layer{shapes: shapes, rows: make([]feature, n), state: make([]state, n)}
	halted, release := haltOf(ctx)
	defer release()
	porters := make([]porter, o.threads())
	for i := range porters {
		porters[i].mesh.finder.halt = halted
	}
	err := abreast(ctx, len(porters), n, inspected, func(worker, from, to int) {
		for row := from; row < to; row++ {
			if !sound(row) {
				l.state[row] = porters[worker].inspect(shapes, row)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	l.gather(porters)
	err = abreast(ctx, len(porters), n, inspected, func(_, from, to int) {
		for row := from; row < to; row++ {
			l.survey(row, true)
		}
	})
	if err != nil {
		return nil, err
	}
	l.slice()
	return l, ctx.Err()
}

// gather takes the repaired rows over from the porters.
func (l *Layer) gather(porters []porter) {
	type repair struct {
		shapes *gis.Shapes
		at     int
	}
	repairs := map[int]repair{}
	for i := range porters {
		p := &porters[i]
		at := 0
		for _, n := range p.noted {
			l.noted = append(l.noted, n)
			if !n.Aside {
				repairs[n.Row] = repair{&p.shapes, at}
				at++
			}
		}
	}
	slices.SortFunc(l.noted, func(a, b Noted) int { return a.Row - b.Row })
	if len(repairs) == 0 {
		return
	}
	whole := &gis.Shapes{XY: make([]float64, 0, len(l.shapes.XY))}
	for row := range l.rows {
		if r, ok := repairs[row]; ok {
			whole.AppendRow(r.shapes, r.at)
		} else {
			whole.AppendRow(l.shapes, row)
		}
	}
	l.shapes = whole
}

// slice gives slabs to the features with many vertices.
func (l *Layer) slice() {
	for i := range l.rows {
		if f := &l.rows[i]; f.points >= slabbedFrom {
			f.slab = int32(len(l.slabs))
			l.slabs = append(l.slabs, slabbing{})
			l.slabs[f.slab] = l.newSlabbing(f)
		}
	}
}

// Noted are the rows that were repaired or set aside, in row order.
func (l *Layer) Noted() []Noted { return l.noted }

// Repaired reports that a row's geometry in [Layer.Shapes] is not the one that
// came: its original bytes may not be written for it.
func (l *Layer) Repaired(row int) bool { return l.state[row] == repaired }

// abreast runs work over n rows in lots, on several goroutines, until all is
// done or the context ends, and returns the context's error.
func abreast(ctx context.Context, threads, n, lot int, work func(worker, from, to int)) error {
	var next atomic.Int64
	var all sync.WaitGroup
	for worker := range threads {
		all.Go(func() {
			for ctx.Err() == nil {
				from := int(next.Add(int64(lot))) - lot
				if from >= n {
					return
				}
				work(worker, from, min(from+lot, n))
			}
		})
	}
	all.Wait()
	return ctx.Err()
}
