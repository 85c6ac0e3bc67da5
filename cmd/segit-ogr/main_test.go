//go:build cgo

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"segit/gis/format/featuretest"
	"segit/gis/format/ogr"
	"segit/gis/format/ogr/ogrtest"
)

func TestMain(m *testing.M) {
	os.Exit(ogrtest.Main(m, func() int { main(); return 0 }))
}

const waypoints = `<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="37.5" lon="15.1"><name>a</name></wpt></gpx>`

func TestReads(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.gpx")
	if err := os.WriteFile(path, []byte(waypoints), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := ogr.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if k := featuretest.Read(t, f); f.Layers()[0].Name != "waypoints" || len(k.Values) != 1 {
		t.Errorf("%+v, %d rows", f.Layers()[0], len(k.Values))
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}

// TestEndsWithItsInput: whoever started it is gone, and so is it; where nothing
// reads its answers and one is on the way, too.
func TestEndsWithItsInput(t *testing.T) {
	idle := exec.Command("segit-ogr")
	if err := idle.Run(); err != nil {
		t.Error(err)
	}
	nonsense := exec.Command("segit-ogr")
	in, err := nonsense.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := nonsense.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Write([]byte("what is this?")); err != nil {
		t.Error(err)
	}
	if err := nonsense.Wait(); err == nil {
		t.Error("what it cannot understand was well")
	}
}
