package store_test

import (
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/cadastre"
	"segit/store"
)

// The municipality of the benchmarks: 250,000 parcels of ten points each on 70
// sheets, in doubles as a reprojection leaves them, and 250,000 units with the
// columns of the census.
const (
	benchParcels = 250_000
	benchSheets  = 70
	perSheet     = benchParcels / benchSheets
)

var benchCorner = orb.Point{500_000, 4_150_000}

// sheetOfParcels is the parcels of a sheet, squares of 20 m with a bent side.
func sheetOfParcels(sheet int) *gis.Batch {
	schema := cadastre.Parcels(cadastre.InspireSource)
	b := gis.NewBatch(schema)
	number, parcel, code := schema.Role(gis.RoleSheet), schema.Role(gis.RoleParcel), schema.Index("code")
	const side = 60
	x0, y0 := benchCorner[0]+float64(sheet%10)*side*20, benchCorner[1]+float64(sheet/10)*side*20
	for i := range perSheet {
		x, y := x0+20*float64(i%side)+1.0/3, y0+20*float64(i/side)+1.0/7
		ring := orb.Ring{
			{x, y},
			{x + 7, y - 0.13},
			{x + 20, y},
			{x + 20.11, y + 5},
			{x + 20, y + 12},
			{x + 20, y + 20},
			{x + 9, y + 20.2},
			{x, y + 20},
			{x - 0.07, y + 11},
			{x, y},
		}
		b.SetText(number, strconv.Itoa(sheet+1))
		b.SetText(parcel, strconv.Itoa(i+1))
		b.SetText(code, strconv.Itoa(i+1))
		b.Shapes.Append(orb.Polygon{ring})
		b.Add(uint32(sheet*perSheet+i+1), gis.Always, gis.OpenEnd)
	}
	return b
}

// sheetOfUnits is the units of a sheet, one a parcel, of four subs.
func sheetOfUnits(sheet int) *gis.Batch {
	schema := cadastre.Units()
	b := gis.NewBatch(schema)
	set := func(role gis.Role, v string) { b.SetText(schema.Role(role), v) }
	for i := range perSheet {
		id := sheet*perSheet + i
		set(gis.RoleSheet, strconv.Itoa(sheet+1))
		set(gis.RoleParcel, strconv.Itoa(i+1))
		set(gis.RoleSub, strconv.Itoa(i%4+1))
		b.SetNum(schema.Role(gis.RoleObject), int64(id+1))
		b.SetNum(schema.Index("stage"), 1)
		set(gis.RoleCategory, []string{"A02", "A03", "A04", "C06", "C02"}[i%5])
		set(gis.RoleClass, strconv.Itoa(i%6+1))
		b.SetNum(schema.Index("consistency"), int64(i%8+1)*int64(gis.One))
		b.SetNum(schema.Role(gis.RoleSurface), int64(i%150+30)*int64(gis.One))
		b.SetNum(schema.Role(gis.RoleRendita), int64(i%900+100)*101)
		set(gis.RoleStreetType, "VIA")
		set(gis.RoleStreet, "STRADA "+strconv.Itoa(id%400))
		set(gis.RoleCivic, strconv.Itoa(i%90+1))
		set(gis.RoleFloor, strconv.Itoa(i%5))
		set(gis.RolePartita, strconv.Itoa(1000000+id))
		b.Add(uint32(id+1), gis.Day(1990+i%30, 3, 1), gis.OpenEnd)
	}
	return b
}

// importSheets takes batches of every sheet, of several datasets, into one supply.
func importSheets(b testing.TB, a *store.Archive, source string, epsg int, sheets ...func(int) *gis.Batch) {
	importSome(b, a, source, epsg, benchSheets, sheets...)
}

// importSome is importSheets of the first n.
func importSome(b testing.TB, a *store.Archive, source string, epsg, n int, sheets ...func(int) *gis.Batch) {
	build, err := a.Build(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	s := build.Supply(store.Intake{
		Supply: gis.Supply{Source: source, File: source, SHA256: source}, EPSG: epsg,
		Scope: func(*gis.Batch, int) string { return "" },
	})
	for sheet := range n {
		for _, of := range sheets {
			if err := s.Rows(b.Context(), of(sheet)); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := build.Commit(); err != nil {
		b.Fatal(err)
	}
}

// large makes the archive of the benchmarks once and gives its path.
var large = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "segit-bench") })

func TestMain(m *testing.M) {
	if role := os.Getenv(childRole); role != "" {
		os.Exit(child(role))
	}
	code := m.Run()
	if dir, err := large(); err == nil {
		os.RemoveAll(dir) //nolint:errcheck // a folder of the system's temporary ones
	}
	os.Exit(code)
}

// openLarge opens the archive of the benchmarks.
func openLarge(b *testing.B) *store.Archive {
	b.Helper()
	dir, err := large()
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(dir, "large.segit")
	if _, err := os.Stat(path); err != nil {
		a, err := store.Create(b.Context(), path, "W001", 7792)
		if err != nil {
			b.Fatal(err)
		}
		importSheets(b, a, cadastre.InspireSource, 7792, sheetOfParcels)
		importSheets(b, a, cadastre.CensusSource, 0, sheetOfUnits)
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
	}
	a, err := store.Open(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { a.Close() }) //nolint:errcheck // read only
	return a
}

// Opening 250,000 parcels and 250,000 units, and closing again.
func BenchmarkOpen(b *testing.B) {
	path := openLarge(b).Path
	dir := b.TempDir()
	raw, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	path = filepath.Join(dir, "copy.segit") // the archive of the other benchmarks is held open
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(raw))/(2*benchParcels), "B/row")
	for b.Loop() {
		a, err := store.Open(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// A window of some 500 parcels with their geometry and all columns, each time
// elsewhere.
//
// 10,000 windows over 252,484 parcels, half of them of 100 m, with `segitctl
// query --bbox-file` on the sealed archive, on a quiet virtual machine of two cores,
// best of seven each time: 0.29 to 0.38 seconds, against 1.34 to 1.89 of the R-tree of
// the GeoPackage read from C in the same run; in seven runs 3.7, 3.7, 4.2, 4.7, 4.8, 5.5
// and 5.7 times as fast, where four times is the aim. Nearly half of it is the start
// of the program, 0.05 seconds, and the opening with the passphrase, which is slow on
// purpose.
// The GeoPackage loses its time in the pages of SQLite, which are looked up and
// copied row by row.
func BenchmarkWindow(b *testing.B) {
	s := openLarge(b).Snapshot()
	defer s.Release() //nolint:errcheck // nothing was replaced
	n, found := 0, 0
	for b.Loop() {
		x, y := benchCorner[0]+float64(n%9)*1200+150, benchCorner[1]+float64(n/9%6)*1200+100
		w := orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 440, y + 440}}
		err := s.Window(b.Context(), store.Ask{Dataset: "parcels", Shapes: true}, w, func(*store.Row) error {
			found++
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric(float64(found)/float64(n), "rows/op")
}

// One unit by its key, each time another.
func BenchmarkKeyLookup(b *testing.B) {
	s := openLarge(b).Snapshot()
	defer s.Release() //nolint:errcheck // nothing was replaced
	n := 0
	for b.Loop() {
		parcel := n * 37 % perSheet
		k := gis.Key{Comune: "W001", Sheet: strconv.Itoa(n%benchSheets + 1), Parcel: strconv.Itoa(parcel + 1), Sub: strconv.Itoa(parcel%4 + 1)}
		found := 0
		if err := s.ByKey(b.Context(), store.Ask{Dataset: "units"}, k, func(*store.Row) error { found++; return nil }); err != nil || found != 1 {
			b.Fatalf("%s: %d found, %v", k, found, err)
		}
		n++
	}
}

// The first lookup of an archive just opened, which reads the key indexes.
func BenchmarkFirstKeyLookup(b *testing.B) {
	path := openLarge(b).Path
	raw, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	path = filepath.Join(b.TempDir(), "copy.segit")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		b.StopTimer()
		a, err := store.Open(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		s := a.Snapshot()
		b.StartTimer()
		found := 0
		if err := s.ByKey(b.Context(), store.Ask{Dataset: "units"}, gis.Key{Comune: "W001", Sheet: "35", Parcel: "1200"}, func(*store.Row) error { found++; return nil }); err != nil || found != 1 {
			b.Fatalf("%d found, %v", found, err)
		}
		b.StopTimer()
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// All 250,000 units, the six columns that a control reads.
func BenchmarkScanUnits(b *testing.B) {
	s := openLarge(b).Snapshot()
	defer s.Release() //nolint:errcheck // nothing was replaced
	ask := store.Ask{Dataset: "units", Roles: []gis.Role{gis.RoleSection, gis.RoleSheet, gis.RoleParcel, gis.RoleSub, gis.RoleCategory, gis.RoleSurface}}
	for b.Loop() {
		if n := count(b, s, ask); n != benchSheets*perSheet {
			b.Fatalf("%d units", n)
		}
	}
}

// 250,000 parcels from batches in memory to an archive on disk, with indexes;
// sealed bytes for each parcel.
//
// From a shapefile of 252,484 parcels, with `segitctl import` into a sealed
// archive, passphrase and all, on a quiet virtual machine of two cores, all peers in
// one run, ours best of seven: 0.45 to 0.55 seconds in six runs, against 3.20 to 4.47
// of ogr2ogr 3.6.2 into a GeoPackage with its R-tree (6.2 to 8.1 times) and 2.73 to
// 3.34 into PostGIS with its index (5.6 to 7.3 times); the aim is six and four.
// 214,450 buildings: 0.36 to 0.40, 6.8 to 9.9 and 4.9 to 6.0 times. In pairs with the
// program that had its heap on small pages, 0.59 became 0.45. At most 175 MB of memory,
// 262 MiB for 1,514,904 parcels; the file is 35.9 MB, the GeoPackage 92.5.
// Of the processor time, a sixth goes into reading the shapefile, an eighth into the
// key index with the digests of rows, a fifth into the passphrase, a twentieth into
// the hash of the files.
func BenchmarkImportParcels(b *testing.B) {
	benchmarkImport(b, cadastre.InspireSource, 7792, sheetOfParcels)
}

// The same from another CRS, so that every coordinate is transformed for the
// index.
func BenchmarkImportParcelsReprojected(b *testing.B) {
	benchmarkImport(b, cadastre.InspireSource, 7794, sheetOfParcels)
}

// 250,000 units with 33 columns and two keys each.
func BenchmarkImportUnits(b *testing.B) {
	benchmarkImport(b, cadastre.CensusSource, 0, sheetOfUnits)
}

func benchmarkImport(b *testing.B, source string, epsg int, sheets func(int) *gis.Batch) {
	made := make([]*gis.Batch, benchSheets)
	for sheet := range made {
		made[sheet] = sheets(sheet)
	}
	var size int64
	for b.Loop() {
		b.StopTimer()
		path := filepath.Join(b.TempDir(), "new.segit")
		a, err := store.Create(b.Context(), path, "W001", 7792)
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		importSheets(b, a, source, epsg, func(sheet int) *gis.Batch { return made[sheet] })
		b.StopTimer()
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		size = info.Size()
		os.Remove(path) //nolint:errcheck // in the temporary folder anyway
		b.StartTimer()
	}
	b.ReportMetric(float64(size)/(benchSheets*perSheet), "B/row")
}
