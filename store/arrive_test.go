package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

// sent is what travels of a supply: rows by place.
type sent struct {
	entry gis.Supply
	rows  map[string]*gis.Batch // by scope and cell
	scope map[string]string
	cell  map[string]string
}

func sentOf(t testing.TB, a *store.Archive, supply gis.Supply) sent {
	t.Helper()
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // the test tells more
	out := sent{supply, map[string]*gis.Batch{}, map[string]string{}, map[string]string{}}
	err := s.Said(t.Context(), supply.ID, nil, func(p store.Place, b *gis.Batch) error {
		key := p.Scope + "\x00" + p.Cell
		if out.rows[key] == nil {
			out.rows[key] = gis.NewBatch(b.Schema)
			out.scope[key], out.cell[key] = p.Scope, p.Cell
		}
		if all := out.rows[key]; all.Len() > 0 && all.Line[all.Len()-1] > b.Line[0] {
			t.Errorf("line %d after %d", b.Line[0], all.Line[all.Len()-1])
		}
		out.rows[key].AppendAll(b)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// arrive takes in what of a supply lies in cells; known ones go on.
func arrive(t testing.TB, a *store.Archive, s sent, holds func(cell string) bool) {
	t.Helper()
	build, err := a.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	register, err := a.Supplies()
	if err != nil {
		t.Fatal(err)
	}
	known := slices.ContainsFunc(register, func(o gis.Supply) bool { return o.ID == s.entry.ID })
	in := build.Arrive(s.entry, 7792, known)
	keys := []string{}
	for key := range s.rows {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		if !holds(s.cell[key]) {
			continue
		}
		says, err := in.Says(s.rows[key].Schema, s.scope[key])
		if err != nil {
			t.Fatal(err)
		}
		some := gis.NewBatch(s.rows[key].Schema)
		for row := range s.rows[key].Len() {
			if !says[s.rows[key].Line[row]] {
				some.AppendRange(s.rows[key], row, row+1)
			}
		}
		if err := in.Put(t.Context(), s.scope[key], some); err != nil {
			t.Fatal(err)
		}
	}
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
}

// sheets gives every row that an archive shows, by the cell it lies in.
func sheets(t testing.TB, a *store.Archive) map[string][]string {
	t.Helper()
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // the test tells more
	all := map[string][]string{}
	for rows, err := range s.Scan(t.Context(), store.Ask{Dataset: "parcels", Shapes: true}) {
		if err != nil {
			t.Fatal(err)
		}
		for row := range rows.Len() {
			cell := rows.Key(row, "W001").Cell()
			area, _ := rows.Num(2, row)
			all[cell] = append(all[cell], fmt.Sprint(rows.Text(1, row), area, rows.Supply, rows.Line[row], rows.Shapes.RowXY(row)))
		}
	}
	for cell := range all {
		slices.Sort(all[cell])
	}
	return all
}

// TestI11AreaOfAnArchiveIsARestriction: an archive that holds some sheets of
// what another has shows of them what that one shows, whichever way the area came
// to be: taken at once, grown, shrunk and grown again, while supplies come and
// go; and holds no row of another sheet.
func TestI11AreaOfAnArchiveIsARestriction(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 11))
		whole, part := openNew(t), openNew(t)
		cells := []string{"_/1", "_/2", "_/3"}
		held := map[string]bool{}
		for i, c := range cells {
			held[c] = i > 0 && r.IntN(2) == 0
		}
		holds := func(cell string) bool { return held[cell] }
		var all []sent
		for n := range 1 + r.IntN(4) {
			b := gis.NewBatch(plots())
			for line := range 1 + r.IntN(12) {
				sheet := 1 + r.IntN(3)
				b.SetText(0, fmt.Sprint(sheet))
				b.SetText(1, fmt.Sprint(1+r.IntN(4)))
				b.SetNum(2, int64(1+r.IntN(2)))
				x := float64(1000 * sheet)
				b.Shapes.Append(orb.Bound{Min: orb.Point{x, 0}, Max: orb.Point{x + 10, 10.1}}.ToPolygon())
				b.Add(uint32(line+1), gis.Always, gis.OpenEnd)
			}
			load(t, whole, fmt.Sprint("f", n), b)
			register, err := whole.Supplies()
			if err != nil {
				t.Fatal(err)
			}
			s := sentOf(t, whole, register[len(register)-1])
			all = append(all, s)
			arrive(t, part, s, holds)
			c := cells[r.IntN(len(cells))]
			if held[c] {
				held[c] = false
				if err := part.Leave(t.Context(), func(_ uint32, cell string) bool { return cell == c }, nil, func(*store.SharedTx) error { return nil }); err != nil {
					t.Fatal(err)
				}
			} else {
				held[c] = true
				for _, s := range all {
					arrive(t, part, s, func(cell string) bool { return cell == c })
				}
			}
			want, got := sheets(t, whole), sheets(t, part)
			for _, c := range cells {
				if !held[c] {
					want[c] = nil
				}
				if !slices.Equal(want[c], got[c]) {
					t.Fatalf("seed %d: %s: %v\nwant %v", seed, c, got[c], want[c])
				}
			}
		}
		if err := part.Close(); err != nil {
			t.Fatal(err)
		}
		checked, err := store.Check(t.Context(), part.Path, store.Keys{}, gis.Quiet{}, func(tr store.Trouble) error {
			t.Errorf("%v", tr)
			return nil
		})
		if err != nil || checked.Troubles != 0 {
			t.Fatalf("%+v, %v", checked, err)
		}
	}
}

// TestAWholeCopyStandsAsTheOrigin: rows that arrive in the order of their lines
// make the same segments.
func TestAWholeCopyStandsAsTheOrigin(t *testing.T) {
	a, b := openNew(t), openNew(t)
	load(t, a, "one.cxf", grid(plots(), "12", 40, orb.Point{500000, 4000000}))
	load(t, a, "two.cxf", grid(plots(), "12", 41, orb.Point{500000, 4000000}))
	register, err := a.Supplies()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range register {
		arrive(t, b, sentOf(t, a, s), func(string) bool { return true })
	}
	want, err := a.Contents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.Contents(t.Context())
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v\nwant %v", got, err, want)
	}
}
