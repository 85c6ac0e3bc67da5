package demo_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"golang.org/x/text/encoding/charmap"

	"segit/gis"
	"segit/gis/crs"
	"segit/gis/demo"
	"segit/gis/format/cxf"
)

// supply is what the written files say, read by the plainest means: these
// parsers know nothing of the generator and little of the readers.
type supply struct {
	units      []*unitRow
	land       []landRow
	parcels    []mapRow
	footprints []footprintRow
	accounts   []accountRow
}

type unitRow struct {
	keys               []gis.Key // the first identifier, then the graffate
	category, partita  string
	annotation, street string
	civic              string
	surface            gis.Decimal
	ended              bool
	holders            map[string]bool // fiscal codes of those who are liable
	titled             map[string]bool // of those who are not, such as bare owners
}

type landRow struct {
	key     gis.Key
	quality string
	partita string
	area    int
	ended   bool
}

type mapRow struct {
	key    gis.Key
	shapes gis.Shapes
}

type footprintRow struct {
	use    string
	inFile orb.Geometry // EPSG:7794
	onMap  orb.Geometry // EPSG:7792
}

type accountRow struct {
	code          string
	key           gis.Key
	street, civic string
	surface       gis.Decimal
	from, to      gis.Date
}

// readSupply reads every file of the folder.
func readSupply(t *testing.T, dir string) *supply {
	t.Helper()
	s := &supply{}
	for _, section := range []string{"A", "B"} {
		s.readCensus(t, filepath.Join(dir, "W001"+section+"0001"))
	}
	sheets, err := filepath.Glob(filepath.Join(dir, "*.CTF"))
	if err != nil || len(sheets) == 0 {
		t.Fatal("no sheets", err)
	}
	for _, sheet := range sheets {
		s.readSheet(t, sheet)
	}
	s.readFootprints(t, filepath.Join(dir, "edifici.gpkg"))
	s.readAccounts(t, filepath.Join(dir, "tari.csv"))
	return s
}

// records splits a census file into the fields of its lines.
func records(t *testing.T, path string) [][]string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text, err := charmap.ISO8859_1.NewDecoder().Bytes(raw)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for line := range strings.SplitSeq(strings.TrimSuffix(string(text), "\r\n"), "\r\n") {
		all = append(all, strings.Split(line, "|"))
	}
	return all
}

func (s *supply) readCensus(t *testing.T, base string) {
	codes := map[string]string{}
	for _, f := range records(t, base+".SOG") {
		code := f[6]
		if f[3] == "P" {
			code = f[9]
		}
		codes[f[2]+f[3]] = code
	}
	holders, titled := map[string]map[string]bool{}, map[string]map[string]bool{}
	for _, f := range records(t, base+".TIT") {
		code, known := codes[f[2]+f[3]]
		if !known {
			t.Errorf("title of subject %s%s, who is not in SOG", f[2], f[3])
		}
		if f[26] != "" || f[5] != "F" {
			continue
		}
		of := titled
		switch f[6] {
		case "10", "1s", "30", "50", "60", "70", "80":
			of = holders
		}
		if of[f[4]] == nil {
			of[f[4]] = map[string]bool{}
		}
		of[f[4]][code] = true
	}
	last := map[string]*unitRow{}
	for _, f := range records(t, base+".FAB") {
		switch f[5] {
		case "1": // stages come in order: the last one stays
			surface, _ := gis.ParseDecimal(f[10], ',')
			last[f[2]] = &unitRow{category: f[7], partita: f[34], annotation: f[35], surface: surface, ended: f[37] != "", holders: holders[f[2]], titled: titled[f[2]]}
		case "2":
			for g := f[6 : len(f)-1]; len(g) >= 6; g = g[6:] {
				last[f[2]].keys = append(last[f[2]].keys, gis.MakeKey(f[0], f[1], g[1], g[2], g[4]))
			}
		case "3":
			word := map[string]string{"236": "VIA", "240": "VIALE", "58": "CORSO", "130": "PIAZZA", "546": "STRADA COMUNALE"}[f[6]]
			last[f[2]].street, last[f[2]].civic = word+" "+f[7], f[8]
		}
	}
	for _, u := range last {
		s.units = append(s.units, u)
	}
	stage := map[string]int{}
	for _, f := range records(t, base+".TER") {
		if f[5] != "1" {
			continue
		}
		area := 0
		for _, part := range f[13:16] {
			n, err := strconv.Atoi(part)
			if err != nil {
				t.Fatal(err)
			}
			area = area*100 + n
		}
		row := landRow{key: gis.MakeKey(f[0], f[1], f[6], f[7], ""), quality: strings.TrimLeft(f[11], "0"), partita: f[35], area: area, ended: f[38] != ""}
		if n, again := stage[f[2]]; again {
			s.land[n] = row
		} else {
			stage[f[2]] = len(s.land)
			s.land = append(s.land, row)
		}
	}
}

// sink keeps the parcels of a sheet.
type sink struct {
	t      *testing.T
	supply *supply
}

func (k sink) Rows(_ context.Context, b *gis.Batch) error {
	if b.Schema.Dataset != "parcels" {
		return nil
	}
	for row := range b.Len() {
		m := mapRow{key: b.Key(row, demo.Comune)}
		m.shapes.AppendRow(&b.Shapes, row)
		k.supply.parcels = append(k.supply.parcels, m)
	}
	return nil
}

func (k sink) Reject(line int, reason gis.Message, text string) error {
	k.t.Errorf("sheet: line %d rejected: %v %s", line, reason, text)
	return nil
}

func (k sink) Warn(m gis.Message) { k.t.Errorf("sheet: %v", m) }

func (s *supply) readSheet(t *testing.T, path string) {
	quality, err := os.Open(strings.TrimSuffix(path, "CTF") + "SUP")
	if err != nil {
		t.Fatal(err)
	}
	defer quality.Close()
	sup, err := cxf.ReadSup(quality)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	opts := cxf.Options{File: filepath.Base(path), Comune: demo.Comune, Sup: sup}
	counts, err := cxf.Read(context.Background(), f, opts, sink{t, s})
	if err != nil || counts.Rejected != 0 {
		t.Errorf("%s: %+v, %v", filepath.Base(path), counts, err)
	}
}

func (s *supply) readFootprints(t *testing.T, path string) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT geom, COALESCE(USO, '') FROM edifici`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	toMap, err := crs.Between(demo.FootprintCRS, demo.MapCRS, crs.NoRegion)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var blob []byte
		var f footprintRow
		if err := rows.Scan(&blob, &f.use); err != nil {
			t.Fatal(err)
		}
		envelope := []int{0, 32, 48, 48, 64}[blob[3]>>1&7]
		if f.inFile, err = wkb.Unmarshal(blob[8+envelope:]); err != nil {
			t.Fatal(err)
		}
		f.onMap = orb.Clone(f.inFile)
		for _, polygon := range polygons(f.onMap) {
			for _, ring := range polygon {
				for n := range ring {
					ring[n][0], ring[n][1] = toMap.Point(ring[n][0], ring[n][1])
				}
			}
		}
		s.footprints = append(s.footprints, f)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

func polygons(g orb.Geometry) []orb.Polygon {
	if p, ok := g.(orb.Polygon); ok {
		return []orb.Polygon{p}
	}
	return g.(orb.MultiPolygon)
}

func (s *supply) readAccounts(t *testing.T, path string) {
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range rows[1:] {
		surface, ok := gis.ParseDecimal(strings.ReplaceAll(f[8], ".", ""), ',')
		from, err := time.Parse("02/01/2006", f[9])
		if !ok || err != nil {
			t.Fatalf("account %q: %v", f, err)
		}
		a := accountRow{
			code: strings.ToUpper(strings.Join(strings.Fields(f[0]), "")), key: gis.MakeKey(demo.Comune, f[2], f[3], f[4], f[5]),
			street: plain(f[6]), civic: f[7], surface: surface, from: gis.DayOf(from), to: gis.OpenEnd,
		}
		if f[10] != "" {
			to, ok := gis.ParseDay(f[10], "02/01/2006")
			if !ok {
				t.Fatalf("account %q", f)
			}
			a.to = to
		}
		s.accounts = append(s.accounts, a)
	}
}

// plain is a street in one spelling.
func plain(street string) string { return strings.ToUpper(strings.Join(strings.Fields(street), " ")) }
