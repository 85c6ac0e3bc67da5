package store

import (
	"encoding/json"
	"slices"
	"sync"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/gis/packed"
)

// segment reads one segment; what it needs of it is read once and kept.
type segment struct {
	archive *Archive
	info    Segment
	schema  *gis.Schema
	beside  *gis.Batch // rows of a segment in memory; nil for one in the file

	metaOnce sync.Once
	meta     segmentMeta
	metaErr  error
	treeOnce sync.Once
	tree     *packed.Tree
	treeErr  error
	ordersMu sync.Mutex
	orders   map[int]*madeOrder // that the file did not take
	drawnMu  sync.Mutex
	drawn    [][]float64 // boxes of the chunks whose drawings are stored; nil as long as none were found
	saidMu   sync.Mutex
	saidBy   map[uint32]*mention // by supply, read so far
}

// segment gives the reader of a segment of a generation.
func (a *Archive) segment(m *manifest, i int) *segment {
	a.mu.Lock()
	defer a.mu.Unlock()
	info := m.Segments[i]
	if info.memory != nil {
		return info.memory
	}
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
	if s.beside != nil {
		return &s.meta, nil
	}
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
	switch {
	case s.schema.Shape == gis.NoShape:
		return nil, nil
	case s.beside != nil:
		return s.tree, nil
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
	if s.beside != nil {
		return s.heldUnder(hash), nil
	}
	meta, err := s.readMeta()
	if err != nil {
		return nil, err
	}
	var rows []int
	for n, to := meta.keyPages(hash); n < to; n++ {
		page, err := s.page(keysValue, uint32(n))
		if err != nil {
			return nil, err
		}
		rows = appendRowsUnder(rows, page, hash)
	}
	slices.Sort(rows)
	return slices.Compact(rows), nil
}

// blockSpan is the rows of block n.
func (s *segment) blockSpan(meta *segmentMeta, n int) (from, to int) {
	if n+1 < len(meta.First) {
		return int(meta.First[n]), int(meta.First[n+1])
	}
	return int(meta.First[n]), s.info.Rows
}
