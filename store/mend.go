package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
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
		// Segments are made again as this program makes them.
		if err := errors.Join(a.rewriteLid(tx, nil), tx.Bucket([]byte(stateBucket)).Delete(namedKey)); err != nil {
			return err
		}
		raw := tx.Bucket([]byte(stateBucket)).Get(secretKey)
		if a.secret = r.vault.plain(stateBucket, secretKey, raw); raw == nil || a.secret == nil {
			// Nobody knows what the hashes of the key indexes were made with:
			// all indexes are made again below, those that lead to edits too.
			a.secret = randomKey()
			r.torn[editBucket] = true
			return tx.Bucket([]byte(stateBucket)).Put(secretKey, a.seal.seal(place(stateBucket, secretKey), a.secret))
		}
		return nil
	})
	if err != nil {
		return err
	}
	m, err := r.generation()
	if err == nil && !r.certain {
		m, err = r.list(m)
	}
	for _, part := range []func(*manifest) error{r.leftovers, r.segments, r.register, r.settle} {
		if err == nil {
			err = part(m)
		}
	}
	if err != nil {
		return err
	}
	if err := r.edits(); err != nil {
		return err
	}
	if r.listed != nil && r.listed.bare && r.done.Rows == 0 && r.done.Operations == 0 && len(r.entries) == 0 {
		return gis.Refuse("store.Rescue", gis.Damaged, "store.rescue-generation", a.Path)
	}
	return r.to.Update(func(tx *bbolt.Tx) error {
		return errors.Join(r.chains(tx), a.cards(tx, m), a.sumAgain(tx), a.switchTo(tx, m))
	})
}

// fromFormat1 gives the archive its secret, which was the head's then.
func (r *rescue) fromFormat1(tx *bbolt.Tx) error {
	a := r.vault.archive
	a.secret, a.Head.Secret, a.Head.Format = a.Head.Secret, nil, formatVersion
	err := tx.Bucket([]byte(stateBucket)).Put(secretKey, a.seal.seal(place(stateBucket, secretKey), a.secret))
	return errors.Join(err, writeLid(tx, a.Head, nil, nil))
}

// generation is the manifest that was brought out, or the spare one where that
// is newer or the only one; nil for none. What it needs of the register comes out
// with it.
func (r *rescue) generation() (newest *manifest, err error) {
	err = r.to.View(func(tx *bbolt.Tx) error {
		r.entries = r.readRegister(tx)
		for _, bucket := range []string{generationBucket, spareBucket} {
			raw := tx.Bucket([]byte(bucket)).Get(currentKey)
			m := new(manifest)
			if raw == nil || r.vault.archive.openJSON(bucket, currentKey, raw, m) != nil {
				continue
			}
			if newest == nil || m.Generation > newest.Generation {
				newest = m
			}
		}
		return nil
	})
	return newest, err
}

// leftovers removes the segments that the manifest does not name. Their numbers are
// not used again.
func (r *rescue) leftovers(m *manifest) error {
	named := map[uint32]bool{}
	for i := range m.Segments {
		named[m.Segments[i].ID] = true
	}
	return r.to.Update(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket([]byte(segmentBucket))
		var keys [][]byte
		c := bucket.Cursor()
		for k, _ := c.First(); k != nil; k, _ = c.Next() {
			if len(k) != 9 || !named[numberOf(k)] {
				keys = append(keys, bytes.Clone(k))
			}
		}
		for _, k := range keys {
			if len(k) == 9 {
				m.NextSegment = max(m.NextSegment, numberOf(k)+1)
			}
			if err := bucket.Delete(k); err != nil {
				return err
			}
		}
		return nil
	})
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
		r.done.count(m.Schemas[info.Schema].Dataset, info.Rows, m.Segments[i].Rows-info.Rows)
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
	s := storedSegment{id: info.ID, plain: map[string][]byte{}}
	err := along(tx, segmentBucket, number(info.ID), func(k, v []byte) (bool, error) {
		if numberOf(k) != info.ID {
			return false, nil
		}
		s.plain[string(k)] = r.vault.plain(segmentBucket, k, v)
		return true, nil
	})
	if err != nil {
		return err
	}
	own := readCard(s.plain[string(cardKey(info.ID))])
	if own != nil && own.Supply != nil {
		r.begun[own.Supply.ID] = own.Supply
	}
	g := r.regain(&m.Schemas[info.Schema], info, &s, own)
	work := &assembly{archive: a, info: *info, times: g.times, batch: g.batch}
	boxes, err := work.project(nil)
	if err != nil {
		return err
	}
	g.arrange(boxes)
	w, err := work.run()
	if err != nil {
		return err
	}
	bucket := tx.Bucket([]byte(segmentBucket))
	for k := range s.plain {
		err = errors.Join(err, bucket.Delete([]byte(k)))
	}
	was := *info
	info.Rows = 0
	if g.batch.Len() == 0 || err != nil {
		return err
	}
	for _, v := range w.values {
		err = errors.Join(err, bucket.Put(v.key, v.sealed))
	}
	*info = w.info
	info.Said, info.Parts = nil, g.parts(was.Parts)
	for _, supply := range was.Said {
		key := mentionKey(info.ID, supply)
		old, broken := decodeMention(s.plain[string(key)], was.Rows)
		said := g.mention(old)
		if broken != nil || g.is == nil {
			r.unsaid[supply] = true // that supply's lines are lost, not the rows
		}
		if broken != nil || said == nil {
			continue
		}
		info.Said = append(info.Said, supply)
		err = errors.Join(err, bucket.Put(key, a.seal.seal(place(segmentBucket, key), said.encode())))
	}
	return err
}

// regained is the rows of a segment that read, and where they stood and stand.
type regained struct {
	batch *gis.Batch
	times block.Times
	was   []int       // number that each row had; nil when nobody knows
	is    map[int]int // number that it has now, by the one that it had
}

// regain gives the rows of every block that reads, without geometry where only
// that does not. Where neither the segment's table nor its card says at which row a
// block begins, that is known as long as none is missing before it.
func (r *rescue) regain(schema *gis.Schema, info *Segment, s *storedSegment, own *card) *regained {
	g := &regained{batch: gis.NewBatch(schema)}
	var meta segmentMeta
	if json.Unmarshal(s.plain[string(segmentKey(s.id, metaValue, 0))], &meta) != nil && own != nil {
		meta.First = own.First
	}
	placed, read := true, 0
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
		n := binary.BigEndian.Uint32([]byte(k[5:]))
		if schema.Shape != gis.NoShape {
			plain, _ := s.value(shapesValue, n)
			shapes, err := block.DecodeShapes(plain)
			if err != nil || shapes.Len() != part.Len() {
				shapes = &gis.Shapes{}
				for range part.Len() {
					shapes.AppendEmpty()
				}
				r.done.Shapes += int64(part.Len())
			}
			part.Shapes = *shapes
		}
		first := g.batch.Len()
		if int(n) < len(meta.First) {
			first = int(meta.First[n])
		} else {
			placed = placed && int(n) == read
		}
		read++
		for row := range part.Len() {
			g.was = append(g.was, first+row)
		}
		g.batch.AppendAll(part)
		g.times = t
	}
	if !placed {
		g.was = nil
	}
	return g
}

// arrange finds the places that the rows will have.
func (g *regained) arrange(boxes []float64) {
	if g.was == nil {
		return
	}
	g.is = map[int]int{}
	for now, s := range arrange(g.batch, boxes, make([]slot, g.batch.Len())) {
		g.is[g.was[s.row]] = now
	}
}

// parts are the rows in force by their new numbers; where those are not known,
// all rows are in force.
func (g *regained) parts(old []part) []part {
	if g.is == nil {
		return nil
	}
	var all []part
	for _, p := range old {
		if p.Rows != nil {
			set := newRowSet(g.batch.Len())
			for was, is := range g.is {
				if p.Rows.has(was) {
					set.add(is)
				}
			}
			p.Rows = set
		}
		all = append(all, p)
	}
	return all
}

// mention is what a supply says of the rows by their new numbers; nil when it
// says nothing of them.
func (g *regained) mention(old *mention) *mention {
	if g.is == nil || old == nil {
		return nil
	}
	m, some := &mention{make([]uint32, g.batch.Len())}, false
	for was, is := range g.is {
		if was < len(old.lines) {
			m.lines[is] = old.lines[was]
			some = some || old.lines[was] != 0
		}
	}
	if !some {
		return nil
	}
	return m
}
