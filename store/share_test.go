package store_test

import (
	"testing"

	"segit/gis"
	"segit/store"
)

// A supply of many segments that changes one row in a hundred leaves one
// segment more, with its rows in the order of the file, however the work was
// shared out.
func TestLargeSupplyThatIsRepeated(t *testing.T) {
	const many = 100_000
	a := openNew(t)
	bring := func(file string, day gis.Date, shift int) gis.Supply {
		build := begin(t, a)
		s := build.Supply(store.Intake{
			Supply: gis.Supply{Source: "test", File: file, SHA256: file, Date: day},
			Scope:  func(*gis.Batch, int) string { return "" },
		})
		b := gis.NewBatch(ledger())
		for id := range many {
			b.SetNum(0, int64(id))
			value := int64(id % 7)
			if shift > 0 && id%100 == 0 {
				value = -1
			}
			b.SetNum(1, value)
			b.Add(uint32(id+1+shift), gis.Always, gis.OpenEnd)
			if b.Len() == 5000 {
				if err := s.Rows(t.Context(), b); err != nil {
					t.Fatal(err)
				}
				b.Reset()
			}
		}
		if err := build.Commit(); err != nil {
			t.Fatal(err)
		}
		return s.Result()
	}
	bring("a", spring, 0)
	one, _ := a.Stored()
	second := bring("b", autumn, 10)
	two, _ := a.Stored()
	if second.Added != 0 || second.Changed != many/100 || second.Removed != 0 {
		t.Errorf("added %d, changed %d, removed %d", second.Added, second.Changed, second.Removed)
	}
	if two-one > one/4+10 {
		t.Errorf("%d values became %d", one, two)
	}
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing was replaced
	rows, last := 0, uint32(0)
	for r, err := range s.Scan(t.Context(), store.Ask{Dataset: "ledger"}) {
		if err != nil {
			t.Fatal(err)
		}
		rows += r.Len()
		for row := range r.Len() {
			id, _ := r.Num(0, row)
			value, _ := r.Num(1, row)
			want, line := id%7, uint32(id+1)
			if id%100 == 0 {
				want, line = -1, uint32(id+11)
			}
			if value != want || r.Line[row] != line {
				t.Fatalf("row %d has %d on line %d of supply %d, want %d on %d", id, value, r.Line[row], r.Supply, want, line)
			}
			if r.Supply == 2 {
				if r.Line[row] <= last {
					t.Fatalf("line %d comes after %d", r.Line[row], last)
				}
				last = r.Line[row]
			}
		}
	}
	if rows != many {
		t.Errorf("%d rows, want %d", rows, many)
	}
}
