package store

import (
	"context"
	"slices"

	"segit/gis"
)

// Arrive takes the rows of a supply that another desk imported, or more rows of
// one that arrived before. The entry of the register is entry, whose ID is the
// one that the register has of it, or for a new one the one wished for: it is
// given where it is free. What entry says of counts is what the register will
// say.
func (b *Build) Arrive(entry gis.Supply, epsg int, known bool) *SupplyBuild {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !known {
		entry.ID = max(entry.ID, b.next.NextSupply)
		b.next.NextSupply = entry.ID + 1
		entry.Delivery = b.next.Generation + 1
	}
	s := &SupplyBuild{
		build: b, arrived: true, intake: Intake{Supply: entry, EPSG: epsg}, begun: beginning(&entry), open: map[openKey]*gis.Batch{}, shares: map[openKey]*share{},
	}
	b.supplies = append(b.supplies, s)
	return s
}

// Put takes rows of one scope; whatever the intake says of scopes. The caller
// has left out those that the supply says already ([SupplyBuild.Says]).
func (s *SupplyBuild) Put(ctx context.Context, scope string, batch *gis.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.build.ctx.Err() != nil {
		return context.Cause(s.build.ctx)
	}
	s.put(openKey{batch.Schema, scope}, batch, 0, batch.Len())
	return nil
}

// Says are the lines of a scope that the supply says before this build, of rows
// of one schema.
func (s *SupplyBuild) Says(schema *gis.Schema, scope string) (map[uint32]bool, error) {
	m := s.build.known
	of := m.findSchema(schema)
	lines := map[uint32]bool{}
	supply := s.ID()
	for i := range m.Segments {
		info := &m.Segments[i]
		if info.Schema != of || info.Scope != scope {
			continue
		}
		if info.Supply == supply {
			seg := s.build.archive.segment(m, i)
			meta, err := seg.readMeta()
			if err != nil {
				return nil, err
			}
			for n := range meta.First {
				b, err := seg.listed(uint32(n), make([]bool, len(schema.Columns)))
				if err != nil {
					return nil, err
				}
				for _, line := range b.Line {
					lines[line] = true
				}
			}
		}
		if slices.Contains(info.Said, supply) {
			said, err := s.build.archive.mentionOf(info, supply)
			if err != nil {
				return nil, err
			}
			for _, line := range said.lines {
				lines[line] = line != 0 || lines[line]
			}
		}
	}
	return lines, nil
}

// Keep takes the rejects of a supply that arrives, all of them in the order of
// the file; known are those that the archive has already.
func (s *SupplyBuild) Keep(rejects []gis.Reject, known bool) error {
	for i, r := range rejects {
		r.Supply = s.ID()
		if known || r.Fixed != "" || r.Passed {
			s.settled = append(s.settled, KeptReject{r, uint32(i)})
		}
		if known {
			continue
		}
		if err := s.Reject(r.Line, r.Reason, r.Text); err != nil {
			return err
		}
	}
	return nil
}
