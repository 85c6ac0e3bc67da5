package store

import (
	"cmp"
	"slices"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// scopeOf is what a full supply of a source speaks of as a whole.
type scopeOf struct{ source, scope string }

// derivedSource is the source of what controls compute.
const derivedSource = "controls"

// DatasetFindings is the dataset that controls fill.
const DatasetFindings = "findings"

// replace puts the finished segments into the next generation and takes out
// derived ones whose scope was computed again; it gives those taken out. What
// was supplied stays.
func (b *Build) replace() []Segment {
	gone := b.refused()
	renewed := map[string]bool{}
	for _, s := range b.supplies {
		if s.derived {
			renewed[s.intake.Scope(nil, 0)] = true
		}
	}
	// In the order of the supplies, whichever was assembled first.
	slices.SortFunc(b.finished, func(p, q *writtenSegment) int {
		return cmp.Or(cmp.Compare(p.info.Supply, q.info.Supply), cmp.Compare(p.info.ID, q.info.ID))
	})
	var lost []Segment
	segments := make([]Segment, 0, len(b.next.Segments)+len(b.finished))
	for i := range b.next.Segments {
		old := b.next.Segments[i]
		if b.leaving[old.ID] || b.next.Schemas[old.Schema].Source == derivedSource && renewed[old.Scope] {
			lost = append(lost, old)
			continue
		}
		segments = append(segments, old)
	}
	kept := b.finished[:0]
	for _, w := range b.finished {
		if w.info.Supply != 0 && gone[w.info.Supply] {
			b.unused = append(b.unused, w.info)
			continue
		}
		kept = append(kept, w)
		w.info.Schema = b.next.schemaIndex(w.schema)
		segments = append(segments, w.info)
	}
	b.finished, b.next.Segments = kept, segments
	return lost
}

// refused are the supplies whose file was refused as a whole.
func (b *Build) refused() map[uint32]bool {
	gone := map[uint32]bool{}
	for _, s := range b.dropped {
		gone[s.ID()] = true
	}
	return gone
}

// get opens a value of a segment.
func (a *Archive) get(tx *bbolt.Tx, key []byte) ([]byte, error) {
	plain, err := a.seal.open(place(segmentBucket, key), tx.Bucket([]byte(segmentBucket)).Get(key))
	if err != nil {
		return nil, gis.Wrap("store.read", gis.Damaged, err, "store.damaged", segmentBucket)
	}
	return plain, nil
}
