package report

// ink is a colour, 0xRRGGBB.
type ink uint32

// The inks. Those of text are at least 4.5 : 1 on white and on wash.
const (
	black    ink = 0x1a1a1a
	quiet    ink = 0x565b62
	warning  ink = 0x8a1c1c
	hairline ink = 0xc3c8ce
	wash     ink = 0xf2f4f6 // ground of table heads and boxes
)

func (c ink) rgb() (r, g, b int) { return int(c >> 16), int(c >> 8 & 0xff), int(c & 0xff) }

// size of the type, points. There are three.
type size float64

const (
	small size = 8
	body  size = 9.5
	large size = 17
)

// face is how a text looks.
type face struct {
	size size
	bold bool
	ink  ink
}

func (s size) plain() face  { return face{size: s, ink: black} }
func (s size) strong() face { return face{size: s, bold: true, ink: black} }

// in is the same face in another ink.
func (f face) in(c ink) face {
	f.ink = c
	return f
}

// point is a typographic point in millimetres.
const point = 25.4 / 72

// pitch is the distance between two lines, millimetres.
func (s size) pitch() float64 { return float64(s) * point * 1.32 }

// ascent is the distance from the top of a line to its baseline, millimetres.
func (s size) ascent() float64 { return float64(s) * point }
