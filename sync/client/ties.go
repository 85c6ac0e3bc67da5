package client

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"segit/gis"
	"segit/store"
	"segit/sync/supply"
)

// Persons and their titles lie in no sheet. Who holds some sheets gets those that
// are tied to them: the titles on units and land parcels of the sheets, and the
// subjects that these titles name. They travel as parts of their own, one for
// each sheet ([supply.Part.Tied]), beside those in which all are.

// object names a unit ("F") or a land parcel ("T") of the census: ids are unique
// only inside their section.
type object struct {
	kind, section string
	id            int64
}

// person names a subject of the census: ids are unique only with the type.
type person struct {
	kind string
	id   int64
}

// ties say in which sheets objects lie and to which sheets persons are tied.
type ties struct {
	sheets  []string         // by number
	number  map[string]int32 // of a sheet
	objects map[object][]int32
	persons map[person][]int32
}

// objectKind is the type by which titles name the rows of a dataset, "" for none.
func objectKind(dataset string) string { return map[string]string{"units": "F", "land": "T"}[dataset] }

// tied reports whether rows of a schema that lie in no sheet are tied to some.
func tied(s *gis.Schema) bool {
	return s.Role(gis.RoleSubject) >= 0 && s.Role(gis.RoleSubjectType) >= 0
}

// tiesOf reads the ties of an archive.
func tiesOf(ctx context.Context, s *store.Snapshot) (*ties, error) {
	t := &ties{number: map[string]int32{}, objects: map[object][]int32{}, persons: map[person][]int32{}}
	for _, set := range s.Datasets() {
		if objectKind(set.Schema.Dataset) == "" {
			continue
		}
		if err := readRows(ctx, s, set.Schema, t.addObject, gis.RoleComune, gis.RoleSection, gis.RoleSheet, gis.RoleObject); err != nil {
			return nil, err
		}
	}
	for _, set := range s.Datasets() {
		if !tied(set.Schema) || set.Schema.Role(gis.RoleObject) < 0 {
			continue
		}
		err := readRows(ctx, s, set.Schema, t.addTitle, gis.RoleSection, gis.RoleObject, gis.RoleObjectType, gis.RoleSubject, gis.RoleSubjectType)
		if err != nil {
			return nil, err
		}
	}
	return t, nil
}

func readRows(ctx context.Context, s *store.Snapshot, schema *gis.Schema, add func(*gis.Batch, int), roles ...gis.Role) error {
	ask := store.Ask{Dataset: schema.Dataset, Source: schema.Source, Columns: []string{}, Roles: roles}
	for rows, err := range s.Scan(ctx, ask) {
		if err != nil {
			return err
		}
		for row := range rows.Len() {
			add(rows.Batch, row)
		}
	}
	return nil
}

func (t *ties) addObject(b *gis.Batch, row int) {
	s := b.Schema
	cell := gis.KeyReaderOf(s).Key(b, row, "").Cell()
	id, ok := numberOf(b, gis.RoleObject, row)
	if cell == "" || !ok {
		return
	}
	n, known := t.number[cell]
	if !known {
		n = int32(len(t.sheets))
		t.sheets, t.number[cell] = append(t.sheets, cell), n
	}
	o := object{objectKind(s.Dataset), sectionOf(b, row), id}
	t.objects[o] = with(t.objects[o], n)
	if o.section != "" { // titles may leave the section out
		o.section = ""
		t.objects[o] = with(t.objects[o], n)
	}
}

func (t *ties) addTitle(b *gis.Batch, row int) {
	if p, ok := personOf(b, row); ok {
		for _, n := range t.ofTitle(b, row) {
			t.persons[p] = with(t.persons[p], n)
		}
	}
}

// ofTitle are the sheets of the object that a title is on.
func (t *ties) ofTitle(b *gis.Batch, row int) []int32 {
	at := b.Schema.Role(gis.RoleObjectType)
	id, ok := numberOf(b, gis.RoleObject, row)
	if at < 0 || !ok {
		return nil
	}
	return t.objects[object{b.Text(at, row), sectionOf(b, row), id}]
}

// of are the sheets to which a row is tied: a title by its object, a subject by
// its titles.
func (t *ties) of(b *gis.Batch, row int) []int32 {
	if b.Schema.Role(gis.RoleObject) >= 0 {
		return t.ofTitle(b, row)
	}
	p, _ := personOf(b, row)
	return t.persons[p]
}

func with(all []int32, n int32) []int32 {
	if slices.Contains(all, n) {
		return all
	}
	return append(all, n)
}

func numberOf(b *gis.Batch, role gis.Role, row int) (int64, bool) {
	at := b.Schema.Role(role)
	if at < 0 {
		return 0, false
	}
	return b.Num(at, row)
}

func sectionOf(b *gis.Batch, row int) string {
	at := b.Schema.Role(gis.RoleSection)
	if at < 0 {
		return ""
	}
	return gis.NormaliseSection(b.Text(at, row))
}

func personOf(b *gis.Batch, row int) (person, bool) {
	id, ok := numberOf(b, gis.RoleSubject, row)
	return person{b.Text(b.Schema.Role(gis.RoleSubjectType), row), id}, ok
}

// cutTied cuts rows that lie in no sheet into the chunks of the sheets to which
// they are tied, in the order of the sheets.
func (t *ties) cutTied(ctx context.Context, s *store.Snapshot, supplied uint32, found func(at store.Place, n int, c *supply.Chunk, lines []uint32) error) error {
	type stand struct {
		schema *gis.Schema
		scope  string
		sheet  int32
	}
	cutters := map[stand]*supply.Cutter{}
	want := func(p store.Place) bool { return p.Cell == store.UnlocatedCell && tied(p.Schema) }
	err := s.Said(ctx, supplied, want, func(p store.Place, b *gis.Batch) error {
		sheets := map[int32][]int{} // rows
		for row := range b.Len() {
			for _, n := range t.of(b, row) {
				sheets[n] = append(sheets[n], row)
			}
		}
		for _, n := range slices.Sorted(maps.Keys(sheets)) {
			rows := sheets[n]
			at := stand{p.Schema, p.Scope, n}
			if cutters[at] == nil {
				cutters[at] = &supply.Cutter{Found: found}
			}
			part := gis.NewBatch(b.Schema)
			part.Append(b, rows)
			if err := cutters[at].Add(store.Place{Schema: p.Schema, Scope: p.Scope, Cell: t.sheets[n], Bound: p.Bound}, part); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, at := range slices.SortedFunc(maps.Keys(cutters), func(p, q stand) int {
		return cmp.Or(cmp.Compare(p.schema.Dataset, q.schema.Dataset), cmp.Compare(p.scope, q.scope), cmp.Compare(t.sheets[p.sheet], t.sheets[q.sheet]))
	}) {
		if err := cutters[at].Close(); err != nil {
			return err
		}
	}
	return nil
}
