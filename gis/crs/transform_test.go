package crs_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/crs"
)

func ExampleBetween() {
	t, err := crs.Between(6706, 7792, crs.NoRegion)
	if err != nil {
		fmt.Println(err)
		return
	}
	xy := []float64{15.0872, 37.5027} // longitude first, always
	t.XY(xy)
	fmt.Printf("%.3f E %.3f N\n", xy[0], xy[1])
	// Output: 507707.338 E 4150644.457 N
}

// read gives the rows of a CSV file without its header.
func read(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s: %d rows, %v", name, len(rows), err)
	}
	return rows[1:]
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestGolden holds the transforms to the vectors of testdata/golden_vectors.csv.
func TestGolden(t *testing.T) {
	regions := map[string]crs.Region{"": crs.NoRegion, "SIC": crs.Sicily, "PEN": crs.Peninsula, "SAR": crs.Sardinia}
	for _, row := range read(t, "testdata/golden_vectors.csv") {
		lon, lat := number(t, row[1]), number(t, row[2])
		x, y := number(t, row[4]), number(t, row[5])
		var gx, gy float64
		if name, ok := strings.CutPrefix(row[3], "CASS:"); ok {
			gx, gy = cassini(name).Forward(lon, lat)
		} else {
			code, set, _ := strings.Cut(strings.TrimPrefix(row[3], "EPSG:"), "(helmert ")
			epsg, err := strconv.Atoi(code)
			if err != nil {
				t.Fatal(err)
			}
			tr, err := crs.Between(6706, epsg, regions[strings.TrimSuffix(set, ")")])
			if err != nil {
				t.Fatal(err)
			}
			gx, gy = tr.Point(lon, lat)
		}
		if d := math.Hypot(gx-x, gy-y); !(d < 5e-4) {
			t.Errorf("%s to %s: %.6f %.6f, want %.6f %.6f, off by %g m", row[0], row[3], gx, gy, x, y, d)
		}
	}
}

// TestPROJ holds every system to PROJ on points all over Italy: to a tenth of a
// millimetre on the way there, and back again to what the inverse of a Helmert
// set leaves.
func TestPROJ(t *testing.T) {
	regions := map[string]crs.Region{"none": crs.NoRegion, "peninsula": crs.Peninsula, "sicily": crs.Sicily, "sardinia": crs.Sardinia}
	seen := map[int]bool{}
	for _, row := range read(t, "testdata/proj.csv") {
		epsg := int(number(t, row[0]))
		seen[epsg] = true
		lon, lat, x, y := number(t, row[2]), number(t, row[3]), number(t, row[4]), number(t, row[5])
		system, _ := crs.Lookup(epsg)
		tolerance := 1.5e-4 // WGS 84's own ellipsoid, which we take to be GRS80, moves a point so much
		if system.Unit == crs.Degree {
			tolerance /= 111_000
		}
		there, err := crs.Between(6706, epsg, regions[row[1]])
		if err != nil {
			t.Fatal(err)
		}
		back, err := crs.Between(epsg, 6706, regions[row[1]])
		if err != nil {
			t.Fatal(err)
		}
		if gx, gy := there.Point(lon, lat); !(math.Hypot(gx-x, gy-y) < tolerance) {
			t.Errorf("EPSG:%d %s (%v %v): %.6f %.6f, PROJ says %.6f %.6f", epsg, row[1], lon, lat, gx, gy, x, y)
		}
		loose := 1.5e-4
		if row[1] != "none" {
			loose = 1.5e-3
		}
		if gx, gy := back.Point(x, y); !(math.Hypot(gx-lon, gy-lat) < loose/80_000) {
			t.Errorf("EPSG:%d %s (%v %v): back %.10f %.10f, want %.10f %.10f", epsg, row[1], x, y, gx, gy, lon, lat)
		}
	}
	if len(seen) != 15 {
		t.Errorf("%d systems seen, want 15", len(seen))
	}
}

func TestRoundTrip(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, epsg := range crs.Known() {
		there, err := crs.Between(7792, epsg, crs.Sicily)
		if err != nil {
			t.Fatal(err)
		}
		back, err := crs.Between(epsg, 7792, crs.Sicily)
		if err != nil {
			t.Fatal(err)
		}
		system, _ := crs.Lookup(epsg)
		for range 200 {
			x, y := 300_000+400_000*random.Float64(), 4_000_000+1_000_000*random.Float64()
			gx, gy := back.Point(there.Point(x, y))
			if d := math.Hypot(gx-x, gy-y); !(d < 1.5e-3) || system.Accuracy < 4 && d > 1e-8 {
				t.Fatalf("EPSG:%d: %v %v comes back %g m off", epsg, x, y, d)
			}
		}
	}
}

func TestIdentityKeepsBits(t *testing.T) {
	for _, pair := range [][2]int{{7792, 7792}, {7792, 6708}, {25833, 7792}, {32633, 25833}, {4326, 6706}, {3003, 3003}, {7794, 6875}} {
		tr, err := crs.Between(pair[0], pair[1], crs.NoRegion)
		if err != nil {
			t.Fatal(err)
		}
		xy := []float64{507707.337693336, 4150644.4574824, math.Pi, math.E}
		want := slices.Clone(xy)
		tr.XY(xy)
		if !tr.Identity() || !slices.Equal(xy, want) {
			t.Errorf("%v: %v became %v", pair, want, xy)
		}
	}
}

func TestBetweenRefuses(t *testing.T) {
	for _, c := range []struct {
		from, to int
		region   crs.Region
		code     string
	}{
		{7792, 2154, crs.Sicily, "crs.unknown"},
		{0, 7792, crs.Sicily, "crs.unknown"},
		{3004, 7792, crs.NoRegion, "crs.region"},
		{7792, 3003, crs.NoRegion, "crs.region"},
	} {
		_, err := crs.Between(c.from, c.to, c.region)
		var e *gis.Error
		if !errors.As(err, &e) || e.Code != c.code || e.Kind != gis.BadInput {
			t.Errorf("%d to %d: %v, want %s", c.from, c.to, err, c.code)
		}
	}
	if _, err := crs.Between(3003, 3004, crs.NoRegion); err != nil {
		t.Errorf("zones of one datum need no region: %v", err)
	}
}

func TestAccuracy(t *testing.T) {
	for _, c := range []struct {
		from, to int
		want     float64
	}{{7792, 7794, 0}, {7792, 6706, 0}, {4326, 7792, 1}, {4326, 32633, 0}, {3004, 7792, 4}, {4326, 3004, 4}, {3003, 3004, 0}} {
		tr, err := crs.Between(c.from, c.to, crs.Sicily)
		if err != nil {
			t.Fatal(err)
		}
		if tr.Accuracy() != c.want {
			t.Errorf("%d to %d: accuracy %v m, want %v", c.from, c.to, tr.Accuracy(), c.want)
		}
	}
}

func TestHelmertSetsDiffer(t *testing.T) {
	sicily, err := crs.Between(3004, 7792, crs.Sicily)
	if err != nil {
		t.Fatal(err)
	}
	peninsula, err := crs.Between(3004, 7792, crs.Peninsula)
	if err != nil {
		t.Fatal(err)
	}
	ax, ay := sicily.Point(2527709, 4150641)
	bx, by := peninsula.Point(2527709, 4150641)
	if d := math.Hypot(ax-bx, ay-by); d < 3 || d > 8 {
		t.Errorf("the sets of Sicily and of the peninsula differ by %.2f m at Catania, about 5.5 expected", d)
	}
}

func BenchmarkXY(b *testing.B) {
	for _, c := range []struct {
		name     string
		from, to int
	}{{"degrees-utm", 6706, 7792}, {"utm-degrees", 7792, 6706}, {"utm-italy", 7792, 7794}, {"monte-mario-utm", 3004, 7792}} {
		b.Run(c.name, func(b *testing.B) {
			tr, err := crs.Between(c.from, c.to, crs.Sicily)
			if err != nil {
				b.Fatal(err)
			}
			xy := make([]float64, 2000)
			for b.Loop() {
				for i := 0; i < len(xy); i += 2 {
					xy[i], xy[i+1] = 15.0872, 37.5027
					if c.from != 6706 {
						xy[i], xy[i+1] = 507707.3, 4150644.4
					}
				}
				tr.XY(xy)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/point")
		})
	}
}
