package desk

import (
	"context"
	"maps"
	"slices"

	"segit/gis"
	"segit/store"
)

// leftFindings is what people did to the list of findings itself: those that they
// made, and the ids of those that they deleted.
type leftFindings struct {
	changes uint64 // edits of which it knows
	made    []gis.Finding
	gone    []string
}

// withFindings runs a deed on a snapshot whose findings are those that [Desk.Findings]
// lists: those that people made are rows like the others, those that they deleted
// are not there.
func (d *Desk) withFindings(ctx context.Context, deed func(*store.Snapshot) error) error {
	left, err := d.leftFindings()
	if err != nil {
		return err
	}
	return d.with(func(s *store.Snapshot) error {
		var gone []store.Ref
		rows := func(id string) (n int, err error) {
			err = s.ByID(ctx, store.Ask{Dataset: store.DatasetFindings, Columns: []string{}}, id, func(r *store.Row) error {
				gone = append(gone, r.Ref())
				n++
				return nil
			})
			return n, err
		}
		for _, id := range left.gone {
			if _, err := rows(id); err != nil {
				return err
			}
		}
		kept := len(gone)
		var made []gis.Finding
		for i := range left.made {
			n, err := rows(left.made[i].ID)
			if err != nil {
				return err
			}
			if n == 0 {
				made = append(made, left.made[i])
			}
		}
		if gone = gone[:kept]; len(made)+len(gone) == 0 {
			return deed(s)
		}
		b, err := findingRows(made)
		if err != nil {
			return err
		}
		return deed(s.Beside(b, gone))
	})
}

// leftFindings reads what people did to the list of findings, once for each edit.
func (d *Desk) leftFindings() (*leftFindings, error) {
	d.mu.Lock()
	left, changes := d.left, d.changes
	d.mu.Unlock()
	if left != nil && left.changes == changes {
		return left, nil
	}
	edits, err := d.archive.Edits(store.DatasetFindings)
	if err != nil {
		return nil, err
	}
	left = &leftFindings{changes: changes}
	for _, id := range slices.Sorted(maps.Keys(edits)) {
		e := edits[id]
		if e.Gone() {
			left.gone = append(left.gone, id)
			continue
		}
		f, is, err := d.reported(id, &e)
		if err != nil {
			return nil, err
		}
		if is {
			left.made = append(left.made, f)
		}
	}
	d.mu.Lock()
	d.left = left
	d.mu.Unlock()
	return left, nil
}
