package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// The values of the state bucket: what the archive knows of itself beside the
// territory.
var (
	secretKey = []byte("secret")
	markKey   = []byte("mark")
	seenKey   = []byte("seen")
)

// mark is written with every generation and with every piece of a build. It
// tells a record of the generation that was put back to an older one, and
// keeps numbers of segments from being used again after a killed build, whose
// values could otherwise be put in the place of later ones.
type mark struct {
	Generation  uint64 `json:"generation"`
	NextSegment uint32 `json:"next_segment"` // first number that no stored value ever had
	Supplies    int    `json:"supplies"`     // in the register

	// Sums of the register and of the corrected rejects, see ledger; "" in an
	// archive where none changed since there are sums.
	Register  string `json:"register,omitempty"`
	Corrected string `json:"corrected,omitempty"`
}

// sumOf is where the sum of a bucket stands.
func (m *mark) sumOf(bucket string) *string {
	if bucket == supplyBucket {
		return &m.Register
	}
	return &m.Corrected
}

// readMark gives the mark as it stands; a new file has none.
func (a *Archive) readMark(tx *bbolt.Tx) (m mark, err error) {
	raw := tx.Bucket([]byte(stateBucket)).Get(markKey)
	if raw == nil {
		return m, nil
	}
	if err = a.openJSON(stateBucket, markKey, raw, &m); err != nil {
		err = gis.Wrap("store.mark", gis.Damaged, err, "store.damaged", stateBucket)
	}
	return m, err
}

// putMark writes the mark of a generation.
func (a *Archive) putMark(tx *bbolt.Tx, generation uint64, next uint32) error {
	m, err := a.readMark(tx)
	if err != nil {
		return err
	}
	m.Generation, m.NextSegment = generation, next
	if m.Supplies, err = entriesIn(tx, supplyBucket); err != nil {
		return err
	}
	return a.putJSON(tx, stateBucket, markKey, m)
}

// switchTo makes a generation the one in force.
func (a *Archive) switchTo(tx *bbolt.Tx, m *manifest) error {
	err := errors.Join(a.putJSON(tx, generationBucket, currentKey, m), a.putSpare(tx, m))
	if err != nil {
		return err
	}
	return a.putMark(tx, m.Generation, m.NextSegment)
}

// putSpare writes the manifest once more: without it a rescue does not know of
// which columns the rows are, nor which of them hold.
func (a *Archive) putSpare(tx *bbolt.Tx, m *manifest) error {
	bucket, err := tx.CreateBucketIfNotExists([]byte(spareBucket))
	if err != nil {
		return err
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	at := place(spareBucket, currentKey)
	sealed, room := a.seal.seal(at, raw), ownPage(tx.DB().Info().PageSize)
	if len(sealed) < room { // JSON may end in spaces
		sealed = a.seal.sealStored(at, append(raw, bytes.Repeat([]byte{' '}, room)...))
	}
	return bucket.Put(currentKey, sealed)
}

// readState reads what load needs besides the generation in force, and checks
// that one against the mark.
func (a *Archive) readState(tx *bbolt.Tx) error {
	const op = "store.Open"
	bucket := tx.Bucket([]byte(stateBucket))
	if bucket == nil {
		return gis.Refuse(op, gis.Damaged, "store.damaged", stateBucket)
	}
	var err error
	if a.secret, err = a.seal.open(place(stateBucket, secretKey), bucket.Get(secretKey)); err != nil {
		return gis.Wrap(op, gis.Damaged, err, "store.damaged", stateBucket)
	}
	m, err := a.readMark(tx)
	if err != nil {
		return err
	}
	if m.Generation != a.current.Generation {
		return gis.Refuse(op, gis.Damaged, "store.put-back", a.Path, a.current.Generation, m.Generation)
	}
	a.next = max(a.current.NextSegment, m.NextSegment)
	raw := bucket.Get(seenKey)
	if raw == nil {
		return nil
	}
	if err := a.openJSON(stateBucket, seenKey, raw, &a.seen); err != nil {
		return gis.Wrap(op, gis.Damaged, err, "store.damaged", stateBucket)
	}
	return nil
}

// A clock may be wrong by so much before it is told, and the time is noted
// again when it has moved on by so much.
const (
	clockTolerance = 5 * time.Minute
	seenStep       = time.Minute
)

// clockBack tells of a clock that stands before the last time that this archive
// was written to.
func (a *Archive) clockBack(now time.Time) {
	if a.seen.Sub(now) > clockTolerance {
		a.notice(gis.Say("store.clock-back", now.Format(time.RFC3339), a.seen.Format(time.RFC3339)))
	}
}

// noteTime notes, with a change, when it was made. The caller holds the one
// writing transaction.
func (a *Archive) noteTime(tx *bbolt.Tx, now time.Time) error {
	if now.Sub(a.seen) < seenStep {
		return nil // also of a clock set back: the latest time is the one to keep
	}
	a.seen = now.UTC()
	return a.putJSON(tx, stateBucket, seenKey, a.seen)
}
