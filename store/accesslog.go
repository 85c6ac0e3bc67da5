package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// Access is an entry of the access log: who read which persons and units, why,
// when and from which device. It is written before they are shown, one entry
// for each deed. Of a few rows it names the keys and the subjects, of many only
// what was asked and how many came. Persons stand in it as keyed hashes
// ([Archive.SubjectHash]): the log itself tells nobody's name.
//
// Entries have the canonical form of operations and are chained like them.
type Access struct {
	Device   string    `json:"dev"`
	Seq      uint64    `json:"seq"` // 1, 2, 3 … without gaps on a device
	Comune   string    `json:"comune"`
	At       time.Time `json:"at"`
	Actor    string    `json:"actor"`
	Purpose  string    `json:"purpose"`            // "" when none was given, which is told as such
	Deed     string    `json:"deed"`               // query, identify, finding …
	What     string    `json:"what,omitempty"`     // layer, control or finding
	Filter   string    `json:"filter,omitempty"`   // what was asked of it, without persons' data
	Count    int64     `json:"count"`              // rows shown; -1 while it is not known
	Of       uint64    `json:"of,omitempty"`       // number of the entry whose count this one tells
	Keys     []string  `json:"keys,omitempty"`     // cadastral keys of the rows, ascending
	Subjects []string  `json:"subjects,omitempty"` // keyed hashes, ascending
	Rows     bool      `json:"rows,omitempty"`     // Keys and Subjects are all that was shown
	Journal  string    `json:"journal,omitempty"`  // last link of the device's journal, "number:hash"
	Prev     string    `json:"prev"`               // hash of the entry before
}

// SubjectHash is how the access log names a subject, by fiscal code or by an
// identifier of the census: without the archive's secret nobody can tell who it
// is, not even by trying every code there is.
func (a *Archive) SubjectHash(kind, id string) string {
	mac := hmac.New(sha256.New, a.secret)
	mac.Write([]byte("subject\x00" + kind + "\x00" + id)) //nolint:errcheck // a hash takes all
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// LogAccess appends an entry in one durable transaction. Device, Seq, Comune,
// At, Journal and Prev are filled here.
func (a *Archive) LogAccess(x Access) (Access, error) {
	const op = "store.LogAccess"
	if a.readOnly {
		return x, nil // who opened the archive was told that nothing is noted
	}
	slices.Sort(x.Keys)
	slices.Sort(x.Subjects)
	err := a.update(op, func(tx *bbolt.Tx) error {
		last, err := a.lastLink(tx, accessBucket)
		if err != nil {
			return err
		}
		journal, err := a.lastLink(tx, journalBucket)
		if err != nil {
			return err
		}
		by, err := authorsIn(tx)
		if err != nil {
			return err
		}
		x.Device, x.Comune, x.At = by.Device, a.Head.Comune, time.Now().UTC()
		x.Seq, x.Prev, x.Journal = last.Seq+1, last.Hash, journal.String()
		raw, err := canonical(op, x)
		if err != nil {
			return err
		}
		key := binary.BigEndian.AppendUint64(nil, x.Seq)
		if err := tx.Bucket([]byte(accessBucket)).Put(key, a.seal.seal(place(accessBucket, key), raw)); err != nil {
			return err
		}
		return a.anchor(tx, accessBucket, link{x.Seq, HashOf(raw)})
	})
	return x, err
}

// Accesses gives the access log, oldest first.
func (a *Archive) Accesses(found func(Access) error) error {
	return a.entries(accessBucket, []byte{}, func(_, plain []byte) error {
		x, err := DecodeAccess(plain)
		if err != nil {
			return err
		}
		return found(x)
	})
}

// DecodeAccess reads an entry of the access log.
func DecodeAccess(raw []byte) (Access, error) {
	const op = "store.DecodeAccess"
	var x Access
	if err := json.Unmarshal(raw, &x); err != nil {
		return x, gis.Wrap(op, gis.Damaged, err, "store.damaged", accessBucket)
	}
	if x.Device == "" || x.Seq == 0 || x.Seq > 1<<53 || x.Deed == "" {
		return x, gis.Refuse(op, gis.Damaged, "store.damaged", accessBucket)
	}
	return x, nil
}

// Encode gives an entry in its canonical form.
func (x *Access) Encode() ([]byte, error) { return canonical("store.Encode", x) }
