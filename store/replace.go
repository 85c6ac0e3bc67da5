package store

import (
	"cmp"
	"slices"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// scopeOf is what a newer supply of the same source replaces.
type scopeOf struct{ source, scope string }

// replace puts the finished segments into the next generation and takes out
// those whose scope they renew; it gives the ones taken out.
func (b *Build) replace() []Segment {
	gone := map[uint32]bool{}
	for _, s := range b.dropped {
		gone[s.ID()] = true
	}
	beside := map[uint32]bool{}
	for _, s := range b.supplies {
		if s.intake.Add {
			beside[s.ID()] = true
		}
	}
	renewed := map[scopeOf]bool{}
	// In the order of the supplies, whichever was assembled first.
	slices.SortFunc(b.finished, func(p, q *writtenSegment) int {
		return cmp.Or(cmp.Compare(p.info.Supply, q.info.Supply), cmp.Compare(p.info.ID, q.info.ID))
	})
	var lost []Segment
	kept := b.finished[:0]
	for _, w := range b.finished {
		if w.info.Supply != 0 && gone[w.info.Supply] {
			b.unused = append(b.unused, w.info)
			continue
		}
		kept = append(kept, w)
		if !beside[w.info.Supply] {
			renewed[scopeOf{w.schema.Source, w.info.Scope}] = true
		}
	}
	b.finished = kept
	for _, s := range b.supplies {
		if s.derived {
			renewed[scopeOf{derivedSource, s.intake.Scope(nil, 0)}] = true
		}
	}
	segments := make([]Segment, 0, len(b.next.Segments)+len(kept))
	for i := range b.next.Segments {
		old := b.next.Segments[i]
		if renewed[scopeOf{b.next.Schemas[old.Schema].Source, old.Scope}] {
			lost = append(lost, old)
			continue
		}
		segments = append(segments, old)
	}
	for _, w := range kept {
		w.info.Schema = b.next.schemaIndex(w.schema)
		segments = append(segments, w.info)
	}
	b.next.Segments = segments
	return lost
}

// derivedSource is the source of what controls compute.
const derivedSource = "controls"

// DatasetFindings is the dataset that controls fill.
const DatasetFindings = "findings"

// group is a dataset of a scope: what is compared before and after.
type group struct {
	scopeOf
	dataset string
}

// count writes into the supplies what they added, changed and removed. Where
// several supplies renew one scope together, the first of them carries the
// count.
func (b *Build) count(replaced []Segment) error {
	bySupply := map[uint32]*gis.Supply{}
	for _, s := range b.supplies {
		if !s.derived {
			bySupply[s.ID()] = &s.intake.Supply
		}
	}
	before, after := map[group][]hashPair{}, map[group][]hashPair{}
	owner := map[group]uint32{}
	firstOf := map[scopeOf]uint32{}
	for _, w := range b.finished {
		g := group{scopeOf{w.schema.Source, w.info.Scope}, w.schema.Dataset}
		after[g] = append(after[g], w.digest...)
		if _, ok := owner[g]; !ok {
			owner[g] = w.info.Supply
		}
		if _, ok := firstOf[g.scopeOf]; !ok {
			firstOf[g.scopeOf] = w.info.Supply
		}
	}
	for i := range replaced {
		schema := &b.next.Schemas[replaced[i].Schema]
		g := group{scopeOf{schema.Source, replaced[i].Scope}, schema.Dataset}
		supply := firstOf[g.scopeOf]
		if bySupply[supply] == nil {
			continue // derived rows have no register
		}
		pairs, err := b.archive.digest(replaced[i].ID)
		if err != nil {
			return err
		}
		before[g] = append(before[g], pairs...)
		if _, ok := owner[g]; !ok {
			owner[g] = supply
		}
		if s := bySupply[supply]; !slices.Contains(s.Replaces, replaced[i].Supply) {
			s.Replaces = append(s.Replaces, replaced[i].Supply)
		}
	}
	for g, supply := range owner {
		if s := bySupply[supply]; s != nil {
			sortPairs(before[g])
			sortPairs(after[g])
			c := compareDigests(before[g], after[g])
			s.Added, s.Changed, s.Removed = s.Added+c.Added, s.Changed+c.Changed, s.Removed+c.Removed
		}
	}
	return nil
}

// digest reads the digest of a stored segment.
func (a *Archive) digest(id uint32) ([]hashPair, error) {
	var pairs []hashPair
	err := a.view(func(tx *bbolt.Tx) error {
		plain, err := a.get(tx, segmentKey(id, digestValue, 0))
		pairs = readPairs(plain)
		return err
	})
	return pairs, err
}

// get opens a value of a segment.
func (a *Archive) get(tx *bbolt.Tx, key []byte) ([]byte, error) {
	plain, err := a.seal.open(place(segmentBucket, key), tx.Bucket([]byte(segmentBucket)).Get(key))
	if err != nil {
		return nil, gis.Wrap("store.read", gis.Damaged, err, "store.damaged", segmentBucket)
	}
	return plain, nil
}
