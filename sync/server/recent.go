package server

import (
	"sync"

	"segit/sync/wire"
)

// recent keeps the last changes of municipalities in memory, as they were
// accepted and as they travel: accepted operations never change, and after a day
// in the field many devices ask for the same ones at once.
type recent struct {
	mu    sync.Mutex
	of    map[string]*tail
	bytes int
}

// tail are changes that follow each other without a gap.
type tail struct{ changes []recentChange }

// recentChange is a change with the line by which a device is told of it whose
// area held its row before and after.
type recentChange struct {
	*Accepted
	line []byte // nil for one that was set aside
}

// How much is kept: of a municipality, and of all together.
const (
	mostRecent      = 4096
	mostRecentBytes = 64 << 20
)

// changes are those of a municipality after a number, in order, as v knows them.
func (r *recent) changes(v View, comune string, after, head uint64, limit int) ([]recentChange, error) {
	found := r.kept(comune, after, head, limit)
	if len(found) > 0 {
		after = found[len(found)-1].CSeq
	}
	if len(found) == limit || after >= head {
		return found, nil
	}
	read, err := v.Changes(after, limit-len(found))
	if err != nil {
		return nil, err
	}
	fresh := make([]recentChange, len(read))
	for i := range read {
		if fresh[i], err = travelling(&read[i]); err != nil {
			return nil, err
		}
	}
	r.keep(comune, fresh)
	return append(found, fresh...), nil
}

// travelling makes the line of a change.
func travelling(a *Accepted) (c recentChange, err error) {
	c.Accepted = a
	if a.Kind != "" {
		c.line, err = wire.EncodeLine(wire.Line{Change: a.change()})
	}
	return c, err
}

// kept are the changes after a number that are in memory; v may be of a state
// before that of others who asked, so none after its head.
func (r *recent) kept(comune string, after, head uint64, limit int) []recentChange {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.of[comune]
	if t == nil || after+1 < t.changes[0].CSeq {
		return nil
	}
	from := after + 1 - t.changes[0].CSeq
	to := min(uint64(len(t.changes)), from+uint64(limit), head+1-t.changes[0].CSeq)
	if from >= to {
		return nil
	}
	return t.changes[from:to:to]
}

// keep adds changes that follow those that are kept; those that do not fit to
// them take their place when they are newer.
func (r *recent) keep(comune string, fresh []recentChange) {
	for i := range fresh {
		if fresh[i].CSeq != fresh[0].CSeq+uint64(i) {
			return // a store that leaves numbers out is asked each time
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.of[comune]
	if t != nil {
		last := t.changes[len(t.changes)-1].CSeq
		for len(fresh) > 0 && fresh[0].CSeq <= last && fresh[len(fresh)-1].CSeq > last {
			fresh = fresh[1:] // another reader was quicker
		}
		if len(fresh) == 0 || fresh[0].CSeq <= last {
			return // nothing new, or of a device that was long away
		}
		if fresh[0].CSeq != last+1 {
			r.forget(comune)
			t = nil
		}
	}
	if len(fresh) == 0 {
		return
	}
	if t == nil {
		t = new(tail)
		r.of[comune] = t
	}
	for i := range fresh {
		r.bytes += fresh[i].size()
	}
	t.changes = append(t.changes, fresh...)
	if over := len(t.changes) - mostRecent; over > 0 {
		for i := range t.changes[:over] {
			r.bytes -= t.changes[i].size()
		}
		t.changes = append([]recentChange(nil), t.changes[over:]...)
	}
	for other := range r.of {
		if r.bytes <= mostRecentBytes {
			break
		}
		r.forget(other)
	}
}

func (r *recent) forget(comune string) {
	for i := range r.of[comune].changes {
		r.bytes -= r.of[comune].changes[i].size()
	}
	delete(r.of, comune)
}

// size is about how many bytes a change takes.
func (c *recentChange) size() int { return len(c.Raw) + len(c.line) + 512 }
