package desk

import (
	"context"
	"iter"
	"strconv"
	"strings"

	"segit/gis"
	"segit/gis/control"
	"segit/store"
)

// territory is a snapshot as controls read it.
type territory struct {
	*store.Snapshot
	supplies map[uint32]gis.Supply
	rows     map[string]int // by dataset
	// incomplete are the supplies in force that are not whole, by dataset.
	incomplete map[string][]uint32
}

var _ control.Territory = territory{}

func (d *Desk) territory(s *store.Snapshot) (territory, error) {
	t := territory{Snapshot: s, rows: map[string]int{}, incomplete: map[string][]uint32{}}
	var err error
	if t.supplies, err = d.register(); err != nil {
		return t, err
	}
	for _, set := range s.Datasets() {
		t.rows[set.Schema.Dataset] += int(set.Rows)
		for _, id := range set.Supply {
			if of := t.supplies[id]; of.Incomplete() {
				t.incomplete[set.Schema.Dataset] = append(t.incomplete[set.Schema.Dataset], id)
			}
		}
	}
	return t, nil
}

// halved says of datasets in which a supply that is not whole is in force: what it
// should have ended still counts beside what it brought.
func (t territory) halved(datasets ...string) []gis.Message {
	var said []gis.Message
	for _, dataset := range datasets {
		var names []string
		for _, id := range t.incomplete[dataset] {
			names = append(names, strconv.Itoa(int(id)))
		}
		if len(names) > 0 {
			said = append(said, gis.Say("desk.incomplete-in-force", dataset, strings.Join(names, ", ")))
		}
	}
	return said
}

// Rows is how many rows a dataset has.
func (t territory) Rows(dataset string) int { return t.rows[dataset] }

// Supply is the register's entry.
func (t territory) Supply(id uint32) gis.Supply { return t.supplies[id] }

// Read gives the blocks of a dataset, which a control keeps in a form of its own.
func (t territory) Read(ctx context.Context, dataset string, want control.Want) iter.Seq2[control.Block, error] {
	columns := want.Columns
	if columns == nil {
		columns = []string{}
	}
	q := store.Ask{Dataset: dataset, Roles: want.Roles, Columns: columns, Shapes: want.Shapes}
	return func(yield func(control.Block, error) bool) {
		for rows, err := range t.Scan(ctx, q) {
			if err != nil {
				yield(control.Block{}, err)
				return
			}
			if !yield(control.Block{Batch: rows.Batch, Supply: rows.Supply}, nil) {
				return
			}
		}
		if err := t.Unload(); err != nil {
			yield(control.Block{}, err)
		}
	}
}
