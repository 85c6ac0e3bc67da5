package censuario_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"segit/gis"
	"segit/gis/format/censuario"
)

// discard is a sink that only counts.
type discard struct{ rows, rejects int }

func (d *discard) Rows(_ context.Context, b *gis.Batch) error { d.rows += b.Len(); return nil }
func (d *discard) Reject(int, gis.Message, string) error      { d.rejects++; return nil }
func (d *discard) Warn(gis.Message)                           {}

// city writes a FAB of units of three records each, as a supply has them.
func city(units int) []byte {
	var b bytes.Buffer
	for i := range units {
		id := 100000 + i
		fmt.Fprintf(&b, "W001|A|%d|F|1|1|1|A%02d|0%d|%d,5|%d||%d,%02d|||B|%d||%d||||01012001|01012001|V|%06d|001|2001|||||||%07d||%d||||CST|COSTITUZIONE|||1|\r\n",
			id, 2+i%3, 1+i%5, 3+i%5, 60+i%90, 300+i%900, i%100, 1+i%12, i%6, i%5000, i%9000, id)
		fmt.Fprintf(&b, "W001|A|%d|F|1|2||%04d|%05d||%04d||\r\n", id, 1+i%200, 1+i/7, 1+i%7)
		fmt.Fprintf(&b, "W001|A|%d|F|1|3|236|DELLE ROSE INVENTATE %d|%d|||%05d|\r\n", id, i%400, 1+i%90, i%400)
	}
	return b.Bytes()
}

func BenchmarkFAB(b *testing.B) {
	const units = 250_000
	text := city(units)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		var sink discard
		counts, err := censuario.Read(b.Context(), censuario.FAB, bytes.NewReader(text), censuario.Options{Comune: "W001"}, &sink)
		if err != nil || sink.rows != units || counts.Read != 3*units || counts.Rejected != 0 {
			b.Fatalf("%v, %+v, %d rows", err, counts, sink.rows)
		}
	}
	b.ReportMetric(3*units*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}

func BenchmarkTIT(b *testing.B) {
	const titles = 250_000
	var text bytes.Buffer
	for i := range titles {
		fmt.Fprintf(&text, "W001|A|%d|P|%d|F|10||1|2|C||01012001|V|000123|001|2001|01012001|0004711|||||||9001||%d|COM|COMPRAVENDITA|||\r\n", i, 100000+i, 700000+i)
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		var sink discard
		if _, err := censuario.Read(b.Context(), censuario.TIT, bytes.NewReader(text.Bytes()), censuario.Options{}, &sink); err != nil || sink.rows != titles {
			b.Fatalf("%v, %d rows", err, sink.rows)
		}
	}
	b.ReportMetric(titles*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}
