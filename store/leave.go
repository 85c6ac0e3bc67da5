package store

import (
	"context"
	"errors"
	"slices"

	"segit/gis"
	"segit/store/block"
)

// Leave takes the rows of cells out of the archive, with all that is known of
// them, in one switch: a desk that gives back a part of its area. It deletes
// nothing anywhere else. leaves is asked with the supply that said the rows
// first, 0 for rows that were computed. entries are the supplies of the register to be written
// anew with it; the rejects of those that are partial from then on go, too. What
// left is overwritten when the file is compacted.
func (a *Archive) Leave(ctx context.Context, leaves func(supply uint32, cell string) bool, entries []gis.Supply, beside func(*SharedTx) error) error {
	build, err := a.Build(ctx)
	if err != nil {
		return err
	}
	register, err := a.Supplies()
	if err != nil {
		return errors.Join(err, build.Abandon())
	}
	build.leaving = map[uint32]bool{}
	build.edited = entries
	build.Beside(beside)
	build.register = register
	for i := range build.known.Segments {
		if err := ctx.Err(); err != nil {
			return errors.Join(err, build.Abandon())
		}
		if err := build.leave(i, leaves); err != nil {
			return errors.Join(err, build.Abandon())
		}
	}
	return build.Commit()
}

// leave writes a segment anew without the rows of cells.
func (b *Build) leave(i int, leaves func(supply uint32, cell string) bool) error {
	a := b.archive
	seg := a.segment(b.known, i)
	meta, err := seg.readMeta()
	if err != nil {
		return err
	}
	tree, err := seg.readTree()
	if err != nil {
		return err
	}
	keys := gis.KeyReaderOf(seg.schema)
	where := (&Ask{Columns: []string{}, Roles: lookupRoles()}).wants(seg.schema)
	batch := gis.NewBatch(seg.schema)
	var stay []int // rows by their old numbers
	var some []int // of them, those of a block
	for n := range meta.First {
		from, to := seg.blockSpan(meta, n)
		part, err := seg.listed(uint32(n), where)
		if err != nil {
			return err
		}
		cells := seg.cellsOf(part, from, tree, keys)
		some = some[:0]
		for row := from; row < to; row++ {
			if !leaves(seg.info.Supply, cells(row)) {
				some = append(some, row-from)
				stay = append(stay, row)
			}
		}
		if len(some) == 0 {
			continue
		}
		if part, err = seg.asStored(uint32(n)); err != nil {
			return err
		}
		batch.Append(part, some)
	}
	if len(stay) < seg.info.Rows {
		b.counted(&b.known.Segments[i])
	}
	switch len(stay) {
	case seg.info.Rows:
		return nil
	case 0:
		b.leaving[seg.info.ID] = true
		return nil
	}
	return b.renew(seg, b.known.Segments[i].Said, batch, stay)
}

// counted has the entries be written anew of the supplies that say rows of a segment
// of which some leave: they say how many are here.
func (b *Build) counted(info *Segment) {
	for i := range b.register {
		u := &b.register[i]
		if info.says(u.ID) && !slices.ContainsFunc(b.edited, func(o gis.Supply) bool { return o.ID == u.ID }) {
			b.edited = append(b.edited, *u)
		}
	}
}

// renew puts a segment of the rows that stay in the place of one. They keep
// their order, so that what other supplies say of them is a selection.
func (b *Build) renew(seg *segment, said []uint32, batch *gis.Batch, stay []int) error {
	a := b.archive
	b.leaving[seg.info.ID] = true
	info := seg.info
	info.ID, info.Said, info.Box, info.Parts, info.Past = b.reserve(1), nil, nil, nil, false // the state is made again
	plain, err := seg.value(rowsValue, 0)
	if err != nil {
		return err
	}
	_, times, err := block.DecodeRows(plain, seg.schema, make([]bool, len(seg.schema.Columns)))
	if err != nil {
		return gis.Wrap("store.Leave", gis.Damaged, err, "store.damaged", seg.schema.Dataset)
	}
	w, err := (&assembly{archive: a, info: info, times: times, batch: batch}).run()
	if err != nil {
		return err
	}
	var first *gis.Supply
	if n := slices.IndexFunc(b.register, func(u gis.Supply) bool { return u.ID == info.Supply }); n >= 0 {
		first = beginning(&b.register[n])
	}
	if err := a.carded(w, card{Supply: first, Build: b.first, Of: seg.info.ID}); err != nil {
		return err
	}
	for _, supply := range said {
		was, err := seg.mention(supply)
		if err != nil {
			return err
		}
		m := &mention{make([]uint32, len(stay))}
		for now, row := range stay {
			m.lines[now] = was.lines[row]
		}
		if !slices.ContainsFunc(m.lines, func(line uint32) bool { return line != 0 }) {
			continue
		}
		w.info.Said = append(w.info.Said, supply)
		key := mentionKey(info.ID, supply)
		w.values = append(w.values, value{key, a.seal.seal(place(segmentBucket, key), m.encode())})
	}
	return b.take(w)
}
