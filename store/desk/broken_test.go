package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"segit/gis"
	"segit/store/desk"
)

// everything is all that a desk says, layer by layer, whatever supply said it.
func everything(t *testing.T, d *desk.Desk) []string {
	t.Helper()
	layers, err := d.Layers(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, l := range layers {
		err := d.Query(context.Background(), desk.QueryRequest{Dataset: l.Name}, func(f desk.Feature) error {
			rows = append(rows, fmt.Sprint(l.Name, f.Fields, f.Shape))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

// supplyFiles are files of one name that are imported by the first.
type supplyFiles map[string][]byte

func (s supplyFiles) in(t *testing.T, dir, stem string) {
	t.Helper()
	for ending, raw := range s {
		if raw != nil {
			write(t, filepath.Join(dir, stem+ending), string(raw))
		}
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// broken is a way to break a file that shows: part of it ends after so many
// thousandths, or is missing.
type broken struct {
	ending string
	after  int
}

// A file that is visibly not whole goes in as far as it reads and ends nothing;
// the whole one that comes later ends what it does not say, and in whatever order
// and however often they come, the state is the same.
func TestWhatIsNotWholeEndsNothing(t *testing.T) {
	dir := t.TempDir()
	const dpc = "../../gis/format/shapefile/testdata/dpc/Gravina-di-Catania"
	town := demoDesk(t)
	for _, name := range []string{"zones.gpkg", "zones.geojson"} {
		if _, err := town.Export(t.Context(), "parcels", filepath.Join(dir, name), italian(t)); err != nil {
			t.Fatal(err)
		}
	}
	tari := bytes.TrimRight(read(t, demoFile(t, "tari.csv")), "\r\n")
	dots := map[string]supplyFiles{
		"zones.shp":       {".shp": read(t, dpc+".shp"), ".shx": read(t, dpc+".shx"), ".dbf": read(t, dpc+".dbf"), ".prj": read(t, dpc+".prj")},
		"zones.gpkg":      {".gpkg": read(t, filepath.Join(dir, "zones.gpkg"))},
		"zones.geojson":   {".geojson": read(t, filepath.Join(dir, "zones.geojson"))},
		"tari.csv":        {".csv": tari},
		"W001A0001.FAB":   {".FAB": read(t, demoFile(t, "W001A0001.FAB"))},
		"W001A0001.TIT":   {".TIT": read(t, demoFile(t, "W001A0001.TIT"))},
		"announced.FAB":   {".FAB": read(t, demoFile(t, "W001A0001.FAB")), ".PRM": read(t, demoFile(t, "W001A0001.PRM"))},
		"W001A000100.CTF": {".CTF": read(t, demoFile(t, "W001A000100.CTF"))},
		"zones.gml":       {".gml": []byte(zonesGML())},
		"inspire.gml":     {".gml": read(t, "../../gis/format/inspire/testdata/answer.gml")},
	}
	for _, c := range []struct {
		file, source string
		cuts         []broken
	}{
		{"zones.shp", "zones", []broken{{".shp", 300}, {".shp", 999}, {".dbf", 400}, {".dbf", 990}, {".dbf", 0}}},
		{"zones.gpkg", "zones", []broken{{".gpkg", 300}, {".gpkg", 700}, {".gpkg", 990}}},
		{"zones.geojson", "zones", []broken{{".geojson", 300}, {".geojson", 990}, {".geojson", 999}}},
		{"tari.csv", "", []broken{{".csv", 300}, {".csv", 700}}},
		{"W001A0001.FAB", "", []broken{{".FAB", 501}, {".FAB", 903}}},
		{"W001A0001.TIT", "", []broken{{".TIT", 501}}},
		{"announced.FAB", "", []broken{{".FAB", 502}}},
		{"W001A000100.CTF", "", []broken{{".CTF", 302}, {".CTF", 900}}},
		{"zones.gml", "zones", []broken{{".gml", 605}}},
		{"inspire.gml", "inspire-parcels", []broken{{".gml", 400}, {".gml", 900}}},
	} {
		for _, how := range c.cuts {
			t.Run(fmt.Sprint(c.file, how), func(t *testing.T) {
				whole := dots[c.file]
				cut := supplyFiles{}
				for ending, raw := range whole {
					if cut[ending] = raw; ending == how.ending {
						if cut[ending] = raw[:len(raw)*how.after/1000]; how.after == 0 {
							cut[ending] = nil
						}
					}
				}
				endsNothing(t, c.file, c.source, whole, cut)
			})
		}
	}
}

func endsNothing(t *testing.T, file, source string, whole, cut supplyFiles) {
	stem := strings.TrimSuffix(file, filepath.Ext(file))
	if stem == "announced" {
		stem = "W001A0001"
	}
	if file == "announced.FAB" {
		whole, cut = announced(whole), announced(cut)
	}
	dirs := map[string]string{"whole": t.TempDir(), "cut": t.TempDir()}
	whole.in(t, dirs["whole"], stem)
	cut.in(t, dirs["cut"], stem)
	into := func(d *desk.Desk, which string, day gis.Date, accept bool) desk.ImportedFile {
		t.Helper()
		path := filepath.Join(dirs[which], stem+filepath.Ext(file))
		return take(t, d, desk.ImportRequest{Paths: []string{path}, Source: source, Date: day, Whole: accept})[0]
	}
	january, february, march := gis.Day(2025, 1, 31), gis.Day(2025, 2, 28), gis.Day(2025, 3, 31)
	d := newDesk(t, "W001")
	if f := into(d, "whole", january, false); f.Refused != nil || f.Incomplete() || f.Supply.Accepted == 0 {
		t.Fatalf("whole: %+v", f)
	}
	want := everything(t, d)
	f := into(d, "cut", february, false)
	if f.Refused != nil {
		if !slices.Equal(everything(t, d), want) {
			t.Error("refused, and not as before")
		}
		t.Log(italian(t).Error(f.Refused))
		return
	}
	if !f.Incomplete() || f.Supply.Changed+f.Supply.Removed != 0 || len(f.Supply.Replaces) != 0 {
		t.Fatalf("%+v: taken as whole", f.Supply)
	}
	t.Log(f.Supply.Kind, f.Supply.Accepted, f.Supply.Rejected, f.Supply.Added, f.Supply.Changed, italian(t).Say(f.Supply.Broken[0]))
	got := everything(t, d)
	for _, row := range want {
		if _, ok := slices.BinarySearch(got, row); !ok {
			t.Fatalf("ended or changed: %s", row)
		}
	}
	if again := into(d, "cut", february, false); !again.Same || !again.Incomplete() {
		t.Errorf("again: %+v", again)
	}
	if s, err := d.Withdraw(t.Context(), desk.SupplyDeed{Supply: f.Supply.ID, Reason: "tronco", Actor: "test"}); err != nil || s.Done[0].InForce || !slices.Equal(everything(t, d), want) {
		t.Errorf("undone: %+v, %v", s, err)
	}
	if _, err := d.Restore(t.Context(), desk.SupplyDeed{Supply: f.Supply.ID, Actor: "test"}); err != nil || !slices.Equal(everything(t, d), got) {
		t.Errorf("taken back: %v", err)
	}
	if f := into(d, "whole", march, false); f.Refused != nil || f.Incomplete() {
		t.Fatalf("the whole one: %+v", f)
	}
	if got := everything(t, d); !slices.Equal(got, want) {
		t.Errorf("the whole one after: %d rows, want %d", len(got), len(want))
	}
	// What is cut of the same day, before the whole one and after it.
	other := newDesk(t, "W001")
	into(other, "cut", february, false)
	into(other, "whole", february, false)
	into(other, "cut", february, false)
	if got := everything(t, other); !slices.Equal(got, want) {
		t.Errorf("in another order: %d rows, want %d", len(got), len(want))
	}
	first := newDesk(t, "W001")
	into(first, "whole", february, false)
	if f := into(first, "cut", february, false); !f.Incomplete() || !f.Behind {
		t.Errorf("the whole one first: %+v", f)
	}
	if got := everything(t, first); !slices.Equal(got, want) {
		t.Errorf("the whole one first: %d rows, want %d", len(got), len(want))
	}
	// Accepted as whole, it ends what it does not say.
	accepted := newDesk(t, "W001")
	into(accepted, "whole", january, false)
	into(accepted, "cut", february, false)
	if f := into(accepted, "cut", february, true); f.Same || f.Incomplete() || f.Supply.Kind != gis.FullSupply || len(f.Supply.Broken) == 0 {
		t.Errorf("accepted: %+v", f)
	}
	alone := newDesk(t, "W001")
	into(alone, "cut", february, false)
	if got, want := everything(t, accepted), everything(t, alone); !slices.Equal(got, want) {
		t.Errorf("accepted: %d rows, want %d", len(got), len(want))
	}
}

// announced puts into a PRM how many lines the whole FAB has, and cuts at a line.
func announced(files supplyFiles) supplyFiles {
	const lines = 349
	fab := files[".FAB"]
	fab = fab[:bytes.LastIndexByte(fab, '\n')+1]
	return supplyFiles{".FAB": fab, ".PRM": append(bytes.Clone(files[".PRM"]), fmt.Sprintf("\r\nNumero record FAB: %d\r\n", lines)...)}
}

// Of several files that make one picture none ends a row while one is not whole,
// nor when the one that was cut comes alone; all together end what none says.
func TestPartsOfAPictureWaitForEachOther(t *testing.T) {
	const head = "FOGLIO;PARTICELLA;SUB;MQ;CODICE_FISCALE\n"
	dir := t.TempDir()
	d := newDesk(t, "W001")
	first := func(rows string) string { return write(t, filepath.Join(dir, "tari-1.csv"), head+rows) }
	second := func(rows string) string { return write(t, filepath.Join(dir, "tari-2.csv"), head+rows) }
	january, february := gis.Day(2025, 1, 31), gis.Day(2025, 2, 28)
	into := func(day gis.Date, paths ...string) []desk.ImportedFile {
		t.Helper()
		return take(t, d, desk.ImportRequest{Paths: paths, Date: day})
	}
	rows := func(want int64) {
		t.Helper()
		if got := counts(t, d)["tari"]; got != want {
			t.Fatalf("%d rows, want %d", got, want)
		}
	}
	into(january, first("1;10;1;50;\n1;10;2;60;\n"), second("2;20;1;70;\n2;20;2;80;\n"))
	rows(4)
	for _, f := range into(february, first("1;10;1;50;\n"), second("2;20;1;70;\n2;20")) {
		if !f.Incomplete() {
			t.Fatalf("%+v", f)
		}
	}
	rows(4)
	if f := into(february, second("2;20;1;70;\n2;20;3;85;\n"))[0]; !f.Incomplete() || f.Supply.Broken[0].Code != "import.broken-without" {
		t.Fatalf("alone: %+v", f.Supply)
	}
	rows(5)
	for range 2 {
		into(february, first("1;10;1;50;\n"), second("2;20;1;70;\n2;20;3;85;\n"))
		rows(3)
	}
	supplies, err := d.Supplies(t.Context())
	if err != nil || len(supplies) != 7 {
		t.Errorf("%d supplies, %v", len(supplies), err)
	}
	for _, s := range supplies {
		if s.InForce != (s.Kind == gis.FullSupply && s.ID > 5) {
			t.Errorf("%d: %+v", s.ID, s)
		}
	}
}

// A TARI export that is cut says nothing of which accounts ended, and of those that
// it changes none shows twice: what was there stands until the whole file comes, only
// accounts of nobody before come in. The layer and the controls that sum over it say
// so, until then.
func TestCutTariShowsNoAccountTwice(t *testing.T) {
	for name, c := range map[string]struct {
		head, before, cut, whole string
		want, after              string
	}{
		"by payer and unit": {
			"FOGLIO;PARTICELLA;SUB;MQ;CF\n",
			"1;10;1;50;A\n1;10;2;60;B\n1;10;3;70;C\n",
			"1;10;1;55;A\n1;10;2;60;D\n1;10;9;99;E\n1;10;3", // A changed, D took B's place, E is new; C is behind the cut
			"1;10;1;55;A\n1;10;2;60;D\n1;10;9;99;E\n1;10;3;75;C\n",
			"50 60 60 70 99", "55 60 75 99",
		},
		"by account": {
			"UTENZA;FOGLIO;PARTICELLA;SUB;MQ;CF\n",
			"u1;1;10;1;50;A\nu1;1;10;2;15;A\nu2;1;10;3;70;C\n",
			"u1;1;10;1;55;A\nu1;1;10;2;15;A\nu3;1;10;4;33;A\nu2;1;1",
			"u1;1;10;1;55;A\nu1;1;10;2;15;A\nu3;1;10;4;33;A\nu2;1;10;3;70;C\n",
			"15 33 50 70", "15 33 55 70",
		},
		"by nothing that a row says": {
			"UTENZA;FOGLIO;PARTICELLA;SUB;MQ;CF\n",
			";1;10;1;50;A\n;1;10;2;15;A\n",
			";1;10;1;55;A\n;1;1",
			";1;10;1;55;A\n;1;10;2;15;A\n",
			"15 50 55", "15 55",
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, dir := newDesk(t, "W001"), t.TempDir()
			into := func(day gis.Date, rows string) desk.ImportedFile {
				t.Helper()
				path := write(t, filepath.Join(dir, "tari.csv"), c.head+rows)
				return take(t, d, desk.ImportRequest{Paths: []string{path}, Date: day})[0]
			}
			surfaces := func(want string) {
				t.Helper()
				var got []string
				err := d.Query(t.Context(), desk.QueryRequest{Dataset: "tari"}, func(f desk.Feature) error {
					got = append(got, fieldOf(f, "surface"))
					return nil
				})
				slices.Sort(got)
				if err != nil || strings.Join(got, " ") != want {
					t.Errorf("surfaces %v, want %s, %v", got, want, err)
				}
			}
			said := func() int {
				t.Helper()
				layers, err := d.Layers(t.Context())
				if err != nil || len(layers) != 1 {
					t.Fatalf("%+v, %v", layers, err)
				}
				return len(layers[0].Incomplete)
			}
			into(gis.Day(2025, 1, 31), c.before)
			if said() != 0 {
				t.Error("a layer of whole files is said to be incomplete")
			}
			if f := into(gis.Day(2025, 2, 28), c.cut); !f.Incomplete() {
				t.Fatalf("%+v", f)
			}
			surfaces(c.want)
			if said() != 1 {
				t.Error("the layer does not say that it is incomplete")
			}
			into(gis.Day(2025, 2, 28), c.whole)
			surfaces(c.after)
			if said() != 0 {
				t.Error("the whole file came, and the layer is said to be incomplete")
			}
		})
	}
}

// A control that sums over accounts says that a supply of them is not whole.
func TestControlSaysOfACutSupply(t *testing.T) {
	d := demoDesk(t)
	tari := bytes.TrimRight(read(t, demoFile(t, "tari.csv")), "\r\n")
	path := write(t, filepath.Join(t.TempDir(), "tari.csv"), string(tari[:len(tari)-9]))
	if f := take(t, d, desk.ImportRequest{Paths: []string{path}, Date: gis.Day(2030, 1, 1)})[0]; !f.Incomplete() {
		t.Fatalf("%+v", f)
	}
	for id, want := range map[string]bool{"tari-surface": true, "obsolete-class": false} {
		outcomes, err := d.RunControls(t.Context(), desk.ControlRequest{IDs: []string{id}, Year: 2025, DryRun: true}, gis.Quiet{}, func(gis.Finding) {})
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.ContainsFunc(outcomes[0].Remarks, func(m gis.Message) bool { return m.Code == "desk.incomplete-in-force" }); got != want {
			t.Errorf("%s: said %v, want %v", id, got, want)
		}
	}
}
