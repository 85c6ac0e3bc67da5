package store

import (
	"context"
	"errors"
	"slices"

	"segit/gis"
	"segit/store/cores"
	"segit/store/ordered"
)

// Page says which rows of a dataset are wanted, in which order.
type Page struct {
	Column     string // name of a column, or KeySort, FromSort, ToSort
	Descending bool
	Keys       *gis.KeyRange // only rows of these keys, in their order: Column does not count
	Offset     int
	Limit      int // 0 for all that follow
	// Keep leaves rows out, reading the whole dataset; nil for none.
	Keep func(*Row) (bool, error)
}

// Sorted gives a page of a dataset in the order of a column, of all sources
// together: rows of equal value in the order of the archive, rows without a
// value last, either way. Pages of the stored order are read and the blocks of
// the page's rows; an order that is asked for the first time is made before.
// total is how many rows there are on all pages.
func (s *Snapshot) Sorted(ctx context.Context, q Ask, p Page, found func(*Row) error) (total int, err error) {
	if p.Keys != nil && (q.Columns != nil || q.Roles != nil) { // what tells whether a row was given
		q.Roles = append(slices.Clone(q.Roles), lookupRoles()...)
	}
	parts, err := s.sortedParts(ctx, &q, &p)
	if err != nil {
		return 0, err
	}
	lists := make([]*ordered.List, len(parts))
	for i := range parts {
		lists[i] = parts[i].list
	}
	w := ordered.Wish{Descending: p.Descending, Offset: max(p.Offset, 0), Limit: p.Limit}
	if p.Keys != nil {
		w.From, w.To = p.Keys.From, p.Keys.To
	}
	var lot []sortedRow
	give := func() error {
		err := s.fetch(ctx, &q, &p, lot, found)
		lot = lot[:0]
		return err
	}
	total, err = ordered.Merge(lists, w, func(list int, row uint32) error {
		lot = append(lot, sortedRow{&parts[list], int(row)})
		if len(lot) < fetchRows {
			return nil
		}
		return give()
	})
	if err == nil {
		err = give()
	}
	if errors.Is(err, ordered.ErrDamaged) {
		err = gis.Wrap("store.Sorted", gis.Damaged, err, "store.damaged", q.Dataset)
	}
	return total, err
}

// fetchRows is how many rows are read together.
const fetchRows = 512

// sortedPart is the order of the rows of a view.
type sortedPart struct {
	view *view
	list *ordered.List
	rows *rowSet // that are wanted; nil for every row of the segment
	also bool    // by the other keys of rows
}

type sortedRow struct {
	part *sortedPart
	row  int
}

// sortedParts opens the orders of everything that an Ask touches.
func (s *Snapshot) sortedParts(ctx context.Context, q *Ask, p *Page) ([]sortedPart, error) {
	var parts []sortedPart
	var segments []*segment
	var orders []int
	for v := range s.views(q) {
		add := func(order int, also bool) {
			parts = append(parts, sortedPart{view: v, also: also})
			segments, orders = append(segments, v.segment), append(orders, order)
		}
		switch {
		case p.Keys == nil:
			add(orderOf(v.schema, p.Column), false)
		case v.schema.Role(gis.RoleSheet) >= 0:
			add(byKeyOrder, false)
			if v.schema.Role(gis.RoleAlsoKeys) >= 0 {
				add(byAlsoOrder, true)
			}
		}
	}
	if err := s.archive.sortAll(ctx, segments, orders); err != nil {
		return nil, err
	}
	for i := range parts {
		part := &parts[i]
		var err error
		if part.rows, err = part.view.chosen(q); err != nil {
			return nil, err
		}
		if part.list, err = part.view.sortedBy(orders[i]); err != nil {
			return nil, err
		}
		if part.list == nil {
			return nil, gis.Refuse("store.Sorted", gis.Internal, "store.damaged", q.Dataset)
		}
	}
	if p.Keep != nil {
		if err := s.kept(ctx, q, p, parts); err != nil {
			return nil, err
		}
	}
	for i := range parts {
		if part := &parts[i]; part.rows != nil {
			part.list = part.list.Only(part.rows.has)
		}
	}
	return parts, nil
}

// chosen is the set of the view's rows in the window of an Ask; nil for every
// row of the segment.
func (v *view) chosen(q *Ask) (*rowSet, error) {
	if q.Within == nil {
		return v.live()
	}
	rows, err := v.within(nil, *q.Within)
	if err != nil {
		return nil, err
	}
	set := newRowSet(v.info.Rows)
	for _, row := range rows {
		set.add(row)
	}
	return set, nil
}

// kept leaves of the chosen rows those that a filter keeps; of a range of keys
// no other rows are read.
func (s *Snapshot) kept(ctx context.Context, q *Ask, p *Page, parts []sortedPart) error {
	for i := range parts {
		part := &parts[i]
		rows := part.candidates(p.Keys)
		part.rows = newRowSet(part.view.info.Rows)
		err := part.view.runs(ctx, q, rows, keeping(p.Keys != nil), func(r *Rows, at []int) error {
			for _, n := range at {
				row := &Row{Rows: r, At: n}
				ok, err := p.Keep(row)
				if err != nil {
					return err
				}
				if ok {
					part.rows.add(int(row.Ref().Row))
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// candidates are the rows of a part that a filter has to look at, ascending.
func (p *sortedPart) candidates(keys *gis.KeyRange) []int {
	var rows []int
	if keys == nil {
		for row := range p.view.info.Rows {
			rows = append(rows, row)
		}
	} else {
		for at := p.list.Below(keys.From); at < p.list.Below(keys.To); at++ {
			rows = append(rows, int(p.list.Row(at)))
		}
		slices.Sort(rows)
	}
	return p.rows.filter(rows)
}

// sortedBlock is a block with rows of a page.
type sortedBlock struct {
	part *sortedPart
	n    int
	rows []int // of the segment, ascending
	read *Rows
}

// fetch reads rows wherever they stand, block by block on all cores, and gives
// them in their order.
func (s *Snapshot) fetch(ctx context.Context, q *Ask, p *Page, lot []sortedRow, found func(*Row) error) error {
	var blocks []*sortedBlock
	byPlace := map[sortedRow]*sortedBlock{} // by part and number of the block
	of := make([]*sortedBlock, len(lot))
	for i, r := range lot {
		meta, err := r.part.view.readMeta()
		if err != nil {
			return err
		}
		at := sortedRow{r.part, blockOf(meta, r.row)}
		b := byPlace[at]
		if b == nil {
			b = &sortedBlock{part: r.part, n: at.row}
			byPlace[at] = b
			blocks = append(blocks, b)
		}
		b.rows = append(b.rows, r.row)
		of[i] = b
	}
	err := cores.Each(ctx, len(blocks), func(i int) error {
		b := blocks[i]
		v := b.part.view
		block, err := v.block(b.n, q.wants(v.schema), q.Shapes, passing, nil)
		if err != nil {
			return err
		}
		slices.Sort(b.rows)
		at := make([]int, len(b.rows))
		for i, row := range b.rows {
			at[i] = row - int(block.First)
		}
		b.read = block.only(at)
		return nil
	})
	if err != nil {
		return err
	}
	for i, r := range lot {
		at, _ := slices.BinarySearch(of[i].rows, r.row)
		row := &Row{Rows: of[i].read, At: at}
		if r.part.also && p.Keys.Has(row.Key(at, s.Comune())) {
			continue // it stands under its own key, too
		}
		if err := found(row); err != nil {
			return err
		}
	}
	return nil
}
