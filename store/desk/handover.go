package desk

import (
	"context"
	"slices"

	"segit/gis"
	"segit/gis/finding"
	"segit/gis/text"
	"segit/store"
)

// Handed describes a layer that can be handed over.
type Handed struct {
	Comune   string        // Belfiore code
	EPSG     int           // of all coordinates, east first
	Schemas  []*gis.Schema // of each source
	Supplies []gis.Supply  // from which its rows are
}

// Handed says what a layer is that [Desk.HandOver] gives.
func (d *Desk) Handed(layer string, words text.Catalogue) (Handed, error) {
	h := Handed{Comune: d.archive.Head.Comune, EPSG: d.archive.Head.EPSG}
	if layer == store.DatasetFindings {
		h.Schemas = []*gis.Schema{finding.Batch(nil, words).Schema}
		return h, nil
	}
	supplies, err := d.register()
	if err != nil {
		return h, err
	}
	return h, d.with(func(s *store.Snapshot) error {
		sets, err := d.setsOf(exportOp, s, layer)
		for i := range sets {
			h.Schemas = append(h.Schemas, sets[i].Schema)
			for _, id := range sets[i].Supply {
				h.Supplies = append(h.Supplies, supplies[id])
			}
		}
		return err
	})
}

// setsOf are the datasets of a layer, at least one.
func (d *Desk) setsOf(op string, s *store.Snapshot, layer string) ([]store.Dataset, error) {
	var sets []store.Dataset
	for _, set := range s.Datasets() {
		if set.Schema.Dataset == layer {
			sets = append(sets, set)
		}
	}
	if len(sets) == 0 {
		return nil, d.noDataset(op, s, layer)
	}
	return sets, nil
}

// HandOver gives the rows of a layer to another store, in the order of the
// archive. Findings go with what people did on them. Rows of persons and units
// are in the access log before they are given.
func (d *Desk) HandOver(ctx context.Context, layer string, words text.Catalogue, take func(*gis.Batch) error) error {
	if layer == store.DatasetFindings {
		all, err := d.findings(ctx, FindingFilter{})
		// What people reported came from the repository, and is there.
		all = slices.DeleteFunc(all, func(f gis.Finding) bool { return f.Control == finding.Reported })
		if err == nil {
			err = d.seen(all, store.Access{Deed: "export", What: layer})
		}
		if err != nil {
			return err
		}
		return take(finding.Batch(all, words))
	}
	return d.with(func(s *store.Snapshot) error {
		sets, err := d.setsOf(exportOp, s, layer)
		if err == nil {
			err = d.exported(layer, sets)
		}
		for i := range sets {
			if err == nil {
				err = rowsOf(ctx, s, &sets[i], take)
			}
		}
		return err
	})
}

// Proofs gives what each finding was when it was seen last, by id: what a
// decision on it is about.
func (d *Desk) Proofs(ctx context.Context) (map[string]string, error) {
	all, err := d.findings(ctx, FindingFilter{NoPersons: true})
	proofs := make(map[string]string, len(all))
	for i := range all {
		proofs[all[i].ID] = all[i].Proof
	}
	return proofs, err
}
