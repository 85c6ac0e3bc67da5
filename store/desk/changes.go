package desk

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"segit/gis"
	"segit/store"
)

// ChangeKind is what a supply did to a row.
type ChangeKind string

// The kinds of change.
const (
	RowAdded   ChangeKind = "added"
	RowChanged ChangeKind = "changed"
	RowClosed  ChangeKind = "closed"  // its validity ended
	RowRemoved ChangeKind = "removed" // said no more, without a closing act
)

// ColumnChange is a value before and after.
type ColumnChange struct{ Name, Was, Is string }

// Change is a row that a supply added, changed, closed or took away.
type Change struct {
	Kind    ChangeKind
	Row     Feature // as the supply says it; of a row that went, as it was
	Line    uint32  // of the supply's file; 0 for a row that it does not say
	Columns []ColumnChange
}

// ChangesPage says which changes of a supply are wanted.
type ChangesPage struct {
	Offset, Limit int        // Limit 0 for all
	Kind          ChangeKind // "" for all; Offset counts changes of the kind
}

// ChangeCounts are all changes of a supply by kind.
type ChangeCounts map[ChangeKind]int

// Changes gives what a supply did to the rows that it speaks of, in their
// stored order, and how many changes there are in all; rows of persons and units
// are in the access log before. Counting reads every
// row that changed; rows that were only added are counted unread.
func (d *Desk) Changes(ctx context.Context, supply uint32, page ChangesPage, found func(Change) error) (ChangeCounts, error) {
	of, err := d.Supply(ctx, supply)
	if err != nil {
		return nil, err
	}
	gate := d.gate(store.Access{Deed: "changes", What: of.Source, Filter: "supply=" + strconv.Itoa(int(supply))})
	supplies, err := d.register()
	if err != nil {
		return nil, err
	}
	counts := ChangeCounts{}
	// Today's knowledge: what a supply did is no matter of the desk's moment.
	err = d.withAt(store.Moment{}, func(s *store.Snapshot) error {
		all, err := s.Changes(ctx, supply)
		if err != nil {
			return err
		}
		for i := range all {
			if err := ctx.Err(); err != nil {
				return err
			}
			w := changeReader{desk: d, snapshot: s, supplies: supplies, supply: supply}
			kind, err := w.kind(ctx, &all[i])
			if err != nil {
				return err
			}
			counts[kind]++
			if page.Kind != "" && page.Kind != kind {
				continue
			}
			n := counts[kind]
			if page.Kind == "" {
				n = i + 1
			}
			if n <= page.Offset || page.Limit > 0 && n > page.Offset+page.Limit {
				continue
			}
			c, err := w.change(ctx, kind, &all[i])
			if err != nil {
				return err
			}
			if err := gate.offer(&c.Row, func() error { return found(c) }); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return counts, errors.Join(err, gate.abandon())
	}
	return counts, gate.close()
}

// changeReader reads the rows of a change.
type changeReader struct {
	desk     *Desk
	snapshot *store.Snapshot
	supplies map[uint32]gis.Supply
	supply   uint32
	was, is  *store.Row
}

// kind tells what happened to a row.
func (w *changeReader) kind(ctx context.Context, c *store.RowChange) (ChangeKind, error) {
	switch {
	case c.Was == nil:
		return RowAdded, nil
	case c.Is == nil:
		return RowRemoved, nil
	}
	var err error
	if w.was, err = w.snapshot.Get(ctx, *c.Was); err != nil {
		return "", err
	}
	if w.is, err = w.snapshot.Get(ctx, *c.Is); err != nil {
		return "", err
	}
	if w.was.To[w.was.At] == gis.OpenEnd && w.is.To[w.is.At] != gis.OpenEnd {
		return RowClosed, nil
	}
	return RowChanged, nil
}

func (w *changeReader) change(ctx context.Context, kind ChangeKind, c *store.RowChange) (Change, error) {
	shown, ref := w.is, c.Is
	if ref == nil {
		ref = c.Was
	}
	if shown == nil {
		var err error
		if shown, err = w.snapshot.Get(ctx, *ref); err != nil {
			return Change{}, err
		}
	}
	change := Change{Kind: kind, Row: w.desk.featureOf(shown, w.supplies)}
	if w.was != nil {
		change.Columns = differing(w.desk.featureOf(w.was, w.supplies).Fields, change.Row.Fields)
		if !sameShape(w.was, shown) {
			change.Columns = append(change.Columns, ColumnChange{Name: "geometry"})
		}
	}
	mentions, err := w.snapshot.Mentions(ctx, *ref)
	for _, m := range mentions {
		if m.Supply == w.supply {
			change.Line = m.Line
		}
	}
	return change, err
}

// differing are the columns of two rows that are not the same, in the order of
// the columns.
func differing(was, is []Field) []ColumnChange {
	before := map[string]string{}
	for _, f := range was {
		before[f.Name] = f.Value
	}
	var all []ColumnChange
	for _, f := range is {
		if before[f.Name] != f.Value {
			all = append(all, ColumnChange{f.Name, before[f.Name], f.Value})
		}
		delete(before, f.Name)
	}
	for _, f := range was {
		if value, left := before[f.Name]; left {
			all = append(all, ColumnChange{f.Name, value, ""})
		}
	}
	return all
}

// sameShape reports whether two rows have the same geometry, to the bit.
func sameShape(p, q *store.Row) bool {
	if p.Shapes.Len() == 0 || q.Shapes.Len() == 0 {
		return p.Shapes.Len() == q.Shapes.Len()
	}
	return slices.Equal(p.Shapes.RowXY(p.At), q.Shapes.RowXY(q.At))
}
