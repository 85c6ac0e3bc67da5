package render

import (
	"context"
	"image"
	"math"

	"segit/gis"
)

// labeller writes the labels of a view where nothing else stands.
type labeller struct {
	*pass
	letters *lettering
	taken   occupied
}

// writeLabels writes over the finished image, top layer first: where two labels
// would meet, the one of the layer above stands. Labels keep off symbols.
func writeLabels(ctx context.Context, img *image.RGBA, view View, layers []Layer, sprites [][]sprite) error {
	if !anyLabelled(layers, view.Scale()) {
		return ctx.Err()
	}
	l := labeller{
		pass:  newPass(ctx, img, view, Fine, 0, view.Height),
		taken: newOccupied(view.Width, view.Height),
	}
	for i := range layers {
		if err := l.keepOff(&layers[i], sprites[i]); err != nil {
			return err
		}
	}
	for i := len(layers) - 1; i >= 0; i-- {
		if !anyLabelled(layers[i:i+1], view.Scale()) {
			continue
		}
		if err := l.drawings(&layers[i]); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// anyLabelled reports whether some style of the layers writes labels.
func anyLabelled(layers []Layer, scale float64) bool {
	for i := range layers {
		for j := range layers[i].Styles {
			if layers[i].Styles[j].labelled(scale) {
				return true
			}
		}
	}
	return false
}

// keepOff marks the symbols of a layer as taken.
func (l *labeller) keepOff(layer *Layer, sprites []sprite) error {
	return l.symbols(layer, sprites, func(x, y float64, s *sprite) {
		l.taken.take(s.shape.box().Add(image.Pt(int(math.Floor(x)), int(math.Floor(y)))))
	})
}

func (l *labeller) drawings(layer *Layer) error {
	for _, d := range layer.Drawings {
		if d.Label == nil || !l.enter(d, 0) {
			continue
		}
		for row, text := range d.Label {
			if s := &layer.Styles[layer.class(d, row)]; text != "" && s.labelled(l.view.Scale()) {
				if err := l.row(d, row, text, s); err != nil {
					return err
				}
			}
			if err := l.worked(1); err != nil {
				return err
			}
		}
	}
	return nil
}

// row writes the label of a row if there is room for it: in a polygon the box
// must hold it, beside a point it stands to the right, on a line in the middle.
func (l *labeller) row(d *Drawing, row int, text string, s *Style) error {
	if d.Kind[row] == gis.NoShape || !l.project(d, row, 0) {
		return nil
	}
	if l.letters == nil {
		var err error
		if l.letters, err = newLettering(); err != nil {
			return err
		}
	}
	ratio := l.view.PixelRatio
	size, err := l.letters.size(float64(s.LabelSize)*ratio, haloWidth*ratio)
	if err != nil {
		return err
	}
	width, height := size.width(text), size.ascent
	mx, my := middle(d, row)
	x, y := int(math.Round(l.ox+mx*l.scale)), int(math.Round(l.oy-my*l.scale))
	y += height / 2
	if d.Kind[row] == gis.PointShape {
		x += int(float64(s.SymbolSize)*ratio/2) + 3
	} else {
		x -= width / 2
	}
	pad := int(math.Ceil(haloWidth * ratio))
	place := image.Rect(x-pad, y-height-pad, x+width+pad, y+pad)
	if dy, ok := l.taken.settle(place, 2*height, d.Kind[row], l.box); ok {
		size.write(&l.canvas, text, x, y+dy, inkOf(s.Text), inkOf(s.Halo))
	}
	return nil
}
