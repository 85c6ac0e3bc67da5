package store

import (
	"math"

	"go.etcd.io/bbolt"
)

// replaced is a segment that generations from since on no longer name.
type replaced struct {
	segment uint32
	since   uint64
}

// clearLeftovers removes what the generation in force does not know: segments
// that a killed import wrote or that were replaced and not yet removed, and
// rejects of supplies that never entered the register.
func (a *Archive) clearLeftovers() error {
	known := make(map[uint32]bool, len(a.current.Segments))
	for i := range a.current.Segments {
		known[a.current.Segments[i].ID] = true
	}
	stored, err := a.numbersIn(segmentBucket)
	if err != nil {
		return err
	}
	for _, id := range stored {
		if !known[id] {
			if err := a.discard(segmentBucket, id); err != nil {
				return err
			}
		}
	}
	return a.clearRejects()
}

// clearRejects removes rejects of supplies that never entered the register. No
// build is under way.
func (a *Archive) clearRejects() error {
	supplies, err := a.numbersIn(rejectBucket)
	if err != nil {
		return err
	}
	var stray []uint32
	err = a.view(func(tx *bbolt.Tx) error {
		register := tx.Bucket([]byte(supplyBucket))
		for _, id := range supplies {
			if register.Get(number(id)) == nil {
				stray = append(stray, id)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range stray {
		if err := a.discard(rejectBucket, id); err != nil {
			return err
		}
	}
	return nil
}

// sweep removes replaced segments that no snapshot can read any more. What
// could not be removed is tried again at the next sweep, or when the archive is
// opened. It runs while no build does.
func (a *Archive) sweep() error {
	a.mu.Lock()
	oldest := uint64(math.MaxUint64)
	for m := range a.pins {
		oldest = min(oldest, m.Generation)
	}
	var ready []uint32
	var kept []replaced
	for _, t := range a.trash {
		if t.since <= oldest {
			ready = append(ready, t.segment)
			delete(a.segments, t.segment)
		} else {
			kept = append(kept, t)
		}
	}
	a.trash = kept
	a.mu.Unlock()
	for n, id := range ready {
		if err := a.discard(segmentBucket, id); err != nil {
			a.mu.Lock()
			for _, left := range ready[n:] {
				a.trash = append(a.trash, replaced{segment: left})
			}
			a.mu.Unlock()
			return err
		}
	}
	return nil
}
