package report

import (
	"math"
	"slices"

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

// mostNumbered is how many findings get their number on the overview: beyond it
// hardly one would find room.
const mostNumbered = 2000

// looks are the styles of the findings on the overview.
func (p *places) looks() []render.Style {
	n := p.points.Len()
	looks := render.Crowded(slices.Clone(render.StylesFor("findings", render.Light)), n)
	for i := range looks {
		looks[i].Label, looks[i].LabelFrom = n <= mostNumbered, math.Inf(1)
	}
	return looks
}
