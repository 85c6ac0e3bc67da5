package source

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"segit/gis"
)

func TestLookReadsTheBeginningOnly(t *testing.T) {
	dir := folder(t, map[string]string{"big": strings.Repeat("x", 3*headSize), "small": "y"})
	// A hole of five gigabytes costs no disk, and must cost no memory.
	if err := os.Truncate(filepath.Join(dir, "big"), 5<<30); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"big": headSize, "small": 1} {
		if head, err := look(filepath.Join(dir, name)); err != nil || len(head) != want {
			t.Errorf("%s: %d bytes, %v", name, len(head), err)
		}
	}
}

func TestLookRefuses(t *testing.T) {
	dir := folder(t, map[string]string{"empty": "", "sub/x": "y"})
	for name, code := range map[string]string{
		"empty": "source.empty", "sub": "source.directory", "none": "source.not-there", "empty/x": "source.unreadable",
	} {
		var refused *gis.Error
		if _, err := look(filepath.Join(dir, name)); !errors.As(err, &refused) || refused.Code != code {
			t.Errorf("%s: %v, want %s", name, err, code)
		}
	}
}

func TestSidecars(t *testing.T) {
	dir := folder(t, map[string]string{
		"a.shp": "x", "A.DBF": "x", "a.prj": "x", "a.shp.xml": "x", "ab.dbf": "x", "b.CTF": "x", "b.sup": "x", "c.gpkg": "x", "c.gpkg-wal": "x", "d.shp/x": "y", "d.dbf": "x",
	})
	names := func(paths []string) []string {
		var all []string
		for _, p := range paths {
			all = append(all, filepath.Base(p))
		}
		slices.Sort(all)
		return all
	}
	for name, want := range map[string][]string{
		"a.shp": {"A.DBF", "a.prj", "a.shp.xml"}, "b.CTF": {"b.sup"}, "c.gpkg": {"c.gpkg-wal"}, "ab.dbf": nil,
	} {
		path := filepath.Join(dir, name)
		if got := names(beside(path, sidecarsOf(extensionOf(path)))); !slices.Equal(got, want) {
			t.Errorf("%s brings %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]struct {
		main    string
		sidecar bool
	}{
		"A.DBF": {"a.shp", true}, "a.shp.xml": {"a.shp", true}, "b.sup": {"b.CTF", true}, "c.gpkg-wal": {"c.gpkg", true},
		"ab.dbf": {"", true}, "d.dbf": {"", true}, "a.shp": {"", false}, "b.CTF": {"", false},
	} {
		main, sidecar := mainOf(filepath.Join(dir, name))
		if main != "" {
			main = filepath.Base(main)
		}
		if main != want.main || sidecar != want.sidecar {
			t.Errorf("%s belongs to %q, %v; want %+v", name, main, sidecar, want)
		}
	}
	if found := beside(filepath.Join(dir, "nowhere", "a.shp"), []string{".dbf"}); found != nil {
		t.Errorf("a folder that is not there holds %q", found)
	}
}
