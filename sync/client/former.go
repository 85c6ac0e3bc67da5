package client

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"

	"segit/gis"
	"segit/store"
	"segit/sync/supply"
)

// former gives the chunks of the supply before one, in the order in which those of
// the one are cut: most are alike, and a chunk travels as what differs. A nil one
// has none.
type former struct {
	order func(p, q store.Place) int
	next  func() (formerChunk, error, bool)
	end   func()
	is    formerChunk // the last that came
}

// formerChunk holds until the next one is asked for.
type formerChunk struct {
	at   store.Place
	n    int // of the place
	rows *supply.Chunk
}

// former is that of a supply of this archive.
func (o *offering) former(ctx context.Context, s *store.Snapshot, u *gis.Supply) *former {
	if u == nil {
		return nil // rows that are computed again leave nothing of those before
	}
	sent := map[uint32]bool{}
	for _, h := range o.held {
		sent[h.Local] = h.Print != lostPrint && h.Local != u.ID
	}
	before := supplyBefore(s, o.all, u.Source, sent, s.Scopes(u.ID))
	if before == 0 {
		return nil
	}
	f := &former{order: s.ComparePlaces}
	f.next, f.end = iter.Pull2(func(yield func(formerChunk, error) bool) {
		c := &supply.Cutter{Found: func(at store.Place, n int, c *supply.Chunk, _ []uint32) error {
			if !yield(formerChunk{at, n, c}, nil) {
				return errEnough
			}
			return nil
		}}
		err := rowsOf(ctx, s, before, "", nil, c)
		if err == nil {
			err = c.Close()
		}
		if err != nil && !errors.Is(err, errEnough) {
			yield(formerChunk{}, err)
		}
	})
	return f
}

// errEnough ends the reading of a supply of which nobody wants more.
var errEnough = errors.New("client: enough")

// supplyBefore is the newest supply of a source, among those that may be it, that
// speaks of one of the scopes; 0 for none.
func supplyBefore(s *store.Snapshot, register []gis.Supply, source string, may map[uint32]bool, scopes map[string]bool) uint32 {
	for _, u := range slices.SortedFunc(slices.Values(register), func(p, q gis.Supply) int { return cmp.Compare(q.ID, p.ID) }) {
		if u.Source != source || !may[u.ID] {
			continue
		}
		for scope := range s.Scopes(u.ID) {
			if scopes[scope] {
				return u.ID
			}
		}
	}
	return 0
}

// chunk is the plain chunk at a place, the nth of it; nil for none. Places are asked
// for in their order.
func (f *former) chunk(at *store.Place, n int) ([]byte, error) {
	for f != nil {
		if f.is.rows != nil {
			switch order := cmp.Or(f.order(f.is.at, *at), cmp.Compare(f.is.n, n)); {
			case order > 0:
				return nil, nil
			case order == 0:
				return f.is.rows.Encode()
			}
		}
		is, err, more := f.next()
		if err != nil || !more {
			return nil, err
		}
		f.is = is
	}
	return nil, nil
}

// stop ends the reading.
func (f *former) stop() {
	if f != nil {
		f.end()
	}
}
