package store_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/render"
	"segit/store"
)

// farView draws everything of a dataset at all coarse levels.
func farView(t testing.TB, a *store.Archive, dataset string) map[store.DrawingRef]*render.Drawing {
	t.Helper()
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	all := map[store.DrawingRef]*render.Drawing{}
	for level := 1; level < render.Levels; level++ {
		refs, err := s.Drawings(store.Ask{Dataset: dataset}, orb.Bound{Max: orb.Point{1e9, 1e9}}, level)
		if err != nil {
			t.Fatal(err)
		}
		for _, ref := range refs {
			if all[ref], err = s.Drawing(ref); err != nil {
				t.Fatal(err)
			}
		}
	}
	return all
}

// What is drawn from the rows and what is stored of it later is the same, also
// for whoever was told of the drawings before.
func TestStoredDrawingsAreThoseOfTheRows(t *testing.T) {
	a, _ := sheetTwice(t) // rows of before among them
	load(t, a, "c", grid(plots(), "13", 90, orb.Point{508000.3, 4151000.7}))
	before := farView(t, a, "parcels")
	values, _ := a.Stored()
	made, err := a.KeepDrawings(t.Context())
	if err != nil || made != 3 {
		t.Fatalf("drawings of %d segments, %v; want 3", made, err)
	}
	if now, _ := a.Stored(); now <= values {
		t.Errorf("%d values and then %d: nothing was stored", values, now)
	}
	after := farView(t, a, "parcels")
	if len(before) != len(after) || len(before) == 0 {
		t.Fatalf("%d drawings, then %d", len(before), len(after))
	}
	for ref, d := range before {
		if !reflect.DeepEqual(plain(d), plain(after[ref])) {
			t.Errorf("%+v is drawn otherwise once it is stored", ref)
		}
	}
	if made, err := a.KeepDrawings(t.Context()); made != 0 || err != nil {
		t.Errorf("again: %d segments, %v", made, err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	sound(t, a.Path)
}

// plain is a drawing with empty lists where it has none.
func plain(d *render.Drawing) render.Drawing {
	c := *d
	c.XY, c.RingEnd, c.RowEnd, c.Row = slices.Concat([]float32{}, c.XY), slices.Concat([]uint32{}, c.RingEnd), slices.Concat([]uint32{}, c.RowEnd), slices.Concat([]uint32{}, c.Row)
	c.Kind = slices.Concat([]gis.ShapeKind{}, c.Kind)
	return c
}

// An archive that may only be read is drawn from its rows and stays as it is; a
// cancelled keeping leaves a sound archive.
func TestDrawingsThatAreNotKept(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 30, corner))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if made, err := a.KeepDrawings(ctx); made != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %d segments, %v", made, err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	sound(t, a.Path)
	r, err := store.OpenReadOnly(t.Context(), a.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // only read
	if made, err := r.KeepDrawings(t.Context()); made != 0 || err != nil {
		t.Errorf("read only: %d segments, %v", made, err)
	}
	if drawn := farView(t, r, "parcels"); len(drawn) != render.Levels-1 {
		t.Errorf("%d drawings, want one of each level", len(drawn))
	}
}

// soundBy is sound of an archive that keys open.
func soundBy(t testing.TB, path string, keys store.Keys) {
	t.Helper()
	done, err := store.Check(t.Context(), path, keys, gis.Quiet{}, func(trouble store.Trouble) error {
		t.Errorf("%s: %v", path, trouble)
		return nil
	})
	if err != nil || done.Rows == 0 {
		t.Errorf("%s: checked %+v, %v", path, done, err)
	}
}

// An archive of format 2 has its drawings and is read as it stands; what is built
// in it makes it one that an older program refuses.
func TestArchivesOfFormat2(t *testing.T) {
	for name, keys := range map[string]store.Keys{"v2/desk": {}, "v2/sealed": by("prova-prova-prova")} {
		path := old(t, name)
		saved, lost, err := rescued(t, path, keys)
		if err != nil || lost.Lost != 0 {
			t.Errorf("%s: rescued %+v, %v", name, lost, err)
		}
		soundBy(t, saved, keys)
		a, err := store.OpenWith(t.Context(), path, keys)
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Notices) != 0 || a.Head.Format != 2 {
			t.Errorf("%s: format %d, told %v", name, a.Head.Format, a.Notices)
		}
		values, _ := a.Stored()
		if drawn := farView(t, a, "parcels"); len(drawn) == 0 {
			t.Errorf("%s draws nothing from afar", name)
		}
		if made, err := a.KeepDrawings(t.Context()); made != 0 || err != nil {
			t.Errorf("%s: made drawings of %d segments, %v", name, made, err)
		}
		if now, _ := a.Stored(); now != values {
			t.Errorf("%s: %d values became %d", name, values, now)
		}
		load(t, a, "b", grid(plots(), "12", 30, corner))
		if made, err := a.KeepDrawings(t.Context()); made != 1 || err != nil {
			t.Errorf("%s: made drawings of %d segments, %v", name, made, err)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		if a, err = store.OpenWith(t.Context(), path, keys); err != nil {
			t.Fatal(err)
		}
		if a.Head.Format != 3 {
			t.Errorf("%s: format %d after a build", name, a.Head.Format)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		soundBy(t, path, keys)
	}
}
