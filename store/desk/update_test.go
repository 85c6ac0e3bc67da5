package desk_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/demo"
	"segit/store"
	"segit/store/desk"
)

// census is what a desk says of the census, whatever file and line said it.
func census(t *testing.T, d *desk.Desk) []string {
	t.Helper()
	var rows []string
	for _, dataset := range []string{"units", "land", "subjects", "titles"} {
		err := d.Query(context.Background(), desk.QueryRequest{Dataset: dataset}, func(f desk.Feature) error {
			rows = append(rows, fmt.Sprint(dataset, f.Fields))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(rows)
	return rows
}

// Full supplies with the updates laid over them say what the full supply of the
// last day says: in order, out of order and twice.
func TestUpdatesOverAFullSupplyAreALaterFullOne(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	town, one, two := demoFile(t, ""), filepath.Join(dir, "one"), filepath.Join(dir, "two")
	o := demo.MonthOptions{Seed: 3, Year: 2025, Month: 1, Mutations: 15}
	if err := demo.WriteMonth(ctx, town, one, o); err != nil {
		t.Fatal(err)
	}
	o.Month = 2
	if err := demo.WriteMonth(ctx, filepath.Join(one, demo.FullFolder), two, o); err != nil {
		t.Fatal(err)
	}
	full, err := filepath.Glob(filepath.Join(town, "W001*0001.*"))
	if err != nil || len(full) != 10 {
		t.Fatal(full, err)
	}
	january, february := []string{filepath.Join(one, demo.UpdateFolder)}, []string{filepath.Join(two, demo.UpdateFolder)}
	later := newDesk(t, "W001")
	taken(t, later, filepath.Join(two, demo.FullFolder))
	want := census(t, later)
	middle := newDesk(t, "W001")
	taken(t, middle, filepath.Join(one, demo.FullFolder))
	between := census(t, middle)
	if len(want) < 1000 || slices.Equal(want, between) {
		t.Fatalf("%d rows", len(want))
	}
	for name, order := range map[string][][]string{
		"in order":              {full, january, february},
		"out of order":          {february, full, january},
		"updates before, twice": {january, february, january, full, february},
		"all at once":           {append(append(slices.Clone(full), january...), february...)},
	} {
		d := newDesk(t, "W001")
		for _, paths := range order {
			for _, f := range taken(t, d, paths...) {
				if f.Supply.Rejected > 0 {
					t.Errorf("%s: %d rejects of %s", name, f.Supply.Rejected, f.Path)
				}
			}
		}
		if got := census(t, d); !slices.Equal(got, want) {
			t.Errorf("%s: %d rows, want %d", name, len(got), len(want))
		}
		if err := d.At(ctx, store.Moment{AsKnown: gis.Day(2025, 1, 31)}); err != nil {
			t.Fatal(err)
		}
		if got := census(t, d); !slices.Equal(got, between) {
			t.Errorf("%s: as known in January %d rows, want %d", name, len(got), len(between))
		}
	}
}

// What an update did is told, and the register says what it is.
func TestUpdateTellsWhatItDid(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t, "W001")
	dir := t.TempDir()
	write(t, filepath.Join(dir, "W001A0001.PRM"), "Tipo di estrazione: attualità alla data 31/12/2024\r\n")
	taken(t, d, write(t, filepath.Join(dir, "W001A0001.FAB"), house("1")+house("2")))
	write(t, filepath.Join(dir, "W001A0002.PRM"), "Aggiornamenti per data di registrazione\r\nPeriodo: dal 01/01/2025 al 31/01/2025\r\n")
	closed := strings.Replace(house("2"), "||||||0002001||1|", "|15012025|15012025|V|000002|001|2025|0002001||1|7|", 1)
	f := taken(t, d, write(t, filepath.Join(dir, "W001A0002.FAB"), closed+house("3")))[0]
	s := f.Supply
	if s.Kind != gis.UpdateSupply || s.Date != gis.Day(2025, 1, 31) || s.Since != gis.Day(2025, 1, 1) || s.Added != 1 || s.Changed != 1 || s.Removed != 0 || len(s.Replaces) != 0 {
		t.Errorf("%+v", s)
	}
	counts, err := d.Changes(ctx, s.ID, desk.ChangesPage{}, func(desk.Change) error { return nil })
	if err != nil || counts[desk.RowAdded] != 1 || counts[desk.RowClosed] != 1 || len(counts) != 2 {
		t.Errorf("%v, %v", counts, err)
	}
	supplies, err := d.Supplies(ctx)
	if err != nil || !supplies[0].InForce || !supplies[1].InForce {
		t.Errorf("%+v, %v: an update stands on the full supply", supplies, err)
	}
}
