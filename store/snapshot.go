package store

import (
	"context"
	"iter"
	"runtime"
	"slices"

	"github.com/paulmach/orb"
	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/gis/packed"
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
	First   uint32   // row of the segment with which the block begins
	Supply  uint32   // from which the rows are known; Line counts in its file
	at      []uint32 // rows of the segment; nil when all of the block are here
}

// Run is the rows of the segment that these are, from one to before another; whole
// is whether none between is missing.
func (r *Rows) Run() (from, to int, whole bool) {
	return int(r.First), int(r.First) + r.Len(), r.at == nil
}

// Ref is the address of a row of the block.
func (r *Rows) Ref(row int) Ref {
	if r.at != nil {
		return Ref{Segment: r.Segment, Row: r.at[row]}
	}
	return Ref{Segment: r.Segment, Row: r.First + uint32(row)}
}

// Ask says what to read of a dataset.
type Ask struct {
	Dataset string
	Source  string     // "" for all sources
	Columns []string   // nil for all
	Roles   []gis.Role // columns by role, beside Columns
	Shapes  bool       // geometry too
	Within  *orb.Bound // only blocks with a row whose box meets it
	// Brief is for who copies what is read: of a Scan, Rows hold until the next
	// are asked for, whose memory they then are. Texts hold for good.
	Brief bool
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

// blockRef is a block of a view.
type blockRef struct {
	view *view
	n    int
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
			room *readingRoom
		}
		kept := keeping(q.Within != nil)
		ctx, cancel := context.WithCancel(ctx)
		ahead := make(chan chan result, 2*runtime.NumCPU())
		rooms := roomsFor(&q, cap(ahead)+2)
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
				var room *readingRoom
				select {
				case room = <-rooms:
				case <-ctx.Done():
					return
				}
				select {
				case ahead <- slot:
				case <-ctx.Done():
					return
				}
				go func() {
					rows, err := ref.view.scan(ref.n, &q, kept, room)
					slot <- result{rows, err, room}
				}()
			}
		}()
		for slot := range ahead {
			r := <-slot
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			// Without rows none of the block is in force.
			if (r.rows != nil || r.err != nil) && !yield(r.rows, r.err) || r.err != nil {
				return
			}
			rooms <- r.room
		}
		if err := ctx.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// Unload lets go of what stands in memory of the file as it lies on the disk, for
// whoever has walked through much that is not asked for soon again.
func (s *Snapshot) Unload() error {
	return s.archive.view(func(tx *bbolt.Tx) error {
		unload(tx)
		return nil
	})
}

// block reads the wanted columns of block n, and shapes when asked, with the lines of
// the view's supply, rows that are not the view's among the others; in a room where
// one is given.
func (v *view) block(n int, want []bool, shapes bool, k keeping, room *readingRoom) (*Rows, error) {
	meta, err := v.readMeta()
	if err != nil {
		return nil, err
	}
	var b *gis.Batch
	if room != nil {
		b, err = v.readIn(room, uint32(n), want, shapes)
	} else {
		b, err = v.read(n, want, shapes, k)
	}
	if err != nil {
		return nil, err
	}
	from, _ := v.blockSpan(meta, n)
	return &Rows{Batch: b, Segment: v.info.ID, First: uint32(from), Supply: v.supply}, v.said(b, from)
}

// blocks lists the blocks that an Ask touches: with a window, only those that
// the spatial index names.
func (s *Snapshot) blocks(q *Ask) ([]blockRef, error) {
	var refs []blockRef
	for v := range s.views(q) {
		meta, err := v.readMeta()
		if err != nil {
			return nil, err
		}
		if q.Within == nil {
			for n := range meta.First {
				refs = append(refs, blockRef{v, n})
			}
			continue
		}
		rows, err := v.within(nil, *q.Within)
		if err != nil {
			return nil, err
		}
		for _, n := range blocksOf(meta, rows) {
			refs = append(refs, blockRef{v, n})
		}
	}
	return refs, nil
}

// views are those of an Ask, with a window only those that meet it.
func (s *Snapshot) views(q *Ask) iter.Seq[*view] {
	return func(yield func(*view) bool) {
		for i := range s.m.Segments {
			info := &s.m.Segments[i]
			if !q.matches(&s.m.Schemas[info.Schema]) {
				continue
			}
			if q.Within != nil && !meets(info.Bound(), *q.Within) {
				continue
			}
			if !s.m.views(s.archive, i, yield) {
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
	return packed.AppendRows(tree, rows, w), nil
}
