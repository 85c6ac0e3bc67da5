package client

import (
	"context"

	"segit/gis"
)

// Clone fills an archive that was made for it from a central repository: it
// enrols, asks for the sheets (none for the whole municipality), and syncs.
// Whenever it is interrupted, called again it goes on where it was.
func (l *Link) Clone(ctx context.Context, req EnrolRequest, cells []string, p gis.Progress) (Summary, error) {
	if s, err := l.readState(); gis.KindOf(err) == gis.BadUsage {
		if _, _, err := l.Enrol(ctx, req); err != nil {
			return Summary{}, err
		}
		if err := l.SetArea(cells); err != nil {
			return Summary{}, err
		}
	} else if err != nil {
		return Summary{}, err
	} else if server, err := serverURL(req.Server); err != nil || server != s.Server {
		return Summary{}, gis.Wrap("client.Clone", gis.BadUsage, err, "sync.enrolled", s.Server)
	}
	return l.Sync(ctx, p)
}
