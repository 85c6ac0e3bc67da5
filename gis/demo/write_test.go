package demo_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"segit/gis"
	"segit/gis/demo"
)

func TestSameSeedSameBytes(t *testing.T) {
	first, _ := town(t, 11, 200)
	again, _ := town(t, 11, 200)
	other, _ := town(t, 12, 200)
	entries, err := os.ReadDir(first)
	if err != nil {
		t.Fatal(err)
	}
	// FAB TER SOG TIT PRM twice, four sheets with SUP, two GeoPackages, tari, truth, readme
	if len(entries) != 10+8+2+3 {
		t.Errorf("%d files", len(entries))
	}
	for _, e := range entries {
		a, b, c := read(t, first, e.Name()), read(t, again, e.Name()), read(t, other, e.Name())
		if !bytes.Equal(a, b) {
			t.Errorf("%s differs between two runs of one seed", e.Name())
		}
		if bytes.Equal(a, c) && e.Name() != "README.txt" {
			t.Errorf("%s is the same for another seed", e.Name())
		}
	}
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCensusIsWrittenAsAnOfficeReceivesIt(t *testing.T) {
	dir, _ := town(t, 21, 400)
	ids := map[string]string{}
	met := map[string]bool{}
	for _, section := range []string{"A", "B"} {
		base := "W001" + section + "0001."
		announced := string(read(t, dir, base+"PRM"))
		for extension, widths := range map[string][]int{"FAB": {46}, "TER": {44}, "SOG": {8, 12}, "TIT": {33}} {
			raw := read(t, dir, base+extension)
			lines := bytes.Split(bytes.TrimSuffix(raw, []byte("\r\n")), []byte("\r\n"))
			if want := fmt.Sprintf("Numero record %s: %d\r\n", extension, len(lines)); !strings.Contains(announced, want) {
				t.Errorf("PRM does not announce %q", want)
			}
			for n, line := range lines {
				f := strings.Split(string(line), "|")
				if f[0] != demo.Comune || f[1] != section || f[len(f)-1] != "" || bytes.ContainsAny(line, "\r\n") {
					t.Fatalf("%s%s line %d: %q", base, extension, n+1, line)
				}
				if extension == "SOG" || extension == "TIT" || f[5] == "1" {
					if len(f) != widths[0] && len(f) != widths[len(widths)-1] {
						t.Fatalf("%s%s line %d: %d fields", base, extension, n+1, len(f))
					}
				}
				meet(met, extension, f)
				if extension == "FAB" || extension == "TER" {
					if owner := ids[f[2]]; owner != "" && owner != section+extension {
						t.Fatalf("id %s is of %s and of %s", f[2], owner, section+extension)
					}
					ids[f[2]] = section + extension
				}
				for _, b := range line {
					met["accents"] = met["accents"] || b >= 0xC0
				}
			}
		}
	}
	for _, what := range []string{
		"FAB record 3", "FAB record 4", "FAB record 5", "TER record 4", "stage 2", "partita C", "partita A", "partita 0",
		"graffata", "right 20", "right 80", "right 1s", "right 1t", "company", "category F02", "closed title", "accents", "half surface",
	} {
		if !met[what] {
			t.Errorf("nowhere: %s", what)
		}
	}
}

// meet notes what a record shows.
func meet(met map[string]bool, extension string, f []string) {
	switch extension {
	case "FAB", "TER":
		met[extension+" record "+f[5]] = true
		met["stage "+f[4]] = true
		if extension == "FAB" && f[5] == "1" {
			met["partita "+f[34]], met["category "+f[7]] = true, true
			met["half surface"] = met["half surface"] || strings.HasSuffix(f[10], ",5")
		}
		if extension == "FAB" && f[5] == "2" && len(f) > 13 {
			met["graffata"] = true
		}
	case "TIT":
		met["right "+f[6]] = true
		met["closed title"] = met["closed title"] || f[26] != ""
	case "SOG":
		met["company"] = met["company"] || f[3] == "G"
	}
}

func TestTheRollIsDirty(t *testing.T) {
	dir, _ := town(t, 31, 400)
	roll := string(read(t, dir, "tari.csv"))
	for what, pattern := range map[string]string{
		"zeros":        `;00+\d+;\d`,
		"blanks":       `; +\d+;`,
		"lower case":   `(?m)^[a-z]{6}\d`,
		"section a":    `;a;`,
		"no section":   `;;1;\d+;`,
		"no sub":       `;\d+;;VI`,
		"no key":       `;;;;;VI`,
		"comma":        `;\d+,5;`,
		"thousands":    `;1\.234,50;`,
		"nines":        `;31/12/9999;`,
		"ended":        `;30/06/2023;`,
		"accent":       "\xd2", // CP1252
		"line endings": `\r\n`,
	} {
		if !strings.Contains(roll, pattern) && !(utf8.ValidString(pattern) && regexp.MustCompile(pattern).MatchString(roll)) {
			t.Errorf("nowhere: %s", what)
		}
	}
}

func TestSectionsHaveTheSameNumbers(t *testing.T) {
	dir, _ := town(t, 41, 200)
	numbers := map[string]map[string]bool{"A": {}, "B": {}}
	for _, m := range readSupply(t, dir).parcels {
		numbers[m.key.Section][m.key.Sheet+"/"+m.key.Parcel] = true
	}
	both := 0
	for k := range numbers["A"] {
		if numbers["B"][k] {
			both++
		}
	}
	if both*2 < len(numbers["A"]) {
		t.Errorf("of %d numbers of A only %d are in B too", len(numbers["A"]), both)
	}
}

func TestWriteRefuses(t *testing.T) {
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	for _, c := range []struct {
		name  string
		ctx   context.Context
		dir   string
		units int
		kind  gis.Kind
		code  string
	}{
		{"few", context.Background(), t.TempDir(), demo.MinUnits - 1, gis.BadUsage, "demo.units"},
		{"many", context.Background(), t.TempDir(), demo.MaxUnits + 1, gis.BadUsage, "demo.units"},
		{"not empty", context.Background(), full, 200, gis.BadUsage, "demo.not-empty"},
		{"a file", context.Background(), filepath.Join(full, "x"), 200, gis.Internal, "demo.write"},
		{"cancelled", stopped, t.TempDir(), 200, gis.Cancelled, "demo.cancelled"},
	} {
		_, err := demo.Write(c.ctx, c.dir, demo.Options{Units: c.units}, gis.Quiet{})
		var e *gis.Error
		if !errors.As(err, &e) || e.Kind != c.kind || e.Code != c.code {
			t.Errorf("%s: %v, want %s", c.name, err, c.code)
		}
	}
}

func TestSummaryCountsTheFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	done := &progress{}
	sum, err := demo.Write(context.Background(), dir, demo.Options{Seed: 51, Units: 250}, done)
	if err != nil {
		t.Fatal(err)
	}
	if done.size != 250 || done.done != 250 {
		t.Errorf("progress %+v", done)
	}
	s := readSupply(t, dir)
	if sum.Units != 250 || sum.Accounts != len(s.accounts) || sum.Footprints != len(s.footprints) || sum.LandRows != len(s.land) {
		t.Errorf("%+v; files have %d accounts, %d footprints, %d rows of land", sum, len(s.accounts), len(s.footprints), len(s.land))
	}
}

// progress remembers what it is told.
type progress struct{ size, done int64 }

func (p *progress) Stage(_ gis.Message, size int64) { p.size = size }
func (p *progress) Add(n int64)                     { p.done += n }
