package client_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
)

// plots is a schema of parcels, keyed by sheet.
func plots() *gis.Schema {
	return &gis.Schema{Dataset: "parcels", Source: "cadastral-map", Shape: gis.PolygonShape, Identity: []string{"sheet", "parcel"}, Columns: []gis.Column{
		{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet},
		{Name: "parcel", Type: gis.Text, Role: gis.RoleParcel},
		{Name: "area", Type: gis.Number},
	}}
}

// houses is a schema of rows that name no sheet and lie on the map.
func houses() *gis.Schema {
	return &gis.Schema{Dataset: "buildings", Source: "buildings", Shape: gis.PolygonShape, Columns: []gis.Column{{Name: "floors", Type: gis.Integer}}}
}

// people is a schema of rows that lie nowhere.
func people() *gis.Schema {
	return &gis.Schema{Dataset: "subjects", Source: "census", Columns: []gis.Column{{Name: "name", Type: gis.Text, Role: gis.RoleFiscalCode}}}
}

// sheetSide is how far the sheets of the tests lie from each other, in metres.
const sheetSide = 3000.0

// territory makes a supply of sheets 1 to n, with as many parcels in each, some
// of an area that seed chooses, with a house on each and its owner.
func territory(seed uint64, n, parcels int) []*gis.Batch {
	r := rand.New(rand.NewPCG(seed, 1))
	land, built, owners := gis.NewBatch(plots()), gis.NewBatch(houses()), gis.NewBatch(people())
	for i := range n * parcels {
		sheet := i%n + 1 // as no file would be: every line another sheet
		x, y := 500000+sheetSide*float64(sheet)+10*float64(i/n), 4160000+r.Float64()/3
		box := orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 9.3, y + 9}}
		land.SetText(0, fmt.Sprint(sheet))
		land.SetText(1, fmt.Sprint(i/n+1))
		land.SetNum(2, int64(r.IntN(3)))
		land.Shapes.Append(box.ToPolygon())
		land.Add(uint32(i+1), gis.Always, gis.OpenEnd)
		built.SetNum(0, int64(r.IntN(2)))
		built.Shapes.Append(box.ToPolygon())
		built.Add(uint32(i+1), gis.Always, gis.OpenEnd)
		owners.SetText(0, fmt.Sprint("PROVA", r.IntN(1000)))
		owners.Add(uint32(i+1), gis.Always, gis.OpenEnd)
	}
	return []*gis.Batch{land, built, owners}
}

// measuredAgain are parcels of which some have another area.
func measuredAgain(land *gis.Batch, some func(row int) bool) *gis.Batch {
	out := gis.NewBatch(land.Schema)
	for row := range land.Len() {
		out.SetText(0, land.Text(0, row))
		out.SetText(1, land.Text(1, row))
		area, _ := land.Num(2, row)
		if some(row) {
			area = 77
		}
		out.SetNum(2, area)
		out.Shapes.AppendRow(&land.Shapes, row)
		out.Add(land.Line[row], gis.Always, gis.OpenEnd)
	}
	return out
}

// supply imports batches as files of one delivery, with a rejected row each.
func (d *desk) supply(day gis.Date, batches ...*gis.Batch) {
	d.t.Helper()
	d.open(func(a *store.Archive, _ *client.Link) {
		build, err := a.Build(d.t.Context())
		if err != nil {
			d.t.Fatal(err)
		}
		for i, b := range batches {
			in := build.Supply(store.Intake{EPSG: 7792, Scope: func(*gis.Batch, int) string { return "" }, Supply: gis.Supply{
				Source: b.Schema.Source, File: fmt.Sprint("file", i), SHA256: fmt.Sprint(day, i), Date: day, Imported: time.Unix(int64(day)*1000+int64(i), 0).UTC(),
			}})
			if err := in.Rows(d.t.Context(), b); err != nil {
				d.t.Fatal(err)
			}
			if err := in.Reject(9999, gis.Say("sync.chunk"), "riga illeggibile"); err != nil {
				d.t.Fatal(err)
			}
			in.Counted(gis.Counts{Read: int64(b.Len()) + 1, Rejected: 1})
		}
		if err := build.Commit(); err != nil {
			d.t.Fatal(err)
		}
	})
}

// compute writes rows of a scope as a control does.
func (d *desk) compute(scope string, ids ...string) {
	d.t.Helper()
	d.open(func(a *store.Archive, _ *client.Link) {
		b := gis.NewBatch(&gis.Schema{Dataset: store.DatasetFindings, Source: "controls", Identity: []string{"id"}, Columns: []gis.Column{
			{Name: "id", Type: gis.Text}, {Name: "sheet", Type: gis.Text, Role: gis.RoleSheet},
		}})
		for i, id := range ids {
			b.SetText(0, id)
			b.SetText(1, fmt.Sprint(i%3+1))
			b.Add(uint32(i+1), gis.Always, gis.OpenEnd)
		}
		d.derive(a, scope, b)
	})
}

// derive puts computed rows into an archive in the place of those of a scope.
func (d *desk) derive(a *store.Archive, scope string, b *gis.Batch) {
	d.t.Helper()
	build, err := a.Build(d.t.Context())
	if err == nil {
		err = build.Derived(scope, 7792).Rows(d.t.Context(), b)
	}
	if err == nil {
		err = build.Commit()
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// contents are the digests of what an archive says, without the journal, which is
// a desk's own; what others wrote stands in none.
func (d *desk) contents() (all []store.Content) {
	d.t.Helper()
	d.open(func(a *store.Archive, _ *client.Link) {
		var err error
		if all, err = a.Contents(d.t.Context()); err != nil {
			d.t.Fatal(err)
		}
	})
	all = slices.DeleteFunc(all, func(c store.Content) bool { return c.Part == "journal" || strings.HasPrefix(c.Part, "edits") })
	shown := d.shown()
	for _, id := range slices.Sorted(maps.Keys(shown)) {
		all = append(all, store.Content{Part: "edit " + id, Count: 1, Sum: shown[id]})
	}
	return all
}

// sound checks an archive.
func (d *desk) sound() {
	d.t.Helper()
	checked, err := store.Check(d.t.Context(), d.path, store.Keys{}, gis.Quiet{}, func(tr store.Trouble) error {
		d.t.Errorf("%v", tr)
		return nil
	})
	if err != nil || checked.Troubles > 0 {
		d.t.Errorf("%+v, %v", checked, err)
	}
}

// TestThreeArchivesHoldTheSameSupplies: what each of three desks imports, at
// times, computes and takes back comes to all; a fourth that joins late has it,
// too; the same file imported twice is there once.
func TestThreeArchivesHoldTheSameSupplies(t *testing.T) {
	c := newCentral(t)
	a, b, d := c.desk(), c.desk(), c.desk()
	a.supply(gis.Day(2025, 1, 1), territory(1, 3, 40)...)
	a.compute("prova/2025", "f1", "f2", "f3")
	a.sync()
	b.supply(gis.Day(2025, 1, 1), territory(1, 3, 40)...) // the same files
	b.supply(gis.Day(2025, 3, 1), territory(2, 3, 41)...)
	d.supply(gis.Day(2025, 2, 1), territory(3, 3, 39)...)
	d.sync()
	b.sync()
	a.sync()
	a.open(func(archive *store.Archive, _ *client.Link) {
		register, err := archive.Supplies()
		if err != nil {
			t.Fatal(err)
		}
		act := gis.SupplyAct{Withdrawn: true, At: time.Unix(9e6, 0).UTC(), Actor: "anna", Reason: "file troncato"}
		if err := archive.Act(t.Context(), register[len(register)-1].ID, act); err != nil {
			t.Fatal(err)
		}
	})
	b.compute("prova/2025", "f1", "f4")
	b.write("f1", "bruno")
	for range 2 {
		for _, desk := range []*desk{a, b, d} {
			desk.sync()
		}
	}
	late := c.desk()
	late.sync()
	want := rowsOf(a.contents())
	for n, other := range []*desk{b, d, late} {
		if got := rowsOf(other.contents()); !slices.Equal(got, want) {
			t.Errorf("desk %d has\n%v\nwant\n%v", n, got, want)
		}
		other.sound()
		if sum := other.sync(); sum.Supplies+sum.Chunks+sum.Sent != 0 {
			t.Errorf("desk %d: the next sync does %+v", n, sum)
		}
	}
}

// rowsOf leaves of contents the rows and what people wrote: numbers of supplies
// are an archive's own.
func rowsOf(all []store.Content) []store.Content {
	return slices.DeleteFunc(all, func(c store.Content) bool {
		return strings.HasPrefix(c.Part, "supply") || strings.HasPrefix(c.Part, "rejects")
	})
}

// TestACloneSaysWhatTheOriginSays, to the numbers of its supplies and its
// rejects; and what repeats does not travel twice.
func TestACloneSaysWhatTheOriginSays(t *testing.T) {
	c := newCentral(t)
	a := c.desk()
	a.supply(gis.Day(2025, 1, 1), territory(1, 3, 400)...)
	a.compute("prova/2025", "f1", "f2", "f3", "f4")
	a.write("f1", "anna")
	a.sync()
	b := c.desk()
	first := b.sync()
	if first.Supplies != 4 || first.Chunks < 10 {
		t.Errorf("%+v", first)
	}
	if p, q := a.contents(), b.contents(); !slices.Equal(p, q) {
		t.Errorf("%v\nand\n%v", p, q)
	}
	b.sound()
	// One parcel of one sheet is of another area.
	again := territory(1, 3, 400)
	changed := measuredAgain(again[0], func(row int) bool { return row == 7 })
	a.supply(gis.Day(2025, 2, 1), changed, again[1], again[2])
	sent := a.sync()
	got := b.sync()
	if sent.Sent != 3 || got.Supplies != 3 || got.Chunks != 2 {
		t.Errorf("sent %+v, got %+v: want the one sheet that changed, and the list of rejects", sent, got)
	}
	if p, q := a.contents(), b.contents(); !slices.Equal(p, q) {
		t.Errorf("%v\nand\n%v", p, q)
	}
}

// TestI12TransfersGoOnWhereTheyWereCut: with every answer about chunks cut in
// the middle or altered, both ways, desks end equal; no altered byte is used, and
// what travels twice is less than one chunk for each cut.
func TestI12TransfersGoOnWhereTheyWereCut(t *testing.T) {
	c := newCentral(t)
	a := c.desk()
	a.supply(gis.Day(2025, 1, 1), territory(1, 2, 9000)...)
	random := rand.New(rand.NewPCG(1, 12))
	var hurt atomic.Int64 // answers, on goroutines of the server
	c.meets(func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		blob := strings.HasPrefix(r.URL.Path, "/v1/blobs/") || r.Method == http.MethodPatch
		c.mu.Lock()
		how := random.IntN(4)
		c.mu.Unlock()
		if !blob || how > 2 {
			answer.ServeHTTP(w, r)
			return
		}
		hurt.Add(1)
		spoiled := &spoiler{ResponseWriter: w, left: 3000, alters: how == 1 && r.Method == http.MethodGet}
		answer.ServeHTTP(spoiled, r)
		if !spoiled.alters {
			panic(http.ErrAbortHandler)
		}
	})
	syncs := func(d *desk) {
		for range 200 {
			var err error
			d.open(func(_ *store.Archive, l *client.Link) { _, err = l.Sync(t.Context(), gis.Quiet{}) })
			if err == nil {
				return
			}
		}
		t.Fatal("it never ends")
	}
	syncs(a)
	b := c.desk()
	syncs(b)
	if n := hurt.Load(); n < 10 {
		t.Errorf("only %d answers were hurt", n)
	}
	// What differs in a newer supply is hurt, too.
	again := territory(1, 2, 9000)
	a.supply(gis.Day(2025, 7, 1), measuredAgain(again[0], func(row int) bool { return row%100 == 0 }), again[1], again[2])
	before := hurt.Load()
	syncs(a)
	syncs(b)
	c.meets(nil)
	if hurt.Load() == before {
		t.Error("no answer about what differs was hurt")
	}
	if p, q := a.contents(), b.contents(); !slices.Equal(p, q) {
		t.Errorf("%v\nand\n%v", p, q)
	}
	b.sound()
}

// spoiler lets through some bytes of an answer, or alters one.
type spoiler struct {
	http.ResponseWriter
	left   int
	alters bool
}

func (s *spoiler) Write(p []byte) (int, error) {
	if s.alters {
		p = bytes.Clone(p)
		if len(p) > 0 {
			p[len(p)/2] ^= 4
		}
		return s.ResponseWriter.Write(p)
	}
	n := min(len(p), s.left)
	s.left -= n
	if n > 0 {
		s.ResponseWriter.Write(p[:n]) //nolint:errcheck // it is cut anyway
	}
	return len(p), nil
}

// TestI11ViewOfACheckoutIsTheFullViewFiltered: through growing and shrinking,
// with rows that move in and out meanwhile, a desk shows of its sheets what the
// one with the whole municipality shows of them, and holds nothing else.
func TestI11ViewOfACheckoutIsTheFullViewFiltered(t *testing.T) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 11))
		c := newCentral(t)
		whole, part := c.desk(), c.desk()
		held := []string{"_/1"}
		reshape := func() {
			part.open(func(_ *store.Archive, l *client.Link) {
				if err := l.SetArea(held); err != nil {
					t.Fatal(err)
				}
			})
		}
		reshape()
		for round := range 5 {
			whole.supply(gis.Day(2025, 1, 1+round), territory(seed+uint64(round), 4, 12)...)
			for range 6 {
				whole.writeIn(fmt.Sprint("f", r.IntN(8)), fmt.Sprint("v", round, r.IntN(9)), fmt.Sprint("_/", 1+r.IntN(4)))
			}
			whole.sync()
			part.sync()
			held = nil
			for sheet := 1; sheet <= 4; sheet++ {
				if r.IntN(2) == 0 {
					held = append(held, fmt.Sprint("_/", sheet))
				}
			}
			if len(held) == 0 {
				held = []string{"_/3"}
			}
			reshape()
			part.sync()
			want, got := whole.seen(held), part.seen(nil)
			if !slices.Equal(want, got) {
				t.Fatalf("seed %d, round %d, %v:\n%v\nwant\n%v", seed, round, held, got, want)
			}
			part.nothingElse(held)
		}
		part.sound()
	}
}

// writeIn edits a finding that lies in a sheet.
func (d *desk) writeIn(id, value, cell string) {
	d.t.Helper()
	d.open(func(a *store.Archive, _ *client.Link) {
		_, err := a.Append(store.Operation{
			Layer: store.DatasetFindings, ID: id, Cell: cell, Kind: store.SetKind, Actor: "anna",
			Set: map[string]store.Change{"assignee": {New: fmt.Appendf(nil, "%q", value)}},
		})
		if err != nil {
			d.t.Fatal(err)
		}
	})
}

// seen lists the parcels and the edits that a desk shows of some sheets, all for
// nil.
func (d *desk) seen(sheets []string) (all []string) {
	d.t.Helper()
	d.open(func(a *store.Archive, l *client.Link) {
		s := a.Snapshot()
		defer s.Release() //nolint:errcheck // the test tells more
		for rows, err := range s.Scan(d.t.Context(), store.Ask{Dataset: "parcels", Shapes: true}) {
			if err != nil {
				d.t.Fatal(err)
			}
			for row := range rows.Len() {
				if sheets != nil && !slices.Contains(sheets, "_/"+rows.Text(0, row)) {
					continue
				}
				area, _ := rows.Num(2, row)
				all = append(all, fmt.Sprint(rows.Text(0, row), "/", rows.Text(1, row), area, rows.Line[row], rows.Shapes.RowXY(row)))
			}
		}
		edits, err := a.Edits(store.DatasetFindings)
		if err != nil {
			d.t.Fatal(err)
		}
		cells := d.cells(a)
		for id, e := range edits {
			if sheets == nil || slices.Contains(sheets, cells[id]) {
				all = append(all, id+string(e.Cells["assignee"].Value))
			}
		}
	})
	slices.Sort(all)
	return all
}

// cells says where the findings that a desk wrote on lie, by its journal.
func (d *desk) cells(a *store.Archive) map[string]string {
	cells := map[string]string{}
	if err := a.Operations(func(o store.Operation) error { cells[o.ID] = o.Cell; return nil }); err != nil {
		d.t.Fatal(err)
	}
	return cells
}

// nothingElse checks that no supplied row of another sheet, and no person, is in
// an archive: every row of every supply is read, in force or not.
func (d *desk) nothingElse(held []string) {
	d.t.Helper()
	d.open(func(a *store.Archive, _ *client.Link) {
		s := a.Snapshot()
		defer s.Release() //nolint:errcheck // the test tells more
		register, err := a.Supplies()
		if err != nil {
			d.t.Fatal(err)
		}
		for i := range register {
			err := s.Said(d.t.Context(), register[i].ID, nil, func(p store.Place, _ *gis.Batch) error {
				if !slices.Contains(held, p.Cell) && !store.IsSquare(p.Cell) {
					d.t.Errorf("rows of %s lie in %q, beside %v", p.Schema.Dataset, p.Cell, held)
				}
				return nil
			})
			if err != nil {
				d.t.Fatal(err)
			}
			if err := a.KeptRejects(register[i].ID, func(r store.KeptReject) error {
				d.t.Errorf("supply %d has a rejected row, %q", register[i].ID, r.Text)
				return nil
			}); err != nil {
				d.t.Fatal(err)
			}
		}
	})
}

// TestI6CloneKilledAtEveryRequest: a desk that is being filled is killed at one
// request after the other; the next sync goes on and ends equal.
func TestI6CloneKilledAtEveryRequest(t *testing.T) {
	c := newCentral(t)
	a := c.desk()
	a.supply(gis.Day(2025, 1, 1), territory(1, 3, 20)...)
	a.compute("prova/2025", "f1", "f2")
	a.write("f1", "anna")
	a.sync()
	want := a.contents()
	for request := 1; ; request += 3 {
		b := c.desk()
		reached := c.killedAt(request, true, b.process)
		b.sync()
		if got := b.contents(); !slices.Equal(got, want) {
			t.Errorf("killed at request %d: %v\nwant %v", request, got, want)
		}
		if sum := b.sync(); sum.Supplies+sum.Chunks+sum.Sent != 0 {
			t.Errorf("killed at request %d: the next sync does %+v", request, sum)
		}
		if !reached {
			break
		}
	}
}
