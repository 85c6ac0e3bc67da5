package store

import (
	"cmp"
	"encoding/json"
	"slices"
	"sync"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/gis/packed"
	"segit/store/block"
)

// segment reads one segment; what it needs of it is read once and kept.
type segment struct {
	archive *Archive
	info    Segment
	schema  *gis.Schema

	metaOnce sync.Once
	meta     segmentMeta
	metaErr  error
	treeOnce sync.Once
	tree     *packed.Tree
	treeErr  error
	keysMu   sync.Mutex
	keys     map[int][]hashPair // pages of the key index read so far
}

// segment gives the reader of a segment of a generation.
func (a *Archive) segment(m *manifest, i int) *segment {
	a.mu.Lock()
	defer a.mu.Unlock()
	info := m.Segments[i]
	s := a.segments[info.ID]
	if s == nil {
		s = &segment{archive: a, info: info, schema: &m.Schemas[info.Schema]}
		a.segments[info.ID] = s
	}
	return s
}

// value reads and opens one value of the segment.
func (s *segment) value(kind byte, n uint32) ([]byte, error) {
	var plain []byte
	err := s.archive.view(func(tx *bbolt.Tx) error {
		var err error
		plain, err = s.archive.get(tx, segmentKey(s.info.ID, kind, n))
		return err
	})
	return plain, err
}

func (s *segment) readMeta() (*segmentMeta, error) {
	s.metaOnce.Do(func() {
		var plain []byte
		if plain, s.metaErr = s.value(metaValue, 0); s.metaErr == nil {
			s.metaErr = json.Unmarshal(plain, &s.meta)
		}
	})
	return &s.meta, s.metaErr
}

// readTree is the spatial index; nil for a dataset without geometry.
func (s *segment) readTree() (*packed.Tree, error) {
	if s.schema.Shape == gis.NoShape {
		return nil, nil
	}
	s.treeOnce.Do(func() {
		var plain []byte
		if plain, s.treeErr = s.value(indexValue, 0); s.treeErr == nil {
			s.tree, s.treeErr = packed.Decode(plain)
		}
	})
	return s.tree, s.treeErr
}

// rowsOf are the rows under a hash in the key index, ascending.
func (s *segment) rowsOf(hash uint64) ([]int, error) {
	meta, err := s.readMeta()
	if err != nil {
		return nil, err
	}
	var rows []int
	// The rows of one hash may begin on the page before the first that begins
	// with it, and go on over many.
	first, _ := slices.BinarySearch(meta.Keys, hash)
	for n := max(first-1, 0); n < len(meta.Keys) && meta.Keys[n] <= hash; n++ {
		page, err := s.readKeys(n)
		if err != nil {
			return nil, err
		}
		i, _ := slices.BinarySearchFunc(page, hash, func(p hashPair, h uint64) int { return cmp.Compare(p.a, h) })
		for ; i < len(page) && page[i].a == hash; i++ {
			rows = append(rows, int(page[i].b))
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows), nil
}

// readKeys gives a page of the key index.
func (s *segment) readKeys(n int) ([]hashPair, error) {
	s.keysMu.Lock()
	defer s.keysMu.Unlock()
	if page, ok := s.keys[n]; ok {
		return page, nil
	}
	plain, err := s.value(keysValue, uint32(n))
	if err != nil {
		return nil, err
	}
	if s.keys == nil {
		s.keys = map[int][]hashPair{}
	}
	s.keys[n] = readPairs(plain)
	return s.keys[n], nil
}

// blockSpan is the rows of block n.
func (s *segment) blockSpan(meta *segmentMeta, n int) (from, to int) {
	if n+1 < len(meta.First) {
		return int(meta.First[n]), int(meta.First[n+1])
	}
	return int(meta.First[n]), s.info.Rows
}

// read decodes a block: the wanted columns (nil for all) and, when asked, the
// shapes in the archive's CRS.
func (s *segment) read(n int, want []bool, shapes bool) (*gis.Batch, error) {
	const op = "store.read"
	plain, err := s.value(rowsValue, uint32(n))
	if err != nil {
		return nil, err
	}
	b, _, err := block.DecodeRows(plain, s.schema, want)
	if err != nil {
		return nil, gis.Wrap(op, gis.Damaged, err, "store.damaged", s.schema.Dataset)
	}
	if !shapes || s.schema.Shape == gis.NoShape {
		return b, nil
	}
	if plain, err = s.value(shapesValue, uint32(n)); err != nil {
		return nil, err
	}
	read, err := block.DecodeShapes(plain)
	if err != nil || read.Len() != b.Len() {
		return nil, gis.Wrap(op, gis.Damaged, err, "store.damaged", s.schema.Dataset)
	}
	b.Shapes = *read
	return b, s.archive.toArchive(s.info.EPSG, &b.Shapes)
}
