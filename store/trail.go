package store

import (
	"encoding/binary"
	"encoding/json"
	"strconv"
	"strings"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// The journal and the access log are two chains, each of a bucket: entry n
// names the hash of entry n-1, so that an entry changed, taken out or moved
// shows at the next one. The tail is held by three anchors: the number and hash
// of the last entry stand in a value of their own, every operation names the
// last entry of the access log and every entry of the access log the last
// operation. So a tail that is cut shows, unless whoever cuts it holds the key
// of the archive and cuts both chains to the same moment and writes the anchor
// anew; then only what left the archive tells: a log exported before, or the
// last link that the central repository accepted.

// link is an entry of a chain, by number and hash.
type link struct {
	Seq  uint64 `json:"seq"`
	Hash string `json:"hash"`
}

// String is "number:hash", "" before the first entry.
func (l link) String() string {
	if l.Seq == 0 {
		return ""
	}
	return strconv.FormatUint(l.Seq, 10) + ":" + l.Hash
}

// linkOf reads the form of [link.String].
func linkOf(text string) (link, bool) {
	n, hash, cut := strings.Cut(text, ":")
	seq, err := strconv.ParseUint(n, 10, 64)
	return link{seq, hash}, cut && err == nil
}

// anchorKey is where the last link of a chain stands, in the state of the
// archive.
func anchorKey(bucket string) []byte { return []byte("last-" + bucket) }

func (a *Archive) anchor(tx *bbolt.Tx, bucket string, last link) error {
	return a.putJSON(tx, stateBucket, anchorKey(bucket), last)
}

// lastLink is the last entry of a chain.
func (a *Archive) lastLink(tx *bbolt.Tx, bucket string) (link, error) {
	k, raw := tx.Bucket([]byte(bucket)).Cursor().Last()
	if k == nil {
		return link{}, nil
	}
	plain, err := a.seal.open(place(bucket, k), raw)
	if err != nil || len(k) != 8 {
		return link{}, gis.Wrap("store.Append", gis.Damaged, err, "store.damaged", bucket)
	}
	return link{binary.BigEndian.Uint64(k), HashOf(plain)}, nil
}

// readAnchor is the last link as it was noted; zero in an archive of before.
func (a *Archive) readAnchor(tx *bbolt.Tx, bucket string) (last link, err error) {
	key := anchorKey(bucket)
	raw := tx.Bucket([]byte(stateBucket)).Get(key)
	if raw == nil {
		return last, nil
	}
	plain, err := a.seal.open(place(stateBucket, key), raw)
	if err == nil {
		err = json.Unmarshal(plain, &last)
	}
	return last, err
}

// seqOf is the number of an entry of a chain, 0 for a key that is none.
func seqOf(key []byte) uint64 {
	if len(key) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(key)
}

// number64 is a key that ends with a number.
func number64(prefix string, n uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte(prefix), n)
}
