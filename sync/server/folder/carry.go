package folder

import (
	"context"
	"errors"
	"slices"

	"segit/sync/server"
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

func carry(ctx context.Context, old, into server.Store) (bool, error) {
	was, err := old.Identity(ctx)
	if err != nil {
		return false, err
	}
	is, err := into.Identity(ctx)
	if err != nil || !slices.Equal(was.Key, is.Key) {
		return false, err // the backup is of another repository
	}
	devices, left, err := lasting(ctx, old)
	if err == nil {
		err = bring(ctx, into, devices, left)
	}
	return err == nil, err
}

// lasting is what of a store no restore may undo.
func lasting(ctx context.Context, s server.Store) (revoked []server.Device, left []server.Sealed, err error) {
	devices, err := s.Devices(ctx)
	if err != nil {
		return nil, nil, err
	}
	for i := range devices {
		if devices[i].Status == server.Revoked {
			revoked = append(revoked, devices[i])
		}
	}
	comuni, err := s.Comuni(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, comune := range comuni {
		err := s.Read(ctx, comune, func(v server.View) error {
			more, err := v.Sealed()
			left = append(left, more...)
			return err
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return revoked, left, nil
}

// bring tells a store what it has forgotten.
func bring(ctx context.Context, into server.Store, revoked []server.Device, left []server.Sealed) error {
	for i := range revoked {
		d := &revoked[i]
		known, err := into.Device(ctx, d.ID)
		switch {
		case errors.Is(err, server.ErrUnknown):
			err = into.Readmit(ctx, "", *d)
		case err == nil && known.Status != server.Revoked:
			err = into.SetStatus(ctx, d.ID, d.Status, d.Since)
		}
		if err != nil {
			return err
		}
	}
	of := map[string][]server.Sealed{}
	for _, s := range left {
		of[s.Comune] = append(of[s.Comune], s)
	}
	for comune, all := range of {
		err := into.Write(ctx, comune, func(tx server.Tx) error {
			for i := range all {
				if err := tx.Leave(&all[i]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
