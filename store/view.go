package store

import (
	"sort"
	"sync"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store/block"
)

// view is the rows of a segment that a snapshot holds: those that are in force
// from one supply, valid on the day asked for. Nobody reads a segment but
// through its views.
type view struct {
	*segment
	m      *manifest
	index  int     // of the segment in the manifest
	supply uint32  // from which the rows are known
	rows   *rowSet // nil for all
}

// views calls yield with the views of a segment of the manifest.
func (m *manifest) views(a *Archive, i int, yield func(*view) bool) bool {
	info := &m.Segments[i]
	if info.Past {
		return true
	}
	v := view{segment: a.segment(m, i), m: m, index: i, supply: info.Supply}
	if info.Parts == nil {
		return yield(&v)
	}
	for _, p := range info.Parts {
		one := v
		one.supply, one.rows = p.Supply, p.Rows
		if !yield(&one) {
			return false
		}
	}
	return true
}

// whole is the view in which a row of a segment is in force; for one that is
// not, its own supply's.
func (m *manifest) whole(a *Archive, i int, row uint32) *view {
	found := &view{segment: a.segment(m, i), m: m, index: i, supply: m.Segments[i].Supply}
	m.views(a, i, func(v *view) bool {
		if !v.rows.has(int(row)) {
			return true
		}
		found = v
		return false
	})
	return found
}

// validRows are the rows of segments that are valid on the day of a manifest,
// as far as they were asked for.
type validRows struct {
	mu   sync.Mutex
	sets map[int]*rowSet
}

// live is the set of the view's rows; nil for every row of the segment.
func (v *view) live() (*rowSet, error) {
	if v.m.at == 0 || v.info.Timeless {
		return v.rows, nil
	}
	v.m.valid.mu.Lock()
	defer v.m.valid.mu.Unlock()
	set, ok := v.m.valid.sets[v.index]
	if !ok {
		var err error
		if set, err = v.validOn(v.m.at); err != nil {
			return nil, err
		}
		if v.m.valid.sets == nil {
			v.m.valid.sets = map[int]*rowSet{}
		}
		v.m.valid.sets[v.index] = set
	}
	return both(v.rows, set), nil
}

// validOn reads which rows of the segment are valid on a day.
func (s *segment) validOn(day gis.Date) (*rowSet, error) {
	meta, err := s.readMeta()
	if err != nil {
		return nil, err
	}
	set, all := newRowSet(s.info.Rows), true
	for n := range meta.First {
		plain, err := s.value(rowsValue, uint32(n))
		if err != nil {
			return nil, err
		}
		b, _, err := block.DecodeRows(plain, s.schema, make([]bool, len(s.schema.Columns)))
		if err != nil {
			return nil, gis.Wrap("store.read", gis.Damaged, err, "store.damaged", s.schema.Dataset)
		}
		for row := range b.Len() {
			if b.From[row] <= day && day < b.To[row] {
				set.add(int(meta.First[n]) + row)
			} else {
				all = false
			}
		}
	}
	if all {
		return nil, nil
	}
	return set, nil
}

// said gives the lines of the rows of block n as the view's supply has them.
func (v *view) said(b *gis.Batch, first int) error {
	if v.supply == v.info.Supply {
		return nil
	}
	m, err := v.mention(v.supply)
	if err != nil {
		return err
	}
	lines := make([]uint32, b.Len())
	copy(lines, b.Line) // of rows that are not the view's
	for row := range lines {
		if line := m.lines[first+row]; line != 0 {
			lines[row] = line
		}
	}
	b.Line = lines
	return nil
}

// scan reads block n and leaves the rows of the view; nil when it has none. In a
// room, where one is given, they hold until it is used next.
func (v *view) scan(n int, q *Ask, k keeping, room *readingRoom) (*Rows, error) {
	live, err := v.live()
	if err != nil {
		return nil, err
	}
	meta, err := v.readMeta()
	if err != nil {
		return nil, err
	}
	from, to := v.blockSpan(meta, n)
	var at []int
	if live != nil {
		for row := from; row < to; row++ {
			if live.has(row) {
				at = append(at, row-from)
			}
		}
		if len(at) == 0 {
			return nil, nil
		}
	}
	rows, err := v.block(n, q.wants(v.schema), q.Shapes, k, room)
	if err != nil || live == nil || len(at) == to-from {
		return rows, err
	}
	return rows.only(at), nil
}

// only is the rows at the given places.
func (r *Rows) only(at []int) *Rows {
	b := gis.NewBatch(r.Schema)
	for col := range r.Schema.Columns {
		if r.Schema.Columns[col].Type == gis.Text {
			if all := r.Texts(col); all != nil {
				some := make([]string, len(at))
				for i, row := range at {
					some[i] = all[row]
				}
				b.PutTexts(col, some)
			}
			continue
		}
		if all, nulls := r.Nums(col); all != nil {
			some, null := make([]int64, len(at)), make([]bool, len(at))
			for i, row := range at {
				some[i], null[i] = all[row], nulls[row]
			}
			b.PutNums(col, some, null)
		}
	}
	few := &Rows{Batch: b, Segment: r.Segment, First: r.First, Supply: r.Supply, at: make([]uint32, len(at))}
	for i, row := range at {
		b.From, b.To, b.Line = append(b.From, r.From[row]), append(b.To, r.To[row]), append(b.Line, r.Line[row])
		few.at[i] = r.First + uint32(row)
		if r.Shapes.Len() > 0 {
			b.Shapes.AppendRow(&r.Shapes, row)
		}
	}
	return few
}

// within appends the rows of the view whose box meets w to rows, which is empty, ascending.
func (v *view) within(rows []int, w orb.Bound) ([]int, error) {
	live, err := v.live()
	if err != nil {
		return nil, err
	}
	rows, err = v.window(rows, w)
	return live.filter(rows), err
}

// hashed are the rows of the view under a hash in the key index, ascending.
func (v *view) hashed(hash uint64) ([]int, error) {
	rows, err := v.rowsOf(hash)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	live, err := v.live()
	return live.filter(rows), err
}

// blocksOf are the blocks in which ascending rows stand.
func blocksOf(meta *segmentMeta, rows []int) []int {
	var blocks []int
	for _, row := range rows {
		if n := blockOf(meta, row); len(blocks) == 0 || blocks[len(blocks)-1] != n {
			blocks = append(blocks, n)
		}
	}
	return blocks
}

// blockOf is the block of a row.
func blockOf(meta *segmentMeta, row int) int {
	return sort.Search(len(meta.First), func(n int) bool { return int(meta.First[n]) > row }) - 1
}
