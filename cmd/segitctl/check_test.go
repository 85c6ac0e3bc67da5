package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"segit/cmd/program"
)

// smallDemo makes a small demonstration and gives its archive.
func smallDemo(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "demo")
	done(t, "demo", dir, "--units", "200")
	return filepath.Join(dir, "demo.segit")
}

// A check fails when something is wrong and says of which data.
func TestCheckSaysWhatIsWrong(t *testing.T) {
	archive := smallDemo(t)
	if o := done(t, "check", archive); o.out != "" || !strings.Contains(o.err, "in ordine") {
		t.Errorf("a sound archive: %q, %q", o.out, o.err)
	}
	raw, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	// Somewhere in the middle there are rows.
	clear(raw[len(raw)/4 : len(raw)/4+3*4096])
	if err := os.WriteFile(archive, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	o := segitctl(t, "check", archive, "--json")
	if o.code != program.Failed {
		t.Errorf("exit %d, want %d", o.code, program.Failed)
	}
	named := 0
	for _, v := range objects(t, o) {
		if v["problem"] == "" || v["code"] == "" {
			t.Errorf("%v", v)
		}
		if v["dataset"] != "" {
			named++
		}
	}
	if named == 0 {
		t.Errorf("no data are named: %s", o.out)
	}
}

func TestCompactSaysHowMuch(t *testing.T) {
	archive := smallDemo(t)
	o := done(t, "compact", archive, "--json")
	if v := objects(t, o); len(v) != 1 || v[0]["after"].(float64) >= v[0]["before"].(float64) {
		t.Errorf("%s", o.out)
	}
	done(t, "check", archive)
}

// A damaged archive is brought out into a sound one, open formats and a report.
func TestRescueBringsOut(t *testing.T) {
	archive := smallDemo(t)
	raw, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	clear(raw[:2*4096]) // both heads: bbolt opens it no more
	if err := os.WriteFile(archive, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if o := segitctl(t, "layers", archive); o.code == program.Done {
		t.Error("a file without heads opens")
	}
	dir := filepath.Join(t.TempDir(), "salvato")
	o := done(t, "rescue", archive, "-o", dir, "--formats", "--json")
	if v := objects(t, o); len(v) != 1 || v[0]["rows_lost"] != 0.0 || v[0]["rows"].(float64) < 1000 {
		t.Errorf("%s", o.out)
	}
	done(t, "check", filepath.Join(dir, "demo.segit"))
	for _, name := range []string{"report.txt", "units.csv", "parcels.gpkg", "journal.ndjson", "rejects.ndjson"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	if o := segitctl(t, "rescue", archive, "-o", dir); o.code != program.Usage {
		t.Errorf("over what is there: exit %d", o.code)
	}
}
