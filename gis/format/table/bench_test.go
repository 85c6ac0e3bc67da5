package table

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"segit/gis"
)

// nothing is a sink that only takes.
type nothing struct{ rows int }

func (n *nothing) Rows(_ context.Context, b *gis.Batch) error { n.rows += b.Len(); return nil }
func (*nothing) Reject(int, gis.Message, string) error        { return nil }
func (*nothing) Warn(gis.Message)                             {}

// BenchmarkRead reads 100,000 accounts of thirteen columns, as an office
// exports them.
func BenchmarkRead(b *testing.B) {
	const rows = 100_000
	var text strings.Builder
	text.WriteString(head)
	for i := range rows {
		fmt.Fprintf(&text, "RSSMRA70A01W001V;ROSSI MARIO;A;%04d;%05d;%03d;VIA DELLE PROVE;%d/A;%d,5;01/02/2015;31/12/9999;D1;%d\r\n", i%90+1, i%900+1, i%12+1, i%200+1, 40+i%150, i%6+1)
	}
	d := tari(b, "")
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		n := &nothing{}
		if _, err := Read(context.Background(), strings.NewReader(text.String()), d, Options{Comune: "W001"}, n); err != nil || n.rows != rows {
			b.Fatal(n.rows, err)
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}
