package mapview

import (
	"context"

	"github.com/paulmach/orb"

	"segit/gis/render"
)

// Source gives what is drawn. It is called from the goroutine of a job and
// must answer quickly from what it keeps at hand.
type Source interface {
	// Drawings are the chunks of a layer that touch bound (metres, CRS of the
	// archive), simplified for the size of a pixel. Meanwhile some, where it is
	// not nil, may get those that are ready, lot by lot and one lot at a time.
	Drawings(ctx context.Context, layer, source string, bound orb.Bound, metresPerPixel float64, some func([]*render.Drawing)) ([]*render.Drawing, error)
}

// Layer is one layer of the map.
type Layer struct {
	Name   string // dataset: parcels, buildings, findings …
	Source string // source id; a dataset may come from several
	Hidden bool
	Over   bool // lies over the labels, as do the layers that follow it
}

// bare is a copy of styles that leaves labels out: they are drawn last, over
// all layers, so that no fill covers them and none covers another.
func bare(styles []render.Style) []render.Style {
	out := make([]render.Style, len(styles))
	for i, s := range styles {
		s.Label = false
		out[i] = s
	}
	return out
}

// lettering is a copy of styles that draws nothing but labels, and whether any
// is written at the scale.
func lettering(styles []render.Style, scale float64) ([]render.Style, bool) {
	out, any := make([]render.Style, len(styles)), false
	for i, s := range styles {
		out[i] = render.Style{Label: s.Label, LabelFrom: s.LabelFrom, LabelSize: s.LabelSize, Text: s.Text, Halo: s.Halo}
		any = any || s.Label && scale <= s.LabelFrom
	}
	return out, any
}
