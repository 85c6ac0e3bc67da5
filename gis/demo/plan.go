package demo

import (
	"math"

	"github.com/paulmach/orb"

	"segit/gis"
)

// Bounds of the number of units. Below the first there is no room for the
// planted cases; above the second the census ids would pass nine digits.
const (
	MinUnits = 200
	MaxUnits = 5_000_000
)

// plan is what is settled before the first sheet: how many sheets each section
// has, how large they are, where the sections lie.
type plan struct {
	seed             int64
	units            int
	perSection       int // sheets in each of the two sections
	columns          int // sheets side by side in a section
	blocksX, blocksY int // blocks of a sheet
	stride           int // a planted case comes once in so many sheets of a section
}

func newPlan(opts Options) (plan, error) {
	if opts.Units < MinUnits || opts.Units > MaxUnits {
		return plan{}, gis.Refuse("demo.Write", gis.BadUsage, "demo.units", MinUnits, MaxUnits, opts.Units)
	}
	p := plan{seed: opts.Seed, units: opts.Units, stride: 6}
	p.perSection = max(2, int(math.Ceil(float64(p.units)/1000)))
	if p.perSection < 12 {
		p.stride = 2
	}
	blocks := min(25, max(len(fixedBlocks()), p.units/p.perSection/2/20))
	p.blocksX = int(math.Ceil(math.Sqrt(float64(blocks))))
	p.blocksY = (blocks + p.blocksX - 1) / p.blocksX
	p.columns = int(math.Ceil(math.Sqrt(float64(p.perSection))))
	return p, nil
}

// quota is how many open units a sheet has; rank counts sheets of both
// sections in the order they are made.
func (p plan) quota(rank int) int {
	sheets := 2 * p.perSection
	return p.units*(rank+1)/sheets - p.units*rank/sheets
}

// ground is the lattice of a section: A to the west, turned one way, B to the
// east, turned the other way; they do not meet.
func (p plan) ground(section int) *lattice {
	rows := (p.perSection + p.columns - 1) / p.columns
	width := float64(p.columns*p.blocksX) * blockX
	height := float64(rows*p.blocksY) * blockY
	l := &lattice{
		seed: p.seed, section: section, angle: 0.31,
		middle: orb.Point{width / 2, height / 2},
		centre: orb.Point{503_400, 4_166_200},
	}
	if section == 1 {
		l.angle = -0.44
	}
	sin, cos := math.Sincos(math.Abs(l.angle))
	halfWidth := (width*cos+height*sin)/2 + 60 // with room for the bends
	if section == 0 {
		halfWidth = -halfWidth
	}
	l.centre[0] += halfWidth
	return l
}
