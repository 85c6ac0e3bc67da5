//go:build unix

package store_test

import (
	"math"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"segit/gis"
	"segit/gis/cadastre"
	"segit/store"
)

// What sealing costs an import of 250,000 parcels: by turns in the clear and
// encrypted, least time of the processor of each, so that others on the machine
// count for little.
func BenchmarkSealedImport(b *testing.B) {
	made := make([]*gis.Batch, benchSheets)
	for sheet := range made {
		made[sheet] = sheetOfParcels(sheet)
	}
	least := map[bool]time.Duration{false: math.MaxInt64, true: math.MaxInt64}
	for b.Loop() {
		for _, sealed := range []bool{false, true} {
			path := filepath.Join(b.TempDir(), "new.segit")
			var a *store.Archive
			var err error
			if sealed {
				a, err = store.CreateSealed(b.Context(), path, "W001", 7792, passphrase)
			} else {
				a, err = store.Create(b.Context(), path, "W001", 7792)
			}
			if err != nil {
				b.Fatal(err)
			}
			began := processorTime(b)
			importSheets(b, a, cadastre.InspireSource, 7792, func(sheet int) *gis.Batch { return made[sheet] })
			least[sealed] = min(least[sealed], processorTime(b)-began)
			if err := a.Close(); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(least[true].Seconds()/least[false].Seconds(), "sealed/plain")
	b.ReportMetric(least[false].Seconds(), "plain-cpu-s")
}

// processorTime is what this process has used of the processor.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
