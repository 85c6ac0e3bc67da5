package desk_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"segit/gis"
	"segit/store/desk"
)

// cutCase is a kind of file that may arrive cut.
type cutCase struct {
	file   string // its name; the part that is cut has the ending of cut
	source string
	cut    string
	parts  supplyFiles
	share  float64 // of the rows that must be in when 95 % of the bytes are there
}

// places are how many of so many places a file is spoilt at: GDAL is started for each
// that it reads.
func (c *cutCase) places(most int) int {
	if c.file == "zones.gml" {
		return most / 3
	}
	return most
}

// cutCases are the kinds of files that are read, whole.
func cutCases(t *testing.T) []cutCase {
	t.Helper()
	dir := t.TempDir()
	town := demoDesk(t)
	for _, name := range []string{"zones.gpkg", "zones.geojson"} {
		if _, err := town.Export(t.Context(), "parcels", filepath.Join(dir, name), italian(t)); err != nil {
			t.Fatal(err)
		}
	}
	const dpc = "../../gis/format/shapefile/testdata/dpc/Gravina-di-Catania"
	shape := supplyFiles{".shp": read(t, dpc+".shp"), ".shx": read(t, dpc+".shx"), ".dbf": read(t, dpc+".dbf"), ".prj": read(t, dpc+".prj")}
	one := func(ending string, raw []byte) supplyFiles { return supplyFiles{ending: raw} }
	quoted := "FOGLIO;PARTICELLA;SUB;MQ;CF;NOTE\n"
	for i := range 200 {
		quoted += fmt.Sprintf("1;%d;%d;%d;;\"primo piano; scala \"\"B\"\"\ninterno %d\"\n", i/4, i%4+1, 40+i, i)
	}
	return []cutCase{
		{"zones.shp", "zones", ".shp", shape, 0.9},
		{"zones.shp", "zones", ".dbf", shape, 0.9},
		{"zones.shp", "zones", ".shx", shape, 1},
		{"zones.gpkg", "zones", ".gpkg", one(".gpkg", read(t, filepath.Join(dir, "zones.gpkg"))), 0.8},
		{"zones.geojson", "zones", ".geojson", one(".geojson", read(t, filepath.Join(dir, "zones.geojson"))), 0.9},
		{"tari.csv", "", ".csv", one(".csv", read(t, demoFile(t, "tari.csv"))), 0.9},
		{"tari.csv", "", ".csv", one(".csv", []byte(quoted)), 0.9},
		{"W001A0001.FAB", "", ".FAB", one(".FAB", read(t, demoFile(t, "W001A0001.FAB"))), 0.9},
		{"W001A0001.TER", "", ".TER", one(".TER", read(t, demoFile(t, "W001A0001.TER"))), 0.9},
		{"W001A0001.SOG", "", ".SOG", one(".SOG", read(t, demoFile(t, "W001A0001.SOG"))), 0.9},
		{"W001A0001.TIT", "", ".TIT", one(".TIT", read(t, demoFile(t, "W001A0001.TIT"))), 0.9},
		{"W001A000100.CTF", "", ".CTF", one(".CTF", read(t, demoFile(t, "W001A000100.CTF"))), 0.8},
		{"long.FAB", "", ".FAB", one(".FAB", []byte(longFAB())), 0.9},
		{"tari-long.csv", "", ".csv", one(".csv", []byte(longCSV())), 0.9},
		{"zones.gml", "zones", ".gml", one(".gml", []byte(zonesGML())), 0.8},
		{"inspire.gml", "inspire-parcels", ".gml", one(".gml", read(t, "../../gis/format/inspire/testdata/answer.gml")), 0.5},
	}
}

// longFAB and longCSV are longer than what recognition looks at.
func longFAB() string {
	var all strings.Builder
	for i := range 2000 {
		all.WriteString(house(fmt.Sprint(i + 1)))
	}
	return all.String()
}

func longCSV() string {
	all := []byte("FOGLIO;PARTICELLA;SUB;MQ;CF;INDIRIZZO\n")
	for i := range 12000 {
		all = fmt.Appendf(all, "1;%d;%d;%d;;VIA DELL'UNICORNO %d\n", i/4, i%4+1, 40+i%90, i)
	}
	return string(all)
}

// zonesGML is a file that GDAL reads for us.
func zonesGML() string {
	text := `<?xml version="1.0" encoding="UTF-8"?>
<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:c="c" gml:id="a">`
	for i := range 150 {
		text += fmt.Sprintf(`
<gml:featureMember><c:zona gml:id="z%d"><c:zona>B%d</c:zona><c:geom><gml:Polygon gml:id="g%d" srsName="urn:ogc:def:crs:EPSG::7792"><gml:exterior><gml:LinearRing><gml:posList>%s</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></c:geom></c:zona></gml:featureMember>`,
			i, i, i, fmt.Sprintf("%[1]d 4150000 %[2]d 4150000 %[2]d 4150010 %[1]d 4150010 %[1]d 4150000", 500000+20*i, 500010+20*i))
	}
	return text + "\n</gml:FeatureCollection>"
}

// spoilt imports a file with one part changed and tells what became of it.
func spoilt(t *testing.T, d *desk.Desk, c *cutCase, part []byte) desk.ImportedFile {
	t.Helper()
	dir := t.TempDir()
	parts := supplyFiles{}
	for ending, raw := range c.parts {
		parts[ending] = raw
	}
	parts[c.cut] = part
	stem := strings.TrimSuffix(c.file, filepath.Ext(c.file))
	for ending, raw := range parts {
		if err := os.WriteFile(filepath.Join(dir, stem+ending), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	files := take(t, d, desk.ImportRequest{Paths: []string{filepath.Join(dir, c.file)}, Source: c.source, Date: gis.Day(2025, 1, 1)})
	if len(files) != 1 {
		t.Fatalf("%d files", len(files))
	}
	return files[0]
}

// A file of any kind that ends early: what stands before the end is in and the
// supply is marked, or said to be perhaps cut where it ends on what may be a whole
// row, or the file is refused in a sentence when it does not even tell its rows.
// Nothing crashes and nothing is silent.
func TestFilesCutAtTwentyPlaces(t *testing.T) {
	words := italian(t)
	for _, c := range cutCases(t) {
		t.Run(c.file+" cut "+c.cut, func(t *testing.T) {
			places := c.places(20)
			whole := spoilt(t, newDesk(t, "W001"), &c, c.parts[c.cut])
			if whole.Refused != nil || whole.Incomplete() {
				t.Fatalf("whole: %+v", whole)
			}
			raw := c.parts[c.cut]
			d, most := newDesk(t, "W001"), int64(0)
			for n := range places {
				end := len(raw) * n / places
				for end > 0 && strings.ContainsRune("\n\r\"", rune(raw[end-1])) {
					end-- // behind a whole line nothing shows a cut
				}
				f := spoilt(t, d, &c, raw[:end])
				s := f.Supply
				switch {
				case f.Refused != nil:
					t.Logf("%2d/%d refused: %s", n, places, words.Error(f.Refused))
					if most > 0 {
						t.Errorf("%d/%d: refused, and a shorter one went in: %v", n, places, f.Refused)
					}
				case !f.Incomplete() && len(s.Warnings) <= len(whole.Supply.Warnings):
					t.Errorf("%d/%d: taken as whole: %d rows of %d, ends %q", n, places, s.Accepted, whole.Supply.Accepted, raw[max(0, end-60):end])
				case s.Accepted < most:
					t.Errorf("%d/%d: %d rows, and a shorter one gave %d", n, places, s.Accepted, most)
				}
				most = max(most, s.Accepted)
			}
			if least := int64(c.share * float64(whole.Supply.Accepted)); most < least {
				t.Errorf("%d rows of the longest, want %d of %d", most, least, whole.Supply.Accepted)
			}
		})
	}
}

// A page of zeros in the middle, as a broken disk or a transfer leaves it: nothing
// crashes, and it is refused, marked or set aside, never silent.
func TestFilesWithAPageOfZeros(t *testing.T) {
	words := italian(t)
	for _, c := range cutCases(t) {
		t.Run(c.file+" in "+c.cut, func(t *testing.T) {
			places := c.places(8)
			d := newDesk(t, "W001")
			whole := spoilt(t, d, &c, c.parts[c.cut]).Supply
			want := everything(t, d)
			d = newDesk(t, "W001")
			for n := range places {
				raw := bytes.Clone(c.parts[c.cut])
				at := len(raw) * n / places
				clear(raw[at:min(len(raw), at+4096)])
				f := spoilt(t, d, &c, raw)
				if f.Refused != nil {
					t.Logf("%d/%d refused: %s", n, places, words.Error(f.Refused))
					continue
				}
				s := f.Supply
				t.Logf("%d/%d: %d of %d, %d rejected, %d remarks, incomplete %v", n, places, s.Accepted, whole.Accepted, s.Rejected, len(s.Warnings), f.Incomplete())
				silent := !f.Incomplete() && s.Rejected == whole.Rejected && len(s.Warnings) == len(whole.Warnings)
				if silent && !slices.Equal(everything(t, d), want) {
					t.Errorf("%d/%d: silent: %+v", n, places, s)
				}
			}
		})
	}
}
