package store

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"segit/gis"
)

// formatVersion is the number of the archive's layout. A program refuses a
// newer one, and migrates one older than readVersion.
//
// 1: in the clear only, with the secret of the key indexes in the head.
// 2: sealed or in the clear; what the archive knows of itself in a bucket of
// its own (see state). Each segment has its drawings.
// 3: drawings are made later, or never.
const formatVersion = 3

// readVersion is the oldest layout that is read as it stands. It becomes
// formatVersion when something is built that a program of then would misread.
const readVersion = 2

// The buckets of the file. head and generation hold a few records; segments
// holds everything supplied or derived, by segment; the rest is what people
// and imports left.
const (
	headBucket       = "head"
	stateBucket      = "state"
	generationBucket = "generations"
	segmentBucket    = "segments"
	supplyBucket     = "supplies"
	rejectBucket     = "rejects"
	journalBucket    = "journal"
	editBucket       = "edits"
	accessBucket     = "access"
	sharedBucket     = "shared" // what the central repository says
	spareBucket      = "spare"  // the manifest once more, on pages of its own
	lidBucket        = "lid"    // the head once more, likewise; it is in no list of buckets
)

// unsealed reports a bucket whose values stand outside the seal.
func unsealed(bucket string) bool { return bucket == headBucket || bucket == lidBucket }

func buckets() []string {
	return []string{
		headBucket, stateBucket, generationBucket, segmentBucket, supplyBucket, rejectBucket, journalBucket, editBucket,
		accessBucket, sharedBucket, spareBucket,
	}
}

// Head is what an archive says of itself, as it was opened. It changes only when
// the archive becomes one of another device ([Archive.Device]).
type Head struct {
	Format  int       `json:"format"`
	ID      string    `json:"id"`               // made at creation
	Device  string    `json:"device"`           // author of the operations written here
	Former  []Former  `json:"former,omitempty"` // those before it, oldest first
	Comune  string    `json:"comune"`
	EPSG    int       `json:"epsg"`
	Sealing string    `json:"sealing"` // "none": in the clear
	Created time.Time `json:"created"`
	Secret  []byte    `json:"secret,omitempty"` // of format 1: keys the hashes of the key indexes
}

// Plaintext reports whether nothing in the file is encrypted.
func (h *Head) Plaintext() bool { return h.Sealing == notSealed }

// The values of the head's bucket. They alone stand outside the seal: they say
// how to open the rest, and the tag tells once it is open whether they were
// changed.
var (
	headKey     = []byte("archive")
	envelopeKey = []byte("envelope")
	tagKey      = []byte("tag")
)

// lid is what is read before an archive is unlocked.
type lid struct {
	head              Head
	rawHead, rawLocks []byte
	rawLease          []byte
	tag               []byte
	envelope          *envelope // nil in the clear
}

// ofHead reports a key of the head.
func ofHead(key string) bool {
	return key == string(headKey) || key == string(envelopeKey) || key == string(tagKey) || key == string(leaseKey)
}

// readLid is the one place that knows the heads of older formats, whose archives
// are then migrated.
func readLid(tx *bbolt.Tx, path string) (lid, error) {
	bucket := tx.Bucket([]byte(headBucket))
	if bucket == nil {
		return lid{}, gis.Refuse("store.Open", gis.BadInput, "store.not-archive", path)
	}
	return lidOf(bucket.Get, path)
}

// formatOf is the format that a head says, 0 when it does not read.
func formatOf(head []byte) int {
	var h Head
	if json.Unmarshal(head, &h) != nil {
		return 0
	}
	return h.Format
}

// lidOf reads the lid of the head's values.
func lidOf(get func(key []byte) []byte, path string) (lid, error) {
	const op = "store.Open"
	l := lid{rawHead: get(headKey), rawLocks: get(envelopeKey), tag: get(tagKey), rawLease: get(leaseKey)}
	if err := json.Unmarshal(l.rawHead, &l.head); err != nil {
		return l, gis.Wrap(op, gis.Damaged, err, "store.head", path)
	}
	h := &l.head
	switch {
	case h.Format > formatVersion:
		return l, gis.Refuse(op, gis.BadInput, "store.newer", path, h.Format, formatVersion)
	case h.Format < 1, h.Format == 1 && (!h.Plaintext() || len(h.Secret) == 0), !h.Plaintext() && h.Sealing != sealing:
		return l, gis.Refuse(op, gis.Damaged, "store.head", path)
	case h.Plaintext():
		if h.Format > 1 && !bytes.Equal(l.tag, clearTag(l.rawHead)) {
			return l, gis.Refuse(op, gis.Damaged, "store.head", path)
		}
		return l, nil
	}
	var err error
	if l.envelope, err = readEnvelope(l.rawLocks); err != nil {
		return l, gis.Wrap(op, gis.Damaged, err, "store.head", path)
	}
	return l, nil
}

// lid reads what stands before the seal.
func (a *Archive) lid() (lid, error) {
	var l lid
	err := a.view(func(tx *bbolt.Tx) error {
		read, err := readLid(tx, filepath.Base(a.Path))
		l = read.clone()
		return err
	})
	return l, err
}

// clone copies what lies in the file's memory.
func (l lid) clone() lid {
	l.rawHead, l.rawLocks, l.tag = bytes.Clone(l.rawHead), bytes.Clone(l.rawLocks), bytes.Clone(l.tag)
	l.rawLease = bytes.Clone(l.rawLease)
	return l
}

// writeLid puts the head, as one of this program's format, and, for a sealed
// archive, the envelope and the tag over both.
func writeLid(tx *bbolt.Tx, head Head, e *envelope, keys *keyset) error {
	bucket := tx.Bucket([]byte(headBucket))
	head.Format = formatVersion
	raw, err := json.Marshal(head)
	if err == nil {
		err = bucket.Put(headKey, raw)
	}
	if err != nil {
		return err
	}
	if head.Plaintext() {
		return errors.Join(bucket.Put(tagKey, clearTag(raw)), copyLid(tx))
	}
	locks, err := json.Marshal(e)
	if err != nil {
		return err
	}
	tag, err := keys.tag(raw, locks)
	if err != nil {
		return err
	}
	return errors.Join(bucket.Put(envelopeKey, locks), bucket.Put(tagKey, tag), copyLid(tx))
}

// roomKey holds zeros in the second head.
var roomKey = []byte("room")

// ownPage is how much a bucket holds at least that has a page to itself: smaller
// ones stand on the page of the file's root, and go with it.
func ownPage(pageSize int) int { return pageSize / 4 }

// copyLid writes the head once more: without one nothing can be rescued.
func copyLid(tx *bbolt.Tx) error {
	if err := tx.DeleteBucket([]byte(lidBucket)); err != nil && !errors.Is(err, bbolterrors.ErrBucketNotFound) {
		return err
	}
	second, err := tx.CreateBucket([]byte(lidBucket))
	if err != nil {
		return err
	}
	err = tx.Bucket([]byte(headBucket)).ForEach(func(key, value []byte) error { return second.Put(key, bytes.Clone(value)) })
	return errors.Join(err, second.Put(roomKey, make([]byte, ownPage(tx.DB().Info().PageSize))))
}

// raise makes an archive of a format that is read as it stands one of this
// program's: from then on an older program refuses it.
func (a *Archive) raise() error {
	l, err := a.lid()
	if err != nil || l.head.Format >= formatVersion {
		return err
	}
	if s, ok := a.seal.(*blockSealer); ok {
		s.changing.Lock()
		defer s.changing.Unlock()
	}
	return a.update("store.raise", func(tx *bbolt.Tx) error { return a.rewriteLid(tx, nil) })
}

// rewriteLid writes the head of an unlocked archive again, changed, as one of this
// program's format; a nil change changes nothing else.
func (a *Archive) rewriteLid(tx *bbolt.Tx, change func(*Head)) error {
	l, err := readLid(tx, a.Path)
	if err != nil {
		return err
	}
	var keys *keyset
	if s, ok := a.seal.(*blockSealer); ok {
		keys = s.keys.Load()
	}
	if change != nil {
		change(&l.head)
	}
	return writeLid(tx, l.head, l.envelope, keys)
}

// clearTag tells a damaged head of an archive in the clear.
func clearTag(head []byte) []byte {
	sum := sha256.Sum256(head)
	return sum[:]
}

// genuine checks with the keys that nobody changed what was read before.
func (l *lid) genuine(keys *keyset, path string) error {
	tag, err := keys.tag(l.rawHead, l.rawLocks)
	if err == nil && !hmac.Equal(tag, l.tag) {
		err = gis.Refuse("store.Open", gis.Damaged, "store.head-forged", path)
	}
	return err
}
