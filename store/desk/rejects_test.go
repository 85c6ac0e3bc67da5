package desk_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"segit/gis"
	"segit/store/desk"
)

func rejected(t *testing.T, d *desk.Desk, supply uint32) map[int]gis.Reject {
	t.Helper()
	all := map[int]gis.Reject{}
	err := d.Rejects(context.Background(), supply, func(r gis.Reject) error {
		all[r.Line] = r
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// agrees checks that the counts of a supply are true.
func agrees(t *testing.T, d *desk.Desk, supply uint32, read, left int64) {
	t.Helper()
	s, err := d.Supply(context.Background(), supply)
	if err != nil || s.Read != read || s.Rejected != left || s.Accepted != read-left || int64(len(rejected(t, d, supply))) != left {
		t.Errorf("read %d, accepted %d, rejected %d, %d listed, %v; want %d and %d left",
			s.Read, s.Accepted, s.Rejected, len(rejected(t, d, supply)), err, read, left)
	}
}

// A rejected row is corrected beside its text, tried again and goes in on its
// line; what is not good stays.
func TestRejectCorrectedInPlace(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t, "W001")
	bad := strings.Replace(house("2"), "|25042018|25042018|", "|45042018|25042018|", 1)
	worse := strings.Replace(house("3"), "|25042018|25042018|", "|45042018|25042018|", 1)
	path := write(t, filepath.Join(t.TempDir(), "W001A0001.FAB"), house("1")+bad+worse)
	supply := taken(t, d, path)[0].Supply
	agrees(t, d, supply.ID, 9, 6)
	if r, err := d.RetryRejects(ctx, supply.ID); err != nil || r.Passed != 0 {
		t.Errorf("nothing was corrected: %+v, %v", r, err)
	}
	first, _, _ := strings.Cut(house("2"), "\r\n")
	if err := d.CorrectReject(ctx, supply.ID, 4, first, "prova"); err != nil {
		t.Fatal(err)
	}
	if r := rejected(t, d, supply.ID)[4]; r.Fixed != first || r.FixedBy != "prova" || !strings.Contains(r.Text, "45042018") {
		t.Errorf("%+v", r)
	}
	agrees(t, d, supply.ID, 9, 6) // not in yet
	if r, err := d.RetryRejects(ctx, supply.ID); err != nil || r != (desk.Retried{Tried: 6, Passed: 3, Left: 3}) {
		t.Errorf("%+v, %v", r, err)
	}
	agrees(t, d, supply.ID, 9, 3)
	found := 0
	err := d.Query(ctx, desk.QueryRequest{Dataset: "units", Where: "object_id == 2"}, func(f desk.Feature) error {
		if found++; f.Supply.ID != supply.ID || f.Line != 4 || f.Key.String() != "W001/A/1/74/1" {
			t.Errorf("supply %d line %d key %s", f.Supply.ID, f.Line, f.Key)
		}
		return nil
	})
	if err != nil || found != 1 {
		t.Errorf("found %d, %v", found, err)
	}
	if err := d.CorrectReject(ctx, supply.ID, 1, "x", "prova"); gis.KindOf(err) != gis.NotFound {
		t.Errorf("a good row is no reject: %v", err)
	}
	// A correction that names a unit which is there does not put it there twice.
	again, _, _ := strings.Cut(house("1"), "\r\n")
	if err := d.CorrectReject(ctx, supply.ID, 7, again, "prova"); err != nil {
		t.Fatal(err)
	}
	if r, err := d.RetryRejects(ctx, supply.ID); err != nil || r.Passed != 0 || r.Left != 3 {
		t.Errorf("%+v, %v", r, err)
	}
	if got := rejected(t, d, supply.ID)[7].Reason.Code; got != "desk.reject-twice" {
		t.Errorf("reason %q", got)
	}
	if n := counts(t, d)["units"]; n != 2 {
		t.Errorf("%d units, want 2", n)
	}
	// The very file is still the same supply: its corrections stay.
	if f := taken(t, d, path)[0]; !f.Same {
		t.Errorf("%+v", f)
	}
}

// The file put right clears the rejects that pass; a table keeps its header.
func TestRejectsCorrectedByAFile(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t, "W001")
	dir := t.TempDir()
	const head = "FOGLIO;PARTICELLA;SUB;MQ\n"
	supply := taken(t, d, write(t, filepath.Join(dir, "tari.csv"), head+"1;10;2;80\n1;11;2;ottanta\n1;12;2;70\n1;13;2;??\n"))[0].Supply
	agrees(t, d, supply.ID, 4, 2)
	n, err := d.CorrectRejects(ctx, supply.ID, write(t, filepath.Join(dir, "corretto.csv"), head+"1;10;2;999\n1;11;2;80\n1;12;2;70\n1;13;2;??\n"), "prova")
	if err != nil || n != 1 {
		t.Fatalf("%d corrected, %v", n, err)
	}
	if r, err := d.RetryRejects(ctx, supply.ID); err != nil || r.Passed != 1 || r.Left != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	agrees(t, d, supply.ID, 4, 1)
	lines := map[uint32]string{}
	err = d.Query(ctx, desk.QueryRequest{Dataset: "tari"}, func(f desk.Feature) error {
		lines[f.Line] = fieldOf(f, "surface")
		return nil
	})
	if err != nil || len(lines) != 3 || lines[2] != "80" || lines[3] != "80" || lines[4] != "70" {
		t.Errorf("%v, %v", lines, err)
	}
}

// Who reads corrections in the log of edits reads rows as they came, and stands in
// the access log once for it.
func TestCorrectionsInTheLogAreLooksAtRows(t *testing.T) {
	d := newDesk(t, "W001")
	supply := taken(t, d, write(t, filepath.Join(t.TempDir(), "tari.csv"), "FOGLIO;PARTICELLA;SUB;MQ\n1;11;2;ottanta\n1;13;2;??\n"))[0].Supply
	for line, text := range map[int]string{2: "1;11;2;80", 3: "1;13;2;70"} {
		if err := d.CorrectReject(t.Context(), supply.ID, line, text, "prova"); err != nil {
			t.Fatal(err)
		}
	}
	var told []string
	err := d.Log(t.Context(), desk.LogFilter{}, func(l desk.Logged) error {
		told = append(told, l.Place+" "+l.Changes[0].New)
		return nil
	})
	slices.Sort(told)
	if err != nil || !slices.Equal(told, []string{"tari.csv:2 1;11;2;80", "tari.csv:3 1;13;2;70"}) {
		t.Errorf("%q, %v", told, err)
	}
	looks := 0
	err = d.Accesses(t.Context(), desk.AccessFilter{}, func(a desk.Accessed) error {
		if a.Deed == "rejects" && a.What == "log" {
			looks++
		}
		return nil
	})
	if err != nil || looks != 1 {
		t.Errorf("%d looks, %v", looks, err)
	}
}

// The correction by which a row went in is not undone behind the row's back: the
// step is refused and can be left, and both texts of the row stay to be read.
func TestCorrectionOfARowThatWentInStays(t *testing.T) {
	ctx := t.Context()
	d := newDesk(t, "W001")
	const bad, good = "1;11;2;ottanta", "1;11;2;80"
	path := write(t, filepath.Join(t.TempDir(), "tari.csv"), "FOGLIO;PARTICELLA;SUB;MQ\n1;10;2;99\n"+bad+"\n")
	supply := taken(t, d, path)[0].Supply.ID
	correct := func() {
		t.Helper()
		if err := d.CorrectReject(ctx, supply, 3, good, "prova"); err != nil {
			t.Fatal(err)
		}
	}
	correct()
	if steps, err := d.Undo(ctx, 1, "prova", ""); err != nil || len(steps) != 1 {
		t.Fatalf("a correction that is not in is undone: %v, %v", steps, err)
	}
	correct()
	if r, err := d.RetryRejects(ctx, supply); err != nil || r.Passed != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	var refused *gis.Error
	if _, err := d.Undo(ctx, 1, "prova", ""); !errors.As(err, &refused) || refused.Code != "edit.row-in" {
		t.Errorf("undone, or refused otherwise: %v", err)
	}
	var in []gis.Reject
	err := d.Taken(ctx, supply, func(r gis.Reject) error {
		in = append(in, r)
		return nil
	})
	if err != nil || len(in) != 1 || in[0].Line != 3 || in[0].Text != bad || in[0].Fixed != good || in[0].FixedBy != "prova" {
		t.Errorf("%+v, %v", in, err)
	}
	if _, err := d.PassOver(ctx, "prova"); err != nil {
		t.Error(err)
	}
	if _, err := d.Undo(ctx, 1, "prova", ""); gis.KindOf(err) != gis.NotFound {
		t.Errorf("nothing is left to undo: %v", err)
	}
}
