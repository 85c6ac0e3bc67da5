package desk_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"segit/gis"
	"segit/store"
	"segit/store/desk"
)

// twice is a desk with two supplies of the units: of the second one unit has
// another surface, one is closed, one is new and one is not said any more.
func twice(t *testing.T) *desk.Desk {
	t.Helper()
	d := newDesk(t, "W001")
	dir := t.TempDir()
	old := write(t, filepath.Join(dir, "W001A0001.FAB"), house("1")+house("2")+house("4")+house("5"))
	closed := strings.Replace(house("2"), "||||||0002001||1|", "|01062022|01062022|V|000002|001|2022|0002001||1|7|", 1)
	newer := write(t, filepath.Join(dir, "W001A0002.FAB"), strings.Replace(house("1"), "|61|", "|75|", 1)+closed+house("3")+house("5"))
	for n, path := range []string{old, newer} {
		if f := take(t, d, desk.ImportRequest{Paths: []string{path}, Date: gis.Day(2020+4*n, 1, 1)})[0]; f.Refused != nil {
			t.Fatal(f.Refused)
		}
	}
	return d
}

func changes(t *testing.T, d *desk.Desk, page desk.ChangesPage) ([]desk.Change, desk.ChangeCounts) {
	t.Helper()
	var all []desk.Change
	counts, err := d.Changes(context.Background(), 2, page, func(c desk.Change) error {
		all = append(all, c)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, counts
}

func TestChangesOfASupply(t *testing.T) {
	d := twice(t)
	all, counts := changes(t, d, desk.ChangesPage{})
	told := map[string]desk.Change{}
	for _, c := range all {
		told[fieldOf(c.Row, "object_id")] = c
	}
	for id, want := range map[string]desk.ChangeKind{"1": desk.RowChanged, "2": desk.RowClosed, "3": desk.RowAdded, "4": desk.RowRemoved} {
		if told[id].Kind != want || counts[want] != 1 {
			t.Errorf("unit %s: %q, want %q; counts %v", id, told[id].Kind, want, counts)
		}
	}
	if len(all) != 4 {
		t.Errorf("%d changes, want 4: unit 5 is as it was", len(all))
	}
	if c := told["1"]; !slices.Equal(c.Columns, []desk.ColumnChange{{Name: "surface", Was: "61", Is: "75"}}) || c.Line != 1 {
		t.Errorf("%+v, line %d", c.Columns, c.Line)
	}
	if c := told["4"]; c.Line != 0 || c.Row.Supply.File != "W001A0001.FAB" {
		t.Errorf("what is not said any more has line %d of %s", c.Line, c.Row.Supply.File)
	}
	if page, counts := changes(t, d, desk.ChangesPage{Offset: 1, Limit: 2}); len(page) != 2 || page[0].Kind != all[1].Kind || counts[desk.RowAdded] != 1 {
		t.Errorf("a page of %d changes, %v", len(page), counts)
	}
	if page, _ := changes(t, d, desk.ChangesPage{Kind: desk.RowClosed, Limit: 1}); len(page) != 1 || page[0].Kind != desk.RowClosed {
		t.Errorf("%+v", page)
	}
}

func TestSupplyUndoneAndTakenBack(t *testing.T) {
	ctx := context.Background()
	d := twice(t)
	today := surfaces(t, d)
	if _, err := d.Withdraw(ctx, desk.SupplyDeed{Supply: 1, Reason: " ", Actor: "prova"}); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("undone without a reason: %v", err)
	}
	acted, err := d.Withdraw(ctx, desk.SupplyDeed{Supply: 1, Reason: "arrivata per errore", Actor: "prova"})
	if err != nil {
		t.Fatal(err)
	}
	if after := acted.Done[0]; !after.Withdrawn() || after.InForce || !after.Held || after.Acts[0].Reason != "arrivata per errore" || after.Acts[0].Actor != "prova" {
		t.Errorf("%+v, %v", after, err)
	}
	// What the second supply says stands, unit 5 now on its own lines.
	if got := surfaces(t, d); len(got) != len(today) || got["5"] != "61 W001A0002.FAB" || today["5"] != "61 W001A0001.FAB" {
		t.Errorf("%v, before %v", got, today)
	}
	if err := d.At(ctx, store.Moment{AsKnown: gis.Day(2021, 1, 1)}); err != nil {
		t.Fatal(err)
	}
	if n := counts(t, d)["units"]; n != 0 {
		t.Errorf("%d units known before the second supply, want none", n)
	}
	if err := d.At(ctx, store.Moment{}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Withdraw(ctx, desk.SupplyDeed{Supply: 1, Reason: "di nuovo", Actor: "prova"}); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("undone twice: %v", err)
	}
	if after, err := d.Restore(ctx, desk.SupplyDeed{Supply: 1, Actor: "prova"}); err != nil || after.Done[0].Withdrawn() || len(after.Done[0].Acts) != 2 {
		t.Errorf("%+v, %v", after, err)
	}
	if got := surfaces(t, d); len(got) != len(today) || got["5"] != today["5"] {
		t.Errorf("%v, before %v", got, today)
	}
	if _, err := d.Withdraw(ctx, desk.SupplyDeed{Supply: 99, Reason: "x", Actor: "prova"}); gis.KindOf(err) != gis.NotFound {
		t.Errorf("a supply that is not there: %v", err)
	}
}

// A file that was undone does not come back by the way.
func TestUndoneFileIsNotImportedAgain(t *testing.T) {
	d := newDesk(t, "W001")
	path := write(t, filepath.Join(t.TempDir(), "W001A0001.FAB"), house("1"))
	taken(t, d, path)
	if _, err := d.Withdraw(context.Background(), desk.SupplyDeed{Supply: 1, Reason: "prova", Actor: "prova"}); err != nil {
		t.Fatal(err)
	}
	f := take(t, d, desk.ImportRequest{Paths: []string{path}})[0]
	if f.Refused == nil || !strings.Contains(f.Refused.Error(), "import.withdrawn") {
		t.Errorf("%+v", f)
	}
}

// Every row can be followed back to each file that says it, and its line.
func TestRowsSayAllTheirSupplies(t *testing.T) {
	d := twice(t)
	said := map[string][]desk.Said{}
	err := d.Query(context.Background(), desk.QueryRequest{Dataset: "units", Said: true}, func(f desk.Feature) error {
		said[fieldOf(f, "object_id")] = f.Said
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string][]uint32{"1": {1}, "3": {7}, "5": {10, 10}} {
		var lines []uint32
		for _, s := range said[id] {
			lines = append(lines, s.Row)
		}
		if !slices.Equal(lines, want) {
			t.Errorf("unit %s is said on the lines %v, want %v", id, lines, want)
		}
	}
	if s := said["5"]; len(s) != 2 || s[0].File != "W001A0001.FAB" || s[1].File != "W001A0002.FAB" || s[0].SHA256 == s[1].SHA256 {
		t.Errorf("%+v", s)
	}
}
