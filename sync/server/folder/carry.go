package folder

import (
	"context"
	"errors"
	"slices"

	"segit/sync/server"
	"segit/sync/server/boltstore"
)

// carry brings from the repository that is put aside what a backup must not undo:
// which devices were revoked, and what they left for the office, for they will not
// send it again. done is false where nothing of this repository is there that opens.
func (f Folder) carry(ctx context.Context, draft Folder) (done bool, err error) {
	old, err := f.Open()
	if err != nil {
		return false, nil //nolint:nilerr // it is put aside as it is: that it does not open is why one restores
	}
	into, err := draft.Open()
	if err == nil {
		done, err = carry(ctx, old, into)
		err = errors.Join(err, into.Close())
	}
	return done, errors.Join(err, old.Close())
}

func carry(ctx context.Context, old, into *boltstore.Store) (bool, error) {
	was, err := old.Identity(ctx)
	if err != nil {
		return false, err
	}
	is, err := into.Identity(ctx)
	if err != nil || !slices.Equal(was.Key, is.Key) {
		return false, err // the backup is of another repository
	}
	devices, err := old.Devices(ctx)
	for i := range devices {
		d := &devices[i]
		if err != nil || d.Status != server.Revoked {
			continue
		}
		err = into.SetStatus(ctx, d.ID, d.Status, d.Since)
		if errors.Is(err, server.ErrUnknown) {
			err = into.Readmit(ctx, "", *d)
		}
	}
	if err != nil {
		return false, err
	}
	comuni, err := old.Comuni(ctx)
	for _, comune := range comuni {
		var left []server.Sealed
		if err == nil {
			err = old.Read(ctx, comune, func(v server.View) error {
				left, err = v.Sealed()
				return err
			})
		}
		if err == nil && len(left) > 0 {
			err = into.Write(ctx, comune, func(tx server.Tx) error {
				for i := range left {
					if err := tx.Leave(&left[i]); err != nil {
						return err
					}
				}
				return nil
			})
		}
	}
	return err == nil, err
}
