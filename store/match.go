package store

import (
	"cmp"
	"slices"
	"sync"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store/block"
)

// stored is a row that the archive holds, by what tells it: 64 bits of its
// identity and 64 of its content, together enough that two rows are equal when
// these are.
type stored struct {
	hashPair
	segment, row uint32
}

// matcher finds the rows of a supply that the archive holds already, so that
// they are noted and not stored again. Its methods may be called from many
// goroutines.
type matcher struct {
	mu    sync.Mutex
	rows  []stored // sorted; of equal ones those in force first
	taken []bool
	lines map[mentionOf]*mention // what was found so far
	sizes map[uint32]int         // of the segments
}

// matchKey is where a supply looks for its rows: those of its scope, of the
// same columns and in the same CRS.
type matchKey struct {
	scopeOf
	schema, epsg int
	supply       uint32
}

// among are the segments in which a supply looks for its rows.
func (m *manifest) among(key matchKey) []*Segment {
	var segments []*Segment
	for i := range m.Segments {
		s := &m.Segments[i]
		if s.Schema == key.schema && s.Scope == key.scope && s.EPSG == key.epsg {
			segments = append(segments, s)
		}
	}
	return segments
}

// newMatcher reads the digests of the segments of a key.
func (a *Archive) newMatcher(m *manifest, key matchKey) (*matcher, error) {
	segments := m.among(key)
	// In force before past, so that a row that was never interrupted goes on.
	slices.SortStableFunc(segments, func(p, q *Segment) int { return cmp.Compare(b2i(p.Past), b2i(q.Past)) })
	x := &matcher{lines: map[mentionOf]*mention{}, sizes: map[uint32]int{}}
	for _, s := range segments {
		pairs, err := a.digest(s, &m.Schemas[key.schema])
		if err != nil {
			return nil, err
		}
		x.sizes[s.ID] = s.Rows
		for row, p := range pairs {
			x.rows = append(x.rows, stored{p, s.ID, uint32(row)})
		}
	}
	slices.SortStableFunc(x.rows, func(p, q stored) int { return comparePairs(p.hashPair, q.hashPair) })
	x.taken = make([]bool, len(x.rows))
	return x, nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rest notes the rows of a batch that are held and gives the others.
func (x *matcher) rest(b *gis.Batch, supply uint32) *gis.Batch {
	identity := identityOf(b.Schema)
	pairs := make([]hashPair, b.Len())
	var room []byte
	for row := range pairs {
		pairs[row], room = rowDigest(b, row, identity, room)
	}
	var others []int
	x.mu.Lock()
	for row, p := range pairs {
		if !x.take(p, supply, b.Line[row]) {
			others = append(others, row)
		}
	}
	x.mu.Unlock()
	if len(others) == b.Len() {
		return b
	}
	left := gis.NewBatch(b.Schema)
	left.Append(b, others)
	return left
}

// take notes one held row of the digest that was not taken yet. Line 0 is no
// line: such rows are stored.
func (x *matcher) take(p hashPair, supply, line uint32) bool {
	i, _ := slices.BinarySearchFunc(x.rows, p, func(s stored, p hashPair) int { return comparePairs(s.hashPair, p) })
	for ; i < len(x.rows) && x.rows[i].hashPair == p; i++ {
		if x.taken[i] || line == 0 {
			continue
		}
		x.taken[i] = true
		at := x.rows[i]
		of := mentionOf{at.segment, supply}
		m := x.lines[of]
		if m == nil {
			m = &mention{make([]uint32, x.sizes[at.segment])}
			x.lines[of] = m
		}
		m.lines[at.row] = line
		return true
	}
	return false
}

// digest gives the digests of a stored segment in row order; of one that was
// written before they stood in it they are made from the rows.
func (a *Archive) digest(info *Segment, schema *gis.Schema) ([]hashPair, error) {
	var pairs []hashPair
	err := a.view(func(tx *bbolt.Tx) error {
		key := segmentKey(info.ID, digestValue, 0)
		if tx.Bucket([]byte(segmentBucket)).Get(key) == nil {
			return nil
		}
		plain, err := a.get(tx, key)
		pairs = readPairs(plain)
		return err
	})
	if err != nil {
		return nil, err
	}
	if pairs == nil {
		pairs, err = a.digestAgain(info, schema)
	}
	if err == nil && len(pairs) != info.Rows {
		err = gis.Refuse("store.read", gis.Damaged, "store.damaged", schema.Dataset)
	}
	return pairs, err
}

func (a *Archive) digestAgain(info *Segment, schema *gis.Schema) ([]hashPair, error) {
	s := &segment{archive: a, info: *info, schema: schema}
	meta, err := s.readMeta()
	if err != nil {
		return nil, err
	}
	identity := identityOf(schema)
	pairs := make([]hashPair, 0, info.Rows)
	var room []byte
	for n := range meta.First {
		b, err := s.asStored(uint32(n))
		if err != nil {
			return nil, err
		}
		for row := range b.Len() {
			var p hashPair
			p, room = rowDigest(b, row, identity, room)
			pairs = append(pairs, p)
		}
	}
	return pairs, nil
}

// asStored reads a block with its shapes in the CRS in which they came.
func (s *segment) asStored(n uint32) (*gis.Batch, error) {
	const op = "store.read"
	plain, err := s.value(rowsValue, n)
	if err != nil {
		return nil, err
	}
	b, _, err := block.DecodeRows(plain, s.schema, nil)
	if err != nil {
		return nil, gis.Wrap(op, gis.Damaged, err, "store.damaged", s.schema.Dataset)
	}
	if s.schema.Shape == gis.NoShape {
		return b, nil
	}
	if plain, err = s.value(shapesValue, n); err != nil {
		return nil, err
	}
	shapes, err := block.DecodeShapes(plain)
	if err != nil || shapes.Len() != b.Len() {
		return nil, gis.Wrap(op, gis.Damaged, err, "store.damaged", s.schema.Dataset)
	}
	b.Shapes = *shapes
	return b, nil
}
