package store_test

import (
	"context"
	"slices"
	"strconv"
	"testing"

	"segit/gis"
	"segit/gis/cadastre"
	"segit/store"
)

// census puts a few units, a land parcel, people and a title into an archive.
func census(t *testing.T, a *store.Archive) *store.Snapshot {
	t.Helper()
	build := begin(t, a)
	s := build.Supply(store.Intake{Supply: gis.Supply{Source: "census", File: "x"}, Scope: func(b *gis.Batch, _ int) string { return b.Schema.Dataset }})
	put := func(schema *gis.Schema, rows ...map[gis.Role]string) {
		b := gis.NewBatch(schema)
		for line, row := range rows {
			for role, v := range row {
				col := schema.Role(role)
				if n, err := strconv.ParseInt(v, 10, 64); err == nil && schema.Columns[col].Type == gis.Integer {
					b.SetNum(col, n)
				} else {
					b.SetText(col, v)
				}
			}
			b.Add(uint32(line+1), gis.Always, gis.OpenEnd)
		}
		if err := s.Rows(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	put(cadastre.Units(),
		map[gis.Role]string{gis.RoleSheet: "12", gis.RoleParcel: "5", gis.RoleSub: "1", gis.RoleObject: "100"},
		map[gis.Role]string{gis.RoleSheet: "12", gis.RoleParcel: "5", gis.RoleSub: "2", gis.RoleObject: "101", gis.RoleAlsoKeys: "W001/_/12/6/9;W001/A/3/7;rotta"},
		map[gis.Role]string{gis.RoleSection: "A", gis.RoleSheet: "12", gis.RoleParcel: "5", gis.RoleSub: "1", gis.RoleObject: "102"},
		map[gis.Role]string{gis.RoleSheet: "12", gis.RoleObject: "103"}, // no parcel
	)
	put(cadastre.LandParcels(), map[gis.Role]string{gis.RoleSheet: "12", gis.RoleParcel: "5", gis.RoleObject: "100"})
	put(cadastre.Subjects(),
		map[gis.Role]string{gis.RoleSubject: "7", gis.RoleSubjectType: "P", gis.RoleFiscalCode: "RSSMRA80A01W001X"},
		map[gis.Role]string{gis.RoleSubject: "7", gis.RoleSubjectType: "G", gis.RoleFiscalCode: "00000000000"},
	)
	put(cadastre.Titles(),
		map[gis.Role]string{gis.RoleSubject: "7", gis.RoleSubjectType: "P", gis.RoleObject: "100", gis.RoleObjectType: "F"},
		map[gis.Role]string{gis.RoleSubject: "7", gis.RoleSubjectType: "G", gis.RoleObject: "100", gis.RoleObjectType: "T"},
	)
	named := &gis.Schema{Dataset: "buildings", Source: "census", Columns: []gis.Column{{Name: "id", Type: gis.Text}, {Name: "floors", Type: gis.Integer}}}
	b := gis.NewBatch(named)
	for _, id := range []string{"e1", "e2", "e1"} {
		b.SetText(0, id)
		b.SetNum(1, 3)
		b.Add(uint32(b.Len()+1), gis.Always, gis.OpenEnd)
	}
	if err := s.Rows(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
	snapshot := a.Snapshot()
	t.Cleanup(func() { snapshot.Release() }) //nolint:errcheck // nothing was replaced
	return snapshot
}

func TestLookups(t *testing.T) {
	s := census(t, openNew(t))
	key := func(section, sheet, parcel, sub string) gis.Key {
		return gis.MakeKey("W001", section, sheet, parcel, sub)
	}
	type lookup func(ctx context.Context, q store.Ask, found func(*store.Row) error) error
	byKey := func(k gis.Key) lookup {
		return func(ctx context.Context, q store.Ask, found func(*store.Row) error) error {
			return s.ByKey(ctx, q, k, found)
		}
	}
	for _, c := range []struct {
		name    string
		dataset string
		lines   []uint32
		find    lookup
	}{
		{"a unit", "units", []uint32{1}, byKey(key("", "12", "5", "1"))},
		{"all subs of a parcel", "units", []uint32{1, 2}, byKey(key("", "12", "5", ""))},
		{"the same numbers in a section", "units", []uint32{3}, byKey(key("A", "12", "5", "1"))},
		{"a graffata by its second key", "units", []uint32{2}, byKey(key("", "12", "6", "9"))},
		{"its parcel", "units", []uint32{2}, byKey(key("", "12", "6", ""))},
		{"a graffata without sub", "units", []uint32{2}, byKey(key("A", "3", "7", ""))},
		{"a sub that is not there", "units", nil, byKey(key("", "12", "5", "3"))},
		{"another municipality", "units", nil, byKey(gis.MakeKey("W002", "", "12", "5", "1"))},
		{"land of the same number", "land", []uint32{1}, byKey(key("", "12", "5", ""))},
		{"a unit by object", "units", []uint32{1}, func(ctx context.Context, q store.Ask, f func(*store.Row) error) error {
			return s.ByObject(ctx, q, "F", 100, f)
		}},
		{"units are no land", "units", nil, func(ctx context.Context, q store.Ask, f func(*store.Row) error) error {
			return s.ByObject(ctx, q, "T", 100, f)
		}},
		{"titles on a unit", "titles", []uint32{1}, func(ctx context.Context, q store.Ask, f func(*store.Row) error) error {
			return s.ByObject(ctx, q, "F", 100, f)
		}},
		{"titles of a company", "titles", []uint32{2}, func(ctx context.Context, q store.Ask, f func(*store.Row) error) error {
			return s.BySubject(ctx, q, "G", 7, f)
		}},
		{"a subject", "subjects", []uint32{1}, func(ctx context.Context, q store.Ask, f func(*store.Row) error) error {
			return s.BySubject(ctx, q, "P", 7, f)
		}},
		{"a fiscal code", "subjects", []uint32{1}, func(ctx context.Context, q store.Ask, f func(*store.Row) error) error {
			return s.ByFiscalCode(ctx, q, "RSSMRA80A01W001X", f)
		}},
		{"rows of one id", "buildings", []uint32{1, 3}, func(ctx context.Context, q store.Ask, f func(*store.Row) error) error {
			return s.ByID(ctx, q, "e1", f)
		}},
	} {
		// Whatever columns are asked for, the same rows are found.
		for _, q := range []store.Ask{{}, {Columns: []string{"floors"}}, {Roles: []gis.Role{gis.RoleClass}}} {
			q.Dataset = c.dataset
			var lines []uint32
			err := c.find(t.Context(), q, func(r *store.Row) error {
				lines = append(lines, r.Line[r.At])
				return nil
			})
			slices.Sort(lines)
			if err != nil || !slices.Equal(lines, c.lines) {
				t.Errorf("%s: lines %v, %v; want %v", c.name, lines, err, c.lines)
			}
		}
	}
}

func TestRowByItsAddress(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 40, corner))
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	for rows, err := range s.Scan(t.Context(), store.Ask{Dataset: "parcels", Shapes: true}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []int{0, rows.Len() - 1} {
			got, err := s.Get(t.Context(), rows.Ref(at))
			if err != nil || got == nil {
				t.Fatalf("%v: %v, %v", rows.Ref(at), got, err)
			}
			if got.Ref() != rows.Ref(at) || got.Line[got.At] != rows.Line[at] || got.Shapes.Bound(got.At) != rows.Shapes.Bound(at) {
				t.Errorf("%v is the row of line %d, want %d", rows.Ref(at), got.Line[got.At], rows.Line[at])
			}
		}
	}
	for _, none := range []store.Ref{{Segment: 99}, {Segment: 1, Row: 1600}} {
		if got, err := s.Get(t.Context(), none); got != nil || err != nil {
			t.Errorf("%v: %v, %v; want nothing", none, got, err)
		}
	}
}

// Rows of one key fill many pages of the key index, with other keys before and
// after.
func TestKeyOfManyRows(t *testing.T) {
	a := openNew(t)
	const many = 10_000
	b := gis.NewBatch(plots())
	for line := range 3 * many {
		b.SetText(0, "12")
		parcel := "7"
		if line%3 != 0 {
			parcel = strconv.Itoa(line + 1000)
		}
		b.SetText(1, parcel)
		b.Add(uint32(line), gis.Always, gis.OpenEnd)
	}
	load(t, a, "a", b)
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	for parcel, want := range map[string]int{"7": many, "1001": 1, "30999": 1, "1000": 0} {
		n := 0
		err := s.ByKey(t.Context(), store.Ask{Dataset: "parcels"}, gis.MakeKey("W001", "", "12", parcel, ""), func(r *store.Row) error {
			n++
			if r.Text(1, r.At) != parcel {
				t.Errorf("parcel %s was found for %s", r.Text(1, r.At), parcel)
			}
			return nil
		})
		if err != nil || n != want {
			t.Errorf("parcel %s: %d rows, %v; want %d", parcel, n, err, want)
		}
	}
}

// A lookup reads the head of a segment, one page of its key index and one
// block; the next one in the same segment a page and a block.
func TestLookupReadsOnePage(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 60, corner)) // 3,600 parcels
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	before := a.Reads()
	for n, parcel := range []string{"1", "3000", "99999"} {
		found := 0
		err := s.ByKey(t.Context(), store.Ask{Dataset: "parcels"}, gis.Key{Comune: "W001", Sheet: "12", Parcel: parcel}, func(*store.Row) error {
			found++
			return nil
		})
		if want := []int{1, 1, 0}[n]; err != nil || found != want {
			t.Fatalf("parcel %s: %d found, %v", parcel, found, err)
		}
		if reads, want := a.Reads()-before, []int{3, 5, 6}[n]; reads > want { // fewer where hashes, which nobody chooses, share a page
			t.Errorf("%d values read up to parcel %s, want %d", reads, parcel, want)
		}
	}
}
