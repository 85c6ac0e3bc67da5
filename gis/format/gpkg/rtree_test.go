package gpkg_test

import (
	"database/sql"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
)

// TestIndex holds the packed index to SQLite's own check, and its answers to a
// search by hand, at sizes around one node, one level and more.
func TestIndex(t *testing.T) {
	bare := &gis.Schema{Dataset: "lines", Shape: gis.LineShape}
	random := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{0, 1, 51, 52, 2602} {
		bounds := make([]orb.Bound, n)
		geometries := make([]orb.Geometry, n)
		for i := range geometries {
			x, y := 500_000+5000*random.Float64(), 4_150_000+5000*random.Float64()
			line := orb.LineString{{x, y}, {x + 50*random.Float64(), y + 50*random.Float64()}}
			geometries[i], bounds[i] = line, line.Bound()
		}
		path := filepath.Join(t.TempDir(), "indice.gpkg")
		write(t, path, 7792, rowsOfAll(bare, geometries...))
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		var check string
		if err := db.QueryRow(`SELECT rtreecheck('rtree_lines_geom')`).Scan(&check); err != nil || check != "ok" {
			t.Errorf("%d features: %s, %v", n, check, err)
		}
		for range 20 {
			x, y := 500_000+5000*random.Float64(), 4_150_000+5000*random.Float64()
			window := orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 400, y + 400}}
			want := 0
			for _, b := range bounds {
				if b.Intersects(window) {
					want++
				}
			}
			var got int
			err := db.QueryRow(`SELECT count(*) FROM rtree_lines_geom r JOIN lines l ON l.fid = r.id WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?`,
				window.Min[0], window.Max[0], window.Min[1], window.Max[1]).Scan(&got)
			// Single precision widens the boxes by half a metre at these northings.
			if err != nil || got < want || math.Abs(float64(got-want)) > 0.05*float64(n)+1 {
				t.Errorf("%d features: window of %d, index says %d, %v", n, want, got, err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
