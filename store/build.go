package store

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"go.etcd.io/bbolt"
	"golang.org/x/sync/errgroup"

	"segit/gis"
	"segit/store/block"
)

// Build is a new generation in the making. What it writes is not seen until
// Commit, which switches in one transaction; a build that ends otherwise
// leaves nothing that counts.
type Build struct {
	archive *Archive
	known   *manifest // the generation it builds on
	next    *manifest
	first   uint32 // number of its first segment
	work    *errgroup.Group
	outer   context.Context //nolint:containedctx // the caller's
	ctx     context.Context //nolint:containedctx // the life of the work group, with its first error as cause
	stopped context.Context //nolint:containedctx // ended by what could not be written
	stop    context.CancelCauseFunc
	writers sync.WaitGroup // of a transaction that runs beside the work

	writing sync.Mutex // held around a transaction; taken before mu

	mu       sync.Mutex
	blanks   []*gis.Batch // used and empty, to be filled again
	pending  []value
	size     int
	finished []*writtenSegment
	supplies []*SupplyBuild
	dropped  []*SupplyBuild // files refused as a whole
	unused   []Segment      // what they left
	mentions []value        // what the supplies say of rows that others brought
	matchers map[matchKey]func() (*matcher, error)
	looked   []*matcher             // those that were used
	said     map[mentionOf]*mention // the same, by whom
	edited   []gis.Supply           // supplies whose entry changes
	entries  []registered           // of the register, to be written with the switch
	register []gis.Supply           // as it was, where rows leave
	leaving  map[uint32]bool        // segments out of which cells go: others take their place
	beside   []func(*SharedTx) error
	done     bool
}

// Build begins a new generation; it waits while another is in the making.
func (a *Archive) Build(ctx context.Context) (*Build, error) {
	if a.readOnly {
		return nil, gis.Refuse("store.Build", gis.BadInput, "store.read-only", a.Path)
	}
	a.building.Lock()
	err := ctx.Err()
	if err == nil {
		err = a.raise()
	}
	if err != nil {
		a.building.Unlock()
		return nil, err
	}
	a.mu.Lock()
	known := a.current
	a.mu.Unlock()
	next := known.clone()
	next.NextSegment = a.next
	stopped, stop := context.WithCancelCause(ctx)
	group, inner := errgroup.WithContext(stopped)
	group.SetLimit(runtime.NumCPU())
	return &Build{
		archive: a, known: known, next: next, first: next.NextSegment, work: group, outer: ctx, ctx: inner, stopped: stopped, stop: stop, matchers: map[matchKey]func() (*matcher, error){},
	}, nil
}

// flushSize is how many bytes of sealed values one transaction writes.
const flushSize = 8 << 20

// queueSize is how many wait before one writes them beside the work of a build:
// fewer, for whoever commits waits for the last.
const queueSize = flushSize / 2

// mostQueued is how many may wait for a slow disk before the work waits too.
const mostQueued = 4 * flushSize

// reserve gives the first of n new segment numbers.
func (b *Build) reserve(n int) uint32 {
	b.mu.Lock()
	defer b.mu.Unlock()
	first := b.next.NextSegment
	b.next.NextSegment += uint32(n)
	return first
}

// add assembles a segment of a supply and queues it; beginning is nil for rows that
// were computed.
func (b *Build) add(info Segment, times block.Times, batch *gis.Batch, beginning *gis.Supply) error {
	if err := b.ctx.Err(); err != nil {
		return err
	}
	w, err := (&assembly{archive: b.archive, info: info, times: times, batch: batch}).run()
	if err == nil {
		err = b.archive.carded(w, card{Supply: beginning, Build: b.first})
	}
	if err != nil {
		return err
	}
	return b.take(w)
}

// blank gives an empty batch of a schema.
func (b *Build) blank(schema *gis.Schema) *gis.Batch {
	b.mu.Lock()
	defer b.mu.Unlock()
	if i := slices.IndexFunc(b.blanks, func(o *gis.Batch) bool { return o.Schema == schema }); i >= 0 {
		batch := b.blanks[i]
		b.blanks = slices.Delete(b.blanks, i, i+1)
		return batch
	}
	return gis.NewBatch(schema)
}

// giveBack keeps a batch that nobody reads any more for what comes next: the
// memory of a segment is not made anew for each.
func (b *Build) giveBack(batch *gis.Batch) {
	batch.Reset()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.blanks) < runtime.NumCPU() {
		b.blanks = append(b.blanks, batch)
	}
}

// take queues a segment's values and has them written when there is enough: the
// disk is waited for beside the work, unless the queue grows meanwhile.
func (b *Build) take(w *writtenSegment) error {
	size := b.queue(w)
	if size >= mostQueued {
		return b.flush()
	}
	if size >= queueSize && b.writing.TryLock() {
		b.writers.Go(func() {
			defer b.writing.Unlock()
			if err := b.write(); err != nil {
				b.stop(err)
			}
		})
	}
	return nil
}

// queue gives how many bytes wait to be written.
func (b *Build) queue(w *writtenSegment) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, v := range w.values {
		b.size += len(v.sealed)
	}
	b.pending = append(b.pending, w.values...)
	w.values = nil
	b.finished = append(b.finished, w)
	return b.size
}

// flush writes the queue.
func (b *Build) flush() error {
	b.writing.Lock()
	defer b.writing.Unlock()
	return b.write()
}

// write writes the queue in one transaction, in key order. Others queue on while
// it writes.
func (b *Build) write() error {
	b.mu.Lock()
	pending, nextSegment := b.pending, b.next.NextSegment
	b.pending, b.size = nil, 0
	b.mu.Unlock()
	slices.SortFunc(pending, func(p, q value) int { return bytes.Compare(p.key, q.key) })
	return b.archive.update("store.Build", func(tx *bbolt.Tx) error {
		bucket := tx.Bucket([]byte(segmentBucket))
		bucket.FillPercent = 0.95
		for _, v := range pending {
			if err := bucket.Put(v.key, v.sealed); err != nil {
				return err
			}
		}
		// The generation in force stays; the numbers used are gone for good.
		return b.archive.putMark(tx, b.next.Generation, nextSegment)
	})
}

// Commit switches to the new generation. After an error the archive is as it
// was before the build; but for one, which says so: the disk may fail when the
// switch is in the file already, and then it is in force.
func (b *Build) Commit() error {
	if b.done {
		return gis.Refuse("store.Commit", gis.Internal, "store.ended")
	}
	lost, err := b.prepare()
	if err != nil {
		return b.abandon(err)
	}
	err = b.archive.update("store.Commit", func(tx *bbolt.Tx) error {
		if err := b.enter(tx); err != nil {
			return err
		}
		for _, m := range b.mentions {
			if err := tx.Bucket([]byte(segmentBucket)).Put(m.key, m.sealed); err != nil {
				return err
			}
		}
		if err := b.archive.switchTo(tx, b.next); err != nil {
			return err
		}
		return b.share(tx)
	})
	if err != nil && !errors.Is(err, errUncertain) {
		return b.abandon(err)
	}
	a := b.archive
	a.mu.Lock()
	a.current = b.next
	b.discard(b.next.Generation, lost)
	b.discard(0, b.unused)
	a.mu.Unlock()
	// The new generation is in force whatever happens to the old one's space:
	// what is not removed now is removed later.
	b.end() //nolint:errcheck // see above
	return err
}

// Beside has f write, in the transaction of the switch, what sharing the archive
// keeps of it.
func (b *Build) Beside(f func(*SharedTx) error) { b.beside = append(b.beside, f) }

func (b *Build) share(tx *bbolt.Tx) error {
	for _, f := range b.beside {
		if err := b.archive.sharedIn(tx, f); err != nil {
			return err
		}
	}
	return nil
}

// enter writes what the build says of supplies and of their rejects.
func (b *Build) enter(tx *bbolt.Tx) error {
	l, err := b.archive.ledger(tx)
	if err != nil {
		return err
	}
	for i := range b.entries {
		if err := l.put(supplyBucket, number(b.entries[i].ID), b.entries[i]); err != nil {
			return err
		}
	}
	for _, s := range b.supplies {
		if err := l.rejects(s.settled); err != nil {
			return err
		}
	}
	for i := range b.edited {
		if !b.edited[i].Partial {
			continue
		}
		if err := l.withoutRejects(b.edited[i].ID); err != nil {
			return err
		}
	}
	return l.end()
}

// prepare brings everything but the switch itself into the file, and gives the
// segments that the new generation replaces.
func (b *Build) prepare() ([]Segment, error) {
	for _, s := range b.supplies {
		s.Close()
		if err := s.flushRejects(); err != nil {
			return nil, errors.Join(err, b.finish())
		}
	}
	if err := b.finish(); err != nil {
		return nil, err
	}
	if err := b.flush(); err != nil {
		return nil, err
	}
	lost := b.replace()
	b.next.Generation++
	if err := b.settle(); err != nil {
		return nil, err
	}
	for _, s := range b.supplies {
		if s.derived {
			continue
		}
		if err := b.tell(s.intake.Supply); err != nil {
			return nil, err
		}
	}
	for i := range b.edited {
		if err := b.tell(b.edited[i]); err != nil {
			return nil, err
		}
	}
	return lost, nil
}

// finish waits for the work and for what is being written. What stopped them goes
// before what the others say of being stopped.
func (b *Build) finish() error {
	err := b.work.Wait()
	b.writers.Wait()
	if cause := context.Cause(b.stopped); cause != nil {
		return cause
	}
	return err
}

// Abandon ends a build without a trace; after Commit it does nothing.
func (b *Build) Abandon() error {
	if b.done {
		return nil
	}
	b.finish() //nolint:errcheck // the work is thrown away, whatever came of it
	return b.abandon(nil)
}

// abandon removes what the build wrote; nobody works for it any more. Where a
// cause is given it is what is returned, and what cannot be removed now is
// removed later.
func (b *Build) abandon(cause error) error {
	b.archive.mu.Lock()
	b.discard(0, b.unused)
	for _, w := range b.finished {
		b.discard(0, []Segment{w.info})
	}
	b.archive.mu.Unlock()
	if err := b.end(); cause == nil {
		return err
	}
	return cause
}

// discard leaves segments that no generation names from since on to the next
// sweep. The archive is locked.
func (b *Build) discard(since uint64, segments []Segment) {
	for i := range segments {
		b.archive.trash = append(b.archive.trash, replaced{segments[i].ID, since})
	}
}

// end lets the next build begin, on a file without leftovers of this one.
func (b *Build) end() error {
	b.done = true
	b.stop(nil)
	a := b.archive
	a.mu.Lock()
	// Numbers are not used again, even after a build that left nothing:
	// something of it may still stand in the file.
	a.next = b.next.NextSegment
	a.mu.Unlock()
	err := errors.Join(a.sweep(), a.clearRejects())
	a.building.Unlock()
	return err
}
