package desk

import (
	"context"
	"iter"

	"segit/gis"
	"segit/gis/control"
	"segit/store"
)

// territory is a snapshot as controls read it.
type territory struct {
	*store.Snapshot
	supplies map[uint32]gis.Supply
	datasets map[string]bool
}

var _ control.Territory = territory{}

func (d *Desk) territory(s *store.Snapshot) (territory, error) {
	t := territory{Snapshot: s, datasets: map[string]bool{}}
	var err error
	if t.supplies, err = d.register(); err != nil {
		return t, err
	}
	for _, set := range s.Datasets() {
		t.datasets[set.Schema.Dataset] = t.datasets[set.Schema.Dataset] || set.Rows > 0
	}
	return t, nil
}

// Has reports whether a dataset has rows.
func (t territory) Has(dataset string) bool { return t.datasets[dataset] }

// Supply is the register's entry.
func (t territory) Supply(id uint32) gis.Supply { return t.supplies[id] }

// Read gives the blocks of a dataset.
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
	}
}
