package render

import (
	"math"
	"strconv"
	"strings"
)

// furniture draws what stands beside the layers.
func (p *paper) furniture(options PaperOptions) {
	if options.Ticks {
		p.ticks()
	}
	if options.ScaleBar {
		p.scaleBar(options)
	}
	if options.North {
		p.north()
	}
}

// keepFree keeps labels off the places where the furniture will stand.
func (p *paper) keepFree(options PaperOptions) {
	f := p.frame
	if options.ScaleBar {
		p.taken.take(p.cells(p.bar(options)))
	}
	if options.North {
		p.taken.take(p.cells(f.X+f.Width-inset-6, f.Y+inset-1, 7, 13))
	}
	if options.Ticks {
		p.taken.take(p.cells(f.X, f.Y+f.Height-tickText, f.Width, tickText))
	}
}

// inset is how far furniture stands from the frame, millimetres.
const inset = 4

// furnitureStyle is how its texts are written.
func furnitureStyle() Style {
	s := Light.plain()
	s.Halo = fade(Light.pick(0xffffff, 0), 230)
	return s
}

// barDivisions is the number of equal parts of the scale bar.
const barDivisions = 4

// barLength is the ground length of a scale bar in metres: four times a round
// 1, 2 or 5, as long as fits into a width on the ground, and a metre a part at
// least.
func barLength(room float64) int {
	length := barDivisions
	for power := 1; ; power *= 10 {
		for _, digit := range [...]int{1, 2, 5} {
			if next := barDivisions * digit * power; float64(next) <= room {
				length = next
			} else {
				return length
			}
		}
	}
}

// barWords are the texts at the middle and at the end of a bar, whole numbers
// in metres or, from two kilometres, in kilometres.
func barWords(length int) (middle, end string) {
	if length >= 2000 {
		return strconv.Itoa(length / 2000), strconv.Itoa(length/1000) + " km"
	}
	return strconv.Itoa(length / 2), strconv.Itoa(length) + " m"
}

// barHeight is the height of the bar itself, tickText that of the line of
// coordinates under it, millimetres.
const (
	barHeight = 1.2
	tickText  = 2.5
)

// bar is the ground of the scale bar with its texts at the lower left, the bar
// a third of the frame at most.
func (p *paper) bar(options PaperOptions) (x, y, width, height float64) {
	length := barLength(p.frame.Width / 3 / p.perM)
	x, y = p.frame.X+inset, p.frame.Y+p.frame.Height-inset-barHeight
	if options.Ticks {
		y -= tickText
	}
	return x - 1.5, y - 4.5, float64(length)*p.perM + 11, barHeight + 6
}

// scaleBar draws a bar of alternating parts.
func (p *paper) scaleBar(options PaperOptions) {
	length := barLength(p.frame.Width / 3 / p.perM)
	part := float64(length) * p.perM / barDivisions
	s := furnitureStyle()
	p.fillColour(s.Halo)
	left, top, width, height := p.bar(options)
	p.rect(left, top, width, height, "F")
	x, y := left+1.5, top+4.5
	p.lineColour(s.Text)
	p.pdf.SetDashPattern(nil, 0)
	p.pdf.SetLineWidth(p.page(0.15))
	for i := range barDivisions {
		p.fillColour(Light.pick([...]uint32{0x2b2b29, 0xffffff}[i%2], 0))
		p.rect(x+float64(i)*part, y, part, barHeight, "DF")
	}
	middle, end := barWords(length)
	p.font("", 2.2)
	for i, text := range [...]string{"0", middle, end} {
		digits := strings.TrimRight(text, " km") // the unit hangs over to the right
		half := p.pdf.GetStringWidth(digits) / p.perMM / 2
		p.write(text, x+float64(i)*part*barDivisions/2-half, y-1, &s)
	}
}

// north draws an arrow to grid north at the upper right.
func (p *paper) north() {
	x, y := p.frame.X+p.frame.Width-inset-3, p.frame.Y+inset
	s := furnitureStyle()
	for i, ink := range [...]uint32{0x2b2b29, 0xffffff} {
		side := float64(2*i - 1)
		p.fillColour(Light.pick(ink, 0))
		p.lineColour(s.Text)
		p.pdf.SetDashPattern(nil, 0)
		p.pdf.SetLineWidth(p.page(0.15))
		p.pdf.MoveTo(p.page(x), p.page(y))
		p.pdf.LineTo(p.page(x+side*2.2), p.page(y+8))
		p.pdf.LineTo(p.page(x), p.page(y+6.4))
		p.pdf.ClosePath()
		p.pdf.DrawPath("FD")
	}
	p.font("B", 3.2)
	p.write("N", x-p.pdf.GetStringWidth("N")/p.perMM/2, y+11.2, &s)
}

// tickStep is the ground distance of ticks in metres: a round 1, 2 or 5, at
// least 25 mm on paper.
func tickStep(perM float64) float64 {
	for power := 1.0; ; power *= 10 {
		for _, digit := range [...]float64{1, 2, 5} {
			if step := digit * power; step*perM >= 25 {
				return step
			}
		}
	}
}

// ticks draws crosses at round coordinates and names them along the lower and
// the left side, in metres of the CRS.
func (p *paper) ticks() {
	step := tickStep(p.perM)
	half := [2]float64{p.frame.Width / 2 / p.perM, p.frame.Height / 2 / p.perM}
	s := furnitureStyle()
	s.Text = Light.pick(0x5a5a57, 0)
	first := func(axis int) float64 { return math.Ceil((p.centre[axis]-half[axis])/step) * step }
	p.font("", 1.8)
	for e := first(0); e <= p.centre[0]+half[0]; e += step {
		for n := first(1); n <= p.centre[1]+half[1]; n += step {
			x, y := p.toPaper(e, n)
			p.lineColour(s.Text)
			p.pdf.SetDashPattern(nil, 0)
			p.pdf.SetLineWidth(p.page(0.15))
			p.pdf.Line(p.page(x-1), p.page(y), p.page(x+1), p.page(y))
			p.pdf.Line(p.page(x), p.page(y-1), p.page(x), p.page(y+1))
		}
	}
	for n := first(1); n <= p.centre[1]+half[1]; n += step {
		_, y := p.toPaper(p.centre[0], n)
		p.write(strconv.FormatFloat(n, 'f', 0, 64)+" N", p.frame.X+0.8, y-0.4, &s)
	}
	for e := first(0); e <= p.centre[0]+half[0]; e += step {
		x, _ := p.toPaper(e, p.centre[1])
		p.write(strconv.FormatFloat(e, 'f', 0, 64)+" E", x+0.6, p.frame.Y+p.frame.Height-0.8, &s)
	}
}

// rect is a rectangle of the page, millimetres.
func (p *paper) rect(x, y, width, height float64, style string) {
	p.pdf.Rect(p.page(x), p.page(y), p.page(width), p.page(height), style)
}
