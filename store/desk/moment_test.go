package desk_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"segit/gis"
	"segit/store"
	"segit/store/desk"
)

// surfaces are the units of a desk with their surface, as its moment has them.
func surfaces(t *testing.T, d *desk.Desk) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := d.Query(context.Background(), desk.QueryRequest{Dataset: "units"}, func(f desk.Feature) error {
		for _, v := range f.Fields {
			if v.Name == "surface" {
				found[fieldOf(f, "object_id")] = v.Value + " " + f.Supply.File
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func fieldOf(f desk.Feature, name string) string {
	for _, v := range f.Fields {
		if v.Name == name {
			return v.Value
		}
	}
	return ""
}

// One moment of the desk holds for whatever is read at it.
func TestDeskReadsAtAMoment(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t, "W001")
	dir := t.TempDir()
	old := write(t, filepath.Join(dir, "W001A0001.FAB"), house("1")+house("2"))
	closed := strings.Replace(house("2"), "||||||0002001||1|", "|01062022|01062022|V|000002|001|2022|0002001||1|7|", 1)
	changed := strings.Replace(house("1"), "|61|", "|75|", 1)
	newer := write(t, filepath.Join(dir, "W001A0002.FAB"), changed+closed+house("3"))
	for path, day := range map[string]gis.Date{old: gis.Day(2020, 1, 1), newer: gis.Day(2024, 1, 1)} {
		// In whichever order: an older supply goes in behind.
		if f := take(t, d, desk.ImportRequest{Paths: []string{path}, Date: day})[0]; f.Refused != nil {
			t.Fatal(f.Refused)
		}
	}
	for _, c := range []struct {
		at   store.Moment
		want map[string]string
	}{
		{store.Moment{}, map[string]string{"1": "75 W001A0002.FAB", "2": "61 W001A0002.FAB", "3": "61 W001A0002.FAB"}},
		{store.Moment{AsKnown: gis.Day(2023, 1, 1)}, map[string]string{"1": "61 W001A0001.FAB", "2": "61 W001A0001.FAB"}},
		{store.Moment{AsAt: gis.Day(2022, 6, 1)}, map[string]string{"1": "75 W001A0002.FAB", "3": "61 W001A0002.FAB"}},
		{store.Moment{AsAt: gis.Day(2022, 5, 31)}, map[string]string{"1": "75 W001A0002.FAB", "2": "61 W001A0002.FAB", "3": "61 W001A0002.FAB"}},
		{store.Moment{AsAt: gis.Day(2018, 4, 24)}, map[string]string{}},
	} {
		if err := d.At(ctx, c.at); err != nil {
			t.Fatal(err)
		}
		got := surfaces(t, d)
		if len(got) != len(c.want) {
			t.Errorf("%+v: %v, want %v", c.at, got, c.want)
		}
		for id, want := range c.want {
			if got[id] != want {
				t.Errorf("%+v: unit %s has %q, want %q", c.at, id, got[id], want)
			}
		}
	}
}

// A control at another day shows what it finds, says the day with each finding
// and leaves the work in hand as it is.
func TestControlAtAMomentKeepsNothing(t *testing.T) {
	ctx := context.Background()
	d := demoDesk(t)
	req := desk.ControlRequest{IDs: []string{"ghost-building"}, Year: 2025}
	kept := 0
	if _, err := d.RunControls(ctx, req, gis.Quiet{}, func(gis.Finding) { kept++ }); err != nil {
		t.Fatal(err)
	}
	before := d.About().Generation
	if err := d.At(ctx, store.Moment{AsAt: gis.Day(2025, 6, 30), AsKnown: gis.Day(2030, 1, 1)}); err != nil {
		t.Fatal(err)
	}
	found := 0
	outcomes, err := d.RunControls(ctx, req, gis.Quiet{}, func(f gis.Finding) {
		found++
		if last := f.Reasons[len(f.Reasons)-1]; last.Code != "desk.moment" || last.Args[0] != "2025-06-30" {
			t.Errorf("reasons %v", f.Reasons)
		}
	})
	if err != nil || found != kept || len(outcomes) != 1 || len(outcomes[0].Remarks) < 2 {
		t.Errorf("%d findings, want %d; %+v, %v", found, kept, outcomes, err)
	}
	if err := d.At(ctx, store.Moment{}); err != nil {
		t.Fatal(err)
	}
	if after := d.About().Generation; after != before+2 { // the two changes of the moment
		t.Errorf("generation %d became %d", before, after)
	}
}
