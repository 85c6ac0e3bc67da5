package table

import (
	"errors"
	"io"
	"slices"
	"strings"

	"segit/gis"
	"segit/gis/format/delimited"
	"segit/gis/source"
)

// The sample from which columns are judged.
const (
	sampleBytes = delimited.SampleSize
	headerRows  = 20 // a header is looked for so far
)

// open reads a sample, finds the header and decides how each column is read.
func (t *reader) open(d *source.Descriptor) error {
	if err := t.readSample(d.Table.Skip); err != nil {
		return err
	}
	header := t.findHeader(d)
	names := t.header
	if header < 0 {
		names = make([]string, t.usualWidth())
	}
	layout, remarks, err := d.Layout(names)
	if err != nil {
		return err
	}
	for _, m := range remarks {
		t.sink.Warn(m)
	}
	if header > 0 {
		t.sink.Warn(gis.Say("table.preamble", header, t.pending[header].Line))
	}
	t.pending = t.pending[header+1:]
	t.width = layout.Width
	for _, b := range layout.Bindings {
		t.columns = append(t.columns, newColumn(b, d))
	}
	for _, c := range t.columns {
		c.judge(t.pending, t.width)
	}
	t.settleRoles(layout.Schema)
	t.batch = gis.NewBatch(layout.Schema)
	t.values = make([]value, len(t.columns))
	return nil
}

// readSample reads ahead, leaving out the first lines as told.
func (t *reader) readSample(skip int) error {
	for size := 0; size < sampleBytes; {
		row, err := t.in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if row.Line <= skip {
			continue
		}
		row.Cells = slices.Clone(row.Cells)
		t.pending = append(t.pending, row)
		size += len(row.Text)
		for _, cell := range row.Cells {
			size += len(cell) + 1
		}
	}
	if len(t.pending) == 0 {
		return gis.Refuse(op, gis.BadInput, "table.empty")
	}
	return nil
}

// findHeader is the place of the header among the pending rows, -1 for none.
func (t *reader) findHeader(d *source.Descriptor) int {
	if d.Table.Header == source.HeaderNo {
		return -1
	}
	best, known := 0, 0
	if d.Table.Header == source.HeaderAuto {
		for i, row := range t.pending[:min(len(t.pending), headerRows)] {
			if n := d.Known(row.Cells); n > known {
				best, known = i, n
			}
		}
		if known == 0 && slices.ContainsFunc(d.Fields, func(f source.Field) bool { return f.Column > 0 }) {
			return -1
		}
	}
	t.header = t.pending[best].Cells
	for len(t.header) > 0 && strings.TrimSpace(t.header[len(t.header)-1]) == "" {
		t.header = t.header[:len(t.header)-1]
	}
	return best
}

// usualWidth is the number of cells that most rows of the sample have.
func (t *reader) usualWidth() int {
	rows := map[int]int{}
	usual := 0
	for _, row := range t.pending {
		n := len(row.Cells)
		rows[n]++
		if rows[n] > rows[usual] || rows[n] == rows[usual] && n > usual {
			usual = n
		}
	}
	return usual
}

// settleRoles takes back roles that the values of a column deny: a section that
// is urban, a municipality that is no Belfiore code.
func (t *reader) settleRoles(s *gis.Schema) {
	for _, c := range t.columns {
		switch {
		case c.role == gis.RoleSection && c.denied(censusSection):
			c.role = ""
			if s.Role(gis.RoleUrbanSection) < 0 {
				c.role = gis.RoleUrbanSection
			}
			t.sink.Warn(gis.Say("table.urban", c.name))
		case c.role == gis.RoleComune && c.denied(belfiore):
			c.role = ""
			t.sink.Warn(gis.Say("table.not-comune", c.name))
		default:
			continue
		}
		s.Columns[c.target].Role = c.role
	}
}

// censusSection: a census section is one letter, or none.
func censusSection(v string) bool {
	s := gis.NormaliseSection(v)
	return s == "" || len(s) == 1 && s[0] >= 'A' && s[0] <= 'Z'
}

func belfiore(v string) bool { return gis.ValidBelfiore(strings.ToUpper(clean(v))) }
