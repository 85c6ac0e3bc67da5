//go:build cgo

package vector_test

import (
	"errors"
	"testing"

	"segit/gis"
	"segit/gis/format/featuretest"
	"segit/gis/format/vector"
)

const gpx = `<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="37.5" lon="15.1"><name>a</name></wpt></gpx>`

func TestTheRestGoesThroughGDAL(t *testing.T) {
	f, err := vector.Open(t.Context(), save(t, "a.gpx", gpx))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if l, k := f.Layers()[0], featuretest.Read(t, f); l.Name != "waypoints" || l.EPSG != 4326 || len(k.Values) != 1 {
		t.Errorf("%+v, %d rows", l, len(k.Values))
	}
	refused := func(name, content, code string) {
		t.Helper()
		_, err := vector.Open(t.Context(), save(t, name, content))
		var e *gis.Error
		if !errors.As(err, &e) || e.Code != code || e.File != name {
			t.Errorf("%s: %v, want %s", name, err, code)
		}
	}
	refused("a.txt", "nome;via\n", "ogr.unreadable")
	t.Setenv("PATH", t.TempDir()) // and where it cannot be asked
	refused("b.txt", "nome;via\n", "ogr.missing")
	refused("a.json", `{"name":"pacchetto","version":1}`, "ogr.missing")
}
