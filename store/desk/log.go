package desk

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"segit/gis"
	"segit/gis/finding"
	"segit/store"
)

// LogFilter chooses operations of the journal; what is zero chooses all.
type LogFilter struct {
	Row   string // id of a finding, or a key that assertions stand beside
	Actor string
	Since time.Time
}

// Logged is an operation, with what it changed as people read it.
type Logged struct {
	store.Operation
	Finding string // id of the finding it is about; "" for none
	Control string
	Place   string
	Changes []Changed
	Again   bool // it does again what was undone: it takes back an undo

	Elsewhere bool // others did it, and it came by sync
}

// Changed is a column with its value before and after; "" for none. Reason is
// why a state was set.
type Changed struct {
	Column, Old, New, Reason string
}

// Log gives the operations that people did, oldest first.
func (d *Desk) Log(ctx context.Context, filter LogFilter, found func(Logged) error) error {
	told := d.teller()
	undos := map[string]bool{}
	take := func(o store.Operation) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		again := undos[o.Undoes]
		undos[o.Name()] = o.Undoes != "" && !again
		if filter.Actor != "" && !strings.EqualFold(o.Actor, filter.Actor) || o.At.Before(filter.Since) {
			return nil
		}
		l, err := told.of(ctx, o)
		if err != nil {
			return err
		}
		l.Again = again
		return found(l)
	}
	if filter.Row == "" {
		// A row as it came may name anybody.
		corrected, err := d.archive.Edits(store.LayerCorrections)
		if err == nil && len(corrected) > 0 {
			_, err = d.logAccess(store.Access{Deed: "rejects", What: "log"})
		}
		if err != nil {
			return err
		}
		return d.archive.Operations(take)
	}
	layer, id := store.DatasetFindings, filter.Row
	if key := strings.TrimSpace(filter.Row); strings.Contains(key, "/") {
		about, err := d.assertable(key)
		if err != nil {
			return err
		}
		layer, id, _ = strings.Cut(about, "/")
	}
	ops, err := d.archive.OperationsOf(layer, id)
	if err != nil {
		return err
	}
	for _, o := range ops {
		if err := take(o); err != nil {
			return err
		}
	}
	return nil
}

// Told is how the log tells of operations that others did, which are in no
// journal here, in their order.
func (d *Desk) Told(ctx context.Context, ops []store.Operation) ([]Logged, error) {
	told := d.teller()
	all := make([]Logged, len(ops))
	for i := range ops {
		var err error
		if all[i], err = told.of(ctx, ops[i]); err != nil {
			return nil, err
		}
		all[i].Elsewhere = true
	}
	return all, nil
}

// teller tells of operations, and asks once what a row is about.
type teller struct {
	desk     *Desk
	subjects map[string]subject
}

func (d *Desk) teller() teller { return teller{d, map[string]subject{}} }

func (t teller) of(ctx context.Context, o store.Operation) (Logged, error) {
	s, known := t.subjects[o.Layer+"/"+o.ID]
	if !known {
		var err error
		if s, err = t.desk.subjectOf(ctx, o.Layer, o.ID); err != nil {
			return Logged{}, err
		}
		t.subjects[o.Layer+"/"+o.ID] = s
	}
	changes, err := t.desk.changesOf(&o)
	return Logged{Operation: o, Finding: s.Finding, Control: s.Control, Place: s.Place, Changes: changes}, err
}

func (d *Desk) changesOf(o *store.Operation) ([]Changed, error) {
	if standsBeside(o.Layer) {
		e, err := d.archive.EditsOf(o.Layer, o.ID)
		if err != nil {
			return nil, err
		}
		c := Changed{Column: columnsOf(o)[0]}
		var text string
		if _, err = e.Value(store.TextColumn, &text); o.Kind == store.DeleteKind {
			c.Old = text
		} else {
			c.New = text
		}
		return []Changed{c}, err
	}
	if c, ok := o.Set[store.TextColumn]; ok && o.Layer == store.LayerCorrections {
		return []Changed{{Column: correctionColumn, Old: textOf(c.Base), New: textOf(c.New)}}, nil
	}
	var all []Changed
	for _, column := range columnsOf(o) {
		c := o.Set[column]
		change := Changed{Column: column, Old: textOf(c.Base), New: textOf(c.New)}
		if column == stateColumn {
			var s finding.Decision
			if json.Unmarshal(c.New, &s) == nil {
				change.Reason = s.Reason
			}
		}
		all = append(all, change)
	}
	return all, nil
}

// History is what was done on one finding, oldest first.
func (d *Desk) History(ctx context.Context, id string) ([]Logged, error) {
	var all []Logged
	err := d.Log(ctx, LogFilter{Row: id}, func(l Logged) error {
		all = append(all, l)
		return nil
	})
	if err != nil {
		return nil, gis.Wrap("desk.History", gis.KindOf(err), err, "edit.history", id)
	}
	return all, nil
}
