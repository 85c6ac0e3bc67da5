package store

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"runtime/debug"
	"slices"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/packed"
	"segit/gis/render"
	"segit/store/block"
)

// assembly turns the rows of one segment into sealed values. It touches no
// file and runs beside others.
type assembly struct {
	archive *Archive
	info    Segment
	times   block.Times
	batch   *gis.Batch
	err     error // of the first value that could not be put
}

// run orders, cuts, encodes, indexes and simplifies. Rows that no stage was
// made for end the build and not the program.
func (a *assembly) run() (w *writtenSegment, err error) {
	defer func() {
		if r := recover(); r != nil {
			cause := fmt.Errorf("%v\n%s", r, debug.Stack())
			w, err = nil, gis.Wrap("store.assemble", gis.Internal, cause, "store.encode", a.batch.Schema.Dataset)
		}
	}()
	shown, boxes, err := a.project()
	if err != nil {
		return nil, err
	}
	slots := arrange(a.batch, boxes)
	first := cuts(slots)
	w = &writtenSegment{info: a.info, schema: a.batch.Schema}
	w.info.Rows = len(slots)
	w.info.Timeless = timeless(a.batch)
	order := make([]int, len(slots))
	for i := range slots {
		order[i] = slots[i].row
	}
	a.blocks(w, order, first)
	meta := segmentMeta{First: first}
	a.keys(w, &meta, order)
	if boxes != nil {
		if err := a.space(w, &meta, order, shown, boxes); err != nil {
			return nil, err
		}
	}
	plain, err := json.Marshal(meta)
	if err != nil {
		return nil, gis.Wrap("store.assemble", gis.Internal, err, "store.encode", a.batch.Schema.Dataset)
	}
	a.put(w, metaValue, 0, plain)
	return w, a.err
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
	w.values = append(w.values, value{k, a.archive.seal.seal(place(segmentBucket, k), plain)})
}

// project gives the shapes in the archive's CRS (the batch's own where it is
// the same) and their flat boxes; nil without geometry. A row with a coordinate
// that is no number, there or as it came, is on no map: its box is empty.
func (a *assembly) project() (*gis.Shapes, []float64, error) {
	if a.batch.Schema.Shape == gis.NoShape {
		return nil, nil, nil
	}
	shown := &a.batch.Shapes
	if a.info.EPSG != a.archive.Head.EPSG && a.info.EPSG != 0 {
		moved := *shown
		moved.XY = append([]float64(nil), shown.XY...)
		if err := a.archive.toArchive(a.info.EPSG, &moved); err != nil {
			return nil, nil, err
		}
		shown = &moved
	}
	boxes := make([]float64, 0, 4*shown.Len())
	for row := range shown.Len() {
		box := boxOf(shown.Bound(row))
		if slices.ContainsFunc(box, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }) {
			box = boxOf(nowhere())
		}
		boxes = append(boxes, box...)
	}
	return shown, boxes, nil
}

func (a *assembly) blocks(w *writtenSegment, order []int, first []uint32) {
	part := gis.NewBatch(a.batch.Schema)
	for n, from := range first {
		to := len(order)
		if n+1 < len(first) {
			to = int(first[n+1])
		}
		part.Reset()
		part.Append(a.batch, order[from:to])
		a.put(w, rowsValue, uint32(n), block.EncodeRows(part, a.times))
		if part.Schema.Shape != gis.NoShape {
			a.put(w, shapesValue, uint32(n), block.EncodeShapes(&part.Shapes))
		}
	}
}

// keys builds the key index and the digest.
func (a *assembly) keys(w *writtenSegment, meta *segmentMeta, order []int) {
	roles := rolesOf(a.batch.Schema)
	identity := identityOf(a.batch.Schema)
	digest := make([]hashPair, 0, len(order))
	var pairs []hashPair
	var room []byte
	for i, row := range order {
		eachKey(a.batch, row, &roles, a.archive.Head.Comune, func(kind, value string) {
			pairs = append(pairs, hashPair{keyHash(a.archive.secret, kind, value), uint64(i)})
		})
		var d hashPair
		d, room = rowDigest(a.batch, row, identity, room)
		digest = append(digest, d)
	}
	sortPairs(pairs)
	meta.KeyPages = uint32((len(pairs) + pageKeys - 1) / pageKeys)
	for n := range int(meta.KeyPages) {
		end := 0
		for end < len(pairs) && pageOfHash(pairs[end].a, meta.KeyPages) == n {
			end++
		}
		a.put(w, keysValue, uint32(n), appendPairs(pairs[:end]))
		pairs = pairs[end:]
	}
	a.put(w, digestValue, 0, appendPairs(digest))
}

// space builds the spatial index and the pyramid of drawings.
func (a *assembly) space(w *writtenSegment, meta *segmentMeta, order []int, shown *gis.Shapes, boxes []float64) error {
	inOrder := make([]float64, 0, len(boxes))
	for _, row := range order {
		inOrder = append(inOrder, boxes[4*row:4*row+4]...)
	}
	tree := packed.New(inOrder)
	if b := tree.Bound(); located(b) {
		w.info.Box = boxOf(b)
	}
	a.put(w, indexValue, 0, tree.Append(nil))
	drafter, _ := a.archive.drafters.Get().(*render.Drafter)
	if drafter == nil {
		drafter = new(render.Drafter)
	}
	defer a.archive.drafters.Put(drafter)
	for from := 0; from < len(order); from += chunkRows {
		to := min(from+chunkRows, len(order))
		pyramid := drafter.Pyramid(shown, order[from:to], originOf(inOrder[4*from:4*to]))
		box := nowhere()
		for level := 1; level < render.Levels; level++ {
			box = joined(box, pyramid[level].Bound)
		}
		if !located(box) {
			continue // nothing to draw
		}
		for level := render.Levels - 1; level > 0; level-- {
			d := pyramid[level]
			for i := range d.Row {
				d.Row[i] = uint32(from + i)
			}
			plain, err := d.AppendBinary(nil)
			if err != nil {
				return err
			}
			a.put(w, pyramidValue, pyramidKey(level, len(meta.Chunks)), plain)
		}
		meta.Chunks = append(meta.Chunks, boxOf(box))
	}
	return nil
}

// originOf is the corner of the first located row of flat boxes: near all rows
// of a chunk, so that float32 offsets keep millimetres.
func originOf(boxes []float64) orb.Point {
	for i := 0; i+3 < len(boxes); i += 4 {
		if boxes[i] <= boxes[i+2] {
			return orb.Point{boxes[i], boxes[i+1]}
		}
	}
	return orb.Point{}
}
