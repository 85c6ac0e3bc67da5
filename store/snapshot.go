package store

import (
	"context"
	"iter"
	"runtime"
	"slices"
	"sort"

	"github.com/paulmach/orb"

	"segit/gis"
)

// Snapshot is the territory at a moment: a generation that stays readable,
// whatever is imported meanwhile, until it is released.
type Snapshot struct {
	archive *Archive
	m       *manifest
}

// Snapshot holds the current generation.
func (a *Archive) Snapshot() *Snapshot {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pins[a.current]++
	return &Snapshot{archive: a, m: a.current}
}

// Release lets the generation go; call it once.
func (s *Snapshot) Release() error {
	a := s.archive
	a.mu.Lock()
	if a.pins[s.m]--; a.pins[s.m] <= 0 {
		delete(a.pins, s.m)
	}
	a.mu.Unlock()
	if !a.building.TryLock() {
		return nil // a build is under way: it sweeps at its end
	}
	defer a.building.Unlock()
	return a.sweep()
}

// Comune is the municipality's Belfiore code.
func (s *Snapshot) Comune() string { return s.archive.Head.Comune }

// EPSG is the CRS of all coordinates that a snapshot gives, east then north.
func (s *Snapshot) EPSG() int { return s.archive.Head.EPSG }

// Generation is the number of the generation held.
func (s *Snapshot) Generation() uint64 { return s.m.Generation }

// Rows is a decoded block with its address. It is shared by all who read it:
// nobody changes it.
type Rows struct {
	*gis.Batch
	Segment uint32
	First   uint32 // row of the segment that is row 0 here
	Supply  uint32
}

// Ref is the address of a row of the block.
func (r *Rows) Ref(row int) Ref { return Ref{Segment: r.Segment, Row: r.First + uint32(row)} }

// Ask says what to read of a dataset.
type Ask struct {
	Dataset string
	Source  string     // "" for all sources
	Columns []string   // nil for all
	Roles   []gis.Role // columns by role, beside Columns
	Shapes  bool       // geometry too
	Within  *orb.Bound // only blocks with a row whose box meets it
}

func (q *Ask) wants(s *gis.Schema) []bool {
	if q.Columns == nil && q.Roles == nil {
		return nil
	}
	want := make([]bool, len(s.Columns))
	for i := range s.Columns {
		want[i] = slices.Contains(q.Columns, s.Columns[i].Name) ||
			s.Columns[i].Role != "" && slices.Contains(q.Roles, s.Columns[i].Role)
	}
	return want
}

func (q *Ask) matches(s *gis.Schema) bool {
	return s.Dataset == q.Dataset && (q.Source == "" || s.Source == q.Source)
}

// blockRef is a block of a segment.
type blockRef struct {
	seg *segment
	n   int
}

// Scan reads the blocks of a dataset in their stored order, decoding ahead on
// all cores.
func (s *Snapshot) Scan(ctx context.Context, q Ask) iter.Seq2[*Rows, error] {
	return func(yield func(*Rows, error) bool) {
		refs, err := s.blocks(&q)
		if err != nil {
			yield(nil, err)
			return
		}
		type result struct {
			rows *Rows
			err  error
		}
		kept := keeping(q.Within != nil)
		ctx, cancel := context.WithCancel(ctx)
		ahead := make(chan chan result, 2*runtime.NumCPU())
		defer func() {
			cancel()
			for slot := range ahead {
				<-slot // nothing reads the archive after the end
			}
		}()
		go func() {
			defer close(ahead)
			for _, ref := range refs {
				slot := make(chan result, 1)
				select {
				case ahead <- slot:
				case <-ctx.Done():
					return
				}
				go func() {
					rows, err := ref.seg.rows(ref.n, &q, kept)
					slot <- result{rows, err}
				}()
			}
		}()
		for slot := range ahead {
			r := <-slot
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			if !yield(r.rows, r.err) || r.err != nil {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(nil, err)
		}
	}
}

func (s *segment) rows(n int, q *Ask, k keeping) (*Rows, error) {
	meta, err := s.readMeta()
	if err != nil {
		return nil, err
	}
	b, err := s.read(n, q.wants(s.schema), q.Shapes, k)
	if err != nil {
		return nil, err
	}
	from, _ := s.blockSpan(meta, n)
	return &Rows{Batch: b, Segment: s.info.ID, First: uint32(from), Supply: s.info.Supply}, nil
}

// blocks lists the blocks that an Ask touches: with a window, only those that
// the spatial index names.
func (s *Snapshot) blocks(q *Ask) ([]blockRef, error) {
	var refs []blockRef
	for seg := range s.segments(q) {
		meta, err := seg.readMeta()
		if err != nil {
			return nil, err
		}
		if q.Within == nil {
			for n := range meta.First {
				refs = append(refs, blockRef{seg, n})
			}
			continue
		}
		rows, err := seg.window(nil, *q.Within)
		if err != nil {
			return nil, err
		}
		last := -1
		for _, row := range rows {
			if n := blockOf(meta, row); n != last {
				refs = append(refs, blockRef{seg, n})
				last = n
			}
		}
	}
	return refs, nil
}

// segments are those of an Ask, with a window only those that meet it.
func (s *Snapshot) segments(q *Ask) iter.Seq[*segment] {
	return func(yield func(*segment) bool) {
		for i := range s.m.Segments {
			info := &s.m.Segments[i]
			if !q.matches(&s.m.Schemas[info.Schema]) {
				continue
			}
			if q.Within != nil && !meets(info.Bound(), *q.Within) {
				continue
			}
			if !yield(s.archive.segment(s.m, i)) {
				return
			}
		}
	}
}

// window adds the rows whose box meets w, ascending.
func (s *segment) window(rows []int, w orb.Bound) ([]int, error) {
	tree, err := s.readTree()
	if err != nil || tree == nil {
		return rows, err
	}
	tree.Search(w, func(row int) bool {
		rows = append(rows, row)
		return true
	})
	return rows, nil
}

// blockOf is the block of a row.
func blockOf(meta *segmentMeta, row int) int {
	return sort.Search(len(meta.First), func(n int) bool { return int(meta.First[n]) > row }) - 1
}
