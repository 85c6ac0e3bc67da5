package store

import (
	"context"

	"segit/gis"
)

// Moment is a point in both times: what was valid on a day, according to what
// was known on a day. The zero Moment is every row of what is known today.
type Moment struct {
	AsAt    gis.Date // only rows valid on the day; 0 for all, whenever they are valid
	AsKnown gis.Date // only supplies that speak of the day or of one before; 0 for all
}

// SnapshotAt holds the territory as at a moment. What is computed here, and
// comes with no supply, is that of today.
func (a *Archive) SnapshotAt(ctx context.Context, at Moment) (*Snapshot, error) {
	if at == (Moment{}) {
		return a.Snapshot(), nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s := a.Snapshot() // holds the generation while the state is made
	m, err := a.manifestAt(s.m, at)
	if err != nil {
		s.Release() //nolint:errcheck // the first error says more
		return nil, err
	}
	a.mu.Lock()
	a.pins[m]++
	a.mu.Unlock()
	return &Snapshot{archive: a, m: m}, s.Release()
}

// momentsKept is how many moments of a generation are kept at hand.
const momentsKept = 8

// manifestAt is a generation as at a moment.
func (a *Archive) manifestAt(today *manifest, at Moment) (*manifest, error) {
	a.momentMu.Lock()
	defer a.momentMu.Unlock()
	if a.momentsOf != today {
		a.momentsOf, a.moments = today, nil
	}
	if m := a.moments[at]; m != nil {
		return m, nil
	}
	m := today.clone()
	m.at = at.AsAt
	if at.AsKnown != 0 {
		if err := a.forget(m, at.AsKnown); err != nil {
			return nil, err
		}
	}
	if a.moments == nil || len(a.moments) >= momentsKept {
		a.moments = map[Moment]*manifest{}
	}
	a.moments[at] = m
	return m, nil
}

// forget brings every scope to the state that the supplies up to a day make.
func (a *Archive) forget(m *manifest, day gis.Date) error {
	register, err := a.Supplies()
	if err != nil {
		return err
	}
	t := &timeline{archive: a, m: m, register: register, until: day}
	scopes := map[scopeOf]bool{}
	for i := range m.Segments {
		if s := &m.Segments[i]; s.Supply != 0 {
			scopes[scopeOf{m.Schemas[s.Schema].Source, s.Scope}] = true
		}
	}
	return t.settle(scopes, func(*arrival, []uint32, []uint32, func() (Changes, error)) error { return nil })
}
