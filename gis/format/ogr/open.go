package ogr

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"segit/gis"
	"segit/gis/crs"
	"segit/gis/format/feature"
	"segit/gis/format/ogr/wire"
)

// file is a data source of GDAL, open in a process of its own.
type file struct {
	name, path string
	layers     []feature.Layer
	process    *process // nil after one was ended: the next reading starts another
	torn       *torn    // nil for a file that is whole, as far as can be told
}

// Open opens a file or a folder (FileGDB) through GDAL. What GDAL cannot read,
// and what brings it down, is refused with kind BadInput, as is every file where
// segit-ogr is missing. Of a GML, KML or GPX that is cut or damaged the features are
// read that stand whole before the fault; one that has none is refused.
func Open(ctx context.Context, path string) (feature.File, error) {
	const op = "ogr.Open"
	name := filepath.Base(path)
	absolute, err := filepath.Abs(path) // GDAL reads meaning into names such as "/vsicurl/…" or "PG:…"
	if err == nil {
		_, err = os.Stat(absolute)
	}
	if err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "vector.open", name).At(name, 0)
	}
	f := &file{name: name, path: absolute}
	if err := f.mend(ctx, op); err != nil {
		return nil, err
	}
	f.layers, err = f.open(ctx, op)
	if err != nil {
		return nil, errors.Join(err, f.forget())
	}
	return f, nil
}

// open opens the file in a new process.
func (f *file) open(ctx context.Context, op string) ([]feature.Layer, error) {
	p, err := start(ctx, op)
	if err != nil {
		var e *gis.Error
		if errors.As(err, &e) {
			e.At(f.name, 0)
		}
		return nil, err
	}
	f.process = p
	release := p.under(ctx)
	kind, content, err := p.ask(wire.Open, []byte(f.shown()))
	if !release() {
		return nil, f.fallen(ctx, op)
	}
	if err == nil && kind == wire.Refused {
		f.end()
		return nil, gis.Refuse(op, gis.BadInput, "ogr.unreadable").At(f.name, 0)
	}
	if err != nil || kind != wire.Layers {
		return nil, f.fallen(ctx, op)
	}
	described, err := wire.ParseLayers(content)
	if err != nil {
		return nil, f.fallen(ctx, op)
	}
	var layers []feature.Layer
	for _, d := range described {
		l := feature.Layer{Name: d.Name, Schema: &gis.Schema{Dataset: d.Name, Shape: d.Shape, Columns: d.Columns}, Count: d.Count}
		if d.WKT != "" {
			l.EPSG, _ = crs.FromWKT(d.WKT)
		}
		layers = append(layers, l)
	}
	return layers, nil
}

// reopen opens the file again after its process was ended, as the same file.
func (f *file) reopen(ctx context.Context, op string) error {
	layers, err := f.open(ctx, op)
	if err != nil {
		return err
	}
	same := slices.EqualFunc(layers, f.layers, func(a, b feature.Layer) bool {
		return a.Name == b.Name && a.Schema.Shape == b.Schema.Shape && slices.Equal(a.Schema.Columns, b.Schema.Columns)
	})
	if !same {
		f.kill() //nolint:errcheck // it is well
		return gis.Refuse(op, gis.BadInput, "ogr.changed").At(f.name, 0)
	}
	return nil
}

// fallen ends a process that went away or does not make sense, and says why: it
// was told to stop, or the file brought it down.
func (f *file) fallen(ctx context.Context, op string) error {
	ended := f.kill()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return gis.Wrap(op, gis.BadInput, ended, "ogr.fallen").At(f.name, 0)
}

// kill ends the process in the midst of its work and says how it ended.
func (f *file) kill() error {
	ended := f.process.kill()
	f.process = nil
	return ended
}

// end lets the process close the file. Nothing is lost when it does not: it only
// read.
func (f *file) end() {
	f.process.close()
	f.process = nil
}

// Layers lists the layers.
func (f *file) Layers() []feature.Layer { return f.layers }

// Close closes the data source and ends its process.
func (f *file) Close() error {
	if f.process != nil {
		f.end()
	}
	return f.forget()
}

// forget removes what was written to read a torn file.
func (f *file) forget() error {
	if f.torn == nil {
		return nil
	}
	if err := f.torn.remove(); err != nil {
		return gis.Wrap("ogr.Close", gis.Internal, err, "ogr.left", f.torn.folder)
	}
	return nil
}
