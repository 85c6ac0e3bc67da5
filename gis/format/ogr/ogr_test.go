//go:build cgo

package ogr_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"

	"segit/gis"
	"segit/gis/format/feature"
	"segit/gis/format/featuretest"
	"segit/gis/format/geojson"
	"segit/gis/format/gpkg"
	"segit/gis/format/ogr"
	"segit/gis/format/shapefile"
)

func open(t testing.TB, path string) feature.File {
	t.Helper()
	f, err := ogr.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func save(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// gml is a collection of one parcel with the given srsName and coordinates.
func gml(srs, coordinates string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:c="http://example.org/c" gml:id="x">
<gml:featureMember><c:parcel gml:id="p1"><c:label>12/a</c:label><c:area>120.5</c:area><c:surveyed>1967-09-01</c:surveyed>
<c:geom><gml:Polygon gml:id="g1" srsName="` + srs + `"><gml:exterior><gml:LinearRing><gml:posList>` + coordinates + `</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></c:geom>
</c:parcel></gml:featureMember></gml:FeatureCollection>`
}

// TestAxes: whatever the order in the file, east or longitude comes first.
func TestAxes(t *testing.T) {
	const degrees, metres = "37.5 15.1 37.5 15.2 37.6 15.2 37.5 15.1", "4150000 500000 4150000 500010 4150010 500010 4150000 500000"
	for _, c := range []struct {
		srs, coordinates string
		epsg             int
		want             orb.Point
	}{
		{"urn:ogc:def:crs:EPSG::6706", degrees, 6706, orb.Point{15.1, 37.5}},
		{"http://www.opengis.net/def/crs/EPSG/0/4258", degrees, 4258, orb.Point{15.1, 37.5}},
		{"urn:ogc:def:crs:EPSG::6708", metres, 6708, orb.Point{500000, 4150000}},
		{"urn:ogc:def:crs:EPSG::7792", "500000 4150000 500010 4150000 500010 4150010 500000 4150000", 7792, orb.Point{500000, 4150000}},
	} {
		path := save(t, "axes.gml", gml(c.srs, c.coordinates))
		f := open(t, path)
		k := featuretest.Read(t, f)
		if l := f.Layers()[0]; l.EPSG != c.epsg || len(k.Geometries) != 1 {
			t.Fatalf("%s: %+v, %d rows, %v", c.srs, l, len(k.Geometries), k.Rejects)
		}
		if first := k.Geometries[0].(orb.Polygon)[0][0]; first != c.want {
			t.Errorf("%s: first point %v, want %v", c.srs, first, c.want)
		}
		if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); err != nil || len(left) != 1 {
			t.Errorf("files left beside the supply: %v, %v", left, err)
		}
	}
}

func TestValuesOfGML(t *testing.T) {
	f := open(t, save(t, "a.gml", gml("urn:ogc:def:crs:EPSG::6706", "37.5 15.1 37.5 15.2 37.6 15.2 37.5 15.1")))
	schema := &gis.Schema{Dataset: "parcels", Columns: []gis.Column{{Name: "LABEL", Type: gis.Text}, {Name: "area", Type: gis.Number}, {Name: "surveyed", Type: gis.DayType}}}
	k := &featuretest.Kept{}
	if _, err := f.Read(t.Context(), f.Layers()[0].Name, schema, k); err != nil {
		t.Fatal(err)
	}
	if want := [][]string{{"12/a", "120.5", "1967-09-01"}}; !cmp.Equal(want, k.Values) {
		t.Errorf("%q, want %q", k.Values, want)
	}
}

const kml = `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>rilievo</name>
<Placemark><name>pozzo</name><Point><coordinates>15.1,37.5,12</coordinates></Point></Placemark>
<Placemark><name>niente</name></Placemark>
<Placemark><name>muro</name><LineString><coordinates>15.1,37.5 15.2,37.6</coordinates></LineString></Placemark>
</Folder></Document></kml>`

func ExampleOpen() {
	ctx := context.Background()
	f, err := ogr.Open(ctx, "../shapefile/testdata/dpc/Gravina-di-Catania.shp")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	fmt.Println(f.Layers()[0].Name, f.Layers()[0].EPSG)
	// Output: Gravina-di-Catania 7794
}

func TestKML(t *testing.T) {
	f := open(t, save(t, "rilievo.kml", kml))
	k := featuretest.Read(t, f)
	var got []string
	for _, g := range k.Geometries {
		if g == nil {
			got = append(got, "")
			continue
		}
		got = append(got, wkt.MarshalString(g))
	}
	if want := []string{"POINT(15.1 37.5)", "", "LINESTRING(15.1 37.5,15.2 37.6)"}; !slices.Equal(got, want) || f.Layers()[0].EPSG != 4326 {
		t.Errorf("%q, want %q; %+v", got, want, f.Layers()[0])
	}
	if !slices.Contains(k.Codes(), "vector.flattened") || !slices.Contains(k.Codes(), "vector.no-geometry") {
		t.Errorf("warnings %v", k.Codes())
	}
}

// TestSecondOpinion reads through GDAL what our own readers read, value by value
// and coordinate by coordinate.
func TestSecondOpinion(t *testing.T) {
	const aggregates = "../shapefile/testdata/dpc/Gravina-di-Catania.shp"
	shape, err := shapefile.Open(aggregates)
	if err != nil {
		t.Fatal(err)
	}
	defer shape.Close()
	parcels, err := geojson.Open(t.Context(), "../geojson/testdata/particelle_esempio.geojson")
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copia.gpkg")
	w, err := gpkg.Create(t.Context(), copied)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	layer := shape.Layers()[0]
	if err := w.Layer(t.Context(), layer.Schema, 7794); err != nil {
		t.Fatal(err)
	}
	if _, err := shape.Read(t.Context(), layer.Name, layer.Schema, into{w, t}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	pack, err := gpkg.Open(t.Context(), copied)
	if err != nil {
		t.Fatal(err)
	}
	defer pack.Close()
	for path, ours := range map[string]feature.File{
		aggregates: shape,
		"../geojson/testdata/particelle_esempio.geojson": parcels,
		copied: pack,
	} {
		theirs := open(t, path)
		a, b := ours.Layers()[0], theirs.Layers()[0]
		if d := cmp.Diff(b.Schema.Columns, a.Schema.Columns); d != "" || a.EPSG != b.EPSG || a.Count != b.Count {
			t.Errorf("%s: EPSG %d and %d, count %d and %d, columns %s", path, a.EPSG, b.EPSG, a.Count, b.Count, d)
		}
		one, two := featuretest.Read(t, ours), featuretest.Read(t, theirs)
		if d := cmp.Diff(two.Values, one.Values); d != "" {
			t.Errorf("%s: values differ: %.300s", path, d)
		}
		for i := range one.Geometries {
			if !orb.Equal(one.Geometries[i], two.Geometries[i]) {
				t.Fatalf("%s: feature %d is %.200s, GDAL says %.200s", path, i+1, wkt.MarshalString(one.Geometries[i]), wkt.MarshalString(two.Geometries[i]))
			}
		}
	}
}

// into writes what it takes.
type into struct {
	*gpkg.Writer
	t *testing.T
}

func (i into) Reject(line int, reason gis.Message, _ string) error {
	i.t.Errorf("feature %d rejected: %v", line, reason)
	return nil
}

func (i into) Warn(m gis.Message) { i.t.Errorf("warning %v", m) }

// TestShortFileIsSaid: a file whose header tells more features than can be read
// was cut, though GDAL finds no fault in it; one that is whole is as it is.
func TestShortFileIsSaid(t *testing.T) {
	whole, err := os.ReadFile("testdata/punti.fgb")
	if err != nil {
		t.Fatal(err)
	}
	const features = 40
	for _, size := range []int{len(whole), len(whole) - 40, len(whole) / 2, len(whole) / 3} {
		path := save(t, "punti.fgb", string(whole[:size]))
		f, err := ogr.Open(t.Context(), path)
		if err != nil {
			t.Fatalf("%d of %d bytes: %v", size, len(whole), err)
		}
		k := featuretest.Read(t, f)
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if size == len(whole) {
			if len(k.Values) != features || len(k.Rejects) != 0 {
				t.Errorf("whole: %d rows, rejects %v", len(k.Values), k.Rejects)
			}
			continue
		}
		if len(k.Values) >= features || len(k.Rejects) != 1 || k.Rejects[0].Reason.Code != "ogr.broken-off" || k.Rejects[0].Line != len(k.Values)+1 {
			t.Errorf("%d of %d bytes: %d rows, rejects %v", size, len(whole), len(k.Values), k.Rejects)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, path := range map[string]string{
		"nothing there": filepath.Join(t.TempDir(), "a.gml"),
		"text":          save(t, "a.gml", "nome;via\nuno;due\n"),
		"a connection":  save(t, "a.xml", `<OGRWFSDataSource><URL>http://localhost:1/</URL></OGRWFSDataSource>`),
		"a pointer":     save(t, "a.vrt", `<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>`),
		"a service":     "PG:host=localhost",
	} {
		if f, err := ogr.Open(t.Context(), path); gis.KindOf(err) != gis.BadInput {
			t.Errorf("%s: %v, %v", name, f, err)
		}
	}
}

func TestConduct(t *testing.T) {
	featuretest.Conduct(t, open(t, save(t, "rilievo.kml", kml)))
}
