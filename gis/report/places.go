package report

import (
	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/render"
	"segit/gis/text"
)

// places are where the findings of a run stand: all that is kept of them until
// the overview is drawn.
type places struct {
	points gis.Shapes
	class  []uint8  // severity
	number []string // in the table
}

// add keeps the place of a finding that is on the map.
func (p *places) add(f *gis.Finding, number int, words text.Catalogue) {
	if f.Geometry == nil {
		return
	}
	p.points.Append(f.Geometry.Bound().Center())
	p.class = append(p.class, render.FindingClass(f.Severity))
	p.number = append(p.number, words.Count(int64(number)))
}

func (p *places) bound() orb.Bound { return grown(nowhere(), &p.points) }

// look lets symbols (diameter, logical pixels) shrink where there are many, and
// gives up their numbers where hardly one would find room.
func (p *places) look() (size float32, numbered bool) {
	switch n := p.points.Len(); {
	case n <= 200:
		return 12, true
	case n <= 2000:
		return 8, true
	}
	return 5, false
}
