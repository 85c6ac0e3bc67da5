package desk

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"segit/gis"
	"segit/store"
)

// correctionID names a rejected row in the same way at every desk that has the
// supply, whoever imported it: by the file's hash and the line.
func correctionID(of *gis.Supply, line int) string { return of.SHA256 + "/" + strconv.Itoa(line) }

// rejects gives the rejects of a supply in the order of the file, with the text
// that people wrote beside them; kept is as it stands in the register.
func (d *Desk) rejects(ctx context.Context, of *gis.Supply, found func(now, kept store.KeptReject) error) error {
	edits, err := d.archive.Edits(store.LayerCorrections)
	if err != nil {
		return err
	}
	return d.archive.KeptRejects(of.ID, func(r store.KeptReject) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		now, id := r, correctionID(of, r.Line)
		if e, ok := edits[id]; ok && !r.Passed {
			if err := d.corrected(&now, id, &e); err != nil {
				return err
			}
		}
		return found(now, r)
	})
}

// corrected puts the correction beside a reject. Who wrote it is known of this
// desk's own; of another's it stands in the news.
func (d *Desk) corrected(r *store.KeptReject, id string, e *store.Edits) error {
	var text string
	given, err := e.Value(store.TextColumn, &text)
	if err != nil {
		return err
	}
	if r.Fixed, r.FixedBy = "", ""; !given {
		return nil // it was taken back
	}
	r.Fixed = text
	own, err := d.archive.OperationsOf(store.LayerCorrections, id)
	if err != nil {
		return err
	}
	for _, o := range slices.Backward(own) {
		if slices.Contains(e.Cells[store.TextColumn].By, o.Name()) {
			r.FixedBy, r.FixedAt = o.Actor, o.At
			break
		}
	}
	return nil
}

// correctedRow is the file and the line that a correction is of, as people write
// it; "" where no supply of this archive has it.
func (d *Desk) correctedRow(id string) (string, error) {
	sum, line, _ := strings.Cut(id, "/")
	all, err := d.archive.Supplies()
	for i := range all {
		if all[i].SHA256 == sum {
			return filepath.Base(all[i].File) + ":" + line, nil
		}
	}
	return "", err
}

// notIn refuses to take the last step of a person back where a row went in by it:
// the row stays as it was corrected, and must go on saying by whom.
func (d *Desk) notIn(ctx context.Context, author string) error {
	last, _, err := d.archive.Steps(author)
	if err != nil {
		return err
	}
	corrections := map[string]bool{}
	for i := range last {
		if last[i].Layer == store.LayerCorrections {
			corrections[last[i].ID] = true
		}
	}
	if len(corrections) == 0 {
		return nil
	}
	supplies, err := d.archive.Supplies()
	if err != nil {
		return err
	}
	for i := range supplies {
		of := &supplies[i]
		err := d.archive.KeptRejects(of.ID, func(r store.KeptReject) error {
			if r.Passed && corrections[correctionID(of, r.Line)] {
				return gis.Refuse("desk.Undo", gis.BadInput, "edit.row-in", filepath.Base(of.File)+":"+strconv.Itoa(r.Line))
			}
			return ctx.Err()
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Taken gives the rows of a supply that were rejected and went in as people
// corrected them, in the file's order: with the text that the file has, and theirs.
// That they are read is in the access log before.
func (d *Desk) Taken(ctx context.Context, supply uint32, found func(gis.Reject) error) error {
	of, err := d.Supply(ctx, supply)
	if err != nil {
		return err
	}
	var in []gis.Reject
	err = d.archive.KeptRejects(supply, func(r store.KeptReject) error {
		if r.Passed {
			in = append(in, r.Reject)
		}
		return ctx.Err()
	})
	if err == nil && len(in) > 0 {
		_, err = d.logAccess(store.Access{Deed: "rejects", What: of.Source, Filter: "supply=" + strconv.Itoa(int(supply)), Count: int64(len(in))})
	}
	for i := range in {
		if err == nil {
			err = found(in[i])
		}
	}
	return err
}
