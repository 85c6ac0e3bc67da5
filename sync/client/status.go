package client

import (
	"encoding/json"
	"time"

	"segit/gis"
	"segit/sync/merge"
)

// Status is where an archive stands with its central repository.
type Status struct {
	Server    string
	User      string
	Role      string
	Pending   int // operations that the server has not yet
	Parked    int // operations that the server set aside
	Conflicts int
	Synced    time.Time // last time that all was in; zero for never
}

// Status asks nobody: it says what the archive knows.
func (l *Link) Status() (Status, error) {
	var st Status
	err := l.archive.View(func(tx Tx) error {
		s, err := readState(tx)
		if err != nil {
			return err
		}
		st = Status{Server: s.Server, User: s.User, Role: s.Role, Synced: s.Synced}
		aside, err := parkedOf(tx)
		if err != nil {
			return err
		}
		st.Parked = len(aside)
		disputes, err := disputesOf(tx)
		if err != nil {
			return err
		}
		st.Conflicts = len(disputes)
		return tx.Journal(s.Acked, func(uint64, []byte) (bool, error) { st.Pending++; return true, nil })
	})
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

// Parked are the operations of this device that the server set aside, oldest
// first.
func (l *Link) Parked() (all []Parked, err error) {
	err = l.archive.View(func(tx Tx) error {
		all, err = parkedOf(tx)
		return err
	})
	return all, err
}

func disputesOf(tx Tx) ([]merge.Dispute, error) { return eachOf[merge.Dispute](tx, disputeKey) }

func parkedOf(tx Tx) ([]Parked, error) {
	var all []Parked
	err := tx.EachAside(func(_ uint64, said json.RawMessage) error { return readInto(&all, said) })
	return all, err
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
