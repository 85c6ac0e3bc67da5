package desk

import (
	"context"
	"slices"

	"segit/gis"
	"segit/gis/overlay"
	"segit/store/spill"
)

// byGroups dissolves a side that does not stay in memory: its geometries are put
// in order by groups and, in each, along the curve through all of them, and come
// back some whole groups at a time. A group with all its geometries must have
// room.
func (p *passing) byGroups(ctx context.Context) error {
	r, s := p.run, p.primary
	file, err := r.working()
	if err != nil {
		return err
	}
	narrow := &gis.Schema{Dataset: s.rows.Schema.Dataset, Shape: s.rows.Schema.Shape}
	tape := file.NewTape(narrow, tapeRows)
	var course overlay.Course
	r.progress.Stage(gis.Say("overlay.sorting", s.name), int64(s.count))
	err = r.windows(ctx, s, func() error {
		r.progress.Add(int64(s.rows.Len()))
		course.Take(s.layer, s.number(0))
		v := s.view()
		bare := *v.Batch
		bare.Schema = narrow
		v.Batch = &bare
		return tape.Put(v, 0, v.Len())
	})
	if err != nil {
		return err
	}
	if err := tape.Close(); err != nil {
		return err
	}
	r.groups.finish()
	ranks, ends := r.groups.ranked(course.Order())
	sorter := file.NewSorter(narrow, r.room.near)
	blocks := make([]int, len(tape.Blocks()))
	for i := range blocks {
		blocks[i] = i
	}
	err = tape.Each(ctx, blocks, func(rows *spill.Rows) error {
		used := make([]int, 0, rows.Len())
		for row := range rows.Len() {
			if rows.Marks[row] != asideMark {
				rows.Numbers[row] = uint64(ranks[rows.Numbers[row]])
				used = append(used, row)
			}
		}
		some := spill.NewRows(narrow)
		some.Append(rows, used)
		return sorter.Add(some)
	})
	if err != nil {
		return err
	}
	r.progress.Stage(gis.Say("overlay.stage"), int64(len(ends)))
	return p.unite(ctx, sorter, ends)
}

// ranked gives each row of an order its place when groups follow each other, and
// where each group ends.
func (g *grouping) ranked(order []uint32) (ranks, ends []uint32) {
	next := make([]uint32, len(g.count))
	ends = make([]uint32, len(g.count))
	end := uint32(0)
	for n, count := range g.count {
		next[n] = end
		end += uint32(count)
		ends[n] = end
	}
	ranks = make([]uint32, len(g.of))
	for _, row := range order {
		ranks[row] = next[g.of[row]]
		next[g.of[row]]++
	}
	return ranks, ends
}

// unite dissolves rows that come in order by groups.
func (p *passing) unite(ctx context.Context, sorter *spill.Sorter, ends []uint32) error {
	waiting := spill.NewRows(&gis.Schema{Shape: p.primary.rows.Schema.Shape})
	var weight int64
	group := 0
	err := sorter.Each(ctx, func(lot *spill.Rows) error {
		for row := range lot.Len() {
			for uint64(ends[group]) <= lot.Numbers[row] {
				group++
				if weight > p.run.room.near {
					if err := p.united(ctx, waiting, ends); err != nil {
						return err
					}
					waiting.Reset()
					weight = 0
				}
			}
			waiting.Append(lot, []int{row})
			weight += spill.Weight(lot.Batch, row, row+1)
		}
		return nil
	})
	if err != nil || waiting.Len() == 0 {
		return err
	}
	return p.united(ctx, waiting, ends)
}

// united dissolves some whole groups.
func (p *passing) united(ctx context.Context, rows *spill.Rows, ends []uint32) error {
	r := p.run
	groupOf := func(row int) int32 {
		n, _ := slices.BinarySearch(ends, uint32(rows.Numbers[row])+1)
		return int32(n)
	}
	first := groupOf(0)
	of := make([]int32, rows.Len())
	for row := range of {
		of[row] = groupOf(row) - first
	}
	p.primary.show(rows)
	o := p.options(func(c *overlay.Chunk) {
		for i := range c.Pieces {
			c.Pieces[i].A += first
		}
		r.dress.chunk(c, p.out)
	})
	stats, err := overlay.DissolveInOrder(ctx, p.primary.layer, of, o, func(c *overlay.Chunk) error {
		rows := r.dress.take(c)
		defer r.dress.free(rows)
		return r.put(ctx, p.out, rows)
	})
	for i := range stats.Unsolved {
		stats.Unsolved[i].A += first
	}
	r.count(&stats)
	return err
}
