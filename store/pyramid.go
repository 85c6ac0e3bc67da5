package store

import (
	"encoding/json"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/render"
)

// The drawings of far views follow from the rows. They are made when somebody
// looks, not when rows come in: until they are stored, whoever draws makes them.

// chunkBoxes are the boxes of a segment's chunks: around what they draw where
// drawings are stored, else around their rows and as much beside as a level may
// move a point. A chunk that draws nothing has none.
func (s *segment) chunkBoxes(level int) ([][]float64, error) {
	if s.schema.Shape == gis.NoShape {
		return nil, nil
	}
	boxes, err := s.drawnBoxes()
	if err != nil || boxes != nil {
		return boxes, err
	}
	tree, err := s.readTree()
	if err != nil {
		return nil, err
	}
	beside := render.LevelTolerance(level)
	for from := 0; from < s.info.Rows; from += chunkRows {
		box := nowhere()
		for row := from; row < min(from+chunkRows, s.info.Rows); row++ {
			box = joined(box, tree.Box(row))
		}
		if !located(box) {
			boxes = append(boxes, nil)
			continue
		}
		boxes = append(boxes, boxOf(box.Pad(beside)))
	}
	return boxes, nil
}

// drawnBoxes are the boxes of the chunks whose drawings are stored; nil while
// they are not.
func (s *segment) drawnBoxes() ([][]float64, error) {
	meta, err := s.readMeta()
	if err != nil || meta.Chunks != nil {
		return meta.Chunks, err
	}
	s.drawnMu.Lock()
	defer s.drawnMu.Unlock()
	if s.drawn != nil {
		return s.drawn, nil
	}
	plain, ok, err := s.stored(pyramidValue, 0)
	if err != nil || !ok {
		return nil, err
	}
	var boxes [][]float64
	if err := json.Unmarshal(plain, &boxes); err != nil || len(boxes) == 0 {
		return nil, gis.Wrap("store.read", gis.Damaged, err, "store.damaged", s.schema.Dataset)
	}
	s.drawn = boxes
	return boxes, nil
}

// drawing reads a chunk's drawing of a level, or makes it of the rows.
func (s *segment) drawing(level, chunk int) (*render.Drawing, error) {
	boxes, err := s.drawnBoxes()
	if err != nil {
		return nil, err
	}
	if boxes != nil {
		plain, err := s.value(pyramidValue, pyramidKey(level, chunk))
		if err != nil {
			return nil, err
		}
		return render.DecodeDrawing(plain)
	}
	from := chunk * chunkRows
	shapes, err := s.shapesOf(from, min(from+chunkRows, s.info.Rows))
	if err != nil {
		return nil, err
	}
	d := render.Simplify(shapes, nil, render.LevelTolerance(level), originOf(shapes, 0, shapes.Len()))
	for i := range d.Row {
		d.Row[i] += uint32(from)
	}
	return d, nil
}

// shapesOf reads the shapes of rows that follow each other.
func (s *segment) shapesOf(from, to int) (*gis.Shapes, error) {
	meta, err := s.readMeta()
	if err != nil {
		return nil, err
	}
	all := &gis.Shapes{}
	for n := blockOf(meta, from); n < len(meta.First) && int(meta.First[n]) < to; n++ {
		first, end := s.blockSpan(meta, n)
		shapes, err := s.readShapes(uint32(n))
		if err != nil {
			return nil, err
		}
		if shapes.Len() != end-first {
			return nil, gis.Refuse("store.read", gis.Damaged, "store.damaged", s.schema.Dataset)
		}
		all.AppendRange(shapes, max(from, first)-first, min(to, end)-first)
	}
	return all, nil
}

// originOf is the corner of the first of some rows that is on the map: near all
// rows of a chunk, so that float32 offsets keep millimetres.
func originOf(shapes *gis.Shapes, from, to int) orb.Point {
	for row := from; row < to; row++ {
		if b := onMap(shapes, row); located(b) {
			return b.Min
		}
	}
	return orb.Point{}
}

// pyramid is the drawings of a segment, just made: its values, ready to be stored.
type pyramid struct {
	segment uint32
	boxes   [][]float64 // around the drawings of each chunk; nil of one that draws nothing
	values  []drawnValue
}

type drawnValue struct {
	n     uint32
	plain []byte
}

// draft makes all drawings of a segment of its shapes, which are in the archive's
// CRS and in the order of the rows.
func draft(drafter *render.Drafter, segment uint32, shapes *gis.Shapes) (*pyramid, error) {
	p := &pyramid{segment: segment}
	for from := 0; from < shapes.Len(); from += chunkRows {
		box, err := p.chunk(drafter, shapes, from, min(from+chunkRows, shapes.Len()))
		if err != nil {
			return nil, err
		}
		p.boxes = append(p.boxes, box)
	}
	plain, err := json.Marshal(p.boxes)
	if err != nil {
		return nil, gis.Wrap("store.draft", gis.Internal, err, "store.encode", "drawings")
	}
	p.put(0, plain)
	return p, nil
}

// chunk adds the drawings of the rows of a chunk, and gives the box around them;
// nil when there is nothing to draw.
func (p *pyramid) chunk(drafter *render.Drafter, shapes *gis.Shapes, from, to int) ([]float64, error) {
	rows := make([]int, to-from)
	for i := range rows {
		rows[i] = from + i
	}
	levels := drafter.Pyramid(shapes, rows, originOf(shapes, from, to))
	box := nowhere()
	for level := 1; level < render.Levels; level++ {
		box = joined(box, levels[level].Bound)
	}
	if !located(box) {
		return nil, nil
	}
	for level := 1; level < render.Levels; level++ {
		plain, err := levels[level].AppendBinary(nil)
		if err != nil {
			return nil, err
		}
		p.put(pyramidKey(level, from/chunkRows), plain)
	}
	return boxOf(box), nil
}

// plain is a value; nil when there is none.
func (p *pyramid) plain(n uint32) []byte {
	for i := range p.values {
		if p.values[i].n == n {
			return p.values[i].plain
		}
	}
	return nil
}

func (p *pyramid) put(n uint32, plain []byte) {
	p.values = append(p.values, drawnValue{n, plain})
}
