package desk_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"segit/gis"
	"segit/store/desk"
)

func TestSameFileTwiceChangesNothing(t *testing.T) {
	d := newDesk(t, "W001")
	path := write(t, filepath.Join(t.TempDir(), "W001A0001.FAB"), house("1")+house("2"))
	first := taken(t, d, path)[0]
	if first.Same || first.Supply.Added != 2 || first.Supply.Accepted != 6 {
		t.Errorf("%+v", first.Supply)
	}
	before := d.About().Generation
	again := taken(t, d, path, path)
	if len(again) != 1 || !again[0].Same || again[0].Supply.ID != first.Supply.ID {
		t.Errorf("%+v", again)
	}
	if after := d.About().Generation; after != before {
		t.Errorf("generation %d became %d", before, after)
	}
	// Request parameters hold no rows; they are the same all the same.
	parameters := write(t, filepath.Join(t.TempDir(), "W001A0001.PRM"), "Comune: W001 BORGO ETNEO DI PROVA\r\nNumero record FAB: 6\r\n")
	if first, again := taken(t, d, parameters)[0], taken(t, d, parameters)[0]; first.Same || !again.Same || again.Supply.ID != first.Supply.ID {
		t.Errorf("%+v, again %+v", first, again)
	}
	// The very bytes under another name are the same file.
	other := filepath.Join(t.TempDir(), "W001A0002.FAB")
	copyFile(t, path, other)
	if f := taken(t, d, other)[0]; !f.Same {
		t.Errorf("%+v", f.Supply)
	}
}

// The same bytes said of a later day are a supply of their own that takes no
// room, whether the user or the request parameters say the day: what was known on
// a day is right, and undoing the first takes nothing away. Of the same day, or
// of none, they are the supply that is there.
func TestSameBytesOfAnotherDay(t *testing.T) {
	fab := house("1") + house("2")
	parameters := func(day string) string {
		return "Comune: W001\r\nSezione: A\r\nTipo di estrazione: attualità alla data " + day + "\r\n"
	}
	for name, importOf := range map[string]func(*testing.T, *desk.Desk, string, gis.Date) desk.ImportedFile{
		"said by the user": func(t *testing.T, d *desk.Desk, dir string, day gis.Date) desk.ImportedFile {
			path := write(t, filepath.Join(dir, "W001A0001.FAB"), fab)
			return take(t, d, desk.ImportRequest{Paths: []string{path}, Date: day})[0]
		},
		"said by the parameters": func(t *testing.T, d *desk.Desk, dir string, day gis.Date) desk.ImportedFile {
			path := write(t, filepath.Join(dir, "W001A0001.FAB"), fab)
			year, month, dayOf := day.Time().Date()
			write(t, filepath.Join(dir, "W001A0001.PRM"), parameters(fmt.Sprintf("%02d/%02d/%d", dayOf, month, year)))
			return take(t, d, desk.ImportRequest{Paths: []string{path}})[0]
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, dir := newDesk(t, "W001"), t.TempDir()
			june, december := gis.Day(2025, time.June, 30), gis.Day(2025, time.December, 31)
			first := importOf(t, d, dir, june)
			second := importOf(t, d, dir, december)
			if second.Same || second.Refused != nil || second.Supply.ID == first.Supply.ID || second.Supply.Added+second.Supply.Changed+second.Supply.Removed != 0 {
				t.Fatalf("%+v, then %+v", first, second)
			}
			for _, day := range []gis.Date{june, december} {
				if f := importOf(t, d, dir, day); !f.Same {
					t.Errorf("again of %s: %+v", day, f.Supply)
				}
			}
			if f := taken(t, d, write(t, filepath.Join(t.TempDir(), "W001A0001.FAB"), fab))[0]; !f.Same || f.Supply.ID != second.Supply.ID {
				t.Errorf("of no day: %+v", f.Supply)
			}
			if _, err := d.Withdraw(t.Context(), desk.SupplyDeed{Supply: first.Supply.ID, Reason: "prova", Actor: "anna"}); err != nil {
				t.Fatal(err)
			}
			if n := counts(t, d)["units"]; n != 2 {
				t.Errorf("%d units after the first was undone, want 2", n)
			}
			if f := importOf(t, d, dir, june); f.Refused == nil {
				t.Errorf("what was undone came again: %+v", f.Supply)
			}
			if f := importOf(t, d, dir, december); !f.Same {
				t.Errorf("after the undoing: %+v", f)
			}
		})
	}
}

// Request parameters bring no rows, and are known again all the same.
func TestSameParametersTwiceAreOneSupply(t *testing.T) {
	d := newDesk(t, "W001")
	path := write(t, filepath.Join(t.TempDir(), "W001A0001.PRM"), "Comune: W001\r\nSezione: A\r\n")
	first := taken(t, d, path)[0]
	if again := taken(t, d, path)[0]; first.Same || !again.Same || again.Supply.ID != first.Supply.ID {
		t.Errorf("%+v, then %+v", first, again)
	}
}

func TestNewerSupplyReplaces(t *testing.T) {
	d := newDesk(t, "W001")
	dir := t.TempDir()
	old := taken(t, d, write(t, filepath.Join(dir, "W001A0001.FAB"), house("1")+house("2")+house("3")))[0]
	changed := strings.Replace(house("2"), "|61|", "|75|", 1)
	s := taken(t, d, write(t, filepath.Join(dir, "W001A0009.FAB"), house("1")+changed+house("4")+house("5")))[0].Supply
	if s.Added != 2 || s.Changed != 1 || s.Removed != 1 || !slices.Equal(s.Replaces, []uint32{old.Supply.ID}) {
		t.Errorf("added %d changed %d removed %d replaces %v", s.Added, s.Changed, s.Removed, s.Replaces)
	}
	if n := counts(t, d)["units"]; n != 4 {
		t.Errorf("%d units, want 4", n)
	}
	supplies, err := d.Supplies(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(supplies) != 2 || supplies[0].InForce || !supplies[1].InForce {
		t.Errorf("%+v", supplies)
	}
}

func TestAddKeepsWhatIsThere(t *testing.T) {
	d := newDesk(t, "W001")
	dir := t.TempDir()
	taken(t, d, write(t, filepath.Join(dir, "tari.csv"), "FOGLIO;PARTICELLA;SUB;MQ\n1;10;2;80\n"))
	second := write(t, filepath.Join(dir, "tari-negozi.csv"), "FOGLIO;PARTICELLA;SUB;MQ\n1;11;2;80\n1;12;2;80\n")
	if f := take(t, d, desk.ImportRequest{Paths: []string{second}, Add: true})[0]; f.Refused != nil || len(f.Supply.Replaces) != 0 {
		t.Errorf("%+v", f)
	}
	if n := counts(t, d)["tari"]; n != 3 {
		t.Errorf("%d accounts, want 3", n)
	}
	third := write(t, filepath.Join(dir, "tari-nuova.csv"), "FOGLIO;PARTICELLA;SUB;MQ\n1;13;2;80\n")
	if f := taken(t, d, third)[0]; len(f.Supply.Replaces) != 2 {
		t.Errorf("replaces %v, want both", f.Supply.Replaces)
	}
	if n := counts(t, d)["tari"]; n != 1 {
		t.Errorf("%d accounts, want 1", n)
	}
}

// Two files of one sheet cannot both hold: a newer delivery takes the sheet,
// and within one import the later file does, the other sheets stay.
func TestSheetsReplaceSheetBySheet(t *testing.T) {
	d := newDesk(t, "W001")
	dir := t.TempDir()
	a, b := filepath.Join(dir, "W001A000100.CTF"), filepath.Join(dir, "W001A000200.CTF")
	copyFile(t, demoFile(t, "W001A000100.CTF"), a)
	copyFile(t, demoFile(t, "W001A000200.CTF"), b)
	taken(t, d, a, b)
	before := counts(t, d)
	raw, err := os.ReadFile(a)
	if err != nil {
		t.Fatal(err)
	}
	again := filepath.Join(dir, "nuovo")
	if err := os.Mkdir(again, 0o700); err != nil {
		t.Fatal(err)
	}
	f := taken(t, d, write(t, filepath.Join(again, "W001A000100.CTF"), string(raw)+" "))[0]
	if f.Same || len(f.Supply.Replaces) != 1 {
		t.Errorf("%+v", f.Supply)
	}
	if after := counts(t, d); after["parcels"] != before["parcels"] || after["sheets"] != 2 {
		t.Errorf("%v became %v", before, after)
	}
	other := newDesk(t, "W001")
	two := take(t, other, desk.ImportRequest{Paths: []string{a, filepath.Join(again, "W001A000100.CTF"), b}})
	if len(two) != 3 || two[0].Refused == nil || two[1].Refused != nil || two[2].Refused != nil {
		t.Fatalf("%+v", two)
	}
	says(t, italian(t).Error(two[0].Refused), "W001A000100.CTF", "--add")
	if got := counts(t, other); got["sheets"] != 2 || got["parcels"] != before["parcels"] {
		t.Errorf("two files of one sheet in one import: %v, want %v", got, before)
	}
}

func TestFolder(t *testing.T) {
	d := newDesk(t, "W001")
	dir := t.TempDir()
	write(t, filepath.Join(dir, "W001A0001.FAB"), house("1"))
	write(t, filepath.Join(dir, "W001A0001.TER"), "")
	write(t, filepath.Join(dir, "note.txt"), "Ricordarsi di telefonare.\n")
	write(t, filepath.Join(dir, ".nascosto.csv"), "FOGLIO;PARTICELLA\n1;1\n")
	aside, refused := 0, 0
	for _, f := range take(t, d, desk.ImportRequest{Paths: []string{dir}}) {
		switch {
		case f.Aside:
			aside++
		case f.Refused != nil:
			refused++
		}
	}
	if aside != 1 || refused != 1 {
		t.Errorf("%d aside, %d refused", aside, refused)
	}
	if got := counts(t, d); len(got) != 1 || got["units"] != 1 {
		t.Errorf("layers %v", got)
	}
}

// A file that goes while it is read, or before, costs nothing of the others.
func TestFileThatDisappears(t *testing.T) {
	d := newDesk(t, "W001")
	dir := t.TempDir()
	good := write(t, filepath.Join(dir, "W001A0001.FAB"), house("1"))
	bad := write(t, filepath.Join(dir, "tari.csv"), "FOGLIO;PARTICELLA;SUB;MQ\n1;10;2;80\n")
	var files []desk.ImportedFile
	err := d.Import(context.Background(), desk.ImportRequest{Paths: []string{good, bad}}, &vandal{path: bad}, func(f desk.ImportedFile) { files = append(files, f) })
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 2 || files[0].Refused != nil || files[1].Refused == nil {
		t.Fatalf("%+v", files)
	}
	says(t, italian(t).Error(files[1].Refused), "tari.csv", "nulla è stato cambiato")
	if got := counts(t, d); got["units"] != 1 || got["tari"] != 0 {
		t.Errorf("layers %v", got)
	}
}

// vandal spoils a file when its reading is announced.
type vandal struct{ path, with string }

func (v *vandal) Stage(gis.Message, int64) {
	if v.with == "" {
		os.Remove(v.path)
		return
	}
	os.WriteFile(v.path, []byte(v.with), 0o600)
}
func (*vandal) Add(int64) {}

// The hash of the register is the proof of what was read: a file that changes
// between the two is refused.
func TestFileThatChangesWhileItIsRead(t *testing.T) {
	d := newDesk(t, "W001")
	path := write(t, filepath.Join(t.TempDir(), "tari.csv"), "FOGLIO;PARTICELLA;SUB;MQ\n1;10;2;80\n")
	var files []desk.ImportedFile
	v := &vandal{path: path, with: "FOGLIO;PARTICELLA;SUB;MQ\n1;10;2;99\n1;11;1;70\n"}
	if err := d.Import(context.Background(), desk.ImportRequest{Paths: []string{path}}, v, func(f desk.ImportedFile) { files = append(files, f) }); err != nil {
		t.Fatal(err)
	}
	if len(files) != 1 || files[0].Refused == nil {
		t.Fatalf("%+v", files)
	}
	says(t, italian(t).Error(files[0].Refused), "tari.csv", "cambiato", "nulla è stato importato")
	if got := counts(t, d); len(got) != 0 {
		t.Errorf("layers %v", got)
	}
}

func TestImportAsksForWhatThereIsNot(t *testing.T) {
	d := newDesk(t, "W001")
	path := write(t, filepath.Join(t.TempDir(), "W001A0001.FAB"), house("1"))
	profile := write(t, filepath.Join(t.TempDir(), "p.toml"), "extends = \"tari\"\n")
	for name, req := range map[string]desk.ImportRequest{
		"a source that is not there":  {Paths: []string{path}, Source: "teri"},
		"a profile that is not there": {Paths: []string{path}, Profile: "/no/such.toml"},
		"a profile of another source": {Paths: []string{path}, Source: "imu", Profile: profile},
	} {
		err := d.Import(context.Background(), req, gis.Quiet{}, func(desk.ImportedFile) {})
		if gis.KindOf(err) != gis.BadUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What was cancelled has changed nothing, and no file is told to be in.
func TestCancelledImportLeavesTheArchive(t *testing.T) {
	d := newDesk(t, "W001")
	taken(t, d, write(t, filepath.Join(t.TempDir(), "W001A0001.FAB"), house("1")))
	before := d.About().Generation
	ctx, cancel := context.WithCancel(context.Background())
	dir, err := demoFolder()
	if err != nil {
		t.Fatal(err)
	}
	called := false
	err = d.Import(ctx, desk.ImportRequest{Paths: []string{dir}}, canceller{cancel}, func(desk.ImportedFile) { called = true })
	if err == nil || called {
		t.Errorf("error %v, files told %v", err, called)
	}
	if got := counts(t, d); d.About().Generation != before || got["units"] != 1 || len(got) != 1 {
		t.Errorf("generation %d, layers %v", d.About().Generation, got)
	}
}

// canceller cancels at the first file that was read.
type canceller struct{ cancel func() }

func (canceller) Stage(gis.Message, int64) {}
func (c canceller) Add(int64)              { c.cancel() }

// A file that was read in the wrong way can be imported again in the right one.
func TestSameFileReadInAnotherWayIsAnotherSupply(t *testing.T) {
	d := newDesk(t, "W001")
	path := demoFile(t, "edifici.gpkg")
	read := func(req desk.ImportRequest) desk.ImportedFile {
		t.Helper()
		req.Paths, req.Source = []string{path}, "buildings"
		var last desk.ImportedFile
		if err := d.Import(context.Background(), req, gis.Quiet{}, func(f desk.ImportedFile) { last = f }); err != nil {
			t.Fatal(err)
		}
		return last
	}
	wrong := read(desk.ImportRequest{EPSG: 7792})
	if again := read(desk.ImportRequest{EPSG: 7792}); !again.Same {
		t.Error("the same request twice is not the same supply")
	}
	right := read(desk.ImportRequest{})
	if right.Same || right.Supply.CRS != 7794 || !slices.Equal(right.Supply.Replaces, []uint32{wrong.Supply.ID}) {
		t.Errorf("same %v, CRS %d, replaces %v", right.Same, right.Supply.CRS, right.Supply.Replaces)
	}
	dated := read(desk.ImportRequest{Date: gis.Day(2020, 1, 1)})
	if dated.Same || dated.Supply.Date.String() != "2020-01-01" {
		t.Errorf("same %v, date %s", dated.Same, dated.Supply.Date)
	}
	err := d.Import(context.Background(), desk.ImportRequest{Paths: []string{path}, EPSG: 1}, gis.Quiet{}, func(desk.ImportedFile) {})
	if gis.KindOf(err) != gis.BadUsage {
		t.Errorf("EPSG:1 gave %v", err)
	}
}
