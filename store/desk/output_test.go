package desk_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"segit/gis"
	"segit/store/desk"
)

func TestWriteFileWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := write(t, filepath.Join(dir, "a.txt"), "before")
	broken := errors.New("broken")
	err := desk.WriteFile(path, func(w io.Writer) error {
		io.WriteString(w, "half")
		return broken
	})
	if !errors.Is(err, broken) {
		t.Error(err)
	}
	if raw, err := os.ReadFile(path); err != nil || string(raw) != "before" {
		t.Errorf("%q %v", raw, err)
	}
	if err := desk.WriteFile(path, func(w io.Writer) error { _, err := io.WriteString(w, "after"); return err }); err != nil {
		t.Fatal(err)
	}
	// Who stops the work is not told that the folder is at fault.
	stopped := desk.WriteFile(path, func(io.Writer) error { return context.Canceled })
	if !errors.Is(stopped, context.Canceled) || gis.KindOf(stopped) == gis.BadInput {
		t.Error(stopped)
	}
	raw, err := os.ReadFile(path)
	left, err2 := os.ReadDir(dir)
	if err != nil || err2 != nil || string(raw) != "after" || len(left) != 1 {
		t.Errorf("%q %v %v", raw, left, errors.Join(err, err2))
	}
	if err := desk.WriteFile(filepath.Join(dir, "no", "a.txt"), func(io.Writer) error { return nil }); gis.KindOf(err) != gis.BadInput {
		t.Error(err)
	}
}

func TestAbout(t *testing.T) {
	d := newDesk(t, "C351")
	a := d.About()
	if a.Comune != "C351" || a.Name != "CATANIA" && a.Name != "Catania" || a.EPSG != 7792 || !a.Plaintext || !a.Bound.IsEmpty() {
		t.Errorf("%+v", a)
	}
	demo := demoDesk(t).About()
	if demo.Comune != "W001" || demo.Name != "BORGO ETNEO DI PROVA" || demo.Bound.IsEmpty() || demo.Generation == 0 {
		t.Errorf("%+v", demo)
	}
}

// TestWriteFileSparesArchives: no report or table is written over an archive,
// which only a deed of its own changes.
func TestWriteFileSparesArchives(t *testing.T) {
	const mark = "the work of years"
	for _, name := range []string{"a.segit", "b.SEGIT"} {
		path := write(t, filepath.Join(t.TempDir(), name), mark)
		err := desk.WriteFile(path, func(w io.Writer) error { _, err := io.WriteString(w, "report"); return err })
		var e *gis.Error
		if raw, failed := os.ReadFile(path); failed != nil || string(raw) != mark || !errors.As(err, &e) || e.Code != "desk.output-archive" {
			t.Errorf("%s: %q, %v", name, raw, errors.Join(err, failed))
		}
	}
}

func TestIsArchive(t *testing.T) {
	for _, c := range []struct {
		args string
		want bool
	}{
		{"import W001.segit parcels.shp", true},
		{"check --json /a/W001.SEGIT", true},
		{"--help", false},
		{"sources", false},
		{"overlay intersection a.gpkg b.gpkg -o c.gpkg", false},
	} {
		if got := slices.ContainsFunc(strings.Fields(c.args), desk.IsArchive); got != c.want {
			t.Errorf("%q: %t, want %t", c.args, got, c.want)
		}
	}
}
