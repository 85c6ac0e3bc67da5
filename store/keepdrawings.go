package store

import (
	"context"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/gis/render"
)

// KeepDrawings makes the drawings of far views that are not stored yet, and
// stores them: whoever draws from then on reads them. It takes one core, and the
// file for a moment at a time; others read and write meanwhile. Killed or
// cancelled it leaves those that it stored. An archive that may only be read stays
// as it is. made is of how many segments.
func (a *Archive) KeepDrawings(ctx context.Context) (made int, err error) {
	if a.readOnly {
		return 0, nil
	}
	s := a.Snapshot()
	made, err = s.keepDrawings(ctx)
	if released := s.Release(); err == nil {
		err = released
	}
	return made, err
}

func (s *Snapshot) keepDrawings(ctx context.Context) (made int, err error) {
	missing, err := s.undrawn()
	if err != nil {
		return 0, err
	}
	var drafter render.Drafter
	for _, seg := range missing {
		if err := ctx.Err(); err != nil {
			return made, err
		}
		shapes, err := seg.shapesOf(0, seg.info.Rows)
		if err != nil {
			return made, err
		}
		drawn, err := draft(&drafter, seg.info.ID, shapes)
		if err != nil {
			return made, err
		}
		if err := s.archive.putDrawings(drawn); err != nil {
			return made, err
		}
		made++
	}
	return made, nil
}

// undrawn are the segments of the snapshot whose drawings are not stored.
func (s *Snapshot) undrawn() ([]*segment, error) {
	var missing []*segment
	for i := range s.m.Segments {
		seg := s.archive.segment(s.m, i)
		if seg.schema.Shape == gis.NoShape || s.m.Segments[i].Past || seg.info.Rows == 0 {
			continue
		}
		boxes, err := seg.drawnBoxes()
		if err != nil {
			return nil, err
		}
		if boxes == nil {
			missing = append(missing, seg)
		}
	}
	return missing, nil
}

// putDrawings stores the drawings of a segment, all in one transaction.
func (a *Archive) putDrawings(p *pyramid) error {
	return a.update("store.draw", func(tx *bbolt.Tx) error {
		bucket := tx.Bucket([]byte(segmentBucket))
		for _, v := range p.values {
			// Sealed here, where no exchange of keys comes in between.
			k := segmentKey(p.segment, pyramidValue, v.n)
			if err := bucket.Put(k, a.seal.seal(place(segmentBucket, k), v.plain)); err != nil {
				return err
			}
		}
		return nil
	})
}
