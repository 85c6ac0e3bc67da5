//go:build cgo

package ogr_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"segit/gis"
	"segit/gis/format/featuretest"
	"segit/gis/format/ogr"
)

// TestFaultsAreSaid: whatever becomes of segit-ogr, the caller hears of it in an
// error of its own and goes on.
func TestFaultsAreSaid(t *testing.T) {
	path := save(t, "rilievo.kml", kml)
	for _, c := range []struct{ fault, code string }{
		{"no library", "ogr.start"},
		{"no sense", "ogr.start"},
		{"another version", "ogr.version"},
		{"dies opening", "ogr.fallen"},
		{"mute opening", "ogr.fallen"},
		{"layers of no sense", "ogr.fallen"},
		{"dies reading", "ogr.fallen"},
		{"features of no sense", "ogr.fallen"},
		{"another answer", "ogr.fallen"},
		{"an end of no sense", "ogr.fallen"},
	} {
		t.Run(c.fault, func(t *testing.T) {
			t.Setenv(faultName, c.fault)
			f, err := ogr.Open(t.Context(), path)
			if err == nil {
				_, err = f.Read(t.Context(), "a", f.Layers()[0].Schema, &featuretest.Kept{})
				if closed := f.Close(); closed != nil {
					t.Error(closed)
				}
			}
			var e *gis.Error
			if !errors.As(err, &e) || e.Code != c.code || e.Kind != gis.BadInput || e.File != "rilievo.kml" {
				t.Errorf("%v, want %s", err, c.code)
			}
		})
	}
}

func TestMissingProgramIsSaid(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	f, err := ogr.Open(t.Context(), save(t, "rilievo.kml", kml))
	var e *gis.Error
	if f != nil || !errors.As(err, &e) || e.Code != "ogr.missing" || e.Kind != gis.BadInput || e.File != "rilievo.kml" {
		t.Errorf("%v, %v", f, err)
	}
}

// stopping cancels when rows come.
type stopping struct {
	featuretest.Kept
	cancel context.CancelFunc
}

func (s *stopping) Rows(ctx context.Context, b *gis.Batch) error {
	defer s.cancel()
	return s.Kept.Rows(ctx, b)
}

// TestWhoHangsIsStopped: a segit-ogr that says nothing any more ends with the
// context, and the file can be read again by another.
func TestWhoHangsIsStopped(t *testing.T) {
	t.Setenv(faultName, "hangs")
	f := open(t, save(t, "rilievo.kml", kml))
	for range 2 {
		ctx, cancel := context.WithCancel(t.Context())
		if _, err := f.Read(ctx, "a", f.Layers()[0].Schema, &stopping{cancel: cancel}); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	}
}

// TestChangedFileIsSaid: the process that was stopped left the file, and another
// finds a different one.
func TestChangedFileIsSaid(t *testing.T) {
	path := save(t, "a.gml", gml("urn:ogc:def:crs:EPSG::6706", "37.5 15.1 37.5 15.2 37.6 15.2 37.5 15.1"))
	f := open(t, path)
	read := func(ctx context.Context) error {
		_, err := f.Read(ctx, f.Layers()[0].Name, f.Layers()[0].Schema, &featuretest.Kept{})
		return err
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := read(ended); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(kml), 0o600); err != nil {
		t.Fatal(err)
	}
	var e *gis.Error
	if err := read(t.Context()); !errors.As(err, &e) || e.Code != "ogr.changed" {
		t.Errorf("%v", err)
	}
}
