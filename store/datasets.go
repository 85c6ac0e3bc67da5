package store

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"segit/gis"
)

// Dataset is what a snapshot holds of one layer from one source.
type Dataset struct {
	Schema *gis.Schema // of its newest supply
	Rows   int64
	EPSG   []int     // of the coordinates as they came, ascending
	Bound  orb.Bound // in the archive's CRS; Min > Max without geometry
	Supply []uint32  // supplies in force, ascending
}

// Datasets lists layers by name and source.
func (s *Snapshot) Datasets() []Dataset {
	type id struct{ dataset, source string }
	at := map[id]int{}
	var all []Dataset
	for i := range s.m.Segments {
		seg := &s.m.Segments[i]
		if seg.Past {
			continue
		}
		schema := &s.m.Schemas[seg.Schema]
		k := id{schema.Dataset, schema.Source}
		n, ok := at[k]
		if !ok {
			n = len(all)
			at[k] = n
			all = append(all, Dataset{Schema: schema, Bound: nowhere()})
		}
		d := &all[n]
		d.Rows += int64(s.rowsOf(i))
		if schema.Shape != gis.NoShape && !slices.Contains(d.EPSG, seg.EPSG) {
			d.EPSG = append(d.EPSG, seg.EPSG)
		}
		for _, supply := range s.m.inForce(schema.Source, seg) {
			if !slices.Contains(d.Supply, supply) {
				d.Supply = append(d.Supply, supply)
				d.Schema = schema
			}
		}
		d.Bound = joined(d.Bound, seg.Bound())
	}
	for i := range all {
		if !located(all[i].Bound) {
			all[i].Bound = orb.Bound{Min: orb.Point{1, 1}} // finite, as every format can write it
		}
		slices.Sort(all[i].EPSG)
		slices.Sort(all[i].Supply)
	}
	slices.SortFunc(all, func(p, q Dataset) int {
		return cmp.Or(cmp.Compare(p.Schema.Dataset, q.Schema.Dataset), cmp.Compare(p.Schema.Source, q.Schema.Source))
	})
	return all
}

// rowsOf is how many rows of a segment the snapshot has; where it cannot be read
// which of them are valid on its day, those in force.
func (s *Snapshot) rowsOf(i int) int {
	if s.m.at == 0 {
		return s.m.Segments[i].live()
	}
	n := 0
	s.m.views(s.archive, i, func(v *view) bool {
		set, err := v.live()
		if err != nil {
			set = v.rows
		}
		if set == nil {
			n += v.info.Rows
		} else {
			n += set.count()
		}
		return true
	})
	return n
}

// live is how many rows of a segment are in force.
func (s *Segment) live() int {
	switch {
	case s.Past:
		return 0
	case s.Parts == nil:
		return s.Rows
	}
	n := 0
	for _, p := range s.Parts {
		if p.Rows == nil {
			return s.Rows
		}
		n += p.Rows.count()
	}
	return n
}

// inForce are the supplies that make the state of a segment's scope.
func (m *manifest) inForce(source string, s *Segment) []uint32 {
	for i := range m.Scopes {
		if m.Scopes[i].Source == source && m.Scopes[i].Scope == s.Scope {
			return m.Scopes[i].InForce
		}
	}
	return []uint32{s.Supply}
}
