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

// earlier gives the chunks of the supply before one, in the order in which those of
// the one are cut: most are alike, and a chunk travels as what differs. A nil one
// has none.
type earlier struct {
	order func(p, q store.Place) int
	next  func() (earlierChunk, error, bool)
	end   func()
	is    earlierChunk // the last that came
}

// earlierChunk holds until the next one is asked for.
type earlierChunk struct {
	at   store.Place
	n    int // of the place
	rows *supply.Chunk
}

// earlier is that of a supply of this archive.
func (o *offering) earlier(ctx context.Context, s *store.Snapshot, u *gis.Supply) *earlier {
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
	f := &earlier{order: s.ComparePlaces}
	f.next, f.end = iter.Pull2(func(yield func(earlierChunk, error) bool) {
		err := cut(ctx, s, before, "", nil, func(at store.Place, n int, c *supply.Chunk, _ []uint32) error {
			if !yield(earlierChunk{at, n, c}, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(earlierChunk{}, err)
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
func (f *earlier) chunk(at *store.Place, n int) ([]byte, error) {
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
func (f *earlier) stop() {
	if f != nil {
		f.end()
	}
}
