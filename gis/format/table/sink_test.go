package table

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/source"
)

// kept is a sink that prints rows as "role=value" pairs.
type kept struct {
	rows    []string
	rejects []string // "line code"
	reasons []gis.Message
	texts   []string
	warned  []string
	batches int
	fail    error
}

func (k *kept) Rows(_ context.Context, b *gis.Batch) error {
	k.batches++
	for row := range b.Len() {
		var parts []string
		for col, c := range b.Schema.Columns {
			if b.Null(col, row) {
				continue
			}
			name := string(c.Role)
			if name == "" {
				name = c.Name
			}
			v, _ := b.Num(col, row)
			text := fmt.Sprint(v)
			switch c.Type {
			case gis.Text:
				text = b.Text(col, row)
			case gis.Number:
				text = gis.Decimal(v).String()
			case gis.Money:
				text = gis.Cents(v).String()
			case gis.DayType:
				text = gis.Date(v).String()
			case gis.Real:
				r, _ := b.Real(col, row)
				text = fmt.Sprint(r)
			}
			parts = append(parts, name+"="+text)
		}
		if b.From[row] != gis.Always || b.To[row] != gis.OpenEnd {
			parts = append(parts, "["+b.From[row].String()+","+b.To[row].String()+")")
		}
		k.rows = append(k.rows, fmt.Sprintf("%d %s", b.Line[row], strings.Join(parts, " ")))
	}
	return k.fail
}

func (k *kept) Reject(line int, reason gis.Message, text string) error {
	k.rejects = append(k.rejects, fmt.Sprintf("%d %s", line, reason.Code))
	k.reasons = append(k.reasons, reason)
	k.texts = append(k.texts, text)
	return nil
}

func (k *kept) Warn(m gis.Message) { k.warned = append(k.warned, m.Code) }

// tari is the catalogue's descriptor, changed by a profile when there is one.
func tari(t testing.TB, profile string) source.Descriptor {
	t.Helper()
	catalogue, err := source.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	d, _ := source.Find(catalogue, "tari")
	if profile == "" {
		return d
	}
	if d, err = source.Load(strings.NewReader(profile), "profile.toml", catalogue); err != nil {
		t.Fatal(err)
	}
	return d
}

// readAll reads a text and holds the count of rows.
func readAll(t testing.TB, text string, d source.Descriptor) *kept {
	t.Helper()
	k := &kept{}
	counts, err := Read(context.Background(), strings.NewReader(text), d, Options{File: "tari.csv", Comune: "W001"}, k)
	if err != nil {
		t.Fatal(err)
	}
	if counts.Rejected != int64(len(k.rejects)) || counts.Read-counts.Rejected != int64(len(k.rows)) {
		t.Errorf("counts %+v with %d rows and %d rejects", counts, len(k.rows), len(k.rejects))
	}
	return k
}
