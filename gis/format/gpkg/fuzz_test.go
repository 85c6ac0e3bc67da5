package gpkg_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/featuretest"
	"segit/gis/format/gpkg"
)

// FuzzOpen overwrites a stretch of a good file: nothing may panic or go on for
// ever, and every row is a row or a reject.
func FuzzOpen(f *testing.F) {
	dir := f.TempDir()
	good := filepath.Join(dir, "good.gpkg")
	write(f, good, 7792, rowsOfAll(layerOfAll("p", gis.PolygonShape), orb.Polygon{square(0, 0, 1)}, orb.Polygon{square(5, 0, 1)}))
	whole, err := os.ReadFile(good)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(18), []byte{2, 2})
	f.Add(uint32(100), []byte{5, 0, 0, 0xFF, 0xFF})
	f.Add(uint32(len(whole)-90), []byte("GP\x00\xFF"))
	f.Fuzz(func(t *testing.T, at uint32, patch []byte) {
		changed := append([]byte(nil), whole...)
		copy(changed[int(at)%len(changed):], patch)
		path := filepath.Join(t.TempDir(), "changed.gpkg")
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := gpkg.Open(t.Context(), path)
		if err != nil {
			return
		}
		defer file.Close()
		for _, l := range file.Layers() {
			if _, err := file.Read(t.Context(), l.Name, l.Schema, &featuretest.Kept{}); err != nil && gis.KindOf(err) != gis.BadInput {
				t.Errorf("%v", err)
			}
		}
	})
}
