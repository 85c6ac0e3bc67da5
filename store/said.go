package store

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store/block"
)

// Place is where rows of a supply stand: rows of one dataset, of one scope (what
// a newer supply speaks of as a whole), of one cell.
type Place struct {
	Schema *gis.Schema
	Scope  string
	Cell   string    // "A/12", a grid square or [UnlocatedCell]
	Bound  orb.Bound // of its rows, in the archive's CRS; Min > Max without geometry
}

// Said gives the rows that a supply says, those among them that another supply
// said first, place by place and in the order of their lines, with the shapes in
// the CRS in which they came. A batch is the caller's until the next. Only places
// that want chooses are read; nil chooses all.
func (s *Snapshot) Said(ctx context.Context, supply uint32, want func(Place) bool, found func(Place, *gis.Batch) error) error {
	return s.said(ctx, func(info *Segment) bool { return info.says(supply) }, supply, want, found)
}

// Computed gives the rows that were computed from others for a scope, in the
// same way.
func (s *Snapshot) Computed(ctx context.Context, scope string, want func(Place) bool, found func(Place, *gis.Batch) error) error {
	return s.said(ctx, func(info *Segment) bool { return info.Supply == 0 && info.Scope == scope }, 0, want, found)
}

// ComputedScopes are the scopes for which rows were computed, with the numbers of
// their segments: other numbers are other rows.
func (s *Snapshot) ComputedScopes() map[string][]uint32 {
	scopes := map[string][]uint32{}
	for i := range s.m.Segments {
		if info := &s.m.Segments[i]; info.Supply == 0 {
			scopes[info.Scope] = append(scopes[info.Scope], info.ID)
		}
	}
	return scopes
}

// ComputedSchemas are the schemas of the rows that were computed for a scope, of
// layers that came out empty too.
func (s *Snapshot) ComputedSchemas(scope string) []*gis.Schema {
	var all []*gis.Schema
	for i := range s.m.Segments {
		if info := &s.m.Segments[i]; info.Supply == 0 && info.Scope == scope && !slices.Contains(all, &s.m.Schemas[info.Schema]) {
			all = append(all, &s.m.Schemas[info.Schema])
		}
	}
	return all
}

// SegmentsOf are the numbers of the segments with rows that a supply says: other
// numbers are other rows.
func (s *Snapshot) SegmentsOf(supply uint32) []uint32 {
	var ids []uint32
	for i := range s.m.Segments {
		if info := &s.m.Segments[i]; info.says(supply) {
			ids = append(ids, info.ID)
		}
	}
	return ids
}

// SaidIn is the CRS in which the coordinates of a supply came, as an EPSG code; 0
// when none of its rows has a place. Of rows that were computed it is that of a
// scope, supply 0.
func (s *Snapshot) SaidIn(supply uint32, scope string) int {
	epsg := 0
	for i := range s.m.Segments {
		info := &s.m.Segments[i]
		if supply != 0 && info.says(supply) || supply == 0 && info.Supply == 0 && info.Scope == scope {
			epsg = max(epsg, info.EPSG)
		}
	}
	return epsg
}

// Scopes are those of the rows that a supply says.
func (s *Snapshot) Scopes(supply uint32) map[string]bool {
	scopes := map[string]bool{}
	for i := range s.m.Segments {
		if info := &s.m.Segments[i]; info.says(supply) {
			scopes[info.Scope] = true
		}
	}
	return scopes
}

// ComparePlaces is negative where [Snapshot.Said] gives the rows of p before those
// of q, 0 where both are one place. The places are those of this snapshot.
func (s *Snapshot) ComparePlaces(p, q Place) int {
	return cmp.Or(cmp.Compare(s.schemaAt(p.Schema), s.schemaAt(q.Schema)), cmp.Compare(p.Scope, q.Scope), cmp.Compare(p.Cell, q.Cell))
}

func (s *Snapshot) schemaAt(schema *gis.Schema) int {
	for i := range s.m.Schemas {
		if schema == &s.m.Schemas[i] {
			return i
		}
	}
	return -1
}

// group are segments of one schema and scope.
type group struct {
	schema int
	scope  string
}

func (s *Snapshot) said(
	ctx context.Context, of func(*Segment) bool, supply uint32, want func(Place) bool, found func(Place, *gis.Batch) error,
) error {
	groups := map[group][]int{}
	for i := range s.m.Segments {
		if info := &s.m.Segments[i]; of(info) {
			g := group{info.Schema, info.Scope}
			groups[g] = append(groups[g], i)
		}
	}
	for _, g := range slices.SortedFunc(maps.Keys(groups), func(p, q group) int {
		return cmp.Or(cmp.Compare(p.schema, q.schema), cmp.Compare(p.scope, q.scope))
	}) {
		r := &saying{snapshot: s, supply: supply, schema: &s.m.Schemas[g.schema], cells: map[string]*cellRows{}}
		for _, i := range groups[g] {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := r.list(i); err != nil {
				return err
			}
		}
		for _, cell := range slices.Sorted(maps.Keys(r.cells)) {
			p := Place{r.schema, g.scope, cell, r.cells[cell].bound}
			if want != nil && !want(p) {
				continue
			}
			if err := r.give(ctx, p, r.cells[cell].rows, found); err != nil {
				return err
			}
		}
	}
	return nil
}

// saying lists the rows of one schema and scope that a supply says.
type saying struct {
	snapshot *Snapshot
	supply   uint32
	schema   *gis.Schema
	cells    map[string]*cellRows
	read     map[blockAt]*gis.Batch // blocks in memory
	order    []blockAt              // oldest first
}

type cellRows struct {
	rows  []saidRow
	bound orb.Bound
}

type blockAt struct{ segment, block int }

// saidRow is a row by the line on which the supply says it.
type saidRow struct {
	line uint32
	at   blockAt
	row  int // of the block
}

// list enters the rows of a segment into their cells.
func (r *saying) list(i int) error {
	seg := r.snapshot.archive.segment(r.snapshot.m, i)
	meta, err := seg.readMeta()
	if err != nil {
		return err
	}
	tree, err := seg.readTree()
	if err != nil {
		return err
	}
	var lines []uint32 // nil: its own
	if seg.info.Supply != r.supply {
		m, err := seg.mention(r.supply)
		if err != nil {
			return err
		}
		lines = m.lines
	}
	keys := gis.KeyReaderOf(r.schema)
	want := (&Ask{Columns: []string{}, Roles: []gis.Role{gis.RoleSection, gis.RoleSheet}}).wants(r.schema)
	for n := range meta.First {
		from, to := seg.blockSpan(meta, n)
		b, err := seg.listed(uint32(n), want)
		if err != nil {
			return err
		}
		names := seg.cellsOf(b, from, tree, keys)
		for row := from; row < to; row++ {
			line := b.Line[row-from]
			if lines != nil {
				if line = lines[row]; line == 0 {
					continue
				}
			}
			cell := r.cell(names(row))
			cell.rows = append(cell.rows, saidRow{line, blockAt{i, n}, row - from})
			if tree != nil {
				cell.bound = joined(cell.bound, tree.Box(row))
			}
		}
	}
	return nil
}

// cell is the list of a cell.
func (r *saying) cell(name string) *cellRows {
	cell := r.cells[name]
	if cell == nil {
		cell = &cellRows{bound: nowhere()}
		r.cells[name] = cell
	}
	return cell
}

// listed reads some columns of a block.
func (s *segment) listed(n uint32, want []bool) (*gis.Batch, error) {
	plain, err := s.value(rowsValue, n)
	if err != nil {
		return nil, err
	}
	b, _, err := block.DecodeRows(plain, s.schema, want)
	if err != nil || b.Len() == 0 {
		return nil, gis.Wrap("store.read", gis.Damaged, err, "store.damaged", s.schema.Dataset)
	}
	return b, nil
}

// blocksInMemory is how many blocks are kept while rows are given: lines mostly
// follow the order in which blocks stand.
const blocksInMemory = 32

// give passes the rows of a place on, in the order of their lines.
func (r *saying) give(ctx context.Context, p Place, rows []saidRow, found func(Place, *gis.Batch) error) error {
	slices.SortStableFunc(rows, func(p, q saidRow) int { return cmp.Compare(p.line, q.line) })
	out := gis.NewBatch(r.schema)
	var some []int
	for from := 0; from < len(rows); {
		if err := ctx.Err(); err != nil {
			return err
		}
		at := rows[from].at
		b, err := r.block(at)
		if err != nil {
			return err
		}
		some = some[:0]
		to := from
		for to < len(rows) && rows[to].at == at && len(some) < blockRows {
			some = append(some, rows[to].row)
			to++
		}
		first := out.Len()
		out.Append(b, some)
		for i := range some {
			out.Line[first+i] = rows[from+i].line
		}
		from = to
		if out.Len() >= blockRows || len(out.Shapes.XY) >= 2*blockPoints || from == len(rows) {
			if err := found(p, out); err != nil {
				return err
			}
			out.Reset()
		}
	}
	return nil
}

func (r *saying) block(at blockAt) (*gis.Batch, error) {
	if b := r.read[at]; b != nil {
		return b, nil
	}
	seg := r.snapshot.archive.segment(r.snapshot.m, at.segment)
	b, err := seg.asStored(uint32(at.block))
	if err != nil {
		return nil, err
	}
	if r.read == nil {
		r.read = map[blockAt]*gis.Batch{}
	}
	if len(r.order) >= blocksInMemory {
		delete(r.read, r.order[0])
		r.order = r.order[1:]
	}
	r.read[at] = b
	r.order = append(r.order, at)
	return b, nil
}
