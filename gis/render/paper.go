package render

import (
	"context"
	"image/color"
	"math"

	"codeberg.org/go-pdf/fpdf"
	"github.com/paulmach/orb"

	"segit/assets"
	"segit/gis"
)

// Frame is a rectangle of a page, millimetres from its top left corner.
type Frame struct{ X, Y, Width, Height float64 }

// PaperOptions is what a map on paper shows beside its layers.
type PaperOptions struct {
	Scale    int  // denominator; 0 takes the largest round scale that shows the bound
	ScaleBar bool // at the lower left, in metres or kilometres
	North    bool // an arrow at the upper right; grid north of the CRS
	Ticks    bool // crosses at round coordinates, named along the lower and left side
}

// Paper takes a logical pixel of a style for a fifth of a millimetre: lines of
// 0.2 mm and letters of 2.2 mm, as on a printed map sheet.
const paperPixel = 0.2

// leastFrame is the side below which a frame is refused, millimetres.
const leastFrame = 10

// DrawMap draws layers into a frame of the current page as vector paths, at a
// round scale 1:n with the middle of bound in the middle of the frame, and
// returns n. Bound is in metres of the archive's CRS. The frame is filled with
// white, clipped, and edged. Points nearer to each other than a hair on paper
// are left out, so that a full drawing does not swell the file.
//
// The page must exist; its unit may be any. Colours, line width, transparency
// and font are afterwards as they were; dashes are off. The fonts of
// [AddFonts] are added to the PDF. When the context ends the page is left half
// drawn and the error is the context's.
func DrawMap(ctx context.Context, pdf *fpdf.Fpdf, frame Frame, bound orb.Bound, layers []Layer, options PaperOptions) (scale int, err error) {
	p, err := newPaper(ctx, pdf, frame, bound, options)
	if err != nil {
		return 0, err
	}
	for i := range layers {
		if err := layers[i].check("render.DrawMap"); err != nil {
			return 0, err
		}
	}
	AddFonts(pdf)
	restore := keepState(pdf)
	defer restore()
	p.fillColour(color.RGBA{R: 255, G: 255, B: 255, A: 255})
	pdf.Rect(p.page(frame.X), p.page(frame.Y), p.page(frame.Width), p.page(frame.Height), "F")
	pdf.ClipRect(p.page(frame.X), p.page(frame.Y), p.page(frame.Width), p.page(frame.Height), false)
	pdf.SetLineJoinStyle("round")
	p.keepFree(options)
	err = p.layers(layers)
	if err == nil {
		p.furniture(options)
	}
	pdf.ClipEnd()
	p.edge()
	if err == nil && pdf.Err() {
		err = gis.Wrap("render.DrawMap", gis.Internal, pdf.Error(), "render.pdf")
	}
	return p.scale, err
}

// AddFonts adds the embedded fonts, regular and bold, as family
// [assets.FontName]; a PDF that has them is left as it is.
func AddFonts(pdf *fpdf.Fpdf) {
	pdf.AddUTF8FontFromBytes(assets.FontName, "", assets.Font(false))
	pdf.AddUTF8FontFromBytes(assets.FontName, "B", assets.Font(true))
}

// RoundScale is the largest scale 1:n, n of 1, 2, 2.5 or 5 times a power of
// ten from 1:100, at which a box in metres fits a frame in millimetres. A box without
// extent, a single point, is shown at 1:500.
func RoundScale(bound orb.Bound, frame Frame) int {
	need := 1000 * max((bound.Max[0]-bound.Min[0])/frame.Width, (bound.Max[1]-bound.Min[1])/frame.Height)
	if !(need > 0) {
		return 500
	}
	for power := 100.0; ; power *= 10 {
		for _, digit := range [...]float64{1, 2, 2.5, 5} {
			if n := digit * power; n >= need*(1-1e-9) {
				return int(n)
			}
		}
	}
}

// paper draws on one page. Coordinates are millimetres of the page until the
// last moment.
type paper struct {
	ctx     context.Context
	pdf     *fpdf.Fpdf
	frame   Frame
	scale   int
	perMM   float64 // units of the PDF in a millimetre
	centre  orb.Point
	perM    float64 // millimetres of paper in a metre of ground
	taken   occupied
	rowBox  pixelBox // of the row that is drawn, millimetres
	rowEnds []int
	xy      []float64
}

func newPaper(ctx context.Context, pdf *fpdf.Fpdf, frame Frame, bound orb.Bound, options PaperOptions) (*paper, error) {
	const op = "render.DrawMap"
	if !(frame.Width >= leastFrame) || !(frame.Height >= leastFrame) || !finite(frame.Width) || !finite(frame.Height) {
		return nil, gis.Refuse(op, gis.BadUsage, "render.frame", leastFrame)
	}
	size := max(bound.Max[0]-bound.Min[0], bound.Max[1]-bound.Min[1])
	if !finite(bound.Min[0]+bound.Min[1]+size) || size > farthestPoint || bound.Min[0] > bound.Max[0] || bound.Min[1] > bound.Max[1] {
		return nil, gis.Refuse(op, gis.BadInput, "render.extent")
	}
	scale := options.Scale
	if scale <= 0 {
		scale = RoundScale(bound, frame)
	}
	return &paper{
		ctx: ctx, pdf: pdf, frame: frame, scale: scale,
		perMM:  72 / 25.4 / pdf.GetConversionRatio(),
		centre: bound.Center(),
		perM:   1000 / float64(scale),
		taken:  newOccupied(int(frame.Width*perCell), int(frame.Height*perCell)),
	}, nil
}

// page is a length in units of the PDF.
func (p *paper) page(mm float64) float64 { return mm * p.perMM }

// toPaper is a world point in millimetres of the page.
func (p *paper) toPaper(x, y float64) (float64, float64) {
	return p.frame.X + p.frame.Width/2 + (x-p.centre[0])*p.perM,
		p.frame.Y + p.frame.Height/2 - (y-p.centre[1])*p.perM
}

// edge draws the frame's border.
func (p *paper) edge() {
	p.lineColour(color.RGBA{R: 60, G: 60, B: 60, A: 255})
	p.pdf.SetDashPattern(nil, 0)
	p.pdf.SetLineWidth(p.page(0.25))
	p.pdf.Rect(p.page(p.frame.X), p.page(p.frame.Y), p.page(p.frame.Width), p.page(p.frame.Height), "D")
}

// lineColour and fillColour and textColour set a colour and its transparency.
func (p *paper) lineColour(c color.RGBA) { p.colour(c, p.pdf.SetDrawColor) }
func (p *paper) fillColour(c color.RGBA) { p.colour(c, p.pdf.SetFillColor) }
func (p *paper) textColour(c color.RGBA) { p.colour(c, p.pdf.SetTextColor) }

func (p *paper) colour(c color.RGBA, set func(r, g, b int)) {
	if c.A == 0 {
		return
	}
	plain := func(v uint8) int { return min(255, int(math.Round(float64(v)*255/float64(c.A)))) }
	set(plain(c.R), plain(c.G), plain(c.B))
	p.pdf.SetAlpha(math.Round(float64(c.A)/255*100)/100, "Normal")
}

// keepState remembers what a map changes and returns how to put it back. The
// clip's end restores the PDF; this restores what the writer remembers of it.
func keepState(pdf *fpdf.Fpdf) func() {
	width, join := pdf.GetLineWidth(), pdf.GetLineJoinStyle()
	alpha, mode := pdf.GetAlpha()
	family, style := pdf.GetFontFamily(), pdf.GetFontStyle()
	size, _ := pdf.GetFontSize()
	dr, dg, db := pdf.GetDrawColor()
	fr, fg, fb := pdf.GetFillColor()
	tr, tg, tb := pdf.GetTextColor()
	return func() {
		pdf.SetDashPattern(nil, 0)
		pdf.SetLineWidth(width)
		pdf.SetLineJoinStyle(join)
		pdf.SetDrawColor(dr, dg, db)
		pdf.SetFillColor(fr, fg, fb)
		pdf.SetTextColor(tr, tg, tb)
		pdf.SetAlpha(alpha, mode)
		if family != "" {
			pdf.SetFont(family, style, size)
		}
	}
}
