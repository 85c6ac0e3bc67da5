package server

import (
	"context"
	"errors"
	"time"
)

// How long an upload may rest before it is thrown away, and a blob that nothing
// names: a device that comes back later sends it again.
const (
	uploadLife  = 7 * 24 * time.Hour
	unnamedLife = 30 * 24 * time.Hour
)

// Swept is what a municipality holds of blobs, and what a sweep took away.
type Swept struct {
	Comune  string `json:"comune"`
	Held    Weight `json:"held"`    // after the sweep
	Uploads int    `json:"uploads"` // that nobody finished, thrown away
	Blobs   int    `json:"blobs"`   // that nothing names, thrown away
	Bytes   int64  `json:"bytes"`   // of both
}

// Weight is how much blobs take.
type Weight struct {
	Blobs   int   `json:"blobs"`
	Bytes   int64 `json:"bytes"`
	Uploads int   `json:"uploads"` // on their way
	Coming  int64 `json:"coming"`  // bytes of them that are here
}

// Sweep throws away uploads that nobody went on with for a week and blobs that
// neither an operation nor a supply has named for a month. Each goes in a
// transaction of its own, in which it is looked at once more: what a device
// sends meanwhile stays, and a sweep that is killed goes on at the next.
func (s *Server) Sweep(ctx context.Context) ([]Swept, error) {
	comuni, err := s.Store.Comuni(ctx)
	if err != nil {
		return nil, err
	}
	var all []Swept
	for _, comune := range comuni {
		swept, err := s.sweep(ctx, comune)
		all = append(all, swept)
		if err != nil {
			return all, err
		}
	}
	s.metrics.swept(all)
	return all, nil
}

func (s *Server) sweep(ctx context.Context, comune string) (swept Swept, err error) {
	swept.Comune = comune
	now := s.Now()
	var uploads []Upload
	var blobs []Blob
	err = s.Store.Read(ctx, comune, func(v View) (err error) {
		if uploads, err = v.Uploads(now.Add(-uploadLife)); err != nil {
			return err
		}
		blobs, err = v.Unnamed(now.Add(-unnamedLife))
		return err
	})
	if err != nil {
		return swept, err
	}
	for i := range uploads {
		gone, err := s.takeAway(ctx, comune, func(tx Tx) (bool, error) {
			u, err := tx.Upload(uploads[i].Dev, uploads[i].SHA256)
			if err != nil || u == nil || !u.At.Before(now.Add(-uploadLife)) {
				return false, err
			}
			return true, tx.Discard(u)
		})
		if err != nil {
			return swept, err
		}
		if gone {
			swept.Uploads++
			swept.Bytes += uploads[i].Have
		}
	}
	for i := range blobs {
		gone, err := s.takeAway(ctx, comune, func(tx Tx) (bool, error) {
			b, err := unnamed(tx, blobs[i].SHA256)
			if err != nil || b == nil || !b.At.Before(now.Add(-unnamedLife)) {
				return false, err
			}
			return true, tx.Drop(b)
		})
		if err != nil {
			return swept, err
		}
		if gone {
			swept.Blobs++
			swept.Bytes += blobs[i].Size
		}
	}
	err = s.Store.Read(ctx, comune, func(v View) (err error) {
		swept.Held, err = v.Weight()
		return err
	})
	return swept, err
}

// takeAway takes something away in a transaction of its own, and reports whether
// it was still to go.
func (s *Server) takeAway(ctx context.Context, comune string, f func(Tx) (bool, error)) (gone bool, err error) {
	err = s.Store.Write(ctx, comune, func(tx Tx) (err error) {
		gone, err = f(tx)
		return err
	})
	return gone, err
}

// unnamed is a blob that neither an operation nor a supply names; nil for one
// that is named, or not here.
func unnamed(tx Tx, sha256 string) (*Blob, error) {
	b, err := tx.Blob(sha256)
	if err != nil || b == nil {
		return nil, err
	}
	refs, err := tx.Refs(sha256)
	if err != nil || len(refs) > 0 {
		return nil, err
	}
	return b, nil
}

// SweepEvery sweeps now and after each interval until the context ends; told
// hears of each.
func (s *Server) SweepEvery(ctx context.Context, interval time.Duration, told func([]Swept, error)) {
	ticks := time.NewTicker(interval)
	defer ticks.Stop()
	for {
		all, err := s.Sweep(ctx)
		if ctx.Err() != nil || errors.Is(err, context.Canceled) {
			return
		}
		told(all, err)
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
	}
}
