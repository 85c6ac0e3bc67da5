package desk_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"segit/gis"
	"segit/store/desk"
)

// house is a unit of FAB: record 1, its identifier and its address. The object
// id tells it from others.
func house(object string) string {
	return "W001|A|" + object + "|F|1|1|1|A02|05|3|61||109,62||||||3||||25042018|25042018|V|000001|001|2018|||||||0002001||1||||CST|COSTITUZIONE|||2|\r\n" +
		"W001|A|" + object + "|F|1|2||0001|00074||0001||\r\n" +
		"W001|A|" + object + "|F|1|3|236|DELL'UNICORNO|1|||00013|\r\n"
}

func TestBadInput(t *testing.T) {
	words := italian(t)
	dpc := "../../gis/format/shapefile/testdata/dpc/Gravina-di-Catania"
	for _, c := range []struct {
		name     string
		file     string
		make     func(t *testing.T, path string)
		source   string
		epsg     int
		rows     map[string]int64 // what goes in
		rejected int64
		refused  []string // words of the refusal
		line     int      // of the first reject
		reason   []string // its words
		warns    []string // words of the first warning
	}{
		{
			name: "FAB cut in the middle of a line", file: "W001A0001.FAB",
			make: content(house("1") + house("2")[:60]),
			rows: map[string]int64{"units": 1}, rejected: 1, line: 4, reason: []string{"metà", "messa da parte", "scaricare"},
		},
		{
			name: "FAB in UTF-16", file: "W001A0001.FAB",
			make:    content("\xff\xfe" + strings.ReplaceAll(house("1"), "", "\x00")[1:]),
			refused: []string{"W001A0001.FAB", "UTF-16", "nulla", "salvarlo"},
		},
		{
			name: "FAB partly in another encoding", file: "W001A0001.FAB",
			make: content(strings.ReplaceAll(house("1"), "UNICORNO", "UNIT\xc0") + strings.ReplaceAll(house("2"), "UNICORNO", "UNIT\u00c0")),
			rows: map[string]int64{"units": 2}, warns: []string{"accentate"},
		},
		{
			name: "fewer records than announced", file: "W001A0001.FAB",
			make: func(t *testing.T, path string) {
				write(t, path, house("1"))
				write(t, strings.TrimSuffix(path, ".FAB")+".PRM", "Comune: W001\r\nSezione: A\r\nNumero record FAB: 349\r\n")
			},
			rows: map[string]int64{"units": 1}, warns: []string{"349", "3", "incompleta"},
		},
		{
			name: "FAB line with too few fields", file: "W001A0001.FAB",
			make: content(house("1") + "W001|A|2|F|1|1|1|A02|05|\r\n" + house("3")),
			rows: map[string]int64{"units": 2}, rejected: 1, line: 4, reason: []string{"9 campi", "messa da parte", "importarlo di nuovo"},
		},
		{
			name: "FAB line with too many fields", file: "W001A0001.FAB",
			make: content(house("1") + strings.Replace(house("2"), "|2|\r\n", "|2|"+strings.Repeat("x|", 30)+"\r\n", 1)),
			rows: map[string]int64{"units": 1}, rejected: 3, line: 4, reason: []string{"campi", "barre di troppo"},
		},
		{
			name: "FAB with rows of another municipality", file: "W001A0001.FAB",
			make: content(house("1") + strings.ReplaceAll(house("2"), "W001|", "C351|")),
			rows: map[string]int64{"units": 1}, rejected: 3, line: 4, reason: []string{"C351", "W001"},
		},
		{
			name: "FAB of another municipality alone", file: "W001A0001.FAB",
			make:    content(strings.ReplaceAll(house("1")+house("2"), "W001|", "C351|")),
			refused: []string{"C351", "W001", "non è stato importato nulla"},
		},
		{
			name: "sheet with a border that crosses itself", file: "W001A000100.CTF",
			make: crossedSheet,
			rows: map[string]int64{"parcels": 82, "sheets": 1, "map-buildings": 21, "roads": 1, "waters": 1}, warns: []string{"riga", "incrocia sé stesso", "controllarlo"},
		},
		{
			name: "shapefile without .shx", file: "buildings.shp", source: "aggregates",
			make: shapefile(dpc, ".shp", ".dbf", ".prj"),
			rows: map[string]int64{"aggregates": 2252},
		},
		{
			name: "shapefile without .prj", file: "buildings.shp", source: "aggregates",
			make: shapefile(dpc, ".shp", ".dbf", ".shx"),
			rows: map[string]int64{"aggregates": 2252}, warns: []string{"EPSG:7794", "importare di nuovo con --crs"},
		},
		{
			name: "shapefile without .prj, its CRS named", file: "buildings.shp", source: "aggregates", epsg: 7794,
			make: shapefile(dpc, ".shp", ".dbf", ".shx"),
			rows: map[string]int64{"aggregates": 2252},
		},
		{
			name: "shapefile without .dbf", file: "buildings.shp", source: "aggregates",
			make: shapefile(dpc, ".shp", ".prj", ".shx"),
			rows: map[string]int64{"aggregates": 2252},
		},
		{
			name: "CSV with commas and quotes", file: "ruolo.csv",
			make: content("FOGLIO,PARTICELLA,SUB,MQ,CF\n1,10,2,\"85,5\",RSSMRA70A01W001V\n1,11,3,40,\n"),
			rows: map[string]int64{"tari": 2},
		},
		{
			name: "CSV with tabs", file: "tari.csv",
			make: content("FOGLIO\tPARTICELLA\tSUB\tMQ\tCODICE_FISCALE\n1\t10\t2\t85,5\tRSSMRA70A01W001V\n1\t11\t3\tottanta\t\n"),
			rows: map[string]int64{"tari": 1}, rejected: 1, line: 3, reason: []string{"messa da parte"},
		},
		{
			name: "CSV that is nothing of ours", file: "tari.csv", source: "tari",
			make:    content("TITOLO;AUTORE\nZibaldone;G. L.\n"),
			refused: []string{"tari.csv", "mancano colonne", "--profile"},
		},
		{name: "empty file", file: "W001A0001.TER", make: content(""), refused: []string{"W001A0001.TER", "vuoto", "chiedere di nuovo"}},
		{name: "empty folder", file: "fornitura", make: func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, refused: []string{"fornitura", "non contiene"}},
		{name: "nothing there", file: "manca.FAB", make: func(*testing.T, string) {}, refused: []string{"manca.FAB", "non esiste"}},
		{name: "a picture named .shp", file: "edifici.shp", make: content("\x89PNG\r\n\x1a\n" + strings.Repeat("x", 200)), refused: []string{"edifici.shp", "il contenuto non lo è"}},
		{name: "a PDF named .FAB", file: "W001A0001.FAB", make: content("%PDF-1.7\n" + strings.Repeat("x ", 200)), refused: []string{"W001A0001.FAB", "PDF"}},
		{name: "TIT named FAB", file: "W001A0001.FAB", make: func(t *testing.T, path string) { copyFile(t, demoFile(t, "W001A0001.TIT"), path) }, refused: []string{"W001A0001.FAB"}},
		{name: "text named .gpkg", file: "edifici.gpkg", make: content("buongiorno\n"), refused: []string{"edifici.gpkg", "il contenuto non lo è"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, "W001")
			path := filepath.Join(t.TempDir(), c.file)
			c.make(t, path)
			files := take(t, d, desk.ImportRequest{Paths: []string{path}, Source: c.source, EPSG: c.epsg})
			if len(files) != 1 {
				t.Fatalf("%d outcomes: %+v", len(files), files)
			}
			f := files[0]
			if len(c.refused) > 0 {
				if f.Refused == nil {
					t.Fatalf("taken: %+v", f.Supply)
				}
				says(t, words.Error(f.Refused), c.refused...)
				if k := gis.KindOf(f.Refused); k != gis.BadInput && k != gis.NotFound || len(counts(t, d)) != 0 {
					t.Errorf("kind %v, layers %v", gis.KindOf(f.Refused), counts(t, d))
				}
				return
			}
			if f.Refused != nil {
				t.Fatal(words.Error(f.Refused))
			}
			if got := counts(t, d); len(got) != len(c.rows) {
				t.Errorf("layers %v, want %v", got, c.rows)
			}
			for layer, n := range counts(t, d) {
				if c.rows[layer] != n {
					t.Errorf("%s: %d rows, want %d", layer, n, c.rows[layer])
				}
			}
			s := f.Supply
			if s.Rejected != c.rejected || s.Read != s.Accepted+s.Rejected {
				t.Errorf("read %d = accepted %d + rejected %d, want %d rejected", s.Read, s.Accepted, s.Rejected, c.rejected)
			}
			first := firstReject(t, d, s.ID)
			if c.line != 0 && (first.Line != c.line || first.Text == "") {
				t.Errorf("first reject %+v, want line %d", first, c.line)
			}
			if len(c.reason) > 0 {
				says(t, words.Say(first.Reason), c.reason...)
			}
			if len(c.warns) > 0 {
				if len(s.Warnings) == 0 {
					t.Fatal("no warning")
				}
				says(t, words.Say(s.Warnings[0]), c.warns...)
			}
		})
	}
}

func content(text string) func(*testing.T, string) {
	return func(t *testing.T, path string) { write(t, path, text) }
}

// shapefile copies some of the files of a shapefile.
func shapefile(base string, extensions ...string) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		for _, e := range extensions {
			copyFile(t, base+e, strings.TrimSuffix(path, ".shp")+e)
		}
	}
}

// crossedSheet writes the demonstration's sheet with two points of a parcel's
// border exchanged, which makes a bow tie of it.
func crossedSheet(t *testing.T, path string) {
	raw, err := os.ReadFile(demoFile(t, "W001A000100.CTF"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(raw), "\r\n")
	for i := range lines {
		// BORDO, code, height, angle, two points, islands, points, then the points.
		if lines[i] == "BORDO" && !strings.Contains(lines[i+1], "W001") && strings.TrimSpace(lines[i+9]) == "5" {
			p := i + 10
			lines[p+2], lines[p+4] = lines[p+4], lines[p+2]
			lines[p+3], lines[p+5] = lines[p+5], lines[p+3]
			write(t, path, strings.Join(lines, "\r\n"))
			return
		}
	}
	t.Fatal("no border of four sides in the sheet")
}

func firstReject(t *testing.T, d *desk.Desk, supply uint32) gis.Reject {
	t.Helper()
	var first gis.Reject
	err := d.Rejects(context.Background(), supply, func(r gis.Reject) error {
		if first.Line == 0 {
			first = r
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return first
}

// A file of 5 GB is hashed and read in pieces, and a cancel ends it at once.
func TestHugeFileIsCancelledAtOnce(t *testing.T) {
	for name, head := range map[string]string{
		"tari.csv":      "FOGLIO;PARTICELLA;SUB;MQ;CF\n1;10;2;80;\n",
		"W001A0001.FAB": house("1"),
		"W001A0001.PRM": "Comune: W001\r\nSezione: A\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, "W001")
			path := write(t, filepath.Join(t.TempDir(), name), head)
			if err := os.Truncate(path, 5<<30); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
			defer cancel()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			err := d.Import(ctx, desk.ImportRequest{Paths: []string{path}}, gis.Quiet{}, func(f desk.ImportedFile) {
				if f.Refused == nil {
					t.Errorf("taken: %+v", f.Supply)
				}
			})
			runtime.ReadMemStats(&after)
			if took := time.Since(start); took > 3*time.Second {
				t.Errorf("%v to stop", took)
			}
			if grown := int64(after.TotalAlloc - before.TotalAlloc); grown > 256<<20 {
				t.Errorf("%d MiB taken", grown>>20)
			}
			if err != nil && !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
			if len(counts(t, d)) != 0 {
				t.Errorf("layers %v", counts(t, d))
			}
		})
	}
}
