package desk

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/overlay"
	"segit/store/spill"
)

// overlayPass goes once through the rows of a side.
type overlayPass struct {
	overB bool // through B; else through A
	alone bool // it looks at no other side
	// reach is how far from a row those of the other side may lie.
	reach float64
	// pairwise: what a pair gives depends on no other row, and there is nothing
	// but pairs, so that a row may meet the others lot by lot.
	pairwise bool
	grouped  bool // by groups of rows, not by rows
	run      passRun
}

// passing is a pass of a run that is under way.
type passing struct {
	overlayPass
	run            *overlayRun
	primary, other *overlaySide
	out            overlayOutput
	sorter         *spill.Sorter // of pieces that come in another order than that of the rows
}

// unstaged is a progress whose stage has begun already.
type unstaged struct{ gis.Progress }

func (unstaged) Stage(gis.Message, int64) {}

// through runs a pass whose sides do not all stay in memory: by windows of the
// side that is gone through, in the order of its rows, so that the pieces come
// in the order of a run in memory.
func (p *passing) through(ctx context.Context, stocking bool) error {
	r := p.run
	if p.grouped && p.primary.tape != nil {
		return p.byGroups(ctx)
	}
	err := r.windows(ctx, p.primary, func() error {
		if stocking {
			if err := r.stock(p.primary); err != nil {
				return err
			}
		}
		return p.window(ctx)
	})
	if err == nil && p.primary.stocked != nil && stocking {
		err = p.primary.stocked.Close()
	}
	return err
}

// window runs the pass on a window: at once when what may meet it has room, else
// by parts of it that lie together, whose pieces are sorted at the end.
func (p *passing) window(ctx context.Context) error {
	r := p.run
	if p.alone || p.other.tape == nil {
		return p.direct(ctx)
	}
	box := p.primary.bound().Pad(p.reach)
	blocks, weight := p.other.meeting(box)
	if weight <= r.room.near {
		if err := p.other.fetch(ctx, blocks, box); err != nil {
			return err
		}
		return p.direct(ctx)
	}
	if p.sorter == nil {
		file, err := r.working()
		if err != nil {
			return err
		}
		p.sorter = file.NewSorter(r.dress.schema, r.room.sorted)
	}
	whole := p.primary.view()
	rows, numbers, layer := p.primary.rows, p.primary.numbers, p.primary.layer
	err := p.part(ctx, whole, layer.Order())
	p.primary.rows, p.primary.numbers, p.primary.layer = rows, numbers, layer
	if err != nil {
		return err
	}
	return p.hand(ctx)
}

// part runs the pass on some rows of a window, in the order of the curve; halves
// of them where what may meet them has no room.
func (p *passing) part(ctx context.Context, whole *spill.Rows, rows []uint32) error {
	box := orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}}
	list := make([]int, 0, len(rows))
	for _, row := range rows {
		if whole.Marks[row] == asideMark {
			continue
		}
		b := whole.Batch.Shapes.Bound(int(row))
		if list = append(list, int(row)); len(list) == 1 {
			box = b
		}
		box = box.Union(b)
	}
	if len(list) == 0 {
		return nil
	}
	box = box.Pad(p.reach)
	blocks, weight := p.other.meeting(box)
	if weight > p.run.room.near && len(list) > 1 {
		if err := p.part(ctx, whole, rows[:len(rows)/2]); err != nil {
			return err
		}
		return p.part(ctx, whole, rows[len(rows)/2:])
	}
	slices.Sort(list)
	some := p.primary.empty(&p.primary.memory.part)
	some.Append(whole, list)
	p.primary.show(some)
	if len(list) > 1 || !p.pairwise {
		return p.gathered(ctx, blocks, box)
	}
	for len(blocks) > 0 {
		n, weight := 0, int64(0)
		for n < len(blocks) && (n == 0 || weight <= p.run.room.near) {
			weight += p.other.stocked.Blocks()[blocks[n]].Weight
			n++
		}
		if err := p.gathered(ctx, blocks[:n], box); err != nil {
			return err
		}
		blocks = blocks[n:]
	}
	return nil
}

// options are those of the engine; pieces are made into rows by dress.
func (p *passing) options(dress func(*overlay.Chunk)) overlay.Options {
	return overlay.Options{Threads: p.run.req.Threads, Sliver: p.run.req.Sliver, Progress: unstaged{p.run.progress}, Dress: dress}
}

// direct runs the pass on what the sides have in memory, and hands the pieces to
// the output as they come.
func (p *passing) direct(ctx context.Context) error {
	r := p.run
	o := p.options(func(c *overlay.Chunk) { r.dress.chunk(c, p.out) })
	stats, err := p.overlayPass.run(ctx, r, o, func(c *overlay.Chunk) error {
		rows := r.dress.take(c)
		defer r.dress.free(rows)
		return r.put(ctx, p.out, rows)
	})
	r.count(&stats)
	return err
}

// put hands rows to the output.
func (r *overlayRun) put(ctx context.Context, out overlayOutput, rows *overlayRows) error {
	at := time.Now()
	defer func() { r.writing += time.Since(at) }()
	r.result.Pieces += int64(rows.batch.Len())
	return out.rows(ctx, rows)
}

// count adds what a run of the engine counted.
func (r *overlayRun) count(stats *overlay.Stats) {
	r.result.Area += stats.Area
	r.result.Slivers += stats.Slivers
	r.rounded += stats.Snapped
	r.unsolved(stats.Unsolved)
}

// gathered runs the pass on some rows and what is near them, and keeps the
// pieces until those of the whole window are there.
func (p *passing) gathered(ctx context.Context, blocks []int, box orb.Bound) error {
	if err := p.other.fetch(ctx, blocks, box); err != nil {
		return err
	}
	r := p.run
	o := p.options(func(c *overlay.Chunk) { r.dress.chunk(c, nil) })
	stats, err := p.overlayPass.run(ctx, r, o, func(c *overlay.Chunk) error {
		rows := r.dress.take(c)
		defer r.dress.free(rows)
		numbered := spill.Number(rows.batch, 0)
		for i := range c.Pieces {
			numbered.Numbers[i] = p.place(&c.Pieces[i])
		}
		return p.sorter.Add(numbered)
	})
	r.count(&stats)
	return err
}

// place is where a piece stands among those of a pass: by the rows gone through,
// for each its pairs by the other's rows and then what is left of it.
func (p *passing) place(piece *overlay.Piece) uint64 {
	if p.overB {
		return uint64(p.run.b.number(piece.B))<<32 | math.MaxUint32
	}
	other := uint32(math.MaxUint32)
	switch {
	case piece.B < 0:
	case p.run.groups != nil: // a class, not a row
		other = uint32(piece.B)
	default:
		other = uint32(p.run.b.number(piece.B))
	}
	return uint64(p.run.a.number(piece.A))<<32 | uint64(other)
}

// hand gives the pieces that were gathered to the output.
func (p *passing) hand(ctx context.Context) error {
	r := p.run
	rows := &overlayRows{}
	return p.sorter.Each(ctx, func(lot *spill.Rows) error {
		rows.batch = lot.Batch
		p.out.encode(rows)
		return r.put(ctx, p.out, rows)
	})
}
