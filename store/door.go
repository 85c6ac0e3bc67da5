package store

import (
	"encoding/binary"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/gis/overlay"
)

// Door is what is known of how the rows of a segment come through the door of an
// overlay. It follows from the rows, and is noted once somebody had them looked at:
// at import it would take an eighth of the time.
type Door struct {
	Rows   int      // of the segment
	Known  bool     // somebody looked
	Faults []uint32 // rows that are not in order, ascending
	Moved  bool     // rows come in another CRS than they are stored in: nothing is noted of those
}

// Door says what is known of a segment of the snapshot.
func (s *Snapshot) Door(segment uint32) (d Door, err error) {
	i := s.m.segmentAt(segment)
	if i < 0 {
		return d, gis.Refuse("store.Door", gis.NotFound, "store.damaged", "door")
	}
	info := &s.m.Segments[i]
	d = Door{Rows: info.Rows, Moved: info.EPSG != 0 && info.EPSG != s.archive.Head.EPSG}
	if d.Moved {
		return d, nil
	}
	var plain []byte
	err = s.archive.view(func(tx *bbolt.Tx) error {
		key := segmentKey(segment, doorValue, 0)
		if tx.Bucket([]byte(segmentBucket)).Get(key) == nil {
			return nil
		}
		var err error
		plain, err = s.archive.get(tx, key)
		return err
	})
	if err != nil || len(plain) == 0 || plain[0] != overlay.DoorRules {
		return d, err // of other rules: as if nobody had looked
	}
	d.Known = true
	row := uint64(0)
	for rest := plain[1:]; len(rest) > 0; {
		step, n := binary.Uvarint(rest)
		if row += step; n <= 0 || row >= uint64(info.Rows) {
			return Door{}, gis.Refuse("store.Door", gis.Damaged, "store.damaged", "door")
		}
		d.Faults, rest = append(d.Faults, uint32(row)), rest[n:]
	}
	return d, nil
}

// encodeFaults is the stored form of rows that are not in order: the number of the
// rules, and the rows as differences.
func encodeFaults(faults []uint32) []byte {
	b, last := []byte{overlay.DoorRules}, uint32(0)
	for _, row := range faults {
		b = binary.AppendUvarint(b, uint64(row-last))
		last = row
	}
	return b
}

// NoteDoor notes how the rows of segments came through the door: those that are
// not in order, by segment, where all rows of it were looked at. An archive that
// may only be read stays as it is, and so does a segment that is gone.
func (a *Archive) NoteDoor(faults map[uint32][]uint32) error {
	if a.readOnly || len(faults) == 0 {
		return nil
	}
	return a.update("store.NoteDoor", func(tx *bbolt.Tx) error {
		bucket := tx.Bucket([]byte(segmentBucket))
		for segment, rows := range faults {
			if bucket.Get(segmentKey(segment, metaValue, 0)) == nil {
				continue
			}
			k := segmentKey(segment, doorValue, 0)
			if err := bucket.Put(k, a.seal.seal(place(segmentBucket, k), encodeFaults(rows))); err != nil {
				return err
			}
		}
		return nil
	})
}

// door expects what is noted of how rows come through the door, if anything is. By
// other rules it is as it should be: it is noted again when somebody looks.
func (c *comparison) door(segment uint32, shapes *gis.Shapes) {
	key := string(segmentKey(segment, doorValue, 0))
	noted, ok := c.stored.plain[key]
	if !ok {
		return // one that does not open is told of
	}
	if len(noted) > 0 && noted[0] != overlay.DoorRules {
		c.fits(key, true)
		return
	}
	var inspector overlay.Inspector
	var faults []uint32
	for row := range shapes.Len() {
		if !inspector.InOrder(shapes, row) {
			faults = append(faults, uint32(row))
		}
	}
	c.same(key, encodeFaults(faults))
}
