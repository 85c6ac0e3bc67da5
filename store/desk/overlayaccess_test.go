package desk

import (
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

// TestOverlayOfPersonsIsLogged overlays a layer that names persons, who are
// invented: what leaves the archive is logged, and a result that stays keeps the
// roles by which it is logged and masked later.
func TestOverlayOfPersonsIsLogged(t *testing.T) {
	d, err := Create(t.Context(), filepath.Join(t.TempDir(), "a.segit"), CreateRequest{Comune: "W001", Plaintext: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	build, err := d.archive.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	owned := gis.NewBatch(&gis.Schema{Dataset: "owned", Source: "leases", Shape: gis.PolygonShape, Columns: []gis.Column{
		{Name: "cf", Type: gis.Text, Role: gis.RoleFiscalCode}, {Name: "use", Type: gis.Text},
	}})
	owned.Shapes.Append(orb.Bound{Min: orb.Point{507_000, 4_150_000}, Max: orb.Point{507_010, 4_150_010}}.ToPolygon())
	owned.SetText(0, "CLCPRV80A01W001X")
	owned.Add(1, gis.Always, gis.OpenEnd)
	in := build.Supply(store.Intake{EPSG: 7792, Scope: func(*gis.Batch, int) string { return "" }})
	if err := in.Rows(t.Context(), owned); err != nil {
		t.Fatal(err)
	}
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "o.csv")
	for _, c := range []struct {
		fields []string
		into   OverlayInto
		logged int
	}{
		{nil, OverlayInto{Path: file}, 2},             // both sides
		{[]string{"use"}, OverlayInto{Path: file}, 1}, // nobody is named by the first
		{nil, OverlayInto{Layer: "result"}, 0},
	} {
		before := len(logged(t, d))
		req := OverlayRequest{Op: "intersection", A: OverlayFrom{Layer: "owned"}, B: OverlayFrom{Layer: "owned"}, Into: c.into, FieldsA: c.fields}
		if _, err := d.Overlay(t.Context(), req, gis.Quiet{}); err != nil {
			t.Fatal(err)
		}
		all := logged(t, d)
		if n := len(all) - before; n != c.logged || n > 0 && (all[before].Deed != "export" || all[before].What != "owned" || all[before].Count != 1) {
			t.Errorf("into %+v: entries %+v, want %d", c.into, all[before:], c.logged)
		}
	}
	err = d.with(func(s *store.Snapshot) error {
		set, err := overlaySet(s, "result", "")
		if err == nil && (set.Schema.Role(gis.RoleFiscalCode) < 0 || set.Schema.Columns[set.Schema.Index("cf_b")].Role != gis.RoleFiscalCode) {
			t.Errorf("the columns of the result are %+v", set.Schema.Columns)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
