package store

import (
	"context"
	"encoding/json"
	"math"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store/block"
)

// regain reads the rows of a segment back from its stored blocks, in their
// stored order; open gives the plain value of a kind and a number.
func regain(schema *gis.Schema, blocks int, open func(kind byte, n uint32) ([]byte, error)) (*gis.Batch, block.Times, error) {
	const op = "store.regain"
	all := gis.NewBatch(schema)
	var times block.Times
	for n := range blocks {
		plain, err := open(rowsValue, uint32(n))
		if err != nil {
			return nil, times, err
		}
		part, t, err := block.DecodeRows(plain, schema, nil)
		if err != nil {
			return nil, times, gis.Wrap(op, gis.Damaged, err, "store.damaged", schema.Dataset)
		}
		times = t
		if schema.Shape != gis.NoShape {
			if plain, err = open(shapesValue, uint32(n)); err != nil {
				return nil, times, err
			}
			shapes, err := block.DecodeShapes(plain)
			if err != nil || shapes.Len() != part.Len() {
				return nil, times, gis.Wrap(op, gis.Damaged, err, "store.damaged", schema.Dataset)
			}
			part.Shapes = *shapes
		}
		rows := make([]int, part.Len())
		for i := range rows {
			rows[i] = i
		}
		all.Append(part, rows)
	}
	return all, times, nil
}

// assembleAgain writes the values of every segment of a generation anew, from
// its rows: with the indexes of this program, whatever those of the file are. A
// damaged segment stays as it is, for the check to tell and for rescue.
func (a *Archive) assembleAgain(ctx context.Context, db *bbolt.DB, m *manifest, p gis.Progress) error {
	p.Stage(gis.Say("store.migrating"), int64(len(m.Segments)))
	for i := range m.Segments {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := db.Update(func(tx *bbolt.Tx) error { return a.reassemble(tx, m, i) })
		if err != nil && gis.KindOf(err) != gis.Damaged {
			return err
		}
		p.Add(1)
	}
	return nil
}

func (a *Archive) reassemble(tx *bbolt.Tx, m *manifest, i int) error {
	info, schema := m.Segments[i], &m.Schemas[m.Segments[i].Schema]
	open := func(kind byte, n uint32) ([]byte, error) { return a.get(tx, segmentKey(info.ID, kind, n)) }
	plain, err := open(metaValue, 0)
	if err != nil {
		return err
	}
	var meta segmentMeta
	if err := json.Unmarshal(plain, &meta); err != nil {
		return gis.Wrap("store.regain", gis.Damaged, err, "store.damaged", schema.Dataset)
	}
	batch, times, err := regain(schema, len(meta.First), open)
	if err != nil {
		return err
	}
	w, err := (&assembly{archive: a, info: info, times: times, batch: batch}).run()
	if err == nil {
		err = a.carded(w, card{Supply: a.origin(tx, &info, schema.Source)})
	}
	if err != nil {
		return err
	}
	old, err := keysOf(tx, segmentBucket, number(info.ID), math.MaxInt)
	if err != nil {
		return err
	}
	bucket := tx.Bucket([]byte(segmentBucket))
	for _, k := range old {
		if err := bucket.Delete(k); err != nil {
			return err
		}
	}
	for _, v := range w.values {
		if err := bucket.Put(v.key, v.sealed); err != nil {
			return err
		}
	}
	m.Segments[i] = w.info
	return nil
}
