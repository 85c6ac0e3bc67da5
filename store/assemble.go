package store

import (
	"cmp"
	"encoding/json"
	"fmt"
	"runtime/debug"

	"segit/gis"
	"segit/gis/packed"
	"segit/store/block"
)

// assembly turns the rows of one segment into sealed values. It touches no
// file and runs beside others.
type assembly struct {
	archive *Archive
	info    Segment
	times   block.Times
	batch   *gis.Batch
	digests bool  // of computed rows too, as format 2 has them
	cells   bool  // computed rows are arranged by cell too, as they once were
	err     error // of the first value that could not be put
	*workroom
}

// run orders, cuts, encodes and indexes. Rows that no stage was
// made for end the build and not the program.
func (a *assembly) run() (w *writtenSegment, err error) {
	defer func() {
		if r := recover(); r != nil {
			cause := fmt.Errorf("%v\n%s", r, debug.Stack())
			w, err = nil, gis.Wrap("store.assemble", gis.Internal, cause, "store.encode", a.batch.Schema.Dataset)
		}
	}()
	a.workroom = a.archive.workroom()
	defer a.archive.workrooms.Put(a.workroom)
	boxes, err := a.project(a.boxes)
	if err != nil {
		return nil, err
	}
	a.boxes = boxes
	slots, tree := a.arranged()
	first := cuts(slots)
	w = &writtenSegment{info: a.info, schema: a.batch.Schema, first: first}
	w.info.Rows, w.info.Carded = len(slots), false
	w.info.Timeless = timeless(a.batch)
	order := resized(&a.order, len(slots))
	for i := range slots {
		order[i] = slots[i].row
	}
	a.blocks(w, order, first)
	meta := segmentMeta{First: first}
	a.keys(w, &meta, order)
	if boxes != nil {
		if tree == nil {
			tree = a.tree(order)
		}
		a.space(w, tree)
	}
	plain, err := json.Marshal(meta)
	if err != nil {
		return nil, gis.Wrap("store.assemble", gis.Internal, err, "store.encode", a.batch.Schema.Dataset)
	}
	a.put(w, metaValue, 0, plain)
	return w, a.err
}

// arranged puts the rows in the order in which they are stored. Computed rows
// follow those that they were made of: where near ones follow each other already
// they stay as they are, and their index is at hand.
func (a *assembly) arranged() ([]slot, *packed.Tree) {
	slots := resized(&a.slots, a.batch.Len())
	sheets := a.batch.Schema.Role(gis.RoleSheet) >= 0 // which travel sheet by sheet
	if a.info.Supply == 0 && !a.cells && !sheets && a.boxes != nil {
		if tree := packed.New(a.boxes); tree.Compact() {
			for row := range slots {
				slots[row] = slot{cell: noCell, row: row, points: a.batch.Shapes.Points(row, row+1)}
			}
			return slots, tree
		}
	}
	return arrange(a.batch, a.boxes, slots), nil
}

// timeless reports whether all rows of a batch are valid always.
func timeless(b *gis.Batch) bool {
	for row := range b.Len() {
		if b.From[row] != gis.Always || b.To[row] != gis.OpenEnd {
			return false
		}
	}
	return true
}

func (a *assembly) put(w *writtenSegment, kind byte, n uint32, plain []byte) {
	if len(plain) > maxPlain {
		a.err = cmp.Or(a.err, error(gis.Refuse("store.assemble", gis.BadInput, "store.too-large",
			a.batch.Schema.Dataset, len(plain)>>20, maxPlain>>20)))
		return
	}
	k := segmentKey(a.info.ID, kind, n)
	at := place(segmentBucket, k)
	if a.stubborn[kind] {
		w.values = append(w.values, value{k, a.archive.seal.sealStored(at, plain)})
		return
	}
	sealed := a.archive.seal.seal(at, plain)
	a.stubborn[kind] = len(sealed) > len(plain)-len(plain)/4 // less room is not worth the time
	w.values = append(w.values, value{k, sealed})
}

// project gives the flat boxes of the shapes in the archive's CRS, in the memory
// of boxes; nil without geometry.
func (a *assembly) project(boxes []float64) ([]float64, error) {
	if a.batch.Schema.Shape == gis.NoShape {
		return nil, nil
	}
	shown := &a.batch.Shapes
	if a.info.EPSG != a.archive.Head.EPSG && a.info.EPSG != 0 {
		moved := *shown
		moved.XY = append([]float64(nil), shown.XY...)
		if err := a.archive.toArchive(a.info.EPSG, &moved); err != nil {
			return nil, err
		}
		shown = &moved
	}
	if boxes = boxes[:0]; cap(boxes) < 4*shown.Len() || boxes == nil {
		boxes = make([]float64, 0, 4*shown.Len())
	}
	for row := range shown.Len() {
		b := onMap(shown, row)
		boxes = append(boxes, b.Min[0], b.Min[1], b.Max[0], b.Max[1])
	}
	return boxes, nil
}

func (a *assembly) blocks(w *writtenSegment, order []int, first []uint32) {
	// Points that were computed stand on no grid: they hardly shrink, and take long.
	a.stubborn[shapesValue] = a.info.Supply == 0
	for n, from := range first {
		to := len(order)
		if n+1 < len(first) {
			to = int(first[n+1])
		}
		rows := order[from:to]
		a.put(w, rowsValue, uint32(n), a.encoder.Rows(a.batch, rows, a.times))
		if a.batch.Schema.Shape != gis.NoShape {
			a.put(w, shapesValue, uint32(n), a.encoder.Shapes(&a.batch.Shapes, rows))
		}
	}
}

// keys builds the key index and the digests. Computed rows have none: no supply
// repeats them.
func (a *assembly) keys(w *writtenSegment, meta *segmentMeta, order []int) {
	roles := rolesOf(a.batch.Schema)
	identity := identityOf(a.batch.Schema)
	digested := a.digests || a.info.Supply != 0
	digest, pairs := a.digest[:0], a.pairs[:0]
	at := 0
	put := func(kind string, value []byte) {
		pairs = append(pairs, hashPair{keyHash(a.archive.secret, kind, value), uint64(at)})
	}
	for i, row := range order {
		at = i
		eachKey(a.batch, row, &roles, a.archive.Head.Comune, put)
		if digested {
			var d hashPair
			d, a.row = rowDigest(a.batch, row, identity, a.row)
			digest = append(digest, d)
		}
	}
	a.digest, a.pairs = digest, pairs
	sortPairs(pairs, resized(&a.sorting, len(pairs)))
	a.stubborn[keysValue] = true // half of a page is hashes: the rest is not worth the time
	meta.KeyPages = uint32((len(pairs) + pageKeys - 1) / pageKeys)
	for n := range int(meta.KeyPages) {
		end := 0
		for end < len(pairs) && pageOfHash(pairs[end].a, meta.KeyPages) == n {
			end++
		}
		a.plain = appendPairs(a.plain[:0], pairs[:end])
		a.put(w, keysValue, uint32(n), a.plain)
		pairs = pairs[end:]
	}
	if !digested {
		return
	}
	a.plain = appendPairs(a.plain[:0], digest)
	a.stubborn[digestValue] = true // hashes do not shrink
	a.put(w, digestValue, 0, a.plain)
}

// tree is the spatial index of the rows in their order.
func (a *assembly) tree(order []int) *packed.Tree {
	inOrder := resized(&a.inOrder, len(a.boxes))[:0]
	for _, row := range order {
		inOrder = append(inOrder, a.boxes[4*row:4*row+4]...)
	}
	return packed.New(inOrder)
}

// space puts the spatial index.
func (a *assembly) space(w *writtenSegment, tree *packed.Tree) {
	if b := tree.Bound(); located(b) {
		w.info.Box = boxOf(b)
	}
	a.plain = tree.Append(a.plain[:0])
	a.stubborn[indexValue] = true // it shrinks by less than half, and whoever opens the archive waits for all of it
	a.put(w, indexValue, 0, a.plain)
}
