package cxf_test

import (
	"context"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/format/cxf"
)

// kept is a sink that keeps all it gets.
type kept struct {
	rows    map[string]*gis.Batch // by dataset
	rejects []gis.Reject
	warned  []gis.Message
}

func newKept() *kept { return &kept{rows: map[string]*gis.Batch{}} }

func (k *kept) Rows(_ context.Context, b *gis.Batch) error {
	into := k.rows[b.Schema.Dataset]
	if into == nil {
		into = gis.NewBatch(b.Schema)
		k.rows[b.Schema.Dataset] = into
	}
	for row := range b.Len() {
		for col, c := range b.Schema.Columns {
			if c.Type == gis.Text {
				into.SetText(col, b.Text(col, row))
			} else if v, ok := b.Num(col, row); ok {
				into.SetNum(col, v)
			}
		}
		into.Shapes.AppendRow(&b.Shapes, row)
		into.Add(b.Line[row], b.From[row], b.To[row])
	}
	return nil
}

func (k *kept) Reject(line int, reason gis.Message, text string) error {
	k.rejects = append(k.rejects, gis.Reject{Line: line, Reason: reason, Text: text})
	return nil
}

func (k *kept) Warn(m gis.Message) { k.warned = append(k.warned, m) }

// accepted is the number of rows of all datasets.
func (k *kept) accepted() (n int) {
	for _, b := range k.rows {
		n += b.Len()
	}
	return n
}

// codes are the codes of the warnings, in order.
func (k *kept) codes() string {
	var codes []string
	for _, m := range k.warned {
		codes = append(codes, m.Code)
	}
	return strings.Join(codes, " ")
}

// num is a number of the sheet's row.
func (k *kept) num(t *testing.T, dataset, column string, row int) (int64, bool) {
	t.Helper()
	b := k.rows[dataset]
	if b == nil || row >= b.Len() {
		t.Fatalf("%s has no row %d", dataset, row)
	}
	return b.Num(b.Schema.Index(column), row)
}

// read reads a text as a sheet and checks what holds for every sheet.
func read(t *testing.T, text string, opts cxf.Options) *kept {
	t.Helper()
	k := newKept()
	counts, err := cxf.Read(t.Context(), strings.NewReader(text), opts, k)
	if err != nil {
		t.Fatal(err)
	}
	if int(counts.Rejected) != len(k.rejects) {
		t.Errorf("%d rejects counted, %d given", counts.Rejected, len(k.rejects))
	}
	return k
}
