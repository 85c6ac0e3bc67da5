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

// decoded is what is kept of a value, or of a block, under the key of its rows. It is
// shared by all readers: nobody changes it.
type decoded struct {
	rows   *gis.Batch  // of a block, without shapes, and with the columns asked for so far
	shapes *gis.Shapes // of a block, in the archive's CRS; nil until asked for
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

// read gives a block in a batch of the caller's own, whose columns are shared: those
// wanted (nil for all) and, when asked, the shapes in the archive's CRS.
func (s *segment) read(n int, want []bool, shapes bool, k keeping) (*gis.Batch, error) {
	if s.beside != nil {
		return s.held(want, shapes), nil
	}
	key := decodedKey{s.info.ID, rowsValue, uint32(n)}
	kept, _ := s.archive.decoded.Find(key)
	now := kept
	if kept.rows == nil || !kept.rows.Has(want) {
		all := want
		if kept.rows != nil && k == keep {
			all = kept.rows.With(want) // what others use stays at hand
		}
		var err error
		if now.rows, err = s.decodeRows(uint32(n), all); err != nil {
			return nil, err
		}
	}
	shapes = shapes && s.schema.Shape != gis.NoShape
	if shapes && kept.shapes == nil {
		var err error
		if now.shapes, err = s.decodeShapes(uint32(n)); err != nil {
			return nil, err
		}
		if now.shapes.Len() != now.rows.Len() {
			return nil, gis.Refuse("store.read", gis.Damaged, "store.damaged", s.schema.Dataset)
		}
	}
	if k == keep && (now.rows != kept.rows || now.shapes != kept.shapes) {
		if !s.archive.decoded.Put(key, now, now.size()) && now.shapes != nil { // large shapes do not push out their rows
			s.archive.decoded.Put(key, decoded{rows: now.rows}, now.rows.Bytes())
		}
	}
	rows := now.rows.Only(want)
	if shapes {
		rows.Shapes = *now.shapes
	}
	return rows, nil
}

// readShapes gives the shapes of a block, in the archive's CRS; they are not kept.
func (s *segment) readShapes(n uint32) (*gis.Shapes, error) {
	if kept, _ := s.archive.decoded.Find(decodedKey{s.info.ID, rowsValue, n}); kept.shapes != nil {
		return kept.shapes, nil
	}
	return s.decodeShapes(n)
}

// size is about how many bytes a block takes.
func (d *decoded) size() int64 {
	if d.shapes == nil {
		return d.rows.Bytes()
	}
	return d.rows.Bytes() + d.shapes.Bytes()
}

// decodeRows reads columns of a block; nil for all.
func (s *segment) decodeRows(n uint32, want []bool) (*gis.Batch, error) {
	plain, err := s.value(rowsValue, n)
	if err != nil {
		return nil, err
	}
	b, _, err := block.DecodeRows(plain, s.schema, want)
	if err != nil {
		return nil, gis.Wrap("store.read", gis.Damaged, err, "store.damaged", s.schema.Dataset)
	}
	return b, nil
}

// decodeShapes reads the shapes of a block, in the archive's CRS.
func (s *segment) decodeShapes(n uint32) (*gis.Shapes, error) {
	plain, err := s.value(shapesValue, n)
	if err != nil {
		return nil, err
	}
	read, err := block.DecodeShapes(plain)
	if err != nil {
		return nil, gis.Wrap("store.read", gis.Damaged, err, "store.damaged", s.schema.Dataset)
	}
	return read, s.archive.toArchive(s.info.EPSG, read)
}
