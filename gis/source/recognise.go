package source

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"segit/gis"
)

// Recognition is what a file was taken for, and why.
type Recognition struct {
	Source   string
	Format   Format
	Why      []gis.Message
	Sidecars []string // paths of the files that belong to it
}

// Recognise tells source and format of one file by its name and its first
// 64 KiB, among the descriptors given. When there is only one, a file in one
// of its formats is taken for it whatever its name and headers say. Errors are
// sentences on the file: what is not there, empty, a folder, or not what its
// name says.
func Recognise(ctx context.Context, path string, among []Descriptor) (Recognition, error) {
	if err := ctx.Err(); err != nil {
		return Recognition{}, err
	}
	name := filepath.Base(path)
	head, err := look(path)
	if err != nil {
		return Recognition{}, err
	}
	switch main, sidecar := mainOf(path); {
	case main != "":
		return Recognition{}, gis.Refuse(recogniseOp, gis.BadInput, "source.sidecar", filepath.Base(main)).At(name, 0)
	case sidecar:
		return Recognition{}, gis.Refuse(recogniseOp, gis.BadInput, "source.alone", join(owners(extensionOf(path)))).At(name, 0)
	}
	format, err := formatOf(path, head)
	if err != nil {
		return Recognition{}, err
	}
	if line := tornEarly(ctx, format, head); line > 0 {
		return Recognition{}, gis.Refuse(recogniseOp, gis.BadInput, "source.torn", line).At(name, line)
	}
	r := Recognition{Format: format, Sidecars: beside(path, sidecarsOf(extensionOf(path)))}
	if len(among) == 1 {
		d := &among[0]
		if !d.Reads(format) && d.Status == Ready {
			return r, gis.Refuse(recogniseOp, gis.BadInput, "source.wrong-format", format, d.ID, join(d.Formats)).At(name, 0)
		}
		if d.Status != Ready {
			return r, gis.Refuse(recogniseOp, gis.BadInput, "source.later", d.ID).At(name, 0)
		}
		r.Source, r.Why = d.ID, []gis.Message{gis.Say("source.asked")}
		return r, nil
	}
	err = r.choose(path, head, among)
	return r, err
}

// choose finds the descriptor that the file speaks for most.
func (r *Recognition) choose(path string, head []byte, among []Descriptor) error {
	name := filepath.Base(path)
	names := fieldNames(r.Format, path, head)
	best, second := 0, 0
	var rival, later string
	for i := range among {
		d := &among[i]
		if d.Status != Ready && r.Format == Delimited && d.speaksFor(name, names) {
			later = d.ID
		}
		if d.Status != Ready || !d.Reads(r.Format) {
			continue
		}
		score, why := d.likeness(r.Format, name, names)
		switch {
		case score > best:
			second, rival = best, r.Source
			best, r.Source, r.Why = score, d.ID, why
		case score > second:
			second, rival = score, d.ID
		}
	}
	if later != "" && !slices.ContainsFunc(r.Why, func(m gis.Message) bool { return m.Code == "source.why-name" }) {
		return gis.Refuse(recogniseOp, gis.BadInput, "source.later", later).At(name, 0)
	}
	switch {
	case best == 0:
		return gis.Refuse(recogniseOp, gis.BadInput, "source.unlike", r.Format).At(name, 0)
	case best == second:
		return gis.Refuse(recogniseOp, gis.BadInput, "source.ambiguous", r.Source, rival).At(name, 0)
	}
	return nil
}

// likeness scores how much a file looks like the source, 0 for not at all, and
// says why. The formats of the cadastre speak for themselves; tables need their
// required columns; layers need a name or a telling field.
func (d *Descriptor) likeness(format Format, name string, names [][]string) (int, []gis.Message) {
	switch format {
	case FAB, TER, SOG, TIT, PRM, Sheet, InspireGML:
		return 100, []gis.Message{gis.Say("source.why-content", format)}
	}
	score := 0
	var why []gis.Message
	if pattern, ok := d.Hints.namedLike(name); ok {
		score += 3
		why = append(why, gis.Say("source.why-name", pattern))
	}
	row, roles := d.bestRow(names)
	if format == Delimited {
		if _, _, err := d.Layout(row); err != nil || roles == 0 && !d.byPosition() {
			return 0, nil
		}
		// A key and a surface stand in half the tables of a town hall: whose
		// they are is told by the name or by somebody who pays.
		if len(why) == 0 && !d.byPosition() && !d.signed(row) {
			return 0, nil
		}
		score += roles
		why = append(why, gis.Say("source.why-headers", roles))
		return score, why
	}
	var telling []string
	for _, header := range row {
		for _, hint := range d.Hints.Headers {
			if HeaderName(header) == HeaderName(hint) {
				telling = append(telling, header)
			}
		}
	}
	if len(telling) > 0 {
		score += 4 * len(telling)
		why = append(why, gis.Say("source.why-fields", strings.Join(telling, ", ")))
	}
	if score > 0 {
		score += min(roles, 2)
	}
	return score, why
}

// signed reports whether a header row has a field that hardly another source
// has, or one of persons, periods, accounts or occupants.
func (d *Descriptor) signed(row []string) bool {
	if d.telling(row) != "" {
		return true
	}
	signs := []gis.Role{
		gis.RoleFiscalCode, gis.RoleFullName, gis.RoleSurname, gis.RoleFrom, gis.RoleTo, gis.RoleOccupants, gis.RoleAccount,
	}
	return slices.ContainsFunc(d.Fields, func(f Field) bool {
		return slices.Contains(signs, f.Role) && slices.ContainsFunc(f.Headers, func(header string) bool { return named(row, header) })
	})
}

// telling is the first of the hinted fields in a header row, "" for none.
func (d *Descriptor) telling(row []string) string {
	for _, hint := range d.Hints.Headers {
		if named(row, hint) {
			return hint
		}
	}
	return ""
}

func named(row []string, header string) bool {
	return slices.ContainsFunc(row, func(cell string) bool { return HeaderName(cell) == HeaderName(header) })
}

// speaksFor reports whether a table is of a source that is in the catalogue and
// not read yet, by its name or by a telling field.
func (d *Descriptor) speaksFor(name string, rows [][]string) bool {
	if _, ok := d.Hints.namedLike(name); ok {
		return true
	}
	return slices.ContainsFunc(rows, func(row []string) bool { return d.telling(row) != "" })
}

// byPosition reports whether the columns go by their place, not by a header.
func (d *Descriptor) byPosition() bool { return d.Table.Header == HeaderNo }

// bestRow is the row with most names of the descriptor, and how many.
func (d *Descriptor) bestRow(rows [][]string) (row []string, known int) {
	for _, cells := range rows {
		if n := d.Known(cells); n > known || row == nil {
			row, known = cells, n
		}
	}
	return row, known
}
