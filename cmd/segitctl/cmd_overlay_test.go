package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"segit/cmd/program"
)

// TestOverlay puts files and layers of an archive over each other: the pieces
// are the same, whichever way they come in and go out.
func TestOverlay(t *testing.T) {
	dir, archive := demoArchive(t)
	out := t.TempDir()
	file := filepath.Join(out, "o.gpkg")
	var pieces any
	for i, args := range [][]string{
		{filepath.Join(dir, "edifici.gpkg"), filepath.Join(dir, "aggregati.gpkg"), "-o", file},
		{archive + ":buildings", archive + ":aggregates", "-o", filepath.Join(out, "o.geojson")},
		{archive + ":buildings@buildings", filepath.Join(dir, "aggregati.gpkg"), "-o", archive + ":both", "--set-aside", filepath.Join(out, "aside.csv")},
	} {
		lines := objects(t, done(t, append([]string{"overlay", "intersection", "--json"}, args...)...))
		o := lines[len(lines)-1]
		for _, field := range []string{"pieces", "area_m2", "set_aside", "seconds", "rows", "load", "index", "compute", "write"} {
			if _, ok := o[field]; !ok {
				t.Errorf("%v: no field %q in %v", args, field, o)
			}
		}
		if i == 0 {
			pieces = o["pieces"]
		} else if o["pieces"] != pieces {
			t.Errorf("%v: %v pieces, from files %v", args, o["pieces"], pieces)
		}
	}
	if o := done(t, "layers", archive); !strings.Contains(o.out, "both") {
		t.Errorf("the archive has no layer of the result:\n%s", o.out)
	}
	if table, err := os.ReadFile(filepath.Join(out, "aside.csv")); err != nil || !strings.HasPrefix(string(table), "side,file,layer,feature,") {
		t.Errorf("%s, %v", table, err)
	}
	for code, args := range map[int][]string{
		program.Usage:   {"frobnicate", file, file, "-o", filepath.Join(out, "x.gpkg")},
		program.Refused: {"clip", file, filepath.Join(out, "nothing.gpkg"), "-o", filepath.Join(out, "x.gpkg")},
	} {
		if o := segitctl(t, append([]string{"overlay"}, args...)...); o.code != code || o.err == "" {
			t.Errorf("%v: exit %d, %s", args, o.code, o.err)
		}
	}
	for _, distance := range [][]string{{"--distance", "-1"}, {"--distance=-1"}} {
		done(t, append([]string{"overlay", "buffer", file, "-o", filepath.Join(out, "buffer.gpkg")}, distance...)...)
	}
	for _, distance := range [][]string{{"--distance", "--json"}, {"--distance", "one"}, {"--distance"}} {
		if o := segitctl(t, append([]string{"overlay", "buffer", file, "-o", filepath.Join(out, "x.gpkg")}, distance...)...); o.code != program.Usage {
			t.Errorf("%v: exit %d, %s", distance, o.code, o.err)
		}
	}
	if o := done(t, "overlay", "difference", file, file, "-o", filepath.Join(out, "nothing.csv")); !strings.Contains(o.out, "PIECES") {
		t.Errorf("%s%s", o.out, o.err)
	}
}
