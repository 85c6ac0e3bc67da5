package store_test

import (
	"strconv"
	"testing"

	"segit/gis"
	"segit/gis/cadastre"
	"segit/store"
)

// subjectsOf is how many invented persons hold the units of the promises: two a
// unit, five units a person.
const subjectsOf = 100_000

// holderOf is the person of a unit; n is 0 or 1.
func holderOf(unit, n int) int { return (unit*7919+n*31_337)%subjectsOf + 1 }

// codeOfHolder is a text as long as a fiscal code, and no one's.
func codeOfHolder(subject int) string {
	digits := strconv.Itoa(1_000_000 + subject)
	return "XXXYYY" + digits + "WWW"
}

// sheetOfTitles is the titles of a sheet: two halves of each unit.
func sheetOfTitles(sheet int) *gis.Batch {
	schema := cadastre.Titles()
	b := gis.NewBatch(schema)
	for i := range 2 * perSheet {
		unit := sheet*perSheet + i/2
		b.SetNum(schema.Role(gis.RoleSubject), int64(holderOf(unit, i%2)))
		b.SetText(schema.Role(gis.RoleSubjectType), "P")
		b.SetNum(schema.Role(gis.RoleObject), int64(unit+1))
		b.SetText(schema.Role(gis.RoleObjectType), "F")
		b.SetText(schema.Role(gis.RoleRight), "10")
		b.SetNum(schema.Role(gis.RoleQuotaNum), 1)
		b.SetNum(schema.Role(gis.RoleQuotaDen), 2)
		b.SetNum(schema.Index("title_id"), int64(2*unit+i%2+1))
		b.Add(uint32(sheet*2*perSheet+i+1), gis.Day(1990+i%30, 3, 1), gis.OpenEnd)
	}
	return b
}

// sheetOfSubjects is a share of the persons.
func sheetOfSubjects(sheet int) *gis.Batch {
	schema := cadastre.Subjects()
	b := gis.NewBatch(schema)
	for subject := sheet*subjectsOf/benchSheets + 1; subject <= (sheet+1)*subjectsOf/benchSheets; subject++ {
		b.SetNum(schema.Role(gis.RoleSubject), int64(subject))
		b.SetText(schema.Role(gis.RoleSubjectType), "P")
		b.SetText(schema.Role(gis.RoleSurname), "COGNOME "+strconv.Itoa(subject%4000))
		b.SetText(schema.Role(gis.RoleGivenName), "NOME "+strconv.Itoa(subject%500))
		b.SetText(schema.Role(gis.RoleFiscalCode), codeOfHolder(subject))
		b.Add(uint32(subject), gis.Always, gis.OpenEnd)
	}
	return b
}

// sheetOfAccounts is the waste accounts of a sheet, one a unit, on its first holder.
func sheetOfAccounts(sheet int) *gis.Batch {
	schema := &gis.Schema{Dataset: "tari", Source: "tari", Columns: []gis.Column{
		{Name: "fiscal_code", Type: gis.Text, Role: gis.RoleFiscalCode},
		{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet},
		{Name: "parcel", Type: gis.Text, Role: gis.RoleParcel},
		{Name: "sub", Type: gis.Text, Role: gis.RoleSub},
		{Name: "surface", Type: gis.Number, Role: gis.RoleSurface},
	}}
	b := gis.NewBatch(schema)
	for i := range perSheet {
		b.SetText(0, codeOfHolder(holderOf(sheet*perSheet+i, 0)))
		b.SetText(1, strconv.Itoa(sheet+1))
		b.SetText(2, strconv.Itoa(i+1))
		b.SetText(3, strconv.Itoa(i%4+1))
		b.SetNum(4, int64(i%120+30)*int64(gis.One))
		b.Add(uint32(sheet*perSheet+i+1), gis.Always, gis.OpenEnd)
	}
	return b
}

// dossier is all that the archive says about a unit and who holds it, or about a
// person: what is read for the sheet that an office calls fascicolo.
type dossier struct {
	b    *testing.B
	s    *store.Snapshot
	rows int
}

// each asks and counts what it finds.
func (d *dossier) each(find func(func(*store.Row) error) error, then func(*store.Row)) {
	err := find(func(r *store.Row) error {
		d.rows++
		if then != nil {
			then(r)
		}
		return nil
	})
	if err != nil {
		d.b.Fatal(err)
	}
}

func (d *dossier) key(dataset string, shapes bool, k gis.Key, then func(*store.Row)) {
	d.each(func(found func(*store.Row) error) error {
		return d.s.ByKey(d.b.Context(), store.Ask{Dataset: dataset, Shapes: shapes}, k, found)
	}, then)
}

func (d *dossier) code(dataset, code string, then func(*store.Row)) {
	d.each(func(found func(*store.Row) error) error {
		return d.s.ByFiscalCode(d.b.Context(), store.Ask{Dataset: dataset}, code, found)
	}, then)
}

func numberIn(r *store.Row, role gis.Role) int64 {
	v, _ := r.Num(r.Schema.Role(role), r.At)
	return v
}

// unit reads the unit, its parcel with the outline, titles, holders, and the waste
// accounts of the unit and of its holders.
func (d *dossier) unit(k gis.Key) {
	ctx := d.b.Context()
	parcel := k
	parcel.Sub = ""
	d.key("parcels", true, parcel, nil)
	d.key("tari", false, k, nil)
	d.key("units", false, k, func(unit *store.Row) {
		d.each(func(found func(*store.Row) error) error {
			return d.s.ByObject(ctx, store.Ask{Dataset: "titles"}, "F", numberIn(unit, gis.RoleObject), found)
		}, func(title *store.Row) {
			d.each(func(found func(*store.Row) error) error {
				return d.s.BySubject(ctx, store.Ask{Dataset: "subjects"}, "P", numberIn(title, gis.RoleSubject), found)
			}, func(subject *store.Row) {
				d.code("tari", subject.Text(subject.Schema.Role(gis.RoleFiscalCode), subject.At), nil)
			})
		})
	})
}

// person reads the person, titles, the units and parcels held and the accounts.
func (d *dossier) person(code string) {
	ctx := d.b.Context()
	d.code("tari", code, nil)
	d.code("subjects", code, func(subject *store.Row) {
		d.each(func(found func(*store.Row) error) error {
			return d.s.BySubject(ctx, store.Ask{Dataset: "titles"}, "P", numberIn(subject, gis.RoleSubject), found)
		}, func(title *store.Row) {
			d.each(func(found func(*store.Row) error) error {
				return d.s.ByObject(ctx, store.Ask{Dataset: "units"}, "F", numberIn(title, gis.RoleObject), found)
			}, func(unit *store.Row) {
				k := unit.Key(unit.At, "W001")
				k.Sub = ""
				d.key("parcels", true, k, nil)
			})
		})
	})
}

// benchmarkDossiers measures both, each time of another unit or person.
func benchmarkDossiers(b *testing.B, s *store.Snapshot) {
	run := func(name string, most int, of func(d *dossier, n int)) {
		b.Run(name, func(b *testing.B) {
			d, n := &dossier{b: b, s: s}, 0
			for b.Loop() {
				before := d.rows
				if of(d, n); d.rows-before < most {
					b.Fatalf("%d rows", d.rows-before)
				}
				n++
			}
			b.ReportMetric(float64(d.rows)/float64(n), "rows/op")
		})
	}
	run("dossier-unit", 7, func(d *dossier, n int) {
		parcel := n * 37 % perSheet
		d.unit(gis.Key{Comune: "W001", Sheet: strconv.Itoa(n%benchSheets + 1), Parcel: strconv.Itoa(parcel + 1), Sub: strconv.Itoa(parcel%4 + 1)})
	})
	run("dossier-person", 7, func(d *dossier, n int) { d.person(codeOfHolder(n*997%subjectsOf + 1)) })
}
