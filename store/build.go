package store

import (
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
	next    *manifest
	work    *errgroup.Group
	ctx     context.Context //nolint:containedctx // the life of the work group

	mu       sync.Mutex
	pending  []value
	size     int
	finished []*writtenSegment
	supplies []*SupplyBuild
	dropped  []*SupplyBuild // files refused as a whole
	unused   []uint32       // segments that they left
	done     bool
}

// Build begins a new generation; it waits while another is in the making.
func (a *Archive) Build(ctx context.Context) (*Build, error) {
	a.building.Lock()
	if err := ctx.Err(); err != nil {
		a.building.Unlock()
		return nil, err
	}
	if err := a.clearRejects(); err != nil {
		a.building.Unlock()
		return nil, err
	}
	a.mu.Lock()
	next := a.current.clone()
	a.mu.Unlock()
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	return &Build{archive: a, next: next, work: group, ctx: inner}, nil
}

// flushSize is how many bytes of sealed values one transaction writes.
const flushSize = 8 << 20

// add assembles a segment beside the caller's reading; it waits while all
// workers are busy, which bounds the memory.
func (b *Build) add(info Segment, times block.Times, batch *gis.Batch) {
	b.mu.Lock()
	info.ID = b.next.NextSegment
	b.next.NextSegment++
	b.mu.Unlock()
	b.work.Go(func() error {
		if err := b.ctx.Err(); err != nil {
			return err
		}
		w, err := (&assembly{archive: b.archive, info: info, times: times, batch: batch}).run()
		if err != nil {
			return err
		}
		return b.take(w)
	})
}

// take queues a segment's values and writes when there is enough.
func (b *Build) take(w *writtenSegment) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, v := range w.values {
		b.size += len(v.sealed)
	}
	b.pending = append(b.pending, w.values...)
	w.values = nil
	b.finished = append(b.finished, w)
	if b.size < flushSize {
		return nil
	}
	return b.flush()
}

// flush writes the queue in one transaction, in key order.
func (b *Build) flush() error {
	slices.SortFunc(b.pending, func(p, q value) int { return slices.Compare(p.key, q.key) })
	err := b.archive.db.Update(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket([]byte(segmentBucket))
		bucket.FillPercent = 0.95
		for _, v := range b.pending {
			if err := bucket.Put(v.key, v.sealed); err != nil {
				return err
			}
		}
		return nil
	})
	b.pending, b.size = nil, 0
	if err != nil {
		return gis.Wrap("store.Build", gis.Internal, err, "store.write", b.archive.Path)
	}
	return nil
}

// Commit switches to the new generation. After an error the archive is as it
// was before the build.
func (b *Build) Commit() error {
	for _, s := range b.supplies {
		s.Close()
		if err := s.flushRejects(); err != nil {
			return b.abandon(errors.Join(err, b.work.Wait()))
		}
	}
	if err := b.work.Wait(); err != nil {
		return b.abandon(err)
	}
	b.mu.Lock()
	err := b.flush()
	b.mu.Unlock()
	if err != nil {
		return b.abandon(err)
	}
	replaced := b.replace()
	if err := b.count(replaced); err != nil {
		return b.abandon(err)
	}
	b.next.Generation++
	err = b.archive.db.Update(func(tx *bbolt.Tx) error {
		for _, s := range b.supplies {
			if err := b.archive.putSupply(tx, s); err != nil {
				return err
			}
		}
		raw, err := b.archive.sealJSON(generationBucket, currentKey, b.next)
		if err != nil {
			return err
		}
		return tx.Bucket([]byte(generationBucket)).Put(currentKey, raw)
	})
	if err != nil {
		return b.abandon(gis.Wrap("store.Commit", gis.Internal, err, "store.write", b.archive.Path))
	}
	return b.release(replaced)
}

// release makes the new generation current and removes what it replaced, as
// soon as no snapshot reads it.
func (b *Build) release(replaced []Segment) error {
	a := b.archive
	a.mu.Lock()
	a.current = b.next
	for i := range replaced {
		a.trash = append(a.trash, replaced[i].ID)
		delete(a.segments, replaced[i].ID)
	}
	a.trash = append(a.trash, b.unused...)
	a.mu.Unlock()
	b.end()
	return a.sweep()
}

// sweep removes replaced segments when no snapshot is held.
func (a *Archive) sweep() error {
	a.mu.Lock()
	if len(a.pins) > 0 || len(a.trash) == 0 {
		a.mu.Unlock()
		return nil
	}
	trash := a.trash
	a.trash = nil
	a.mu.Unlock()
	return a.remove(trash)
}

// Abandon ends a build without a trace; after Commit it does nothing.
func (b *Build) Abandon() error {
	if b.done {
		return nil
	}
	b.work.Wait() //nolint:errcheck // the work is thrown away, whatever came of it
	return b.abandon(nil)
}

func (b *Build) abandon(cause error) error {
	var ids []uint32
	for _, w := range b.finished {
		ids = append(ids, w.info.ID)
	}
	if err := b.archive.remove(ids); err != nil && cause == nil {
		cause = err
	}
	b.end()
	return cause
}

func (b *Build) end() {
	b.done = true
	b.archive.building.Unlock()
}
