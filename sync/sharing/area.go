package sharing

import (
	"context"

	"segit/gis"
	"segit/sync/client"
)

// Clone fills an archive that was made for it from a central repository: with
// the sheets named, with the whole municipality for none.
func (d Desk) Clone(ctx context.Context, req client.EnrolRequest, sheets []string, p gis.Progress) (sum client.Summary, err error) {
	err = d.link(func(l *client.Link) error {
		sum, err = l.Clone(ctx, req, sheets, p)
		return err
	})
	return sum, err
}

// Area gives the sheets that the archive is to hold; none for the whole
// municipality.
func (d Desk) Area() (sheets []string, err error) {
	err = d.look(func(l *client.Link) error {
		sheets, err = l.Area()
		return err
	})
	return sheets, err
}

// SetArea says which sheets the archive is to hold from the next sync on.
func (d Desk) SetArea(sheets []string) error {
	return d.link(func(l *client.Link) error { return l.SetArea(sheets) })
}

// Fetch brings the bytes of an attachment into the archive.
func (d Desk) Fetch(ctx context.Context, sha256 string, size int64) error {
	return d.link(func(l *client.Link) error { return l.GetBlob(ctx, sha256, size) })
}

// Free removes from the archive the bytes of attachments that the central
// repository says it has, and gives how many.
func (d Desk) Free(ctx context.Context) (freed int64, err error) {
	err = d.link(func(l *client.Link) error {
		freed, err = l.FreeBlobs(ctx)
		return err
	})
	return freed, err
}
