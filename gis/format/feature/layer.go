// Package feature turns the features of vector files into rows: it is what the
// readers of each container share. It checks geometry, converts values to the
// types of a dataset, keeps what cannot go in, and hands on rows by the batch.
package feature

import (
	"context"
	"strings"

	"segit/gis"
)

// Layer is what a file says about one of its layers before it is read.
type Layer struct {
	Name string
	// Schema has the layer's own names and types, its kind of geometry, no
	// roles and no source; Dataset is the layer's name.
	Schema *gis.Schema
	Count  int64 // features, -1 when that is known only after reading
	EPSG   int   // 0 when the file does not say, or says what nobody knows
}

// File is an open vector file of any container.
type File interface {
	// Layers lists the layers in the order of the file.
	Layers() []Layer
	// Read reads a layer into rows of schema, whose columns are found in the
	// layer by name, letter case aside, and whose types may differ from the
	// layer's: values are converted. Coordinates are those of the file, east or
	// longitude first. Features that cannot be rows go to sink.Reject with
	// their number. A column that the layer does not have, or a layer that the
	// file does not have, is refused with kind BadInput.
	Read(ctx context.Context, layer string, schema *gis.Schema, sink gis.Sink) (gis.Counts, error)
	Close() error
}

// Find is the layer of a name, or the refusal of a file that has no such layer.
func Find(layers []Layer, name string) (Layer, error) {
	for _, l := range layers {
		if l.Name == name {
			return l, nil
		}
	}
	return Layer{}, gis.Refuse("feature.Find", gis.BadInput, "vector.layer-missing", name)
}

// Columns tells for each column of the layer which column of the wanted schema
// takes it, -1 for none. A wanted column that the layer lacks is refused.
func (l Layer) Columns(wanted *gis.Schema) ([]int, error) {
	target := make([]int, len(l.Schema.Columns))
	for i := range target {
		target[i] = -1
	}
	for col, c := range wanted.Columns {
		from := l.Schema.Index(c.Name)
		for i := 0; from < 0 && i < len(l.Schema.Columns); i++ {
			if strings.EqualFold(l.Schema.Columns[i].Name, c.Name) {
				from = i
			}
		}
		if from < 0 || target[from] >= 0 {
			return nil, gis.Refuse("feature.Columns", gis.BadInput, "vector.column-missing", c.Name, l.Name)
		}
		target[from] = col
	}
	return target, nil
}
