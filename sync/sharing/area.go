package sharing

import (
	"context"
	"slices"

	"segit/gis"
	"segit/sync/client"
)

// Clone fills an archive that was made for it from a central repository, with
// the area that is wanted.
func (d Desk) Clone(ctx context.Context, req client.EnrolRequest, want client.Wanted, p gis.Progress) (sum client.Summary, err error) {
	err = d.link(func(l *client.Link) error {
		sum, err = l.Clone(ctx, req, want, p)
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

// Sheets are the sheets of the municipality as the last sync learned them.
func (d Desk) Sheets() (sheets []client.Sheet, err error) {
	err = d.look(func(l *client.Link) error {
		sheets, err = l.Sheets()
		return err
	})
	return sheets, err
}

// Reshaped is what became of an area that was changed.
type Reshaped struct {
	client.Summary
	Shrank bool // rows left: compacting the file removes what of them stands in its free pages
}

// Reshape makes the area of the archive another: sheets, or the whole
// municipality for none. What was written here goes up before anything leaves.
func (d Desk) Reshape(ctx context.Context, cells []string, p gis.Progress) (Reshaped, error) {
	var r Reshaped
	if err := client.CheckArea(cells); err != nil {
		return r, err
	}
	was, err := d.Area()
	if err != nil {
		return r, err
	}
	gone := func(cell string) bool { return !slices.Contains(cells, cell) }
	r.Shrank = len(cells) > 0 && (len(was) == 0 || slices.ContainsFunc(was, gone))
	if r.Shrank {
		if _, err := d.Sync(ctx, p); err != nil {
			return r, err
		}
	}
	if err := d.link(func(l *client.Link) error { return l.SetArea(cells) }); err != nil {
		return r, err
	}
	r.Summary, err = d.Sync(ctx, p)
	return r, err
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
