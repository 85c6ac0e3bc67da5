package desk

import (
	"context"
	"strings"

	"segit/gis"
	"segit/store"
)

// Wrote reports whether the operation of a name was written in this archive.
func (d *Desk) Wrote(name string) (bool, error) { return d.archive.Wrote(name) }

// Peek gives the archive to a question of package sharing, which changes
// nothing.
func (d *Desk) Peek(ask func(*store.Archive) error) error { return ask(d.archive) }

// RowName names a row that people edit.
type RowName struct{ Layer, ID, Cell string }

// RowSubject is what such a row is about, as far as the archive knows: nothing
// of it names a person.
type RowSubject struct {
	Finding   string  // id of the finding, "" where it is about none of this archive
	Control   string  // that made the finding
	Key       gis.Key // of the finding, or of what is stated; only the sheet where no more is known
	Corrected string  // file and line of a rejected row that was corrected
}

// RowSubjects says of rows what they are about, in their order.
func (d *Desk) RowSubjects(ctx context.Context, rows []RowName) ([]RowSubject, error) {
	all := make([]RowSubject, len(rows))
	abouts := make([]string, len(rows)) // id of a finding
	var ids []string
	for i, r := range rows {
		all[i].Key = d.sheetOf(r.Cell)
		if r.Layer == store.LayerCorrections {
			var err error
			if all[i].Corrected, err = d.correctedRow(r.ID); err != nil {
				return nil, err
			}
			continue
		}
		about, err := d.aboutOf(r.Layer, r.ID)
		if err != nil {
			return nil, err
		}
		id, is := strings.CutPrefix(about, store.DatasetFindings+"/")
		if _, k, err := gis.ParseKey(about); !is && err == nil {
			all[i].Key = k
		}
		if is {
			abouts[i], ids = id, append(ids, id)
		}
	}
	findings, err := d.some(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, id := range abouts {
		if f := findings[id]; id != "" && f != nil {
			all[i] = RowSubject{Finding: f.ID, Control: f.Control, Key: f.Key}
		}
	}
	return all, nil
}

// sheetOf is the key of a sheet by its name as a cell.
func (d *Desk) sheetOf(cell string) gis.Key {
	section, sheet, found := strings.Cut(cell, "/")
	if !found {
		return gis.Key{}
	}
	return gis.MakeKey(d.archive.Head.Comune, section, sheet, "", "")
}
