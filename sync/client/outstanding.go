package client

import (
	"time"

	"segit/gis"
	"segit/sync/wire"
)

// stopped is what the server refused when a sync ended before its end.
type stopped struct {
	Code wire.Code `json:"code"`
	Seq  uint64    `json:"seq,omitempty"`
	At   time.Time `json:"at"`
}

// Stopped says why the last sync that the server answered did not come to its end.
type Stopped struct {
	At  time.Time
	Why gis.Message
}

// stops keeps why a sync was refused, until one comes to its end: what waits, and
// why, is asked where no network is. A server that did not answer refused nothing.
func (l *Link) stops(s *state, refused *wire.Problem, ended bool) error {
	switch {
	case refused != nil:
		return l.change(s, func(now *state) { now.Stopped = &stopped{refused.Code, refused.Seq, l.now().UTC()} })
	case ended && s.Stopped != nil:
		return l.change(s, func(now *state) { now.Stopped = nil })
	}
	return nil
}

// outstanding counts the supplies, and the layers that were computed, that the
// server is to have and has not, or not as they are here.
func (l *Link) outstanding(s *state) (n int, err error) {
	may, err := offers(s.Role)
	if err != nil || !may || len(s.Want) > 0 || len(s.Held) > 0 {
		return 0, err
	}
	all, err := l.readHeld()
	if err != nil {
		return 0, err
	}
	here := map[uint32]*held{}
	for _, h := range all {
		if h.Local != 0 {
			here[h.Local] = h
		}
	}
	snapshot := l.land.Snapshot()
	defer snapshot.Release() //nolint:errcheck // a sweep that failed is tried again at the next open
	register, err := l.land.Supplies()
	if err != nil {
		return 0, err
	}
	count := func(h *held, u *gis.Supply, scope string) error {
		is, err := printOf(snapshot, u, scope)
		if h == nil || h.Print != "" && h.Print != is {
			n++
		}
		return err
	}
	for i := range register {
		if err := count(here[register[i].ID], &register[i], ""); err != nil {
			return n, err
		}
	}
	for scope := range snapshot.ComputedScopes() {
		if err := count(all[computedPrefix+scope], nil, scope); err != nil {
			return n, err
		}
	}
	return n, nil
}
