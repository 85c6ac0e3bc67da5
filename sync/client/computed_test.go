package client_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
)

// Computed rows that lie beside each other stand together, whatever their sheets:
// a desk with some sheets gets those of its sheets and no others, through growing
// and shrinking.
func TestI11ComputedRowsFollowTheirSheets(t *testing.T) {
	c := newCentral(t)
	whole, part := c.desk(), c.desk()
	whole.supply(gis.Day(2025, 1, 1), territory(1, 4, 12)...)
	const many = 40
	whole.computeBeside("prova/2025", many)
	whole.sync()
	for _, held := range [][]string{{"_/2"}, {"_/2", "_/3"}, {"_/1", "_/4"}, {"_/4"}} {
		part.open(func(_ *store.Archive, l *client.Link) {
			if err := l.SetArea(held); err != nil {
				t.Fatal(err)
			}
		})
		part.sync()
		var want []string
		for i := range many {
			if slices.Contains(held, fmt.Sprint("_/", i%4+1)) {
				want = append(want, fmt.Sprint("f", i))
			}
		}
		slices.Sort(want)
		if got := part.computed("prova/2025", held); !slices.Equal(got, want) {
			t.Errorf("with %v there are %v, want %v", held, got, want)
		}
	}
	part.sound()
}

// computeBeside puts findings into an archive that follow each other on the ground,
// each in another sheet than the one before.
func (d *desk) computeBeside(scope string, many int) {
	d.t.Helper()
	d.open(func(a *store.Archive, _ *client.Link) {
		b := gis.NewBatch(&gis.Schema{
			Dataset: store.DatasetFindings, Source: "controls", Identity: []string{"id"}, Shape: gis.PolygonShape,
			Columns: []gis.Column{{Name: "id", Type: gis.Text}, {Name: "sheet", Type: gis.Text, Role: gis.RoleSheet}},
		})
		for i := range many {
			x := 500000 + 10*float64(i)
			b.Shapes.Append(orb.Bound{Min: orb.Point{x, 4160000}, Max: orb.Point{x + 9, 4160009}}.ToPolygon())
			b.SetText(0, fmt.Sprint("f", i))
			b.SetText(1, fmt.Sprint(i%4+1))
			b.Add(uint32(i+1), gis.Always, gis.OpenEnd)
		}
		d.derive(a, scope, b)
	})
}

// computed are the ids of the rows of a scope; each is to lie in one of the sheets
// and to say so.
func (d *desk) computed(scope string, sheets []string) (ids []string) {
	d.t.Helper()
	d.open(func(a *store.Archive, _ *client.Link) {
		s := a.Snapshot()
		defer s.Release() //nolint:errcheck // the test tells more
		err := s.Computed(d.t.Context(), scope, nil, func(p store.Place, b *gis.Batch) error {
			for row := range b.Len() {
				if cell := "_/" + b.Text(1, row); cell != p.Cell || !slices.Contains(sheets, cell) {
					d.t.Errorf("%s of %s stands in %s, beside %v", b.Text(0, row), cell, p.Cell, sheets)
				}
				ids = append(ids, b.Text(0, row))
			}
			return nil
		})
		if err != nil {
			d.t.Fatal(err)
		}
	})
	slices.Sort(ids)
	return ids
}

// An archive that gave back a sheet on which something was edited is sound, and so
// it is when the sheet comes back, with its edits in the place that undo looks at.
func TestArchivesThatGaveBackEditedSheetsAreSound(t *testing.T) {
	c := newCentral(t)
	whole, part := c.desk(), c.desk()
	whole.supply(gis.Day(2025, 1, 1), territory(1, 3, 12)...)
	whole.sync()
	hold := func(sheet string) {
		t.Helper()
		part.open(func(_ *store.Archive, l *client.Link) {
			if err := l.SetArea([]string{sheet}); err != nil {
				t.Fatal(err)
			}
		})
		part.sync()
		part.sound()
	}
	hold("_/1")
	part.writeIn("f1", "anna", "_/1")
	for _, there := range []bool{false, true} {
		sheet := map[bool]string{false: "_/3", true: "_/1"}[there]
		part.sync()
		hold(sheet)
		part.open(func(a *store.Archive, _ *client.Link) {
			e, err := a.EditsOf(store.DatasetFindings, "f1")
			if err != nil || len(e.Cells) == 1 != there || slices.Equal(e.Seqs, []uint64{1}) != there {
				t.Errorf("with %s the row is %+v, %v", sheet, e, err)
			}
		})
	}
}
