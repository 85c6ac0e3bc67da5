package store

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// sum is a keyed hash of a set of values, each with its place: values come in
// and go out in any order, and the hash says nothing of them to whoever lacks
// the archive's secret.
type sum [sha256.Size]byte

// turn takes a value in, or out where it was in.
func (s *sum) turn(secret []byte, bucket string, key, plain []byte) {
	mac := hmac.New(sha256.New, secret)
	mac.Write(place(bucket, key))
	mac.Write([]byte{0})
	mac.Write(plain)
	for i, b := range mac.Sum(nil) {
		s[i] ^= b
	}
}

func (s *sum) text() string { return hex.EncodeToString(s[:]) }

// counts reports whether a value of the register or of the rejects is in the
// sum of its bucket. Rejects that nobody touched are not: they are written once,
// and the register says how many they are.
func counts(bucket string, plain []byte) bool {
	var r gis.Reject
	return bucket != rejectBucket || json.Unmarshal(plain, &r) == nil && (r.Fixed != "" || r.Passed)
}

// ledger writes entries of the register and corrected rejects, and keeps their
// sums in the mark: an older entry that is put back does not go with them.
type ledger struct {
	archive *Archive
	tx      *bbolt.Tx
	mark    mark
	sums    map[string]*sum
}

func (a *Archive) ledger(tx *bbolt.Tx) (*ledger, error) {
	l := &ledger{archive: a, tx: tx, sums: map[string]*sum{}}
	var err error
	l.mark, err = a.readMark(tx)
	return l, err
}

// sum gives that of a bucket; of an archive that has none yet, from what it
// holds.
func (l *ledger) sum(bucket string) (*sum, error) {
	if s := l.sums[bucket]; s != nil {
		return s, nil
	}
	s := new(sum)
	l.sums[bucket] = s
	if text := *l.mark.sumOf(bucket); text != "" {
		raw, err := hex.DecodeString(text)
		if err != nil || copy(s[:], raw) != len(s) {
			return nil, gis.Refuse("store.ledger", gis.Damaged, "store.damaged", stateBucket)
		}
		return s, nil
	}
	err := along(l.tx, bucket, nil, func(k, v []byte) (bool, error) {
		plain, err := l.archive.seal.open(place(bucket, k), v)
		if err != nil {
			return false, gis.Wrap("store.ledger", gis.Damaged, err, "store.damaged", bucket)
		}
		if counts(bucket, plain) {
			s.turn(l.archive.secret, bucket, k, plain)
		}
		return true, nil
	})
	return s, err
}

// put writes an entry in the place of the one that was there.
func (l *ledger) put(bucket string, key []byte, v any) error {
	s, err := l.sum(bucket)
	if err != nil {
		return err
	}
	b := l.tx.Bucket([]byte(bucket))
	if was := bytes.Clone(b.Get(key)); was != nil {
		plain, err := l.archive.seal.open(place(bucket, key), was)
		if err != nil {
			return gis.Wrap("store.ledger", gis.Damaged, err, "store.damaged", bucket)
		}
		if counts(bucket, plain) {
			s.turn(l.archive.secret, bucket, key, plain)
		}
	}
	plain, err := json.Marshal(v)
	if err != nil {
		return gis.Wrap("store.ledger", gis.Internal, err, "store.encode", bucket)
	}
	if counts(bucket, plain) {
		s.turn(l.archive.secret, bucket, key, plain)
	}
	return b.Put(key, l.archive.seal.seal(place(bucket, key), plain))
}

// withoutRejects takes the rejects of a supply out.
func (l *ledger) withoutRejects(supply uint32) error {
	sum, err := l.sum(rejectBucket)
	if err != nil {
		return err
	}
	b := l.tx.Bucket([]byte(rejectBucket))
	var keys [][]byte
	err = along(l.tx, rejectBucket, number(supply), func(k, v []byte) (bool, error) {
		if !bytes.HasPrefix(k, number(supply)) {
			return false, nil
		}
		plain, err := l.archive.seal.open(place(rejectBucket, k), v)
		if err != nil {
			return false, gis.Wrap("store.ledger", gis.Damaged, err, "store.damaged", rejectBucket)
		}
		if counts(rejectBucket, plain) {
			sum.turn(l.archive.secret, rejectBucket, k, plain)
		}
		keys = append(keys, bytes.Clone(k))
		return true, nil
	})
	if err != nil {
		return err
	}
	for _, k := range keys {
		if err := b.Delete(k); err != nil {
			return err
		}
	}
	return nil
}

// end writes the sums.
func (l *ledger) end() error {
	for bucket, s := range l.sums {
		*l.mark.sumOf(bucket) = s.text()
	}
	return l.archive.putJSON(l.tx, stateBucket, markKey, l.mark)
}

// sumAgain makes the sums of what a file holds that was put together anew.
func (a *Archive) sumAgain(tx *bbolt.Tx) error {
	l := &ledger{archive: a, tx: tx, sums: map[string]*sum{}}
	for _, bucket := range []string{supplyBucket, rejectBucket} {
		if _, err := l.sum(bucket); err != nil {
			return err
		}
	}
	return l.end()
}
