package layer_test

import (
	"context"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/demo"
	"segit/gis/text"
	"segit/store/desk"
	"segit/sync/layer"
)

// TestPublish copies layers of the invented municipality: ids are those of the
// cadastre, alone of their kind, and the same in the next publication.
func TestPublish(t *testing.T) {
	dir := t.TempDir()
	words, err := text.Load(text.Italian)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Demo(t.Context(), dir, demo.Options{Seed: 1, Units: 200}, gis.Quiet{}, func(desk.ImportedFile) {}); err != nil {
		t.Fatal(err)
	}
	d, err := desk.Open(t.Context(), filepath.Join(dir, desk.DemoArchive))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // the test is over
	publish := func(name string) (layer.Layer, []string) {
		var ids []string
		l, err := layer.Publish(t.Context(), d, name, words, func(_ context.Context, l layer.Layer, features iter.Seq2[*layer.Feature, error]) (layer.Layer, error) {
			for f, err := range features {
				if err != nil {
					return l, err
				}
				if n := len(layer.Split(f.Values, nil)); n != len(l.Columns) {
					t.Errorf("%s: %d values, %d columns", f.ID, n, len(l.Columns))
				}
				ids = append(ids, f.ID)
			}
			return l, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return l, ids
	}
	parcels, ids := publish("parcels")
	if parcels.Private || len(ids) == 0 || len(parcels.Supplies) == 0 || parcels.Supplies[0].SHA256 == "" {
		t.Errorf("%+v, %d features", parcels, len(ids))
	}
	for _, id := range ids {
		if !strings.HasPrefix(id, "W001.") || strings.ContainsAny(id, "/ ?#%") {
			t.Errorf("id %q", id)
		}
	}
	_, again := publish("parcels")
	if !slices.Equal(ids, again) {
		t.Error("the ids changed")
	}
	slices.Sort(ids)
	if n := len(slices.Compact(ids)); n != len(again) {
		t.Errorf("%d ids for %d features", n, len(again))
	}
	subjects, _ := publish("subjects")
	if at := slices.IndexFunc(subjects.Columns, func(c layer.Column) bool { return c.Role == gis.RoleSurname }); !subjects.Private || at < 0 || !subjects.Columns[at].Personal {
		t.Errorf("%+v", subjects)
	}
	findings, _ := publish("findings")
	if at := findings.Column("fiscal_code"); !findings.Private || !findings.Columns[at].Personal || findings.Column("geometry") >= 0 {
		t.Errorf("%+v", findings)
	}
	if _, err := d.Handed("nothing", words); gis.KindOf(err) != gis.BadUsage {
		t.Error(err)
	}
}
