package client

import (
	"context"

	"segit/gis"
)

// Clone fills an archive that was made for it from a central repository: it
// enrols, asks for the sheets (none for the whole municipality), and syncs.
// Whenever it is interrupted, called again it goes on where it was.
func (l *Link) Clone(ctx context.Context, req EnrolRequest, cells []string, p gis.Progress) (Summary, error) {
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
		if err := l.SetArea(cells); err != nil {
			return Summary{}, err
		}
	}
	return l.Sync(ctx, p)
}
