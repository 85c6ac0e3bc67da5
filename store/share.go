package store

import (
	"sync"

	"segit/gis"
)

// share takes the rows of a supply in a scope of which the archive holds rows:
// those that it holds already are noted, the others gathered and stored.
type share struct {
	supply *SupplyBuild
	key    openKey
	find   func() (*matcher, error)

	mu     sync.Mutex
	taken  int                // batches that began
	done   map[int]*gis.Batch // what is left of those that ended before their turn
	next   int                // the batch whose turn it is
	ended  bool
	others *gis.Batch
}

// share is where rows of a scope are looked up; nil when there is nothing to
// look in, or when they are to stand beside what is there.
func (s *SupplyBuild) share(key openKey) *share {
	if shared, ok := s.shares[key]; ok {
		return shared
	}
	s.shares[key] = nil
	kind := s.intake.Supply.Kind
	if s.derived || s.again || kind == gis.AddedSupply {
		return nil
	}
	at := matchKey{scopeOf: scopeOf{key.schema.Source, key.scope}, epsg: s.intake.EPSG}
	if kind == gis.UpdateSupply {
		at.supply = s.ID() // each update says of a row what it says
	}
	if find := s.build.matcher(at, key.schema); find != nil {
		s.shares[key] = &share{supply: s, key: key, find: find, done: map[int]*gis.Batch{}, others: gis.NewBatch(key.schema)}
	}
	return s.shares[key]
}

// matcher is the one of a scope, made when it is first used; nil where the
// archive holds no row of the scope and of these columns.
func (b *Build) matcher(at matchKey, schema *gis.Schema) func() (*matcher, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at.schema = b.known.findSchema(schema)
	find, ok := b.matchers[at]
	if !ok {
		if at.schema >= 0 && len(b.known.among(at)) > 0 {
			find = sync.OnceValues(func() (*matcher, error) {
				x, err := b.archive.newMatcher(b.known, at)
				b.mu.Lock()
				defer b.mu.Unlock()
				b.looked = append(b.looked, x)
				return x, err
			})
		}
		b.matchers[at] = find
	}
	return find
}

// begin numbers a batch.
func (h *share) begin() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.taken++
	return h.taken - 1
}

// take looks a batch up and gathers what is left of it, in the order of the
// batches whoever ends first. It stores what is enough for a segment.
func (h *share) take(n int, batch *gis.Batch) error {
	x, err := h.find()
	if err != nil {
		return err
	}
	left := x.rest(batch, h.supply.ID())
	h.mu.Lock()
	h.done[n] = left
	var full []*gis.Batch
	for ; h.done[h.next] != nil; h.next++ {
		b := h.done[h.next]
		delete(h.done, h.next)
		h.others.Append(b, every(b.Len()))
		if h.others.Len() >= segmentRows || len(h.others.Shapes.XY) >= 2*segmentPoints {
			full, h.others = append(full, h.others), gis.NewBatch(h.key.schema)
		}
	}
	if h.ended && h.next == h.taken && h.others.Len() > 0 {
		full, h.others = append(full, h.others), gis.NewBatch(h.key.schema)
	}
	ids := h.supply.build.reserve(len(full))
	h.mu.Unlock()
	for i, b := range full {
		if err := h.supply.assemble(ids+uint32(i), h.key, b); err != nil {
			return err
		}
	}
	return nil
}

// end tells that no batch follows, and gives what is left when none is under
// way; else the last one stores it.
func (h *share) end() *gis.Batch {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ended {
		return nil
	}
	h.ended = true
	if h.next < h.taken || h.others.Len() == 0 {
		return nil
	}
	left := h.others
	h.others = gis.NewBatch(h.key.schema)
	return left
}

func every(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}
