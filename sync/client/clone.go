package client

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"segit/gis"
)

// Wanted is an area as people ask for it: sheets by their names, and those that a
// polygon touches; nothing of both is the whole municipality.
type Wanted struct {
	Cells   []string
	Polygon orb.MultiPolygon // in the archive's CRS; nil for none
}

// cellsOf are the sheets that are wanted. Where a polygon is among it, the server
// is asked which sheets there are, for what the archive knows may be old.
func (l *Link) cellsOf(ctx context.Context, s *state, want Wanted) ([]string, error) {
	if want.Polygon == nil {
		return want.Cells, nil
	}
	way, done, err := l.over(s)
	if err != nil {
		return nil, err
	}
	defer done()
	if err := l.learnSheets(ctx, &talk{s.Server, way}, true); err != nil {
		return nil, refusal("client.Clone", err)
	}
	sheets, err := l.Sheets()
	if err != nil {
		return nil, err
	}
	touched, err := Touching(sheets, want.Polygon)
	return append(slices.Clone(want.Cells), touched...), err
}

// Clone fills an archive that was made for it from a central repository: it
// enrols, asks for the sheets (none for the whole municipality), and syncs.
// Whenever it is interrupted, called again it goes on where it was.
func (l *Link) Clone(ctx context.Context, req EnrolRequest, want Wanted, p gis.Progress) (Summary, error) {
	s, err := l.readState()
	if NotEnrolled(err) {
		if _, _, err := l.Enrol(ctx, req); err != nil {
			return Summary{}, err
		}
		s, err = l.readState()
	}
	if err != nil {
		return Summary{}, err
	}
	if server, err := serverURL(req.Server); err != nil || server != s.Server {
		return Summary{}, gis.Wrap("client.Clone", gis.BadUsage, err, "sync.enrolled", s.Server)
	}
	if s.Checkout == "" { // else the area is what it is, or what it was made since
		cells, err := l.cellsOf(ctx, &s, want)
		if err != nil {
			return Summary{}, err
		}
		if err := l.SetArea(cells); err != nil {
			return Summary{}, err
		}
	}
	return l.Sync(ctx, p)
}
