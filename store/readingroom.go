package store

import (
	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store/block"
)

// readingRoom is memory into which blocks are read, one after the other: made anew
// for each, it would be most of the garbage of a walk through a dataset.
type readingRoom struct {
	opening openingRoom
	decoder block.Decoder
}

// roomsFor are rooms for n blocks at a time, when a Scan is brief; else as many
// times none.
func roomsFor(q *Ask, n int) chan *readingRoom {
	rooms := make(chan *readingRoom, n)
	for range n {
		var room *readingRoom
		if q.Brief {
			room = new(readingRoom)
		}
		rooms <- room
	}
	return rooms
}

// readIn is read in a room, past what is kept of decoded blocks.
func (s *segment) readIn(room *readingRoom, n uint32, want []bool, shapes bool) (*gis.Batch, error) {
	if s.beside != nil {
		return s.held(want, shapes), nil
	}
	plain, err := s.valueIn(room, rowsValue, n)
	if err != nil {
		return nil, err
	}
	rows, _, err := room.decoder.Rows(plain, s.schema, want)
	if err != nil {
		return nil, gis.Wrap("store.read", gis.Damaged, err, "store.damaged", s.schema.Dataset)
	}
	if !shapes || s.schema.Shape == gis.NoShape {
		return rows.Only(want), nil
	}
	if plain, err = s.valueIn(room, shapesValue, n); err != nil {
		return nil, err
	}
	read, err := room.decoder.Shapes(plain)
	if err != nil || read.Len() != rows.Len() {
		return nil, gis.Wrap("store.read", gis.Damaged, err, "store.damaged", s.schema.Dataset)
	}
	if err := s.archive.toArchive(s.info.EPSG, read); err != nil {
		return nil, err
	}
	all := rows.Only(want)
	all.Shapes = *read
	return all, nil
}

// valueIn is value in a room.
func (s *segment) valueIn(room *readingRoom, kind byte, n uint32) (plain []byte, err error) {
	err = s.archive.view(func(tx *bbolt.Tx) error {
		key := segmentKey(s.info.ID, kind, n)
		raw := tx.Bucket([]byte(segmentBucket)).Get(key)
		if plain, err = s.archive.seal.openIn(&room.opening, place(segmentBucket, key), raw); err != nil {
			return gis.Wrap("store.read", gis.Damaged, err, "store.damaged", segmentBucket)
		}
		return nil
	})
	return plain, err
}
