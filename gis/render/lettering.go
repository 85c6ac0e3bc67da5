package render

import (
	"image"
	"image/draw"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"segit/assets"
	"segit/gis"
)

// lettering draws letters of the embedded font, each once per size.
type lettering struct {
	parsed *opentype.Font
	sizes  map[int]*typeSize // by size in quarters of a pixel
}

// typeSize is the font at one size.
type typeSize struct {
	parsed *opentype.Font
	buffer sfnt.Buffer
	face   font.Face
	halo   float64 // pixels
	ascent int     // pixels above the base line that a digit takes
	glyphs map[rune]*glyph
}

// glyph is a letter with its halo, both from the pen's place on the base line.
type glyph struct {
	letter, halo mask
	advance      fixed.Int26_6
}

func newLettering() (*lettering, error) {
	parsed, err := opentype.Parse(assets.Font(false))
	if err != nil {
		return nil, gis.Wrap("render.Draw", gis.Internal, err, "render.font")
	}
	return &lettering{parsed: parsed, sizes: map[int]*typeSize{}}, nil
}

// size is the font at a size in pixels.
func (l *lettering) size(pixels, halo float64) (*typeSize, error) {
	quarters := int(math.Round(pixels * 4))
	if t, ok := l.sizes[quarters]; ok {
		return t, nil
	}
	face, err := opentype.NewFace(l.parsed, &opentype.FaceOptions{Size: float64(quarters) / 4, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, gis.Wrap("render.Draw", gis.Internal, err, "render.font")
	}
	t := &typeSize{parsed: l.parsed, face: face, halo: halo, glyphs: map[rune]*glyph{}}
	bounds, _, _ := face.GlyphBounds('0')
	t.ascent = (-bounds.Min.Y).Ceil()
	l.sizes[quarters] = t
	return t, nil
}

// glyph is a letter; one that the font lacks is shown as a question mark.
func (t *typeSize) glyph(r rune) *glyph {
	if g, ok := t.glyphs[r]; ok {
		return g
	}
	shown := r
	if index, err := t.parsed.GlyphIndex(&t.buffer, r); err != nil || index == 0 {
		shown = '?'
	}
	g := &glyph{}
	box, picture, at, advance, ok := t.face.Glyph(fixed.Point26_6{}, shown)
	g.advance = advance
	if ok && !box.Empty() {
		alpha := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy()))
		draw.Draw(alpha, alpha.Rect, picture, at, draw.Src)
		g.letter = mask{left: box.Min.X, top: box.Min.Y, width: box.Dx(), height: box.Dy(), share: alpha.Pix}
		g.halo = g.letter.grown(t.halo)
	}
	t.glyphs[r] = g
	return g
}

// width is the length of a text in pixels.
func (t *typeSize) width(text string) int {
	var sum fixed.Int26_6
	for _, r := range text {
		sum += t.glyph(r).advance
	}
	return sum.Ceil()
}

// write lays a text with its pen starting at x on the base line y: the halos of
// all letters first, so that none covers its neighbour.
func (t *typeSize) write(c *canvas, text string, x, y int, letters, halo ink) {
	for _, step := range []struct {
		halo bool
		ink  ink
	}{{true, halo}, {false, letters}} {
		pen := fixed.I(x)
		for _, r := range text {
			g := t.glyph(r)
			m := &g.letter
			if step.halo {
				m = &g.halo
			}
			c.lay(m, pen.Round(), y, step.ink)
			pen += g.advance
		}
	}
}

// grown is the mask spread by r pixels on all sides, and stronger than it was:
// a thin stroke covers no pixel wholly, its halo must.
func (m mask) grown(r float64) mask {
	pad := int(math.Ceil(r))
	out := mask{left: m.left - pad, top: m.top - pad, width: m.width + 2*pad, height: m.height + 2*pad}
	out.share = make([]uint8, out.width*out.height)
	for dy := -pad; dy <= pad; dy++ {
		for dx := -pad; dx <= pad; dx++ {
			near := min(max(r+0.5-math.Hypot(float64(dx), float64(dy)), 0), 1)
			if near == 0 {
				continue
			}
			for y := range m.height {
				for x, share := range m.share[y*m.width : (y+1)*m.width] {
					to := &out.share[(y+pad+dy)*out.width+x+pad+dx]
					*to = max(*to, uint8(min(2*float64(share), 255)*near))
				}
			}
		}
	}
	return out
}
