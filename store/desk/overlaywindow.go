package desk

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/overlay"
	"segit/store/spill"
)

// A side on a tape is in memory window by window: its rows, layer and numbers
// are then those of the window, and whatever works on a side works on that.

// windowMemory is what windows are made in, one after the other.
type windowMemory struct{ window, part, fetched, sorted *spill.Rows }

// empty makes rows of a side empty, or makes them.
func (s *overlaySide) empty(rows **spill.Rows) *spill.Rows {
	if *rows == nil {
		*rows = spill.NewRows(s.rows.Schema)
	}
	(*rows).Reset()
	return *rows
}

// number is the place of a row of the window in the whole layer.
func (s *overlaySide) number(row int32) int {
	if s.numbers == nil || row < 0 {
		return int(row)
	}
	return int(s.numbers[row])
}

// view is the rows of the window with their geometry as the overlay sees it.
func (s *overlaySide) view() *spill.Rows {
	batch := *s.rows
	batch.Shapes = *s.layer.Shapes()
	v := &spill.Rows{Batch: &batch, Numbers: s.numbers, Measures: make([]float64, batch.Len()), Marks: make([]byte, batch.Len())}
	if v.Numbers == nil {
		v.Numbers = spill.Number(&batch, 0).Numbers
	}
	for row := range v.Measures {
		v.Measures[row] = s.layer.Measure(row)
		switch {
		case !s.layer.Used(row):
			v.Marks[row] = asideMark
		case s.layer.Repaired(row):
			v.Marks[row] = repairedMark
		}
	}
	return v
}

// Marks of rows that are not as they came.
const (
	repairedMark = 1 + iota
	asideMark
)

// show makes rows that went through the door the window.
func (s *overlaySide) show(v *spill.Rows) {
	s.layer = overlay.Ready(&v.Batch.Shapes, v.Measures, func(row int) bool { return v.Marks[row] == repairedMark })
	s.rows, s.numbers = v.Batch, v.Numbers
}

// door lets rows in: they are brought into the CRS of the result, repaired or set
// aside. The first time they are told of, and put into groups.
func (r *overlayRun) door(ctx context.Context, s *overlaySide) error {
	if s.tape != nil {
		s.strays()
		if s.transform != nil {
			s.transform.XY(s.rows.Shapes.XY)
		}
	}
	var err error
	if s.layer, err = overlay.PrepareKnown(ctx, &s.rows.Shapes, s.sound(), overlay.Options{Threads: r.req.Threads}); err != nil {
		return err
	}
	s.noteDoor()
	if s.tape != nil {
		s.rows.Shapes = *s.layer.Shapes()
	}
	return nil
}

// enrol tells of the rows in the window, unless they were told of.
func (r *overlayRun) enrol(s *overlaySide) {
	if s.enrolled >= s.number(0)+s.rows.Len() || s.rows.Len() == 0 {
		return
	}
	s.enrolled = s.number(0) + s.rows.Len()
	s.note()
	s.extent = around(s.extent, s.bound())
	if r.groups != nil && r.groups.side == s {
		r.groups.take()
	}
}

// windows goes through a side in the order of its rows: once where it is in
// memory, else window by window.
func (r *overlayRun) windows(ctx context.Context, s *overlaySide, each func() error) error {
	if s.tape == nil {
		return each()
	}
	blocks := s.tape.Blocks()
	for at := 0; at < len(blocks); {
		v := s.empty(&s.memory.window)
		var some []int
		for weight := int64(0); at < len(blocks) && (len(some) == 0 || weight+blocks[at].Weight <= r.room.chunk); at++ {
			some, weight = append(some, at), weight+blocks[at].Weight
		}
		if err := s.tape.Each(ctx, some, func(rows *spill.Rows) error { v.AppendAll(rows); return nil }); err != nil {
			return err
		}
		s.rows, s.numbers = v.Batch, v.Numbers
		if s.drawn {
			s.showDrawn(v)
		} else if err := r.door(ctx, s); err != nil {
			return err
		}
		if s.drawn || !r.isDrawn() {
			r.enrol(s)
		}
		if err := each(); err != nil {
			return err
		}
	}
	s.rows, s.numbers, s.layer, s.memory = gis.NewBatch(s.rows.Schema), nil, nil, windowMemory{}
	return nil
}

// stockRows is how many rows a block of a stock has: near each other, so that
// few are read in vain.
const stockRows = 128

// stock adds the window of a side to what can be searched by place.
func (r *overlayRun) stock(s *overlaySide) error {
	file, err := r.working()
	if err != nil {
		return err
	}
	if s.stocked == nil {
		s.stocked = file.NewTape(s.rows.Schema, stockRows)
	}
	v, part := s.view(), spill.NewRows(s.rows.Schema)
	var list []int
	for lot := range slices.Chunk(s.layer.Order(), stockRows) {
		list = list[:0]
		for _, row := range lot {
			if s.layer.Used(int(row)) {
				list = append(list, int(row))
			}
		}
		part.Reset()
		part.Append(v, list)
		if err := s.stocked.Put(part, 0, part.Len()); err != nil {
			return err
		}
	}
	return nil
}

// meeting are the blocks of a side's stock that may have rows in a box, and what
// they weigh.
func (s *overlaySide) meeting(box orb.Bound) (blocks []int, weight int64) {
	if s.stocked == nil {
		return nil, 0
	}
	for i, b := range s.stocked.Blocks() {
		if b.Box.Intersects(box) {
			blocks, weight = append(blocks, i), weight+b.Weight
		}
	}
	return blocks, weight
}

// fetch makes the rows of some blocks that meet a box the window, in the order
// of the layer.
func (s *overlaySide) fetch(ctx context.Context, blocks []int, box orb.Bound) error {
	v := s.empty(&s.memory.fetched)
	var list []int
	take := func(rows *spill.Rows) error {
		list = list[:0]
		for row := range rows.Len() {
			if rows.Batch.Shapes.Bound(row).Intersects(box) {
				list = append(list, row)
			}
		}
		v.Append(rows, list)
		return nil
	}
	if s.stocked != nil {
		if err := s.stocked.Each(ctx, blocks, take); err != nil {
			return err
		}
	}
	order := make([]int, v.Len())
	for i := range order {
		order[i] = i
	}
	if !slices.IsSorted(v.Numbers) {
		slices.SortFunc(order, func(i, j int) int { return int(v.Numbers[i]) - int(v.Numbers[j]) })
		sorted := s.empty(&s.memory.sorted)
		sorted.Append(v, order)
		v = sorted
	}
	s.show(v)
	return ctx.Err()
}
