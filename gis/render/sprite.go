package render

import (
	"image"
	"image/color"
	"math"

	"segit/gis"
)

// haloWidth is how far a halo reaches beyond a symbol or a letter, logical
// pixels.
const haloWidth = 1.5

// mask is how much of each pixel a small shape covers, 0 to 255. Its pixel 0, 0
// stands at left, top from the point where it is laid.
type mask struct {
	left, top     int
	width, height int
	share         []uint8
}

// lay lays ink through a mask whose reference point is the pixel x, y.
func (c *canvas) lay(m *mask, x, y int, k ink) {
	for row := range m.height {
		for column, share := range m.share[row*m.width : (row+1)*m.width] {
			c.shade(x+m.left+column, y+m.top+row, k, uint32(share))
		}
	}
}

// box is the room of the mask about its reference point.
func (m *mask) box() image.Rectangle {
	return image.Rect(m.left, m.top, m.left+m.width, m.top+m.height)
}

// sprite is a style's symbol, drawn once and stamped many times.
type sprite struct {
	shape, halo mask
	fill, edge  ink
}

func (s *sprite) visible() bool { return len(s.shape.share) > 0 }

// reach is how far a sprite stands out from its point, pixels.
func (s *sprite) reach() float64 { return float64(s.halo.width)/2 + 1 }

// stamp draws a sprite about a place.
func (p *pass) stamp(x, y float64, s *sprite) {
	column, row := int(math.Floor(x)), int(math.Floor(y))
	p.lay(&s.halo, column, row, s.edge)
	p.lay(&s.shape, column, row, s.fill)
	p.work++
}

// makeSprites draws the symbol of each style of each layer.
func makeSprites(layers []Layer, ratio float64) ([][]sprite, error) {
	all := make([][]sprite, len(layers))
	for i := range layers {
		all[i] = make([]sprite, len(layers[i].Styles))
		for j := range layers[i].Styles {
			s := &layers[i].Styles[j]
			radius := float64(s.SymbolSize) * ratio / 2
			if s.SymbolFill.A == 0 || !(radius > 0) {
				continue
			}
			if radius > 512 {
				return nil, gis.Refuse("render.Draw", gis.BadUsage, "render.styles")
			}
			all[i][j] = sprite{
				shape: symbolMask(s.Symbol, radius, 0),
				halo:  symbolMask(s.Symbol, radius, haloWidth*ratio),
				fill:  inkOf(s.SymbolFill), edge: inkOf(s.Halo),
			}
		}
	}
	return all, nil
}

// symbolMask draws a symbol of a radius in pixels, grown by a margin on all
// sides, about the middle of its reference pixel.
func symbolMask(symbol Symbol, radius, margin float64) mask {
	half := int(math.Ceil(radius+2*margin)) + 1
	size := 2*half + 1
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	c := newCanvas(img, 0, size)
	xy := symbolPath(symbol, radius, margin)
	for i := range xy {
		xy[i] += float64(half) + 0.5
	}
	c.fillFine(xy, []int{len(xy) / 2}, inkOf(color.RGBA{A: 255}))
	m := mask{left: -half, top: -half, width: size, height: size, share: make([]uint8, size*size)}
	for i := range m.share {
		m.share[i] = img.Pix[4*i+3]
	}
	return m
}

// symbolPath is the outline of a symbol about 0, 0, y down. The three take
// about the same room on the map.
func symbolPath(symbol Symbol, radius, margin float64) []float64 {
	switch symbol {
	case Triangle:
		r := 1.15*radius + 2*margin // the margin along a side is half of it at a corner
		x, up, down := r*math.Sqrt(3)/2, r, r/2
		shift := 0.15 * radius // its box, not its centre of mass, stands on the point
		return []float64{0, shift - up, x, shift + down, -x, shift + down}
	case Square:
		a := 0.87*radius + margin
		return []float64{-a, -a, a, -a, a, a, -a, a}
	default:
		const corners = 32
		xy := make([]float64, 0, 2*corners)
		for i := range corners {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
			xy = append(xy, (radius+margin)*cos, (radius+margin)*sin)
		}
		return xy
	}
}
