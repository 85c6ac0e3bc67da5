package store

import (
	"encoding/json"
	"sync"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store/block"
	"segit/store/packed"
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
	keysOnce sync.Once
	keys     []hashPair
	keysErr  error
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

func (s *segment) readKeys() ([]hashPair, error) {
	s.keysOnce.Do(func() {
		err := s.archive.view(func(tx *bbolt.Tx) error {
			key := segmentKey(s.info.ID, keysValue, 0)
			if tx.Bucket([]byte(segmentBucket)).Get(key) == nil {
				return nil // a dataset without keys
			}
			plain, err := s.archive.get(tx, key)
			s.keys = readPairs(plain)
			return err
		})
		s.keysErr = err
	})
	return s.keys, s.keysErr
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
