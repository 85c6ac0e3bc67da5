package mapview

import (
	"context"
	"image"
	"slices"
	"time"

	"segit/gis/render"
)

// request is everything that a frame depends on.
type request struct {
	view    render.View
	layers  []Layer // bottom first
	theme   render.Theme
	quality render.Quality
	marked  []*render.Drawing // the selection, one cyan outline
	bold    bool              // the selection is shown wider: it has just been made
}

// painter draws requests. It keeps what it drew; one request is painted at a
// time (the jobs of the slot "map" see to that, and a cancelled one that still
// runs beside its successor only reads and adds to the cache).
type painter struct {
	source Source
	cache  *cache
}

// firstShow is how long the first layers may take before they are shown
// without the rest.
const firstShow = 80 * time.Millisecond

// paint draws a request into a new image. While it takes long, partial, where it
// is not nil, gets what there is so far, also of a layer whose drawings are still
// being made, at most every firstShow; the image then belongs to the receiver.
// Errors are those of the source and of the context.
func (p *painter) paint(ctx context.Context, r request, partial func(*image.RGBA)) (*image.RGBA, error) {
	img := blank(r.view)
	render.Clear(img, r.theme.Ground())
	show := &showing{partial: partial, last: time.Now()}
	over := slices.IndexFunc(r.layers, func(l Layer) bool { return l.Over })
	if over < 0 {
		over = len(r.layers)
	}
	for i, layer := range r.layers {
		if i == over {
			if err := p.letters(ctx, r, img); err != nil {
				return nil, err
			}
		}
		if layer.Hidden {
			continue
		}
		frame, err := p.frame(ctx, r, layer, show.layer(ctx, r, layer, img))
		if err != nil {
			return nil, err
		}
		lay(img, frame)
		if show.due() {
			show.give(clone(img))
		}
	}
	if over == len(r.layers) {
		if err := p.letters(ctx, r, img); err != nil {
			return nil, err
		}
	}
	return img, p.mark(ctx, r, img)
}

// frame is the drawn frame of a layer, from the cache when it is there. A fine
// frame serves a coarse request too. some gets drawings while others are made.
func (p *painter) frame(ctx context.Context, r request, layer Layer, some func([]*render.Drawing)) (*image.RGBA, error) {
	k := key{layer: layer.Name, source: layer.Source, view: r.view, quality: render.Fine, theme: r.theme}
	if img := p.cache.get(k); img != nil {
		return img, nil
	}
	k.quality = r.quality
	if img := p.cache.get(k); img != nil {
		return img, nil
	}
	drawings, err := p.source.Drawings(ctx, layer.Name, layer.Source, r.view.Bound(), r.view.MetresPerPixel, some)
	if err != nil {
		return nil, err
	}
	img := blank(r.view)
	styles := render.Crowded(bare(render.StylesFor(layer.Name, r.theme)), render.Rows(drawings))
	if err := render.Draw(ctx, img, r.view, []render.Layer{{Styles: styles, Drawings: drawings}}, r.quality); err != nil {
		return nil, err
	}
	p.cache.put(k, img)
	if k.quality == render.Fine {
		k.quality = render.Fast
		p.cache.clear(func(old key) bool { return old == k })
	}
	return img, nil
}

// letters writes the labels of all layers in one go, so that none covers
// another. Layers that lie over the labels have none of their own.
func (p *painter) letters(ctx context.Context, r request, img *image.RGBA) error {
	var lettered []render.Layer
	for _, layer := range r.layers {
		styles, any := lettering(render.StylesFor(layer.Name, r.theme), r.view.Scale())
		if layer.Hidden || !any {
			continue
		}
		drawings, err := p.source.Drawings(ctx, layer.Name, layer.Source, r.view.Bound(), r.view.MetresPerPixel, nil)
		if err != nil {
			return err
		}
		lettered = append(lettered, render.Layer{Styles: styles, Drawings: drawings})
	}
	if len(lettered) == 0 {
		return nil
	}
	return render.Draw(ctx, img, r.view, lettered, r.quality)
}

// mark draws the selection above everything.
func (p *painter) mark(ctx context.Context, r request, img *image.RGBA) error {
	if len(r.marked) == 0 {
		return nil
	}
	style := render.StyleFor(render.SelectionLayer, r.theme)
	if r.bold {
		style.Width *= 2.5
	}
	return render.Draw(ctx, img, r.view, []render.Layer{{Styles: []render.Style{style}, Drawings: r.marked}}, render.Fine)
}

func blank(v render.View) *image.RGBA { return image.NewRGBA(image.Rect(0, 0, v.Width, v.Height)) }

func clone(img *image.RGBA) *image.RGBA {
	out := image.NewRGBA(img.Rect)
	copy(out.Pix, img.Pix)
	return out
}
