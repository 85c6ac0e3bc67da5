package pgstore_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"segit/gis"
	"segit/gis/crs"
	"segit/store"
	"segit/sync/layer"
	"segit/sync/ogcapi"
	"segit/sync/rights"
	"segit/sync/server"
	"segit/sync/server/boltstore"
	"segit/sync/wire"
)

// benchParcels is how many parcels the benchmark serves, in squares of 30 m.
const benchParcels = 100_000

// parcelRows are parcels as a town has them: 316 in a row, each of nine points.
func parcelRows() iter.Seq2[*layer.Feature, error] {
	return func(yield func(*layer.Feature, error) bool) {
		for i := range benchParcels {
			x, y := 500000+30*float64(i%316), 4150000+30*float64(i/316)
			ring := orb.Ring{{x, y}, {x + 14, y + 1}, {x + 28, y}, {x + 27, y + 14}, {x + 28, y + 28}, {x + 14, y + 27}, {x, y + 28}, {x + 1, y + 14}, {x, y}}
			f := layer.Feature{
				ID: fmt.Sprintf("W001._.%d.%d", i/1000, i%1000), From: gis.Always, To: gis.OpenEnd, WKB: wkb.MustMarshal(orb.Polygon{ring}), Box: [4]float64{x, y, x + 28, y + 28},
				Values: fmt.Appendf(nil, `["%d","%d",%d.5]`, i/1000, i%1000, i),
			}
			if !yield(&f, nil) {
				return
			}
		}
	}
}

func parcelLayer() layer.Layer {
	return layer.Layer{Comune: "W001", Name: "parcels", EPSG: 7792, Shape: gis.PolygonShape, Columns: []layer.Column{
		{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet}, {Name: "parcel", Type: gis.Text, Role: gis.RoleParcel}, {Name: "surface", Type: gis.Number, Role: gis.RoleSurface},
	}}
}

// nobodyWrites stands where findings would be.
type nobodyWrites struct{}

func (nobodyWrites) Read(context.Context, string, func(server.View) error) error { return nil }

func (nobodyWrites) WriteAs(context.Context, *rights.Caller, string, func(server.View) ([]store.Operation, error)) ([]wire.Result, error) {
	return nil, nil
}

func (nobodyWrites) Comuni(context.Context) ([]string, error) { return nil, nil }

func (nobodyWrites) LogAs(context.Context, *rights.Caller, string, store.Access) error { return nil }

func openAPI(b *testing.B, layers layer.Store) http.Handler {
	b.Helper()
	if _, err := layers.Publish(b.Context(), parcelLayer(), parcelRows()); err != nil {
		b.Fatal(err)
	}
	may, err := rights.BuiltIn()
	if err != nil {
		b.Fatal(err)
	}
	api, err := ogcapi.New(ogcapi.Config{
		Layers: layers, Edits: nobodyWrites{}, Rights: may, Now: time.Now,
		Asking: func(*http.Request) (rights.Caller, error) { return rights.Caller{}, nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	return api.Handler()
}

// place is a place of the town that changes with every turn, in metres.
func place(turn int) (x, y float64) {
	return 500500 + float64(turn*7919%8000), 4150500 + float64(turn*104729%8000)
}

// BenchmarkOpen asks for pages of a thousand features and for tiles of zoom 16
// (some 300 parcels), none twice, of both stores and of PostGIS itself: the
// functions that make GeoJSON and tiles, over a plain table with its index.
//
// On two quiet cores, -benchtime 2s, a second: features 154,000 from the file and
// 54,000 from PostgreSQL, PostGIS itself 77,000; tiles 3,850 and 1,860, PostGIS 275.
func BenchmarkOpen(b *testing.B) {
	bolt, err := boltstore.Open(filepath.Join(b.TempDir(), "segitd.db"), boltstore.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	defer bolt.Close() //nolint:errcheck // the benchmark is over
	address := shared.Load().WithPostGIS(b)
	pg := open(b, address)
	defer pg.Close() //nolint:errcheck // the benchmark is over
	to84, err := crs.Between(7792, 4326, crs.NoRegion)
	if err != nil {
		b.Fatal(err)
	}
	for name, handler := range map[string]http.Handler{"bolt": openAPI(b, bolt), "postgres": openAPI(b, pg)} {
		ask := func(b *testing.B, path string) int {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequestWithContext(b.Context(), http.MethodGet, path, nil))
			if w.Code != http.StatusOK {
				b.Fatal(path, w.Code, w.Body)
			}
			return w.Body.Len()
		}
		b.Run("items/"+name, func(b *testing.B) {
			for turn := 0; b.Loop(); turn++ {
				x, y := place(turn)
				west, south := to84.Point(x, y)
				east, north := to84.Point(x+960, y+960)
				ask(b, "/ogc/collections/parcels/items?limit=1000&bbox="+url.QueryEscape(fmt.Sprint(west, ",", south, ",", east, ",", north)))
			}
			b.ReportMetric(1000*float64(b.N)/b.Elapsed().Seconds(), "features/s")
		})
		b.Run("tile/"+name, func(b *testing.B) {
			for turn := 0; b.Loop(); turn++ {
				col, row := tileAt(b, to84, turn)
				ask(b, fmt.Sprintf("/ogc/collections/parcels/tiles/WebMercatorQuad/16/%d/%d", row, col))
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tiles/s")
		})
	}
	plain := plainTable(b, address)
	b.Run("items/PostGIS", func(b *testing.B) {
		for turn := 0; b.Loop(); turn++ {
			x, y := place(turn)
			var page []byte
			err := plain.QueryRow(b.Context(), `SELECT json_build_object('type', 'FeatureCollection', 'features', json_agg(f)) FROM (
				SELECT json_build_object('type', 'Feature', 'id', id, 'geometry', ST_AsGeoJSON(ST_Transform(geom, 4326), 9)::json,
					'properties', json_build_object('sheet', sheet, 'parcel', parcel, 'surface', surface)) AS f
				FROM plain WHERE geom && ST_MakeEnvelope($1, $2, $3, $4, 7792) AND ST_Intersects(geom, ST_MakeEnvelope($1, $2, $3, $4, 7792)) LIMIT 1000) AS p`,
				x, y, x+960, y+960).Scan(&page)
			if err != nil || !json.Valid(page) {
				b.Fatal(err)
			}
		}
		b.ReportMetric(1000*float64(b.N)/b.Elapsed().Seconds(), "features/s")
	})
	b.Run("tile/PostGIS", func(b *testing.B) {
		for turn := 0; b.Loop(); turn++ {
			col, row := tileAt(b, to84, turn)
			var tile []byte
			err := plain.QueryRow(b.Context(), `SELECT ST_AsMVT(t, 'parcels', 4096, 'g') FROM (
				SELECT id, sheet, parcel, ST_AsMVTGeom(ST_Transform(geom, 3857), ST_TileEnvelope(16, $1, $2), 4096, 64) AS g
				FROM plain WHERE geom && ST_Transform(ST_TileEnvelope(16, $1, $2), 7792)) AS t`, col, row).Scan(&tile)
			if err != nil || len(tile) == 0 {
				b.Fatal(err, len(tile))
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tiles/s")
	})
}

// tileAt is the tile of zoom 16 over the place of a turn.
func tileAt(b *testing.B, to84 crs.Transform, turn int) (col, row int) {
	b.Helper()
	to, err := crs.Between(7792, 3857, crs.NoRegion)
	if err != nil {
		b.Fatal(err)
	}
	x, y := place(turn)
	x, y = to.Point(x, y)
	const half = 20037508.342789244
	return int((x + half) / (2 * half) * 65536), int((half - y) / (2 * half) * 65536)
}

// plainTable is the parcels as a PostGIS user keeps them.
func plainTable(b *testing.B, address string) *pgx.Conn {
	b.Helper()
	c, err := pgx.Connect(b.Context(), address)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close(context.Background()) }) //nolint:errcheck // the benchmark is over
	for _, statement := range []string{
		`SELECT set_config('segit.comune', 'W001', false)`,
		`CREATE TABLE plain AS SELECT id, split_part(id, '.', 3) AS sheet, split_part(id, '.', 4) AS parcel, "row" + 0.5 AS surface, ST_SetSRID(geom, 7792) AS geom
			FROM features WHERE comune = 'W001'`,
		`CREATE INDEX plain_place ON plain USING gist (geom)`, `ANALYZE plain`,
	} {
		if _, err := c.Exec(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
	return c
}
