package spill

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"sync"

	"github.com/paulmach/orb"
	"golang.org/x/sync/errgroup"

	"segit/gis"
)

// Block is a stretch of a [Tape].
type Block struct {
	Points int
	Weight int64     // in memory
	Box    orb.Bound // of its finite coordinates; Min > Max without any
	ref    Ref
}

// Tape is rows in a working file, block by block in the order in which they
// were put. It is put by one goroutine, and read by any number after Close.
type Tape struct {
	file   *File
	schema *gis.Schema
	most   int // rows of a block
	open   *Rows
	weight int64 // of the open block

	mu     sync.Mutex
	blocks []Block
	spare  []*Rows
	failed error
	work   errgroup.Group
}

// blockWeight is what a block weighs at most, but for a single row.
const blockWeight = 256 << 10

// NewTape begins a tape whose blocks have no more than some rows.
func (f *File) NewTape(s *gis.Schema, most int) *Tape {
	t := &Tape{file: f, schema: s, most: most, open: NewRows(s)}
	t.work.SetLimit(runtime.GOMAXPROCS(0))
	return t
}

// Put appends rows from one to before another, which belong to the caller. It
// gives the error of rows put before when those could not be written.
func (t *Tape) Put(r *Rows, from, to int) error {
	for from < to {
		n, weight := 0, t.weight
		for from+n < to && t.open.Len()+n < t.most {
			w := Weight(r.Batch, from+n, from+n+1)
			if t.open.Len()+n > 0 && weight+w > blockWeight {
				break
			}
			n, weight = n+1, weight+w
		}
		t.open.appendRange(r, from, from+n)
		from, t.weight = from+n, weight
		if from < to || t.open.Len() == t.most {
			t.flush()
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failed
}

// flush has the open block written. It waits while all cores are busy, which
// bounds the memory.
func (t *Tape) flush() {
	rows := t.open
	if rows.Len() == 0 {
		return
	}
	t.mu.Lock()
	at := len(t.blocks)
	t.blocks = append(t.blocks, Block{Points: len(rows.Batch.Shapes.XY) / 2, Weight: t.weight, Box: reach(&rows.Batch.Shapes)})
	if n := len(t.spare); n > 0 {
		t.open, t.spare = t.spare[n-1], t.spare[:n-1]
	} else {
		t.open = NewRows(t.schema)
	}
	t.mu.Unlock()
	t.weight = 0
	t.work.Go(func() error {
		ref, err := t.file.Append(Encode(rows))
		rows.Reset()
		t.mu.Lock()
		defer t.mu.Unlock()
		t.blocks[at].ref, t.failed = ref, cmp.Or(t.failed, err)
		t.spare = append(t.spare, rows)
		return err
	})
}

// Close ends the putting.
func (t *Tape) Close() error {
	t.flush()
	err := t.work.Wait()
	t.open, t.spare = nil, nil
	return err
}

// Blocks are the blocks of a closed tape. Do not change them.
func (t *Tape) Blocks() []Block { return t.blocks }

// Read gives a block back.
func (t *Tape) Read(block int) (*Rows, error) {
	b, err := t.file.Read(t.blocks[block].ref)
	if err != nil {
		return nil, err
	}
	rows, err := Decode(b, t.schema)
	if err != nil {
		return nil, gis.Wrap("spill.Tape", gis.Internal, err, "spill.read", t.file.folder)
	}
	return rows, nil
}

// Each reads blocks on several goroutines and gives them in the order named, one
// at a time.
func (t *Tape) Each(ctx context.Context, blocks []int, take func(*Rows) error) error {
	ahead := runtime.GOMAXPROCS(0)
	for len(blocks) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		some := blocks[:min(ahead, len(blocks))]
		blocks = blocks[len(some):]
		read := make([]*Rows, len(some))
		var work errgroup.Group
		for i, block := range some {
			work.Go(func() (err error) {
				read[i], err = t.Read(block)
				return err
			})
		}
		if err := work.Wait(); err != nil {
			return err
		}
		for _, rows := range read {
			if err := take(rows); err != nil {
				return err
			}
		}
	}
	return nil
}

// reach is the box of all finite coordinates.
func reach(s *gis.Shapes) orb.Bound {
	b := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for i, v := range s.XY {
		if v < b.Min[i%2] {
			b.Min[i%2] = v
		}
		if v > b.Max[i%2] {
			b.Max[i%2] = v
		}
	}
	return b
}
