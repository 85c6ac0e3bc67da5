package store

import (
	"bytes"
	"errors"
	"slices"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store/block"
)

// mend makes an archive of the values that were brought out: without segments of
// no generation, with rows put together anew where some of them are missing, and
// with edits, marks and anchors that are those of what is there.
func (r *rescue) mend() error {
	a := r.vault.archive
	err := r.to.Update(func(tx *bbolt.Tx) error {
		if a.Head.Format == 1 {
			return r.fromFormat1(tx)
		}
		raw := tx.Bucket([]byte(stateBucket)).Get(secretKey)
		if a.secret = r.vault.plain(stateBucket, secretKey, raw); raw == nil || a.secret == nil {
			// Nobody knows what the hashes of the key indexes were made with:
			// all indexes are made again below.
			a.secret = randomKey()
			r.torn[segmentBucket] = true
			return tx.Bucket([]byte(stateBucket)).Put(secretKey, a.seal.seal(place(stateBucket, secretKey), a.secret))
		}
		return nil
	})
	if err != nil {
		return err
	}
	m, err := r.generation()
	if err != nil {
		return err
	}
	if err := r.segments(m); err != nil {
		return err
	}
	if err := r.supplies(m); err != nil {
		return err
	}
	if err := r.edits(); err != nil {
		return err
	}
	return r.to.Update(func(tx *bbolt.Tx) error {
		for _, chain := range []string{journalBucket, accessBucket} {
			last, err := a.lastLink(tx, chain)
			if err == nil && last.Seq > 0 {
				err = a.anchor(tx, chain, last)
			}
			if err != nil {
				return err
			}
		}
		return a.switchTo(tx, m)
	})
}

// fromFormat1 gives the archive its secret, which was the head's then.
func (r *rescue) fromFormat1(tx *bbolt.Tx) error {
	a := r.vault.archive
	a.secret, a.Head.Secret, a.Head.Format = a.Head.Secret, nil, formatVersion
	err := tx.Bucket([]byte(stateBucket)).Put(secretKey, a.seal.seal(place(stateBucket, secretKey), a.secret))
	return errors.Join(err, writeLid(tx, a.Head, nil, nil))
}

// generation is the manifest that was brought out; without one the rows cannot
// be told from those that were replaced.
func (r *rescue) generation() (m *manifest, err error) {
	err = r.to.View(func(tx *bbolt.Tx) error {
		if tx.Bucket([]byte(generationBucket)).Get(currentKey) == nil {
			return gis.Refuse("store.Rescue", gis.Damaged, "store.rescue-generation", r.vault.archive.Path)
		}
		m, err = r.vault.archive.readManifest(tx)
		return err
	})
	return m, err
}

// segments puts the segments of the generation together anew from the rows that
// read.
func (r *rescue) segments(m *manifest) error {
	r.progress.Stage(gis.Say("store.rescuing"), int64(len(m.Segments)))
	kept := m.Segments[:0:0]
	for i := range m.Segments {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		info := m.Segments[i]
		err := r.to.Update(func(tx *bbolt.Tx) error { return r.segment(tx, m, &info) })
		if err != nil {
			return err
		}
		r.done.Lost += int64(m.Segments[i].Rows - info.Rows)
		r.done.Rows += int64(info.Rows)
		if info.Rows > 0 {
			kept = append(kept, info)
		}
		r.progress.Add(1)
	}
	m.Segments = kept
	return nil
}

func (r *rescue) segment(tx *bbolt.Tx, m *manifest, info *Segment) error {
	a := r.vault.archive
	schema := &m.Schemas[info.Schema]
	s := storedSegment{id: info.ID, plain: map[string][]byte{}}
	var old [][]byte
	c := tx.Bucket([]byte(segmentBucket)).Cursor()
	for k, v := c.Seek(number(info.ID)); k != nil && numberOf(k) == info.ID; k, v = c.Next() {
		old = append(old, bytes.Clone(k))
		s.plain[string(k)] = r.vault.plain(segmentBucket, k, v)
	}
	batch, times := r.regain(schema, &s)
	w, err := (&assembly{archive: a, info: *info, times: times, batch: batch}).run()
	if err != nil {
		return err
	}
	bucket := tx.Bucket([]byte(segmentBucket))
	for _, k := range old {
		err = errors.Join(err, bucket.Delete(k))
	}
	info.Rows = 0
	if batch.Len() == 0 || err != nil {
		return err
	}
	for _, v := range w.values {
		err = errors.Join(err, bucket.Put(v.key, v.sealed))
	}
	w.info.Schema = info.Schema
	*info = w.info
	return err
}

// regain gives the rows of every block that reads, without geometry where only
// that does not.
func (r *rescue) regain(schema *gis.Schema, s *storedSegment) (*gis.Batch, block.Times) {
	all := gis.NewBatch(schema)
	var times block.Times
	var keys []string
	for k := range s.plain {
		if k[4] == rowsValue {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys) // in the order of the blocks
	for _, k := range keys {
		part, t, err := block.DecodeRows(s.plain[k], schema, nil)
		if err != nil {
			continue
		}
		times = t
		if schema.Shape != gis.NoShape {
			shapes, err := block.DecodeShapes(s.plain[string(append([]byte(k[:4]), append([]byte{shapesValue}, k[5:]...)...))])
			if err != nil || shapes.Len() != part.Len() {
				shapes = &gis.Shapes{}
				for range part.Len() {
					shapes.AppendEmpty()
				}
				r.done.Shapes += int64(part.Len())
			}
			part.Shapes = *shapes
		}
		all.AppendAll(part)
	}
	return all, times
}

// supplies puts a supply into the register for rows whose own is lost, and takes
// out rejects of none.
func (r *rescue) supplies(m *manifest) error {
	a := r.vault.archive
	return r.to.Update(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket([]byte(supplyBucket))
		missing := map[uint32]*gis.Supply{}
		for i := range m.Segments {
			s := &m.Segments[i]
			if s.Supply == 0 || bucket.Get(number(s.Supply)) != nil {
				continue
			}
			u := missing[s.Supply]
			if u == nil {
				u = &gis.Supply{
					ID: s.Supply, Source: m.Schemas[s.Schema].Source, File: "?", CRS: s.EPSG, Imported: a.Head.Created,
					Warnings: []gis.Message{gis.Say("store.rescued-supply")},
				}
				missing[s.Supply] = u
			}
			u.Read, u.Accepted = u.Read+int64(s.Rows), u.Accepted+int64(s.Rows)
		}
		for id, u := range missing {
			if err := a.putJSON(tx, supplyBucket, number(id), u); err != nil {
				return err
			}
		}
		return nil
	})
}

// edits plays the journal again where the edits were not whole.
func (r *rescue) edits() error {
	a := r.vault.archive
	var ops []Operation
	whole := !r.torn[editBucket] && !r.torn[""]
	err := a.entries(journalBucket, []byte{}, func(_, plain []byte) error {
		if o, err := DecodeOperation(plain); err == nil {
			r.done.Operations++
			if !whole {
				ops = append(ops, o)
			}
		}
		return nil
	})
	if err != nil || whole {
		return err
	}
	r.done.Edits = true
	return r.to.Update(func(tx *bbolt.Tx) error {
		w, err := a.write(tx)
		if err != nil {
			return err
		}
		for i := range ops {
			key := string(editKey(ops[i].Layer, ops[i].ID))
			if w.rows[key] == nil {
				w.rows[key] = &Edits{}
			}
			// An operation whose row's making is lost has nothing to be put into.
			if w.rows[key].apply(&ops[i]) == nil {
				if err := w.note(&ops[i]); err != nil {
					return err
				}
			}
		}
		return w.end()
	})
}
