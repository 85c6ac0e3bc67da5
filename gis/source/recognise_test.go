package source

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"segit/gis"
)

const (
	fabLine    = "W001|A|1|F|1|1|1|A02|2|5|80|0|400,00|\r\n"
	sheetText  = "MAPPA\r\nW001A001200\r\n2000.000\r\nBORDO\r\n"
	tariText   = "COD_FISCALE;FG;PARTICELLA;SUB;MQ\nRSSMRA70A01W001V;12;5;1;80,5\n"
	layerText  = `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:7792"}},"features":[{"type":"Feature","properties":{"EDIFC_USO":"01","note":1},"geometry":null}]}`
	parcelText = `<?xml version="1.0"?><wfs:member><CP:CadastralParcel gml:id="x"></CP:CadastralParcel></wfs:member>`
)

// shpHead and dbfHead are the beginnings of a shapefile with one field IDAG.
func shpHead() string { return "\x00\x00\x27\x0a" + strings.Repeat("\x00", 96) }

func dbfHead(field string) string {
	head := make([]byte, 65)
	head[0] = 3
	binary.LittleEndian.PutUint16(head[8:], 65)
	copy(head[32:], field)
	head[43], head[64] = 'C', '\r'
	return string(head)
}

// folder writes files and gives the folder's path.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, body := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestRecognise(t *testing.T) {
	sql := "SQLite format 3\x00" + strings.Repeat("\x00", 100) + `CREATE TABLE "gpkg_contents" (table_name TEXT)` + "\x00" +
		`CREATE TABLE "strati" ("fid" INTEGER PRIMARY KEY, "geom" POLYGON, "ZONA_PRG" TEXT(10))` + "\x00"
	dir := folder(t, map[string]string{
		"W001A0001.FAB": fabLine, "w001a0002.ter": "W001|A|2|T|1|1|\r\n", "W001A0001.PRM": "Comune: W001\r\n", "renamed.txt": fabLine,
		"W001A001200.CTF": sheetText, "W001A001200.SUP": "x", "mappa": sheetText,
		"elenco.csv": tariText, "TARI 2024.txt": tariText, "bars.csv": strings.ReplaceAll(tariText, ";", "|"),
		"comune.shp": shpHead(), "comune.dbf": dbfHead("IDAG"), "comune.PRJ": "x", "edifici.gpkg": "SQLite format 3\x00\x00",
		"strati.gpkg": sql, "layer.json": layerText, "parcels.geojson": strings.Replace(layerText, "EDIFC_USO", "NATIONALCADASTRALREFERENCE", 1), "W001_ple.gml": parcelText, "edifici.dxf": "  0\nSECTION\n", "broken.fab": "??|x\n",
	})
	c := catalogue(t)
	for name, want := range map[string]struct {
		source string
		format Format
		beside int
	}{
		"W001A0001.FAB": {"census", FAB, 0}, "w001a0002.ter": {"census", TER, 0}, "W001A0001.PRM": {"census", PRM, 0},
		"renamed.txt": {"census", FAB, 0}, "broken.fab": {"census", FAB, 0},
		"W001A001200.CTF": {"cadastral-map", Sheet, 1}, "mappa": {"cadastral-map", Sheet, 0},
		"elenco.csv": {"tari", Delimited, 0}, "TARI 2024.txt": {"tari", Delimited, 0}, "bars.csv": {"tari", Delimited, 0},
		"comune.shp": {"aggregates", Shapefile, 2}, "edifici.gpkg": {"buildings", GeoPackage, 0}, "strati.gpkg": {"zones", GeoPackage, 0},
		"layer.json": {"buildings", GeoJSON, 0}, "parcels.geojson": {"inspire-parcels", GeoJSON, 0}, "W001_ple.gml": {"inspire-parcels", InspireGML, 0}, "edifici.dxf": {"buildings", OtherGIS, 0},
	} {
		r, err := Recognise(context.Background(), filepath.Join(dir, name), c)
		if err != nil || r.Source != want.source || r.Format != want.format || len(r.Sidecars) != want.beside || len(r.Why) == 0 {
			t.Errorf("%s: %+v, %v; want %+v", name, r, err, want)
		}
	}
}

func TestRecogniseRefuses(t *testing.T) {
	dir := folder(t, map[string]string{
		"empty.csv": "", "binary.csv": "a;b\n\x00\x01", "page.csv": "<html>\n", "W001A0001.FAB": "nothing like it\n", "sheet.ctf": tariText,
		"table.shp": tariText, "census.csv": fabLine, "README.txt": "Dati di prova.\n", "truth.json": `{"version":1}`, "x.bin": "\x01\x02\x00",
		"book.xlsx": "PK\x03\x04xl/workbook.xml\x00", "all.zip": "PK\x03\x04x\x00", "letter.pdf": "%PDF-1.7\x00", "lone.sup": "x", "lone.dbf": dbfHead("A"),
		"layer.geojson": `{"a":1}`, "whole.shp": shpHead(), "whole.shx": "x", "whole.shp.xml": "<x/>", "prg_edifici.gpkg": "SQLite format 3\x00", "anything.gpkg": "SQLite format 3\x00",
		"sub/x": "",
		// Tables with a key and a surface that are not the waste tax's.
		"c340_2024.csv": "CODICE_AMMINISTRATIVO;SEZIONE;FOGLIO;NUMERO;SUBALTERNO;SUPERFICIE\nW001;A;12;345;6;142\n",
		"superfici.csv": "FOGLIO;NUMERO;SUBALTERNO;SUPERFICIE\n12;345;6;142\n",
		"oggetti.csv":   "CF;FOGLIO;NUMERO;SUB;SUPERFICIE;MESI_POSSESSO\nRSSMRA70A01W001V;12;345;6;142;12\n",
	})
	c := catalogue(t)
	for name, code := range map[string]string{
		"empty.csv": "source.empty", "absent.csv": "source.not-there", "sub": "source.directory",
		"binary.csv": "source.not-format", "page.csv": "source.not-format", "W001A0001.FAB": "source.not-format", "table.shp": "source.not-format",
		"sheet.ctf": "source.not-format", "census.csv": "source.other-format", "README.txt": "source.unlike", "truth.json": "source.unknown-format",
		"x.bin": "source.unknown-format", "book.xlsx": "source.spreadsheet", "all.zip": "source.packed", "letter.pdf": "source.pdf",
		"lone.sup": "source.alone", "lone.dbf": "source.alone", "whole.shx": "source.sidecar", "whole.shp.xml": "source.sidecar",
		"layer.geojson": "source.not-format", "c340_2024.csv": "source.later", "superfici.csv": "source.unlike", "oggetti.csv": "source.later", "prg_edifici.gpkg": "source.ambiguous", "anything.gpkg": "source.unlike",
	} {
		_, err := Recognise(context.Background(), filepath.Join(dir, name), c)
		var refused *gis.Error
		if !errors.As(err, &refused) || refused.Code != code || refused.File != name {
			t.Errorf("%s: %v, want %s", name, err, code)
		}
	}
}

func TestRecogniseAmongOne(t *testing.T) {
	dir := folder(t, map[string]string{"anything.gpkg": "SQLite format 3\x00", "a.csv": "A;B\n1;2\n", "cut.gml": "<?xml version=\"1.0\"?>\n<wfs:FeatureCollection xmlns", "cut.kml": "<kml><Document><Placemark>"})
	c := catalogue(t)
	for _, test := range []struct{ file, source, code string }{
		{"cut.gml", "inspire-parcels", "source.torn"},
		{"cut.kml", "zones", "source.torn"},
		{"anything.gpkg", "buildings", ""},
		{"a.csv", "tari", ""},
		{"a.csv", "buildings", "source.wrong-format"},
		{"a.csv", "residents", "source.later"},
	} {
		d, _ := Find(c, test.source)
		r, err := Recognise(context.Background(), filepath.Join(dir, test.file), []Descriptor{d})
		var refused *gis.Error
		switch {
		case test.code == "" && (err != nil || r.Source != test.source):
			t.Errorf("%s as %s: %+v, %v", test.file, test.source, r, err)
		case test.code != "" && (!errors.As(err, &refused) || refused.Code != test.code):
			t.Errorf("%s as %s: %v, want %s", test.file, test.source, err, test.code)
		}
	}
}

func TestExpand(t *testing.T) {
	dir := folder(t, map[string]string{
		"catasto/W001A0001.FAB": fabLine, "mappe/W001A001200.CTF": sheetText, "mappe/W001A001200.SUP": "x", "tari.csv": tariText,
		"README.txt": "Dati di prova.\n", "truth.json": "{}", "old.segit": "x", ".hidden/tari.csv": tariText, ".DS_Store": "x",
		"gis/edifici.gdb/gdb": "x", "gis/edifici.gdb/a00000001.gdbtable": "x", "gis/edifici.gdb/tari.csv": tariText,
	})
	candidates, refused, err := Expand(context.Background(), []string{dir, filepath.Join(dir, "tari.csv"), filepath.Join(dir, "none.csv")}, catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	var in, out []string
	for _, c := range candidates {
		in = append(in, filepath.Base(c.Path)+" "+c.Source)
	}
	for _, r := range refused {
		out = append(out, filepath.Base(r.Path))
	}
	if want := []string{"W001A0001.FAB census", "edifici.gdb buildings", "W001A001200.CTF cadastral-map", "tari.csv tari"}; !slices.Equal(in, want) {
		t.Errorf("candidates %q, want %q", in, want)
	}
	if want := []string{"README.txt", "truth.json", "none.csv"}; !slices.Equal(out, want) {
		t.Errorf("refused %q, want %q", out, want)
	}
	if found, refused, _ := Expand(context.Background(), []string{""}, catalogue(t)); len(found) != 0 || len(refused) != 1 {
		t.Errorf("no path at all: %v, %v", found, refused)
	}
	if _, refused, _ := Expand(context.Background(), []string{t.TempDir()}, nil); len(refused) != 1 {
		t.Errorf("an empty folder: %v", refused)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := Expand(cancelled, []string{dir}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func FuzzRecogniseContent(f *testing.F) {
	for _, seed := range []string{fabLine, sheetText, tariText, layerText, parcelText, dbfHead("IDAG"), "SQLite format 3\x00CREATE TABLE \"a\" (b TEXT, c)"} {
		f.Add("x.csv", []byte(seed))
	}
	c, err := Catalogue()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name string, head []byte) {
		format, err := formatOf(name, head)
		if (err == nil) == (format == "") {
			t.Fatalf("format %q with error %v", format, err)
		}
		dbfNames(head)
		r := Recognition{Format: format}
		if err := r.choose("x.csv", head, c); err == nil && r.Source == "" {
			t.Fatalf("chose %+v with %v", r, err)
		}
	})
}

// TestGeodatabase: a folder NAME.gdb is one file of GDAL's, whether it is named or
// met; a file of that name is none, and neither is any other folder.
func TestGeodatabase(t *testing.T) {
	dir := folder(t, map[string]string{"edifici.gdb/gdb": "x", "Altri.GDB/gdb": "x", "file.gdb": "\x01\x02\x00", "sub/x": "y"})
	for name, want := range map[string]bool{"edifici.gdb": true, "Altri.GDB": true, "file.gdb": false, "sub": false, "none.gdb": false} {
		if got := Geodatabase(filepath.Join(dir, name)); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	buildings, _ := Find(catalogue(t), "buildings")
	for _, name := range []string{"edifici.gdb", "Altri.GDB"} {
		found, refused, err := Expand(context.Background(), []string{filepath.Join(dir, name)}, []Descriptor{buildings})
		if err != nil || len(refused) != 0 || len(found) != 1 || found[0].Format != OtherGIS || filepath.Base(found[0].Path) != name {
			t.Errorf("%s: %+v, %+v, %v", name, found, refused, err)
		}
	}
	if r, err := Recognise(context.Background(), filepath.Join(dir, "file.gdb"), []Descriptor{buildings}); err == nil {
		t.Errorf("a file: %+v", r)
	}
}
