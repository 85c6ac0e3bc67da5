package desk_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"segit/gis"
	"segit/store/desk"
)

// standing is all that an archive says: every row with its supply and line today
// and as known on some days, what layers there are and which supplies are in force.
func standing(t *testing.T, d *desk.Desk, days ...gis.Date) []string {
	t.Helper()
	ctx := t.Context()
	var all []string
	for _, day := range append([]gis.Date{0}, days...) {
		if err := d.At(ctx, desk.Moment{AsKnown: day}); err != nil {
			t.Fatal(err)
		}
		layers, err := d.Layers(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range layers {
			if l.Count > 0 {
				all = append(all, fmt.Sprint(day, l.Name, l.Count))
			}
			err := d.Query(ctx, desk.QueryRequest{Dataset: l.Name}, func(f desk.Feature) error {
				all = append(all, fmt.Sprint(day, l.Name, f.Supply.ID, f.Line, f.Fields, f.Shape))
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := d.At(ctx, desk.Moment{}); err != nil {
		t.Fatal(err)
	}
	supplies, err := d.Supplies(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range supplies {
		if s.InForce {
			all = append(all, fmt.Sprint("in force ", s.ID))
		}
	}
	slices.Sort(all)
	return all
}

// A delivery of several sources, one of them in two files that both changed: undone
// at one stroke, everything is as it was before it came, on any day; taken back,
// as it was after. Undone in part, it says what stands.
func TestWholeDeliveryIsUndone(t *testing.T) {
	const tari = "FOGLIO;PARTICELLA;SUB;MQ;CODICE_FISCALE\n"
	dir, d := t.TempDir(), newDesk(t, "W001")
	fab := strings.ReplaceAll(string(read(t, demoFile(t, "W001A0001.FAB"))), "\r\n", "\n")
	half := fab[:strings.Index(fab[len(fab)/2:], "\n")+len(fab)/2+1]
	month := func(day gis.Date, fab string, rows ...string) []desk.ImportedFile {
		paths := []string{write(t, filepath.Join(dir, "W001A0001.FAB"), fab)}
		for i, r := range rows {
			paths = append(paths, write(t, filepath.Join(dir, fmt.Sprintf("tari-%d.csv", i+1)), tari+r))
		}
		files := take(t, d, desk.ImportRequest{Paths: paths, Date: day})
		for _, f := range files {
			if f.Refused != nil {
				t.Fatal(f.Refused)
			}
		}
		return files
	}
	days := []gis.Date{gis.Day(2025, 1, 31), gis.Day(2025, 2, 28)}
	month(days[0], half, "1;10;1;50;\n1;10;2;60;\n", "2;20;1;70;\n")
	before := standing(t, d, days...)
	files := month(days[1], fab, "1;10;1;55;\n", "2;20;1;75;\n2;20;2;80;\n")
	after := standing(t, d, days...)
	deed := desk.SupplyDeed{Supply: files[2].Supply.ID, Delivery: true, Reason: "mese sbagliato", Actor: "prova"}
	acted, err := d.Withdraw(t.Context(), deed)
	if err != nil || len(acted.Done) != 3 || len(acted.Stays()) != 0 {
		t.Fatalf("%+v, %v", acted, err)
	}
	for _, s := range acted.Done {
		if a := s.Acts[0]; !s.Withdrawn() || s.Beside != 2 || a.Reason != deed.Reason || a.Actor != "prova" || a != acted.Done[0].Acts[0] {
			t.Errorf("%+v", s)
		}
	}
	if got := standing(t, d, days...); !slices.Equal(got, before) {
		t.Errorf("undone: %d rows, want the %d of before", len(got), len(before))
	}
	if _, err := d.Withdraw(t.Context(), deed); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("undone twice: %v", err)
	}
	if _, err := d.Restore(t.Context(), deed); err != nil {
		t.Fatal(err)
	}
	if got := standing(t, d, days...); !slices.Equal(got, after) {
		t.Errorf("taken back: %d rows, want the %d of after", len(got), len(after))
	}
	// One part alone: the other file of its source is all there is of it.
	deed.Delivery = false
	acted, err = d.Withdraw(t.Context(), deed)
	if err != nil || len(acted.Left) != 1 || acted.Left[0].File != "tari-1.csv" || len(acted.Beside) != 2 || counts(t, d)["tari"] != 1 {
		t.Fatalf("%+v, %v, %d rows", acted, err, counts(t, d)["tari"])
	}
	if said := acted.Stays(); len(said) != 1 || !strings.Contains(italian(t).Say(said[0]), "(tari-1.csv): ora lo stato di «tari» è fatto solo di questo, senza le righe di «tari-2.csv»") {
		t.Errorf("%v", said)
	}
	// The census file is a picture of its own: what was there comes back.
	deed.Supply = files[0].Supply.ID
	acted, err = d.Withdraw(t.Context(), deed)
	if err != nil || len(acted.Left) != 0 || len(acted.Stays()) != 1 {
		t.Errorf("%+v, %v", acted, err)
	}
	// Whichever part the delivery is named by, what still stands of it goes.
	deed.Delivery = true
	if acted, err = d.Withdraw(t.Context(), deed); err != nil || len(acted.Done) != 1 || acted.Done[0].File != "tari-1.csv" {
		t.Errorf("%+v, %v", acted, err)
	}
	if got := standing(t, d, days...); !slices.Equal(got, before) {
		t.Errorf("undone part after part: %d rows, want the %d of before", len(got), len(before))
	}
}

// Random deliveries of some of three files, undone and taken back as wholes, come
// to what the newest of those that stand says, today and on every day.
func TestDeliveriesAgainstTheirModel(t *testing.T) {
	type brought struct {
		day   gis.Date
		files map[string]string // rows by name
		out   bool
		id    uint32 // of one of its supplies
	}
	const head = "FOGLIO;PARTICELLA;SUB;MQ;CODICE_FISCALE\n"
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		path := filepath.Join(dir, fmt.Sprint(n))
		if err := os.Mkdir(path, 0o700); err != nil {
			rt.Fatal(err)
		}
		d, err := desk.Create(context.Background(), filepath.Join(path, "a.segit"), desk.CreateRequest{Comune: "W001", Plaintext: true})
		if err != nil {
			rt.Fatal(err)
		}
		defer d.Close() //nolint:errcheck // the test is about what it shows
		var all []brought
		for i := range rapid.IntRange(2, 5).Draw(rt, "deliveries") {
			b := brought{day: gis.Day(2025, 1, 1) + gis.Date(10*rapid.IntRange(0, 9).Draw(rt, "day")+i), files: map[string]string{}}
			var paths []string
			for _, name := range rapid.SliceOfNDistinct(rapid.IntRange(1, 3), 1, 3, rapid.ID[int]).Draw(rt, "files") {
				file := fmt.Sprintf("tari-%d.csv", name)
				// The day stands in it, so that no two deliveries bring the same bytes.
				b.files[file] = fmt.Sprintf("%d;%d;%d;%d;\n", name, b.day, rapid.IntRange(1, 3).Draw(rt, "sub"), 50+i)
				paths = append(paths, write(t, filepath.Join(path, file), head+b.files[file]))
			}
			err := d.Import(context.Background(), desk.ImportRequest{Paths: paths, Date: b.day}, gis.Quiet{}, func(f desk.ImportedFile) { b.id = f.Supply.ID })
			if err != nil {
				rt.Fatal(err)
			}
			all = append(all, b)
		}
		agree := func() {
			for _, day := range []gis.Date{0, gis.Day(2025, 1, 25), gis.Day(2025, 2, 25)} {
				var newest *brought
				for i := range all {
					if b := &all[i]; !b.out && (day == 0 || b.day <= day) && (newest == nil || b.day > newest.day) {
						newest = b
					}
				}
				var want []string
				if newest != nil {
					for _, file := range slices.Sorted(maps.Keys(newest.files)) {
						want = append(want, newest.files[file])
					}
				}
				if err := d.At(context.Background(), desk.Moment{AsKnown: day}); err != nil {
					rt.Fatal(err)
				}
				var got []string
				err := d.Query(context.Background(), desk.QueryRequest{Dataset: "tari"}, func(f desk.Feature) error {
					got = append(got, fmt.Sprintf("%s;%s;%s;%s;\n", f.Key.Sheet, f.Key.Parcel, f.Key.Sub, fieldOf(f, "surface")))
					return nil
				})
				if err != nil && len(want) > 0 {
					rt.Fatal(err)
				}
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) {
					rt.Fatalf("as known on %q: %v, want %v", day, got, want)
				}
			}
		}
		agree()
		for range rapid.IntRange(1, 4).Draw(rt, "acts") {
			b := &all[rapid.IntRange(0, len(all)-1).Draw(rt, "delivery")]
			deed, act := desk.SupplyDeed{Supply: b.id, Delivery: true, Reason: "prova", Actor: "prova"}, d.Withdraw
			if b.out {
				act = d.Restore
			}
			if acted, err := act(context.Background(), deed); err != nil || len(acted.Done) != len(b.files) {
				rt.Fatalf("%+v, %v", acted, err)
			}
			b.out = !b.out
			agree()
		}
	})
}
