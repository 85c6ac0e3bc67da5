package desk

import (
	"context"
	"errors"

	"segit/gis"
	"segit/gis/finding"
	"segit/store"
)

// reported is a finding that a person made and no control derives: it came by
// sync, written on a map or by another program. It is no finding when the row
// was made by nobody, or was deleted.
func (d *Desk) reported(id string, e *store.Edits) (gis.Finding, bool, error) {
	if !e.Made() || e.Gone() {
		return gis.Finding{}, false, nil
	}
	return d.made(id, e)
}

// made is a finding that a person made, deleted or not.
func (d *Desk) made(id string, e *store.Edits) (gis.Finding, bool, error) {
	f := gis.Finding{ID: id, Control: finding.Reported, Key: d.sheetOf(e.Sheet), Geometry: e.Drawing(d.archive.Head.EPSG)}
	f.Key.Comune = d.archive.Head.Comune
	var said string
	if _, err := e.Value(store.DescriptionColumn, &said); err != nil {
		return f, false, err
	}
	if said != "" {
		f.Reasons = []gis.Message{gis.Say("finding.reported", said)}
	}
	return f, true, d.mergeEdits(&f, *e)
}

// addReported adds to derived findings those that people made.
func (d *Desk) addReported(all []gis.Finding, edits map[string]store.Edits, filter *FindingFilter) ([]gis.Finding, error) {
	if filter.Control != "" && filter.Control != finding.Reported || filter.Year != 0 {
		return all, nil // they are of no tax year
	}
	derived := make(map[string]bool, len(all))
	for i := range all {
		derived[all[i].ID] = true
	}
	for id, e := range edits {
		if derived[id] {
			continue
		}
		f, is, err := d.reported(id, &e)
		if err != nil {
			return nil, err
		}
		if is {
			all = append(all, f)
		}
	}
	return all, nil
}

// knownFinding is a finding as a control left it or a person made it, with what people
// did on it.
func (d *Desk) knownFinding(ctx context.Context, s *store.Snapshot, id string) (gis.Finding, error) {
	f, missing := d.stored(ctx, s, id)
	if missing != nil && gis.KindOf(missing) != gis.NotFound {
		return f, missing
	}
	e, err := d.archive.EditsOf(store.DatasetFindings, id)
	switch {
	case err != nil:
		return f, err
	case e.Gone():
		return f, gis.Refuse("desk.Finding", gis.NotFound, "desk.no-finding", id)
	case missing == nil:
		return f, d.mergeEdits(&f, e)
	}
	f, is, err := d.reported(id, &e)
	if !is {
		err = errors.Join(err, missing)
	}
	return f, err
}
