package control

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"segit/gis"
)

// Territory is the snapshot that controls read: the archive at a moment.
type Territory interface {
	// Comune is the municipality's Belfiore code.
	Comune() string
	// Rows is how many rows a dataset has, from whatever source, those that are
	// closed too.
	Rows(dataset string) int
	// Read gives the blocks of a dataset in their stored order, with the
	// columns of the wanted roles and names decoded, and shapes in the
	// archive's CRS when asked. Several datasets are read at the same time.
	Read(ctx context.Context, dataset string, want Want) iter.Seq2[Block, error]
	// Supply is the register's entry of a supply.
	Supply(id uint32) gis.Supply
}

// Want says what to decode.
type Want struct {
	Roles   []gis.Role
	Columns []string
	Shapes  bool
}

// Block is a run of rows that came with one supply.
type Block struct {
	*gis.Batch
	Supply uint32
}

// origin is where a row came from.
type origin struct{ supply, line uint32 }

func (o origin) compare(p origin) int {
	return cmp.Or(cmp.Compare(o.supply, p.supply), cmp.Compare(o.line, p.line))
}

// Facts are the tables that controls read, loaded once for all the controls of
// a run. It is not safe for concurrent use.
type Facts struct {
	Territory
	day gis.Date

	units    *units
	land     *table[[]landRow]
	parcels  *table[[]piece]
	holders  *holders
	accounts *accounts
	matches  *matches
}

// NewFacts reads a territory as at a day.
func NewFacts(t Territory, day gis.Date) *Facts { return &Facts{Territory: t, day: day} }

// Forget lets go of the land rows when none of the controls to come needs them:
// those load the titles, the largest table, and the two need not stand together.
func (f *Facts) Forget(toCome []Control) {
	for _, c := range toCome {
		if slices.Contains(c.Info().Needs, "land") {
			return
		}
	}
	f.land = nil
}

// open reports whether a row is valid on the day of the facts.
func (f *Facts) open(b Block, row int) bool { return b.From[row] <= f.day && f.day < b.To[row] }

// evidence is a row as evidence of a finding.
func (f *Facts) evidence(dataset string, o origin, facts ...gis.Fact) gis.Evidence {
	s := f.Supply(o.supply)
	return gis.Evidence{Dataset: dataset, Supply: o.supply, SHA256: s.SHA256, File: s.File, Row: o.line, Facts: facts}
}

// fact is a value with its label; empty values are left out by [facts].
func fact(label, value string) gis.Fact { return gis.Fact{Label: label, Value: value} }

// facts drops what has no value.
func facts(all ...gis.Fact) []gis.Fact {
	kept := all[:0]
	for _, f := range all {
		if f.Value != "" {
			kept = append(kept, f)
		}
	}
	return kept
}

// Missing says why a control cannot run on a territory; empty when it can.
func Missing(t Territory, c Control) []gis.Message {
	var missing []gis.Message
	for _, dataset := range c.Info().Needs {
		if t.Rows(dataset) == 0 {
			missing = append(missing, gis.Say("control.missing", dataset))
		}
	}
	return missing
}
