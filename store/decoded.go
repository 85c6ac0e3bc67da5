package store

import (
	"segit/gis"
	"segit/store/block"
)

// decodedRoom is how many bytes of decoded values an archive keeps for whoever
// asks for them again.
const decodedRoom = 64 << 20

// decodedKey names a value of a segment: segments are never rewritten, so what
// was decoded of one holds as long as somebody can ask for it.
type decodedKey struct {
	segment uint32
	kind    byte
	n       uint32
}

// decoded is a value as it is kept; one of the fields is set. It is shared by
// all readers: nobody changes it.
type decoded struct {
	rows   *gis.Batch  // without shapes, and with the columns asked for so far
	shapes *gis.Shapes // in the archive's CRS
	page   []byte      // of an index
}

// keeping says whether what is decoded is kept: lookups and windows are asked
// again, a walk through a dataset passes once.
type keeping bool

const (
	passing keeping = false
	keep    keeping = true
)

// page reads a value that is used as it is stored.
func (s *segment) page(kind byte, n uint32) ([]byte, error) {
	key := decodedKey{s.info.ID, kind, n}
	if d, ok := s.archive.decoded.Find(key); ok {
		return d.page, nil
	}
	plain, err := s.value(kind, n)
	if err == nil {
		s.archive.decoded.Put(key, decoded{page: plain}, int64(len(plain)))
	}
	return plain, err
}

// read gives a block: the wanted columns (nil for all) and, when asked, the
// shapes in the archive's CRS.
func (s *segment) read(n int, want []bool, shapes bool, k keeping) (*gis.Batch, error) {
	if s.beside != nil {
		return s.held(want, shapes), nil
	}
	rows, err := s.readRows(uint32(n), want, k)
	if err != nil || !shapes || s.schema.Shape == gis.NoShape {
		return rows, err
	}
	read, err := s.readShapes(uint32(n), k)
	if err != nil {
		return nil, err
	}
	if read.Len() != rows.Len() {
		return nil, gis.Refuse("store.read", gis.Damaged, "store.damaged", s.schema.Dataset)
	}
	rows.Shapes = *read
	return rows, nil
}

// readRows gives the wanted columns of a block in a batch of the caller's own,
// whose columns are shared.
func (s *segment) readRows(n uint32, want []bool, k keeping) (*gis.Batch, error) {
	if s.beside != nil {
		return s.held(want, false), nil
	}
	key := decodedKey{s.info.ID, rowsValue, n}
	kept, ok := s.archive.decoded.Find(key)
	if ok && kept.rows.Has(want) {
		return kept.rows.Only(want), nil
	}
	plain, err := s.value(rowsValue, n)
	if err != nil {
		return nil, err
	}
	all := want
	if ok && k == keep {
		all = kept.rows.With(want) // what others use stays at hand
	}
	b, _, err := block.DecodeRows(plain, s.schema, all)
	if err != nil {
		return nil, gis.Wrap("store.read", gis.Damaged, err, "store.damaged", s.schema.Dataset)
	}
	if k == keep {
		s.archive.decoded.Put(key, decoded{rows: b}, b.Bytes())
	}
	return b.Only(want), nil
}

func (s *segment) readShapes(n uint32, k keeping) (*gis.Shapes, error) {
	key := decodedKey{s.info.ID, shapesValue, n}
	if kept, ok := s.archive.decoded.Find(key); ok {
		return kept.shapes, nil
	}
	plain, err := s.value(shapesValue, n)
	if err != nil {
		return nil, err
	}
	read, err := block.DecodeShapes(plain)
	if err != nil {
		return nil, gis.Wrap("store.read", gis.Damaged, err, "store.damaged", s.schema.Dataset)
	}
	if err := s.archive.toArchive(s.info.EPSG, read); err != nil {
		return nil, err
	}
	if k == keep {
		s.archive.decoded.Put(key, decoded{shapes: read}, read.Bytes())
	}
	return read, nil
}
