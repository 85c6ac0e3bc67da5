package store_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"segit/gis"
	"segit/gis/cadastre"
	"segit/store"
)

// openTable opens an archive of 980,000 units of four sources, made once.
func openTable(b *testing.B) *store.Archive {
	b.Helper()
	dir, err := large()
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(dir, "table.segit")
	if _, err := os.Stat(path); err != nil {
		a, err := store.Create(b.Context(), path, "W001", 7792)
		if err != nil {
			b.Fatal(err)
		}
		for part := range 4 {
			schema := *cadastre.Units()
			schema.Source += strconv.Itoa(part)
			importSheets(b, a, schema.Source, 0, func(sheet int) *gis.Batch {
				units := sheetOfUnits(sheet)
				units.Schema = &schema
				return units
			})
		}
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
	}
	a, err := store.Open(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { a.Close() }) //nolint:errcheck // read only
	return a
}

// A page of 100 units of a million, sorted: the first, one in the middle and the
// last, by a number of few values, by a text, by a text that is another in every
// row, and by key. The first time, when the order is made, is told apart.
func BenchmarkSortedPage(b *testing.B) {
	s := openTable(b).Snapshot()
	defer s.Release() //nolint:errcheck // nothing was replaced
	ask := store.Ask{Dataset: "units"}
	for _, column := range []string{"rendita", "street", "partita", store.KeySort} {
		page := func(b *testing.B, offset int) (total int) {
			n := 0
			total, err := s.Sorted(b.Context(), ask, store.Page{Column: column, Descending: true, Offset: offset, Limit: 100}, func(*store.Row) error { n++; return nil })
			if err != nil || n != 100 {
				b.Fatalf("%d rows, %v", n, err)
			}
			return total
		}
		began := time.Now()
		total := page(b, 0)
		b.Logf("%s: the first page, and the order made or found, in %v", column, time.Since(began))
		for name, offset := range map[string]int{"first": 0, "middle": total / 2, "last": total - 100} {
			b.Run(column+"/"+name, func(b *testing.B) {
				for b.Loop() {
					page(b, offset)
				}
			})
		}
	}
}
