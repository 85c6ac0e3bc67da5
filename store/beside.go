package store

import (
	"slices"

	"segit/gis"
	"segit/gis/packed"
)

// besideSegment is the number of the segment that is in memory only: no archive
// comes to so many.
const besideSegment = ^uint32(0)

// Beside is the territory with rows beside it that stand in no segment, in the
// archive's CRS, and without some that do: how people left a dataset that is
// computed. made may be nil. It holds as long as the snapshot does, and is not
// released.
func (s *Snapshot) Beside(made *gis.Batch, gone []Ref) *Snapshot {
	m := s.m.clone()
	m.at = s.m.at
	left := map[uint32]map[uint32]bool{}
	for _, ref := range gone {
		if left[ref.Segment] == nil {
			left[ref.Segment] = map[uint32]bool{}
		}
		left[ref.Segment][ref.Row] = true
	}
	for i := range m.Segments {
		if rows := left[m.Segments[i].ID]; rows != nil {
			m.Segments[i].leave(rows)
		}
	}
	if made != nil && made.Len() > 0 {
		info := Segment{ID: besideSegment, Schema: m.schemaIndex(made.Schema), EPSG: s.EPSG(), Rows: made.Len(), Timeless: true}
		info.memory = s.archive.inMemory(&info, made)
		m.Segments = append(m.Segments, info)
	}
	return &Snapshot{archive: s.archive, m: m}
}

// leave takes rows out of what is in force of a segment.
func (s *Segment) leave(rows map[uint32]bool) {
	parts := slices.Clone(s.Parts)
	if parts == nil {
		parts = []part{{Supply: s.Supply}}
	}
	for n := range parts {
		was := parts[n].Rows
		parts[n].Rows = newRowSet(s.Rows)
		for row := range s.Rows {
			if was.has(row) && !rows[uint32(row)] {
				parts[n].Rows.add(row)
			}
		}
	}
	s.Parts = parts
}

// inMemory is a segment of one block that no file holds.
func (a *Archive) inMemory(info *Segment, b *gis.Batch) *segment {
	s := &segment{archive: a, schema: b.Schema, beside: b, meta: segmentMeta{First: []uint32{0}}}
	box, boxes := nowhere(), make([]float64, 0, 4*b.Len())
	for row := range b.Len() {
		one := b.Shapes.Bound(row)
		box, boxes = joined(box, one), append(boxes, boxOf(one)...)
	}
	if located(box) {
		info.Box = boxOf(box)
	}
	s.info, s.tree = *info, packed.New(boxes)
	return s
}

// held gives the wanted columns of a segment in memory, and its shapes when asked.
func (s *segment) held(want []bool, shapes bool) *gis.Batch {
	b := s.beside.Only(want)
	if shapes {
		b.Shapes = s.beside.Shapes
	}
	return b
}

// heldUnder are the rows of a segment in memory that have a hash, ascending.
func (s *segment) heldUnder(hash uint64) []int {
	var rows []int
	roles := rolesOf(s.schema)
	for row := range s.beside.Len() {
		found := false
		eachKey(s.beside, row, &roles, s.archive.Head.Comune, func(kind string, value []byte) {
			found = found || keyHash(s.archive.secret, kind, value) == hash
		})
		if found {
			rows = append(rows, row)
		}
	}
	return rows
}
