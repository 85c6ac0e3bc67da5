package boltstore

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"segit/sync/server"
)

// Identity is what the repository is.
func (s *Store) Identity(context.Context) (server.Identity, error) {
	return one[server.Identity](s, metaBucket, string(identityKey))
}

// AddCode keeps a code.
func (s *Store) AddCode(_ context.Context, c server.Code) error {
	return s.set(codeBucket, c.Hash, c)
}

// Enrol uses a code up.
func (s *Store) Enrol(_ context.Context, hash string, grant func(server.Code, *server.Device) (server.Device, error)) (server.Device, error) {
	var d server.Device
	err := s.db.Update(func(tx *bbolt.Tx) error {
		codes, devices := tx.Bucket([]byte(codeBucket)), tx.Bucket([]byte(deviceBucket))
		var c server.Code
		if found, err := get(codes, []byte(hash), &c); err != nil || !found {
			return cmpError(err, server.ErrUnknown)
		}
		var before *server.Device
		if c.Device != "" {
			before = new(server.Device)
			if _, err := get(devices, []byte(c.Device), before); err != nil {
				return err
			}
		}
		var err error
		if d, err = grant(c, before); err != nil || before != nil {
			return err
		}
		if devices.Get([]byte(d.ID)) != nil {
			return server.ErrEnrolled
		}
		c.Device = d.ID
		if err := put(codes, []byte(hash), c); err != nil {
			return err
		}
		return put(devices, []byte(d.ID), d)
	})
	return d, err
}

// Readmit adds a device that a restore forgot.
func (s *Store) Readmit(_ context.Context, hash string, d server.Device) error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		codes := tx.Bucket([]byte(codeBucket))
		var c server.Code
		found, err := get(codes, []byte(hash), &c)
		if err == nil && found && c.Device == "" {
			c.Device = d.ID
			err = put(codes, []byte(hash), c)
		}
		if err != nil {
			return err
		}
		return put(tx.Bucket([]byte(deviceBucket)), []byte(d.ID), d)
	})
}

func cmpError(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// Device is a device by id.
func (s *Store) Device(_ context.Context, id string) (server.Device, error) {
	return one[server.Device](s, deviceBucket, id)
}

// Standing is a device with what is known of its user.
func (s *Store) Standing(ctx context.Context, id string) (server.Device, *server.User, error) {
	d, err := s.Device(ctx, id)
	if err != nil {
		return d, nil, err
	}
	u, err := s.User(ctx, d.User)
	if errors.Is(err, server.ErrUnknown) {
		return d, nil, nil
	}
	return d, &u, err
}

// Devices are all devices, by id.
func (s *Store) Devices(context.Context) ([]server.Device, error) {
	return every[server.Device](s, deviceBucket)
}

// PutUser keeps a user.
func (s *Store) PutUser(_ context.Context, u server.User) error { return s.set(userBucket, u.Name, u) }

// User is a user by name.
func (s *Store) User(_ context.Context, name string) (server.User, error) {
	return one[server.User](s, userBucket, name)
}

// Users are all users, by name.
func (s *Store) Users(context.Context) ([]server.User, error) {
	return every[server.User](s, userBucket)
}

// EndSession keeps that a session is over, and forgets those that are over anyway.
func (s *Store) EndSession(_ context.Context, id string, until, now time.Time) error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		ended := tx.Bucket([]byte(endedBucket))
		c := ended.Cursor()
		for k, raw := c.First(); k != nil; k, raw = c.Next() {
			var over time.Time
			if err := damaged(json.Unmarshal(raw, &over)); err != nil {
				return err
			}
			if over.Before(now) {
				if err := c.Delete(); err != nil {
					return err
				}
			}
		}
		return put(ended, []byte(id), until)
	})
}

// SessionEnded reports whether a session was ended.
func (s *Store) SessionEnded(_ context.Context, id string) (ended bool, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		ended = tx.Bucket([]byte(endedBucket)).Get([]byte(id)) != nil
		return nil
	})
	return ended, err
}

// SetOffice keeps the public half of the office key.
func (s *Store) SetOffice(ctx context.Context, public []byte) error {
	id, err := s.Identity(ctx)
	if err != nil {
		return err
	}
	id.Office = public
	return s.set(metaBucket, string(identityKey), id)
}

func every[T any](s *Store, bucket string) (all []T, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte(bucket)).ForEach(func(_, raw []byte) error {
			var v T
			if err := damaged(json.Unmarshal(raw, &v)); err != nil {
				return err
			}
			all = append(all, v)
			return nil
		})
	})
	return all, err
}

// SetStatus changes what a device may do.
func (s *Store) SetStatus(_ context.Context, id string, status server.Status, at time.Time) error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		devices := tx.Bucket([]byte(deviceBucket))
		var d server.Device
		if found, err := get(devices, []byte(id), &d); err != nil || !found {
			return cmpError(err, server.ErrUnknown)
		}
		d.Status, d.Since, d.Why = status, at, ""
		return put(devices, []byte(id), d)
	})
}

// Freeze stops a device that is active.
func (s *Store) Freeze(_ context.Context, id, why string, at time.Time) error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		devices := tx.Bucket([]byte(deviceBucket))
		var d server.Device
		if found, err := get(devices, []byte(id), &d); err != nil || !found {
			return cmpError(err, server.ErrUnknown)
		}
		if d.Status != server.Active {
			return nil
		}
		d.Status, d.Since, d.Why = server.Frozen, at, why
		return put(devices, []byte(id), d)
	})
}

// SetLease puts a device under a lease that has none.
func (s *Store) SetLease(_ context.Context, id string, days int, half []byte) error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		devices := tx.Bucket([]byte(deviceBucket))
		var d server.Device
		found, err := get(devices, []byte(id), &d)
		if err != nil {
			return err
		}
		if !found || d.Lease > 0 || len(d.Half) > 0 {
			return server.ErrUnknown
		}
		d.Lease, d.Half = days, half
		return put(devices, []byte(id), d)
	})
}

// PutCheckout keeps a checkout, in the place of what it was.
func (s *Store) PutCheckout(_ context.Context, c server.Checkout) error {
	return s.set(checkoutBucket, c.ID, c)
}

// Checkout is a checkout by id.
func (s *Store) Checkout(_ context.Context, comune, id string) (server.Checkout, error) {
	c, err := one[server.Checkout](s, checkoutBucket, id)
	if err == nil && c.Comune != comune {
		err = server.ErrUnknown
	}
	return c, err
}

// Checkouts are those of a municipality.
func (s *Store) Checkouts(_ context.Context, comune string) ([]server.Checkout, error) {
	all, err := every[server.Checkout](s, checkoutBucket)
	return slices.DeleteFunc(all, func(c server.Checkout) bool { return c.Comune != comune }), err
}

func (s *Store) set(bucket, key string, v any) error {
	return s.db.Update(func(tx *bbolt.Tx) error { return put(tx.Bucket([]byte(bucket)), []byte(key), v) })
}

func one[T any](s *Store, bucket, key string) (v T, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		found, err := get(tx.Bucket([]byte(bucket)), []byte(key), &v)
		if err == nil && !found {
			return server.ErrUnknown
		}
		return err
	})
	return v, err
}
