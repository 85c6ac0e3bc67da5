package store

import (
	"encoding/json"
	"time"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// formatVersion is the number of the archive's layout. A program refuses a
// newer one and migrates an older one.
const formatVersion = 2

// The buckets of the file. head and generation hold a few records; segments
// holds everything supplied or derived, by segment; the rest is what people
// and imports left.
const (
	headBucket       = "head"
	generationBucket = "generations"
	segmentBucket    = "segments"
	supplyBucket     = "supplies"
	rejectBucket     = "rejects"
	journalBucket    = "journal"
	editBucket       = "edits"
)

func buckets() []string {
	return []string{headBucket, generationBucket, segmentBucket, supplyBucket, rejectBucket, journalBucket, editBucket}
}

// Head is what an archive says of itself; it never changes after creation.
type Head struct {
	Format  int       `json:"format"`
	ID      string    `json:"id"`     // made at creation
	Device  string    `json:"device"` // author of the operations written here
	Comune  string    `json:"comune"`
	EPSG    int       `json:"epsg"`
	Sealing string    `json:"sealing"` // "none": in the clear
	Created time.Time `json:"created"`
	Secret  []byte    `json:"secret"` // keys the hashes of the key indexes
}

// headKey is where the head stands. It is the only value outside the seal:
// it says how to open the rest.
const headKey = "archive"

func readHead(tx *bbolt.Tx, path string) (Head, error) {
	const op = "store.Open"
	var h Head
	bucket := tx.Bucket([]byte(headBucket))
	if bucket == nil {
		return h, gis.Refuse(op, gis.BadInput, "store.not-archive", path)
	}
	if err := json.Unmarshal(bucket.Get([]byte(headKey)), &h); err != nil {
		return h, gis.Wrap(op, gis.Damaged, err, "store.head", path)
	}
	if h.Format < 1 || len(h.Secret) == 0 {
		return h, gis.Refuse(op, gis.Damaged, "store.head", path)
	}
	if h.Format > formatVersion {
		return h, gis.Refuse(op, gis.BadInput, "store.newer", path, h.Format, formatVersion)
	}
	return h, nil
}
