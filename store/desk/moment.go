package desk

import (
	"context"
	"errors"

	"segit/gis"
	"segit/store"
)

// Moment is the point in both times at which a desk is read.
type Moment = store.Moment

// At sets the moment at which everything at this desk is read from now on: maps,
// tables, searches, exports, controls. The zero Moment is today's knowledge.
func (d *Desk) At(ctx context.Context, at Moment) error {
	s, err := d.archive.SnapshotAt(ctx, at) // what cannot be read is told now
	if err != nil {
		return err
	}
	d.mu.Lock()
	d.moment = at
	d.changes++
	d.known = knownSections{}
	d.mu.Unlock()
	return s.Release()
}

// Moment is the one at which the desk reads.
func (d *Desk) Moment() Moment {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.moment
}

// with runs a deed on a snapshot as at the desk's moment.
func (d *Desk) with(deed func(*store.Snapshot) error) error { return d.withAt(d.Moment(), deed) }

func (d *Desk) withAt(at store.Moment, deed func(*store.Snapshot) error) error {
	s, err := d.archive.SnapshotAt(context.Background(), at)
	if err != nil {
		return err
	}
	return errors.Join(deed(s), s.Release())
}

// momentOf words a moment for whoever reads what was made at it; false for
// today's knowledge.
func momentOf(at store.Moment) (gis.Message, bool) {
	switch {
	case at.AsAt != 0 && at.AsKnown != 0:
		return gis.Say("desk.moment", at.AsAt, at.AsKnown), true
	case at.AsAt != 0:
		return gis.Say("desk.moment-valid", at.AsAt), true
	case at.AsKnown != 0:
		return gis.Say("desk.moment-known", at.AsKnown), true
	}
	return gis.Message{}, false
}
