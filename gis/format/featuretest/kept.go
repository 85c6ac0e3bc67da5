// Package featuretest is what the tests of the vector readers share: a sink that
// remembers, and the conduct that every reader must show.
package featuretest

import (
	"context"
	"math"
	"strconv"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/feature"
)

// Kept is a [gis.Sink] that remembers all it took.
type Kept struct {
	Values     [][]string // the values of each row in text, "" for null
	Geometries []orb.Geometry
	Lines      []uint32
	Rejects    []gis.Reject
	Warnings   []gis.Message
}

// Rows keeps the rows.
func (k *Kept) Rows(_ context.Context, b *gis.Batch) error {
	for row := range b.Len() {
		k.Lines = append(k.Lines, b.Line[row])
		if b.Schema.Shape != gis.NoShape {
			k.Geometries = append(k.Geometries, b.Shapes.Geometry(row))
		}
		var values []string
		for col := range b.Schema.Columns {
			values = append(values, Shown(b, col, row))
		}
		k.Values = append(k.Values, values)
	}
	return nil
}

// Shown is a value of a batch in text.
func Shown(b *gis.Batch, col, row int) string {
	kind := b.Schema.Columns[col].Type
	if kind == gis.Text {
		return b.Text(col, row)
	}
	n, ok := b.Num(col, row)
	switch {
	case !ok:
		return ""
	case kind == gis.Number:
		return gis.Decimal(n).String()
	case kind == gis.Money:
		return gis.Cents(n).String()
	case kind == gis.DayType:
		return gis.Date(n).String()
	case kind == gis.Real:
		return strconv.FormatFloat(math.Float64frombits(uint64(n)), 'g', -1, 64)
	}
	return strconv.FormatInt(n, 10)
}

// Reject keeps the reject.
func (k *Kept) Reject(line int, reason gis.Message, text string) error {
	k.Rejects = append(k.Rejects, gis.Reject{Line: line, Reason: reason, Text: text})
	return nil
}

// Warn keeps the remark.
func (k *Kept) Warn(m gis.Message) { k.Warnings = append(k.Warnings, m) }

// Codes are the codes of the warnings, in order.
func (k *Kept) Codes() []string {
	codes := make([]string, len(k.Warnings))
	for i, m := range k.Warnings {
		codes[i] = m.Code
	}
	return codes
}

// Read reads the first layer of a file with the layer's own schema, and holds
// the counts to what the sink took.
func Read(t testing.TB, f feature.File) *Kept {
	t.Helper()
	k := &Kept{}
	layer := f.Layers()[0]
	counts, err := f.Read(t.Context(), layer.Name, layer.Schema, k)
	if err != nil {
		t.Fatal(err)
	}
	if counts.Rejected != int64(len(k.Rejects)) || counts.Read != int64(len(k.Values)+len(k.Rejects)) {
		t.Fatalf("counts %+v, but %d rows and %d rejects", counts, len(k.Values), len(k.Rejects))
	}
	return k
}
