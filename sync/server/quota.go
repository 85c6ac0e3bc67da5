package server

import (
	"context"
	"net/http"
	"sync"
	"time"

	"segit/sync/wire"
)

// quota knows about how much the blobs of municipalities take: counted anew
// every now and then, and by what is announced meanwhile.
type quota struct {
	mu sync.Mutex
	of map[string]weighed
}

type weighed struct {
	bytes int64
	at    time.Time
}

// weighedLife is how long a count holds.
const weighedLife = 30 * time.Second

// room refuses an upload for which there is no room: of the municipality, or of
// the device, which may have so much on its way at once. What it sent is on its way
// until an operation or a supply names it: a device that only sends fills no disk.
func (s *Server) room(ctx context.Context, dev string, ask *wire.UploadRequest) error {
	if s.Quota == 0 && s.DeviceQuota == 0 {
		return nil
	}
	now := s.Now()
	s.quota.mu.Lock()
	is := s.quota.of[ask.Comune]
	s.quota.mu.Unlock()
	coming, begun := int64(0), false
	err := s.Store.Read(ctx, ask.Comune, func(v View) (err error) {
		if begun, err = has(v, dev, ask.SHA256); err != nil || begun {
			return err
		}
		if s.DeviceQuota > 0 {
			if coming, err = v.Coming(dev); err != nil {
				return err
			}
		}
		if s.Quota == 0 || !is.at.IsZero() && now.Sub(is.at) < weighedLife {
			return nil
		}
		w, err := v.Weight()
		is = weighed{w.Bytes + w.Coming, now}
		return err
	})
	switch {
	case err != nil || begun:
		return err
	case s.DeviceQuota > 0 && coming+ask.Size > s.DeviceQuota:
		return wire.Refuse(http.StatusInsufficientStorage, wire.DeviceFull)
	case s.Quota > 0 && is.bytes+ask.Size > s.Quota:
		return wire.Refuse(http.StatusInsufficientStorage, wire.Full)
	}
	is.bytes += ask.Size
	s.quota.mu.Lock()
	s.quota.of[ask.Comune] = is
	s.quota.mu.Unlock()
	return nil
}

// has reports whether a blob is here, or on its way from a device.
func has(v View, dev, sha256 string) (bool, error) {
	b, err := v.Blob(sha256)
	if err != nil || b != nil {
		return b != nil, err
	}
	u, err := v.Upload(dev, sha256)
	return u != nil, err
}
