package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"segit/gis"
	"segit/store"
)

// Deleted are the findings that somebody deleted, here or through another program,
// by id. They stay in the history, and can be brought back.
func (d *Desk) Deleted(ctx context.Context) ([]gis.Finding, error) {
	edits, err := d.archive.Edits(store.DatasetFindings)
	if err != nil {
		return nil, err
	}
	var all []gis.Finding
	err = d.with(func(s *store.Snapshot) error {
		for id, e := range edits {
			if !e.Gone() {
				continue
			}
			f, err := d.stored(ctx, s, id)
			switch {
			case err == nil:
				err = d.mergeEdits(&f, e)
			case gis.KindOf(err) == gis.NotFound && e.Made():
				f, _, err = d.made(id, &e)
			case gis.KindOf(err) == gis.NotFound:
				continue // derived, and no control finds it any more
			}
			if err != nil {
				return err
			}
			all = append(all, f)
		}
		return nil
	})
	slices.SortFunc(all, func(a, b gis.Finding) int { return cmp.Compare(a.ID, b.ID) })
	return all, err
}

// DeletedIDs finds deleted findings by id or its first characters.
func (d *Desk) DeletedIDs(ctx context.Context, ids []string) ([]string, error) {
	some, err := d.deletedBy(ctx, ids)
	whole := make([]string, len(some))
	for i := range some {
		whole[i] = some[i].ID
	}
	return whole, err
}

func (d *Desk) deletedBy(ctx context.Context, ids []string) ([]gis.Finding, error) {
	deleted, err := d.Deleted(ctx)
	if err != nil {
		return nil, err
	}
	var some []gis.Finding
	for _, id := range ids {
		at := slices.IndexFunc(deleted, func(f gis.Finding) bool { return f.ID == id })
		if at < 0 && len(id) >= shortestID {
			full, err := begun(deleted, id)
			if gis.KindOf(err) == gis.BadUsage {
				return nil, err // it begins many
			}
			at = slices.IndexFunc(deleted, func(f gis.Finding) bool { return f.ID == full })
		}
		if at < 0 {
			return nil, gis.Refuse("desk.Deleted", gis.NotFound, "desk.not-deleted", id)
		}
		some = append(some, deleted[at])
	}
	return some, nil
}

// RestoreFindings brings deleted findings back, as one step that can be undone,
// and gives their whole ids.
func (d *Desk) RestoreFindings(ctx context.Context, ids []string, actor, purpose string) ([]string, error) {
	some, err := d.deletedBy(ctx, ids)
	if err != nil {
		return nil, err
	}
	var ops []store.Operation
	var whole []string
	for i := range some {
		f := &some[i]
		if slices.Contains(whole, f.ID) {
			continue
		}
		whole = append(whole, f.ID)
		ops = append(ops, store.Operation{
			Layer: store.DatasetFindings, ID: f.ID, Cell: f.Key.Cell(), Kind: store.RestoreKind, Actor: strings.TrimSpace(actor), Purpose: purpose,
		})
	}
	if len(ops) == 0 {
		return nil, gis.Refuse("desk.RestoreFindings", gis.BadUsage, "desk.no-choice")
	}
	if _, err := d.archive.Append(ops...); err != nil {
		return nil, err
	}
	d.changed()
	return whole, nil
}
