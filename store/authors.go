package store

import (
	"encoding/binary"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// Former is a device as which an archive wrote before it became another one
// ([Archive.Become]). Its entries stay in the two chains as they are; those that
// follow are of the next device, and go on with the numbers.
type Former struct {
	Device string `json:"device"`
	Ops    uint64 `json:"ops"` // its last operation in the journal
	Log    uint64 `json:"log"` // its last entry of the access log
}

// Succeeded are the former devices of an archive once another one has its place:
// none of them wrote what is told again after the last of its entries.
func Succeeded(former []Former, last Former) []Former {
	all := slices.Clone(former)
	for i := range all {
		all[i].Ops, all[i].Log = min(all[i].Ops, last.Ops), min(all[i].Log, last.Log)
	}
	return append(all, last)
}

// authors are the devices that wrote the chains of an archive: the former ones,
// oldest first, and the one that writes now.
type authors struct {
	Device string   `json:"device"`
	Former []Former `json:"former"`
}

// authors are those of the archive now. Who writes asks [authorsIn].
func (a *Archive) authors() *authors {
	if now := a.became.Load(); now != nil {
		return now
	}
	return &authors{a.Head.Device, a.Head.Former}
}

// authorsIn are those of the file in a transaction.
func authorsIn(tx *bbolt.Tx) (*authors, error) {
	var by authors
	if err := json.Unmarshal(tx.Bucket([]byte(headBucket)).Get(headKey), &by); err != nil {
		return nil, gis.Wrap("store.Append", gis.Damaged, err, "store.head", headBucket)
	}
	return &by, nil
}

// Device is the device as which the archive writes.
func (a *Archive) Device() string { return a.authors().Device }

// Former are the devices as which it wrote before, oldest first.
func (a *Archive) Former() []Former { return a.authors().Former }

// Wrote reports whether the operation of a name was written here: a copy of the
// archive may have others of the same device.
func (a *Archive) Wrote(name string) (ours bool, err error) {
	err = a.view(func(tx *bbolt.Tx) error {
		o, err := a.operation(tx, a.authors(), name)
		ours = o.Seq > 0
		return err
	})
	return ours, err
}

// operation reads an operation of the archive by its name; one that was written
// elsewhere is zero.
func (a *Archive) operation(tx *bbolt.Tx, by *authors, name string) (o Operation, err error) {
	seq, ours := by.own(name)
	if !ours || tx.Bucket([]byte(journalBucket)).Get(binary.BigEndian.AppendUint64(nil, seq)) == nil {
		return o, nil
	}
	ops, err := a.readOperations(tx, []uint64{seq})
	if err != nil || ops[0].Name() != name {
		return o, err
	}
	return ops[0], nil
}

// of is the device that wrote operation seq, or entry seq of the access log.
func (by *authors) of(bucket string, seq uint64) string {
	for i := range by.Former {
		if f := &by.Former[i]; seq <= f.last(bucket) {
			return f.Device
		}
	}
	return by.Device
}

// last is the last entry of a former device in a chain.
func (f *Former) last(bucket string) uint64 {
	if bucket == accessBucket {
		return f.Log
	}
	return f.Ops
}

// own is the number in a name that an operation of the archive may have: one that
// was told again has its number still, and so may that of a copy.
func (by *authors) own(name string) (uint64, bool) {
	device, place, _ := strings.Cut(name, "/")
	number, _, retold := strings.Cut(place, ":")
	seq, err := strconv.ParseUint(number, 10, 64)
	now := by.of(journalBucket, seq)
	if retold {
		return seq, err == nil && now != device && slices.ContainsFunc(by.Former, func(f Former) bool { return f.Device == device })
	}
	return seq, err == nil && device == now
}
