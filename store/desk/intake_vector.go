package desk

import (
	"context"
	"errors"
	"os"
	"strings"

	"segit/gis"
	"segit/gis/cadastre"
	"segit/gis/crs"
	"segit/gis/format/feature"
	"segit/gis/format/inspire"
	"segit/gis/format/table"
	"segit/gis/format/vector"
	"segit/gis/source"
)

// table reads a delimited file by its descriptor.
func (r *intake) table(ctx context.Context, j *job, sink *watch) (gis.Counts, error) {
	file, err := os.Open(j.candidate.Path)
	if err != nil {
		return gis.Counts{}, gis.Wrap(importOp, gis.BadInput, err, "import.unreadable").At(sink.file, 0)
	}
	defer file.Close() //nolint:errcheck // only read
	counts, err := table.Read(ctx, file, j.descriptor, table.Options{File: sink.file, Comune: r.desk.archive.Head.Comune}, sink)
	if err == nil && sink.rejected > 0 {
		sink.SetHead(headOf(file, sink.first))
	}
	return counts, err
}

// vector reads a layer of a GIS file.
func (r *intake) vector(ctx context.Context, j *job, sink *watch) (counts gis.Counts, err error) {
	file, err := vector.Open(ctx, j.candidate.Path)
	if err != nil {
		return gis.Counts{}, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	layer, err := r.layer(file, sink)
	if err != nil {
		return gis.Counts{}, err
	}
	schema := source.ApplyRoles(j.descriptor, layer.Schema)
	epsg, err := r.vectorCRS(ctx, file, layer, schema, sink)
	if err != nil {
		return gis.Counts{}, err
	}
	sink.SetCRS(epsg)
	if j.descriptor.ID != cadastre.InspireSource {
		return file.Read(ctx, layer.Name, schema, sink)
	}
	adapter := inspire.NewSink(r.desk.archive.Head.Comune, sink)
	counts, err = file.Read(ctx, layer.Name, schema, adapter)
	if err != nil {
		return counts, err
	}
	return adapter.Close(ctx, counts)
}

// layer is the one that was asked for, or the only one with geometry.
func (r *intake) layer(file feature.File, sink *watch) (feature.Layer, error) {
	layers := file.Layers()
	if r.req.Layer != "" {
		return layerNamed(layers, r.req.Layer, sink.file)
	}
	var spatial []feature.Layer
	var names []string
	for _, l := range layers {
		names = append(names, l.Name)
		if l.Schema.Shape != gis.NoShape {
			spatial = append(spatial, l)
		}
	}
	switch {
	case len(spatial) == 1:
		return spatial[0], nil
	case len(spatial) == 0:
		return feature.Layer{}, gis.Refuse(importOp, gis.BadInput, "import.no-geometry").At(sink.file, 0)
	}
	return feature.Layer{}, gis.Refuse(importOp, gis.BadInput, "import.many-layers", strings.Join(names, ", ")).At(sink.file, 0)
}

// layerNamed is the layer of a name in a file; its refusal names the file.
func layerNamed(layers []feature.Layer, name, file string) (feature.Layer, error) {
	found, err := feature.Find(layers, name)
	var missing *gis.Error
	if errors.As(err, &missing) {
		err = missing.At(file, 0)
	}
	return found, err
}

// vectorCRS is the CRS of a layer: the one that was given, else the file's
// own, else what the size of its coordinates says, and then the supply's
// remarks tell it.
func (r *intake) vectorCRS(ctx context.Context, file feature.File, layer feature.Layer, schema *gis.Schema, sink *watch) (int, error) {
	if r.req.EPSG != 0 {
		return r.req.EPSG, nil
	}
	if layer.EPSG != 0 {
		if _, ok := crs.Lookup(layer.EPSG); !ok {
			return 0, gis.Refuse(importOp, gis.BadInput, "import.crs-unknown", layer.EPSG).At(sink.file, 0)
		}
		return layer.EPSG, nil
	}
	x, y, err := firstPoint(ctx, file, layer, schema)
	if err != nil {
		return 0, err
	}
	epsg := 0
	switch crs.GuessFamily(x, y) {
	case crs.Degrees:
		epsg = 6706
	case crs.UTM:
		epsg = crs.ZoneOf(r.desk.archive.Head.Comune)
	case crs.ItalyZone:
		epsg = 7794
	case crs.GaussBoaga:
		if epsg = 3003; x > 2e6 {
			epsg = 3004
		}
	default:
		return 0, gis.Refuse(importOp, gis.BadInput, "import.no-crs").At(sink.file, 0)
	}
	sink.Warn(gis.Say("import.crs-assumed", epsg))
	return epsg, nil
}

// errPeeked ends a reading that has seen a point.
var errPeeked = gis.Refuse(importOp, gis.Cancelled, "import.peeked")

// peek keeps the first point it is given.
type peek struct {
	x, y  float64
	found bool
}

func (p *peek) Rows(_ context.Context, b *gis.Batch) error {
	if len(b.Shapes.XY) < 2 {
		return nil
	}
	p.x, p.y, p.found = b.Shapes.XY[0], b.Shapes.XY[1], true
	return errPeeked
}

func (*peek) Reject(int, gis.Message, string) error { return nil }
func (*peek) Warn(gis.Message)                      {}

// firstPoint reads as far as the first coordinate of a layer.
func firstPoint(ctx context.Context, file feature.File, layer feature.Layer, schema *gis.Schema) (x, y float64, err error) {
	p := &peek{}
	if _, err := file.Read(ctx, layer.Name, schema, p); err != nil && !p.found {
		return 0, 0, err
	}
	return p.x, p.y, nil
}
