package featuretest

import (
	"context"
	"errors"
	"testing"

	"segit/gis"
	"segit/gis/format/feature"
)

// errFull is what a sink says in the tests of [Conduct].
var errFull = errors.New("the disk is full")

// full is a sink that takes nothing.
type full struct{ Kept }

func (*full) Rows(context.Context, *gis.Batch) error { return errFull }
func (*full) Reject(int, gis.Message, string) error  { return errFull }

// Conduct holds a reader to what [feature.File] promises of every container. The
// file has at least one layer, with a column and a good feature.
func Conduct(t *testing.T, f feature.File) {
	t.Helper()
	layer := f.Layers()[0]
	first := Read(t, f)
	if again := Read(t, f); len(again.Values) != len(first.Values) || len(again.Warnings) != len(first.Warnings) {
		t.Errorf("read twice: %d rows, then %d; warnings %v, then %v", len(first.Values), len(again.Values), first.Codes(), again.Codes())
	}
	if _, err := f.Read(t.Context(), layer.Name, layer.Schema, &full{}); !errors.Is(err, errFull) {
		t.Errorf("an error of the sink comes back as %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Read(ended, layer.Name, layer.Schema, &Kept{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context gives %v", err)
	}
	if _, err := f.Read(t.Context(), "no such layer", layer.Schema, &Kept{}); gis.KindOf(err) != gis.BadInput {
		t.Errorf("a layer that is not there gives %v", err)
	}
	wanting := &gis.Schema{Dataset: "x", Columns: []gis.Column{{Name: "no such column", Type: gis.Text}}}
	if _, err := f.Read(t.Context(), layer.Name, wanting, &Kept{}); gis.KindOf(err) != gis.BadInput {
		t.Errorf("a column that is not there gives %v", err)
	}
	// One column alone, as a text, without geometry.
	narrow := &gis.Schema{Dataset: "x", Columns: []gis.Column{{Name: layer.Schema.Columns[0].Name, Type: gis.Text, Role: gis.RoleLabel}}}
	k := &Kept{}
	if _, err := f.Read(t.Context(), layer.Name, narrow, k); err != nil {
		t.Error(err)
	}
	if len(k.Values) != len(first.Values) || k.Geometries != nil {
		t.Errorf("one column alone: %d rows of %d, %d geometries", len(k.Values), len(first.Values), len(k.Geometries))
	}
}
