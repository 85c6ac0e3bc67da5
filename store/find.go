package store

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"segit/gis"
)

// Row is one row by itself.
type Row struct {
	*Rows     // a batch that holds it
	At    int // its place in the batch
}

// Ref is the row's address.
func (r *Row) Ref() Ref { return r.Rows.Ref(r.At) }

// Window gives the rows of a dataset whose box meets w, opening only the
// blocks that hold one.
func (s *Snapshot) Window(ctx context.Context, q Ask, w orb.Bound, found func(*Row) error) error {
	return s.WindowRuns(ctx, q, w, func(rows *Rows, at []int) error {
		return eachOf(rows, at, found)
	})
}

func eachOf(rows *Rows, at []int, found func(*Row) error) error {
	for _, row := range at {
		if err := found(&Row{Rows: rows, At: row}); err != nil {
			return err
		}
	}
	return nil
}

// WindowRuns is [Snapshot.Window] block by block: the places in a block of the
// rows whose box meets w. They may be used during the call only.
func (s *Snapshot) WindowRuns(ctx context.Context, q Ask, w orb.Bound, found func(rows *Rows, at []int) error) error {
	q.Within = &w
	rows, _ := s.archive.found.Get().(*[]int)
	if rows == nil {
		rows = new([]int)
	}
	defer s.archive.found.Put(rows)
	for v := range s.views(&q) {
		var err error
		if *rows, err = v.within((*rows)[:0], w); err != nil {
			return err
		}
		if err := v.runs(ctx, &q, *rows, keep, found); err != nil {
			return err
		}
	}
	return nil
}

// runs reads the given rows, ascending, block by block. rows is used up.
func (v *view) runs(ctx context.Context, q *Ask, rows []int, k keeping, found func(rows *Rows, at []int) error) error {
	meta, err := v.readMeta()
	if err != nil {
		return err
	}
	want := q.wants(v.schema)
	for len(rows) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := blockOf(meta, rows[0])
		block, err := v.block(n, want, q.Shapes, k, nil)
		if err != nil {
			return err
		}
		from, to := v.blockSpan(meta, n)
		end := 0
		for ; end < len(rows) && rows[end] < to; end++ {
			rows[end] -= from
		}
		if err := found(block, rows[:end]); err != nil {
			return err
		}
		rows = rows[end:]
	}
	return nil
}

// each reads the given rows, ascending, one by one. rows is used up.
func (v *view) each(ctx context.Context, q *Ask, rows []int, found func(*Row) error) error {
	return v.runs(ctx, q, rows, keep, func(block *Rows, at []int) error {
		return eachOf(block, at, found)
	})
}

// Hits gives only how many rows of a dataset have a box that meets w: no block
// is opened.
func (s *Snapshot) Hits(q Ask, w orb.Bound) (int, error) {
	q.Within = &w
	n := 0
	for v := range s.views(&q) {
		live, err := v.live()
		if err != nil {
			return n, err
		}
		tree, err := v.readTree()
		if err != nil {
			return n, err
		}
		if tree != nil {
			tree.Search(w, func(row int) bool {
				if live.has(row) {
					n++
				}
				return true
			})
		}
	}
	return n, nil
}

// ByKey finds the rows of a dataset by cadastral key: all subs when the key
// has none.
func (s *Snapshot) ByKey(ctx context.Context, q Ask, k gis.Key, found func(*Row) error) error {
	kind := byKey
	if k.Sub == "" {
		kind = byParcel
	}
	return s.lookup(ctx, q, kind, k.String(), found)
}

// BySubject finds the rows of a subject of the census.
func (s *Snapshot) BySubject(ctx context.Context, q Ask, kind string, id int64, found func(*Row) error) error {
	return s.lookup(ctx, q, bySubject, numbered(kind, id), found)
}

// ByObject finds the rows of an object of the census, "F" or "T".
func (s *Snapshot) ByObject(ctx context.Context, q Ask, kind string, id int64, found func(*Row) error) error {
	return s.lookup(ctx, q, byObject, numbered(kind, id), found)
}

// ByFiscalCode finds rows by the exact code.
func (s *Snapshot) ByFiscalCode(ctx context.Context, q Ask, code string, found func(*Row) error) error {
	return s.lookup(ctx, q, byFiscal, code, found)
}

// ByID finds rows by their column "id".
func (s *Snapshot) ByID(ctx context.Context, q Ask, id string, found func(*Row) error) error {
	return s.lookup(ctx, q, byID, id, found)
}

// lookup asks the key indexes and checks each hit against the row itself: a
// hash may collide.
func (s *Snapshot) lookup(ctx context.Context, q Ask, kind, value string, found func(*Row) error) error {
	hash := keyHash(s.archive.secret, kind, value)
	q.Within = nil
	if q.Columns != nil || q.Roles != nil { // what the check reads, too
		q.Columns = append(slices.Clone(q.Columns), idColumn)
		q.Roles = append(slices.Clone(q.Roles), lookupRoles()...)
	}
	for v := range s.views(&q) {
		rows, err := v.hashed(hash)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			continue
		}
		roles := rolesOf(v.schema)
		err = v.each(ctx, &q, rows, func(r *Row) error {
			meant := false
			eachKey(r.Batch, r.At, &roles, s.Comune(), func(k string, of []byte) { meant = meant || k == kind && string(of) == value })
			if !meant {
				return nil
			}
			return found(r)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Get reads a row by its address, in force or not; nil when the archive does
// not hold it.
func (s *Snapshot) Get(ctx context.Context, ref Ref) (*Row, error) {
	for i := range s.m.Segments {
		if s.m.Segments[i].ID != ref.Segment || int(ref.Row) >= s.m.Segments[i].Rows {
			continue
		}
		var row *Row
		err := s.m.whole(s.archive, i, ref.Row).each(ctx, &Ask{Shapes: true}, []int{int(ref.Row)}, func(r *Row) error {
			row = r
			return nil
		})
		return row, err
	}
	return nil, nil
}
