package store

import (
	"bytes"
	"context"
	"runtime"
	"slices"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store/cores"
	"segit/store/ordered"
)

// The orders of a segment that are not of one column, numbered after all
// columns.
const (
	byKeyOrder  = 0xfff0 // natural order of cadastral keys
	byAlsoOrder = 0xfff1 // of the other keys that a row may have
	byFromOrder = 0xfff2 // first day of validity
	byToOrder   = 0xfff3 // day it ends
	noOrder     = -1     // the schema has no such column
)

// The names by which these are asked for, where no column has them.
const (
	KeySort  = "key"
	FromSort = "valid_from"
	ToSort   = "valid_to"
)

// orderOf is the number of the order by a named column.
func orderOf(s *gis.Schema, column string) int {
	if col := s.Index(column); col >= 0 {
		return col
	}
	switch column {
	case KeySort:
		if s.Role(gis.RoleSheet) >= 0 {
			return byKeyOrder
		}
	case FromSort:
		return byFromOrder
	case ToSort:
		return byToOrder
	}
	return noOrder
}

// orderKey numbers the values of an order: its head, then its pages.
func orderKey(order, n int) uint32 { return uint32(order)<<16 | uint32(n) }

// madeOrder is an order just made: its values from the head on, ready to be
// stored.
type madeOrder struct {
	segment uint32
	order   int
	plain   [][]byte
}

// sortedBy opens the order of a segment by a column; nil when it is not there
// yet, or was made by rules that hold no longer.
func (s *segment) sortedBy(order int) (*ordered.List, error) {
	if order == noOrder {
		return s.unsorted()
	}
	if m := s.unstored(order); m != nil {
		return m.open()
	}
	if s.beside != nil {
		m, err := s.sort(order)
		if err != nil {
			return nil, err
		}
		return m.open()
	}
	head, ok, err := s.stored(orderValue, orderKey(order, 0))
	if err != nil || !ok {
		return nil, err
	}
	rest, ok := bytes.CutPrefix(head, []byte(sortScheme+"\n"))
	if !ok {
		return nil, nil
	}
	list, err := ordered.Open(rest, func(n int) ([]byte, error) { return s.page(orderValue, orderKey(order, n+1)) })
	if err != nil {
		return nil, gis.Wrap("store.sort", gis.Damaged, err, "store.damaged", s.schema.Dataset)
	}
	return list, nil
}

func (m *madeOrder) open() (*ordered.List, error) {
	return ordered.Open(m.plain[0][len(sortScheme)+1:], func(n int) ([]byte, error) { return m.plain[n+1], nil })
}

// unsorted is the order of rows none of which has a value.
func (s *segment) unsorted() (*ordered.List, error) {
	all := make([]uint32, s.info.Rows)
	for i := range all {
		all[i] = uint32(i)
	}
	head, _ := ordered.Build(nil, all)
	return ordered.Open(head, nil)
}

// stored reads a value that may not be there.
func (s *segment) stored(kind byte, n uint32) (plain []byte, ok bool, err error) {
	key := decodedKey{s.info.ID, kind, n}
	if d, ok := s.archive.decoded.Find(key); ok {
		return d.page, true, nil
	}
	err = s.archive.view(func(tx *bbolt.Tx) error {
		k := segmentKey(s.info.ID, kind, n)
		if tx.Bucket([]byte(segmentBucket)).Get(k) == nil {
			return nil
		}
		var err error
		plain, err = s.archive.get(tx, k)
		ok = err == nil
		return err
	})
	if ok {
		s.archive.decoded.Put(key, decoded{page: plain}, int64(len(plain)))
	}
	return plain, ok, err
}

// unstored is an order that was made and could not be stored.
func (s *segment) unstored(order int) *madeOrder {
	s.ordersMu.Lock()
	defer s.ordersMu.Unlock()
	return s.orders[order]
}

// sort makes an order of the segment: it reads the column of all its blocks.
func (s *segment) sort(order int) (*madeOrder, error) {
	meta, err := s.readMeta()
	if err != nil {
		return nil, err
	}
	want := make([]bool, len(s.schema.Columns))
	for col := range want {
		role := s.schema.Columns[col].Role
		want[col] = col == order || order >= byKeyOrder && order <= byAlsoOrder && slices.Contains(lookupRoles(), role)
	}
	o := newOrdering(s.schema, order, s.archive.Head.Comune)
	for n, first := range meta.First {
		b, err := s.read(n, want, false, passing)
		if err != nil {
			return nil, err
		}
		o.add(b, first)
	}
	return o.made(s.info.ID), nil
}

// ordering is an order in the making.
type ordering struct {
	order   int
	comune  string
	keys    *sorter
	roles   keyRoles
	entries []ordered.Entry
	absent  []uint32
}

func newOrdering(schema *gis.Schema, order int, comune string) *ordering {
	return &ordering{order: order, comune: comune, keys: newSorter(), roles: rolesOf(schema)}
}

// add takes the rows of a block, of which first is the first.
func (o *ordering) add(b *gis.Batch, first uint32) {
	for row := range b.Len() {
		before := len(o.entries)
		o.row(b, row, first+uint32(row))
		if len(o.entries) == before {
			o.absent = append(o.absent, first+uint32(row))
		}
	}
}

func (o *ordering) row(b *gis.Batch, row int, number uint32) {
	put := func(key []byte) {
		if key != nil {
			o.entries = append(o.entries, ordered.Entry{Key: key, Row: number})
		}
	}
	switch o.order {
	case byKeyOrder:
		if k := o.roles.key.Key(b, row, o.comune); k.Sheet != "" {
			put(k.AppendOrder(nil))
		}
	case byAlsoOrder:
		for _, k := range alsoKeys(b, row, &o.roles) {
			put(k.AppendOrder(nil))
		}
	case byFromOrder:
		if b.From[row] != gis.Always {
			put(dayKey(b.From[row]))
		}
	case byToOrder:
		if b.To[row] != gis.OpenEnd {
			put(dayKey(b.To[row]))
		}
	default:
		put(o.keys.key(b, o.order, row))
	}
}

func (o *ordering) made(segment uint32) *madeOrder {
	head, pages := ordered.Build(o.entries, o.absent)
	head = append([]byte(sortScheme+"\n"), head...)
	return &madeOrder{segment, o.order, append([][]byte{head}, pages...)}
}

// sortAll makes the orders that are not there yet, on all cores, and stores
// them: whoever asks next reads a page of them. They stand beside the rows and
// say nothing that the rows do not, so an archive that takes none (it is full,
// or read only) keeps them in memory.
func (a *Archive) sortAll(ctx context.Context, segments []*segment, orders []int) error {
	type missingOrder struct {
		segment *segment
		order   int
	}
	var missing []missingOrder
	for i, s := range segments {
		list, err := s.sortedBy(orders[i])
		if err != nil {
			return err
		}
		if list == nil {
			missing = append(missing, missingOrder{s, orders[i]})
		}
	}
	// So many at a time that the memory is bounded, and one transaction for each
	// lot.
	for lot := range slices.Chunk(missing, 8*runtime.NumCPU()) {
		made := make([]*madeOrder, len(lot))
		err := cores.Each(ctx, len(lot), func(i int) (err error) {
			made[i], err = lot[i].segment.sort(lot[i].order)
			return err
		})
		if err != nil {
			return err
		}
		if a.putOrders(made) == nil {
			continue
		}
		for i := range lot {
			s := lot[i].segment
			s.ordersMu.Lock()
			if s.orders == nil {
				s.orders = map[int]*madeOrder{}
			}
			s.orders[made[i].order] = made[i]
			s.ordersMu.Unlock()
		}
	}
	return nil
}

func (a *Archive) putOrders(made []*madeOrder) error {
	return a.update("store.sort", func(tx *bbolt.Tx) error {
		bucket := tx.Bucket([]byte(segmentBucket))
		for _, m := range made {
			for n, plain := range m.plain {
				// Sealed here, where no exchange of keys comes in between.
				k := segmentKey(m.segment, orderValue, orderKey(m.order, n))
				if err := bucket.Put(k, a.seal.seal(place(segmentBucket, k), plain)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
