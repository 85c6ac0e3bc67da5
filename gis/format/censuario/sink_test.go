package censuario_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/format/censuario"
)

// collected is a sink that keeps rows as texts by column name, dates of
// validity under "from" and "to", and the line under "line".
type collected struct {
	rows     []map[string]string
	rejects  []gis.Reject
	warnings []gis.Message
}

func (c *collected) Rows(_ context.Context, b *gis.Batch) error {
	for i := range b.Len() {
		row := map[string]string{
			"from": b.From[i].String(), "to": b.To[i].String(), "line": strconv.Itoa(int(b.Line[i])),
		}
		for col, column := range b.Schema.Columns {
			if !b.Null(col, i) {
				row[column.Name] = cell(b, col, i)
			}
		}
		c.rows = append(c.rows, row)
	}
	return nil
}

func cell(b *gis.Batch, col, row int) string {
	n, _ := b.Num(col, row)
	switch b.Schema.Columns[col].Type {
	case gis.Number:
		return gis.Decimal(n).String()
	case gis.Money:
		return gis.Cents(n).String()
	case gis.DayType:
		return gis.Date(n).String()
	case gis.Integer:
		return strconv.FormatInt(n, 10)
	}
	return b.Text(col, row)
}

func (c *collected) Reject(line int, reason gis.Message, text string) error {
	c.rejects = append(c.rejects, gis.Reject{Line: line, Reason: reason, Text: text})
	return nil
}

func (c *collected) Warn(m gis.Message) { c.warnings = append(c.warnings, m) }

// warned is the first argument of a warning, "" when it was not given.
func (c *collected) warned(code string) string {
	for _, m := range c.warnings {
		if m.Code == code {
			return strings.Join(m.Args, " ")
		}
	}
	return ""
}

// by gives the first row whose column has the value.
func (c *collected) by(t *testing.T, column, value string) map[string]string {
	t.Helper()
	for _, row := range c.rows {
		if row[column] == value {
			return row
		}
	}
	t.Fatalf("no row with %s = %s", column, value)
	return nil
}

// read reads a text as a file of a kind and checks the sums.
func read(t *testing.T, kind censuario.Kind, text string) *collected {
	t.Helper()
	var c collected
	counts, err := censuario.Read(t.Context(), kind, strings.NewReader(text), censuario.Options{File: "test", Comune: "W001"}, &c)
	if err != nil {
		t.Fatal(err)
	}
	if int(counts.Rejected) != len(c.rejects) || counts.Read < counts.Rejected {
		t.Errorf("counts %+v with %d rejects", counts, len(c.rejects))
	}
	return &c
}

// readSupply reads a file of the hand-made supply.
func readSupply(t *testing.T, kind censuario.Kind) (*collected, gis.Counts) {
	t.Helper()
	name := "C351A0001." + kind.String()
	f, err := os.Open(filepath.Join("testdata", "catasto", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var c collected
	counts, err := censuario.Read(t.Context(), kind, f, censuario.Options{File: name, Comune: "C351"}, &c)
	if err != nil {
		t.Fatal(err)
	}
	return &c, counts
}

// expect compares the named columns of a row; "" wants a column to be absent.
func expect(t *testing.T, row, want map[string]string) {
	t.Helper()
	for column, value := range want {
		if row[column] != value {
			t.Errorf("%s = %q, want %q", column, row[column], value)
		}
	}
}
