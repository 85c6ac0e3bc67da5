package spill

import (
	"cmp"
	"context"
	"slices"

	"segit/gis"
)

// Sorter puts rows into the order of their numbers; those of one number stay in
// the order in which they came. What it holds beyond its room goes to the
// working file.
type Sorter struct {
	file   *File
	schema *gis.Schema
	room   int64
	held   *Rows
	weight int64
	runs   []*Tape // sorted each
}

// NewSorter begins to sort; room is how many bytes it may hold.
func (f *File) NewSorter(s *gis.Schema, room int64) *Sorter {
	return &Sorter{file: f, schema: s, room: room, held: NewRows(s)}
}

// Add takes rows, which belong to the caller.
func (s *Sorter) Add(r *Rows) error {
	s.held.AppendAll(r)
	s.weight += Weight(r.Batch, 0, r.Len())
	if s.weight <= s.room {
		return nil
	}
	return s.release()
}

// sorted is the order of the rows held.
func (s *Sorter) sorted() []int {
	order := make([]int, s.held.Len())
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(s.held.Numbers[i], s.held.Numbers[j]) })
	return order
}

// release writes the rows held as a run.
func (s *Sorter) release() error {
	run := s.file.NewTape(s.schema, sortedRows)
	part := NewRows(s.schema)
	for lot := range slices.Chunk(s.sorted(), sortedRows) {
		part.Reset()
		part.Append(s.held, lot)
		if err := run.Put(part, 0, part.Len()); err != nil {
			return err
		}
	}
	s.held.Reset()
	s.weight = 0
	s.runs = append(s.runs, run)
	return run.Close()
}

// sortedRows is how many rows a block of a run has.
const sortedRows = 256

// Each gives all rows in order, in lots, and empties the sorter. A lot is the
// callee's until it returns.
func (s *Sorter) Each(ctx context.Context, take func(*Rows) error) error {
	lot := NewRows(s.schema)
	if len(s.runs) == 0 {
		for some := range slices.Chunk(s.sorted(), sortedRows) {
			if err := ctx.Err(); err != nil {
				return err
			}
			lot.Reset()
			lot.Append(s.held, some)
			if err := take(lot); err != nil {
				return err
			}
		}
		s.held.Reset()
		s.weight = 0
		return nil
	}
	if err := s.release(); err != nil {
		return err
	}
	runs := s.runs
	s.runs = nil
	return merge(ctx, runs, lot, take)
}

// cursor is how far a run is read.
type cursor struct {
	run   *Tape
	block int
	rows  *Rows
	at    int
}

// next makes rows[at] the first that was not given; false at the end.
func (c *cursor) next() (bool, error) {
	for c.rows == nil || c.at == c.rows.Len() {
		if c.block == len(c.run.Blocks()) {
			return false, nil
		}
		var err error
		if c.rows, err = c.run.Read(c.block); err != nil {
			return false, err
		}
		c.block++
		c.at = 0
	}
	return true, nil
}

// merge gives the rows of all runs in order; of rows with one number those of
// the earlier run first.
func merge(ctx context.Context, runs []*Tape, lot *Rows, take func(*Rows) error) error {
	var open []*cursor
	for _, run := range runs {
		c := &cursor{run: run}
		if more, err := c.next(); err != nil {
			return err
		} else if more {
			open = append(open, c)
		}
	}
	for len(open) > 0 {
		first := open[0]
		for _, c := range open[1:] {
			if c.rows.Numbers[c.at] < first.rows.Numbers[first.at] {
				first = c
			}
		}
		lot.appendRange(first.rows, first.at, first.at+1)
		first.at++
		more, err := first.next()
		if err != nil {
			return err
		}
		if !more {
			open = slices.DeleteFunc(open, func(c *cursor) bool { return c == first })
		}
		if lot.Len() == sortedRows || len(open) == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := take(lot); err != nil {
				return err
			}
			lot.Reset()
		}
	}
	return nil
}
