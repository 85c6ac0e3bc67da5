package client

import (
	"encoding/json"
	"slices"
	"time"

	"segit/gis"
	"segit/sync/merge"
	"segit/sync/wire"
)

// Status is where an archive stands with its central repository.
type Status struct {
	Server    string
	User      string
	Role      string
	Device    string
	Pending   int // operations that the server has not yet
	Parked    int // operations that the server set aside
	Conflicts int
	Files     int       // attachments whose bytes the server has not yet
	Supplies  int       // supplies and computed layers that the server has not yet as they are here
	Copied    bool      // it stopped because the archive is there twice: it must join again ([Link.Rejoin])
	Stopped   *Stopped  // nil where the last sync came to its end
	Synced    time.Time // last time that all was in; zero for never
}

// Status asks nobody: it says what the archive knows.
func (l *Link) Status() (Status, error) {
	var st Status
	var s state
	err := l.archive.View(func(tx Tx) error {
		var err error
		if s, err = readState(tx); err != nil {
			return err
		}
		device, _ := l.archive.Of()
		st = Status{Server: s.Server, Device: device, User: s.User, Role: s.Role, Synced: s.Synced}
		st.Copied = s.Stopped.copied()
		if s.Stopped != nil {
			st.Stopped = &Stopped{s.Stopped.At, (&wire.Problem{Code: s.Stopped.Code, Seq: s.Stopped.Seq}).Message()}
		}
		aside, err := parkedOf(tx)
		if err != nil {
			return err
		}
		for i := range aside {
			if !aside[i].Resent && !aside[i].Dismissed {
				st.Parked++
			}
		}
		disputes, err := disputesOf(tx)
		if err != nil {
			return err
		}
		st.Conflicts = len(disputes)
		return tx.Journal(s.Acked, func(uint64, []byte) (bool, error) { st.Pending++; return true, nil })
	})
	if err != nil || l.land == nil {
		return st, err
	}
	files, err := l.land.Blobs()
	if err != nil {
		return st, err
	}
	for i := range files {
		if files[i].Here() && files[i].Sent != s.reading() {
			st.Files++
		}
	}
	st.Supplies, err = l.outstanding(&s)
	return st, err
}

// Conflicts are the conflicts that stand, by row.
func (l *Link) Conflicts() (all []merge.Dispute, err error) {
	err = l.archive.View(func(tx Tx) error {
		all, err = disputesOf(tx)
		return err
	})
	return all, err
}

// Parked are the operations of this device that the server set aside and nobody
// has sent again or dismissed, oldest first.
func (l *Link) Parked() (all []Parked, err error) {
	err = l.archive.View(func(tx Tx) error {
		all, err = parkedOf(tx)
		return err
	})
	return slices.DeleteFunc(all, func(p Parked) bool { return p.Resent || p.Dismissed }), err
}

func disputesOf(tx Tx) ([]merge.Dispute, error) { return eachOf[merge.Dispute](tx, disputeKey) }

func parkedOf(tx Tx) ([]Parked, error) {
	var all []Parked
	err := tx.EachAside(func(_ uint64, said json.RawMessage) error { return readInto(&all, said) })
	return all, err
}

// parkedBySeq are those of [parkedOf] by their numbers.
func parkedBySeq(tx Tx) (map[uint64]Parked, error) {
	all, err := parkedOf(tx)
	by := make(map[uint64]Parked, len(all))
	for _, p := range all {
		by[p.Result.Seq] = p
	}
	return by, err
}

func eachOf[T any](tx Tx, prefix string) ([]T, error) {
	var all []T
	err := tx.Each(prefix, func(_ string, raw json.RawMessage) error { return readInto(&all, raw) })
	return all, err
}

func readInto[T any](all *[]T, raw json.RawMessage) error {
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		return gis.Wrap("client.read", gis.Damaged, err, "sync.store-damaged")
	}
	*all = append(*all, v)
	return nil
}
