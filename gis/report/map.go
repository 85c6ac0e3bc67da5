package report

import (
	"context"

	"github.com/paulmach/orb"

	"segit/gis"
)

// frame is a rectangle of the page, millimetres, y downwards.
type frame struct{ left, top, right, bottom float64 }

// places are where the findings of a run stand, for the overview.
type places struct {
	at    gis.Shapes // a point for each finding that is on the map
	class []uint8    // its severity
	label []string   // its number in the table
}

func (p *places) add(f *gis.Finding) {
	if f.Geometry == nil {
		return
	}
	p.at.Append(f.Geometry.Bound().Center())
}

func (p *paper) findingMap(ctx context.Context, in *FindingSheet) error { return ctx.Err() }
func (p *paper) overview(ctx context.Context, at frame, in *ControlReport, pl *places) error {
	return ctx.Err()
}

var _ = orb.Point{}
