package client_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/gpkg"
)

// drawnSheets makes the parcels of n sheets as a map sheet draws them, to the
// millimetre and with eleven corners. Of the parcels a part, chosen by another
// seed, has one corner elsewhere and another area, as after a survey.
func drawnSheets(n, parcels int, surveyed float64) *gis.Batch {
	r, survey := rand.New(rand.NewPCG(1, 1)), rand.New(rand.NewPCG(2, 1))
	land := gis.NewBatch(plots())
	millimetre := func(v float64) float64 { return math.Round(v*1000) / 1000 }
	for i := range n * parcels {
		sheet, nth := i/parcels, i%parcels
		x, y := 500000+sheetSide*float64(sheet%16)+20*float64(nth%40), 4160000+sheetSide*float64(sheet/16)+20*float64(nth/40)
		var ring orb.Ring
		for corner := range 11 {
			sin, cos := math.Sincos(2 * math.Pi * float64(corner) / 11)
			far := 6 + 3*r.Float64()
			ring = append(ring, orb.Point{millimetre(x + far*cos), millimetre(y + far*sin)})
		}
		area := r.IntN(2000)
		if survey.Float64() < surveyed {
			ring[survey.IntN(11)] = orb.Point{millimetre(x + survey.Float64()), millimetre(y + survey.Float64())}
			area = survey.IntN(2000)
		}
		land.SetText(0, fmt.Sprint(sheet+1))
		land.SetText(1, fmt.Sprint(nth+1))
		land.SetReal(2, float64(area))
		land.Shapes.Append(orb.Polygon{append(ring, ring[0])})
		land.Add(uint32(i+1), gis.Always, gis.OpenEnd)
	}
	return land
}

// packaged writes rows as a GeoPackage.
func packaged(b *testing.B, rows *gis.Batch) (path string) {
	b.Helper()
	path = filepath.Join(b.TempDir(), "land.gpkg")
	w, err := gpkg.Create(b.Context(), path)
	if err == nil {
		err = w.Layer(b.Context(), rows.Schema, 7792)
	}
	if err == nil {
		err = w.Rows(b.Context(), rows)
	}
	if err == nil {
		err = w.Close(b.Context())
	}
	if err != nil {
		b.Fatal(err)
	}
	return path
}

// delta is what a tool of the kind of geodiff sends: SQLite's changeset between
// two states of a table.
func delta(b *testing.B, before, after string) []byte {
	b.Helper()
	path := filepath.Join(b.TempDir(), "changes")
	if out, err := exec.Command("sqldiff", "--primarykey", "--table", "parcels", "--changeset", path, before, after).CombinedOutput(); err != nil {
		b.Fatalf("sqldiff (of the package sqlite3-tools): %v %s", err, out)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	return raw
}

func squeezed(b *testing.B, raw []byte) float64 {
	b.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close() //nolint:errcheck // it writes nowhere
	return float64(len(w.EncodeAll(raw, nil)))
}

// BenchmarkSupplyOnTheWire brings a supply of 250,000 parcels from the desk that
// imports it to another that holds the one before, and counts all bytes of the
// connections, TLS among them: a first supply, and then ones in which a part of
// the parcels changed, scattered over all sheets. Beside it the GeoPackage of the
// new state copied whole, plain and packed, and the changeset of SQLite between
// the two states, which is what geodiff sends.
//
// In MB down (up is 0.06 to 0.09 more); the GeoPackage copied whole is 83.0, packed
// 36.1, and the first checkout 14.5:
//
//	changed   ours   changeset   packed changeset   whole sheets, without deltas
//	 0.1%     0.20      0.14          0.05              9.5
//	 1%       0.29      1.34          0.40             14.9
//	10%       0.75     13.59          3.93             14.9
//
// What differs in a sheet takes 100 bytes at 0.1%; the rest of 0.20 is that 250
// sheets are asked for one by one, and listed with their outlines and names.
func BenchmarkSupplyOnTheWire(b *testing.B) {
	const sheets, parcels = 250, 1000
	first := drawnSheets(sheets, parcels, 0)
	base := packaged(b, first)
	for _, part := range []float64{0.001, 0.01, 0.1} {
		b.Run(fmt.Sprintf("changed=%g%%", 100*part), func(b *testing.B) {
			c := newCentral(b)
			from, to := c.desk(), c.desk()
			sent := func(d *desk) float64 {
				before := c.wire.bytes.Load()
				d.sync()
				return float64(c.wire.bytes.Load() - before)
			}
			from.supply(gis.Day(2025, 1, 1), first)
			firstUp, firstDown := sent(from), sent(to)
			next := drawnSheets(sheets, parcels, part)
			for b.Loop() {
				from.supply(gis.Day(2025, 7, 1), next)
				b.ReportMetric(sent(from), "up-B")
				b.ReportMetric(sent(to), "down-B")
			}
			b.ReportMetric(firstUp, "first-up-B")
			b.ReportMetric(firstDown, "first-down-B")
			copied := packaged(b, next)
			raw, err := os.ReadFile(copied)
			if err != nil {
				b.Fatal(err)
			}
			changes := delta(b, base, copied)
			b.ReportMetric(float64(len(raw)), "copy-B")
			b.ReportMetric(squeezed(b, raw), "packed-copy-B")
			b.ReportMetric(float64(len(changes)), "delta-B")
			b.ReportMetric(squeezed(b, changes), "packed-delta-B")
			if !bytes.Contains(changes, []byte("parcels")) {
				b.Fatal("no changes")
			}
		})
	}
}
