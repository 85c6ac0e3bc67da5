package demo

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"

	"segit/gis"
)

// MonthOptions say which month of mutations is written.
type MonthOptions struct {
	Seed      int64
	Year      int
	Month     time.Month
	Mutations int // of each section
}

// The folders in which a month is written: what an office receives as changes,
// and the whole as it stands at the end of the month.
const (
	UpdateFolder = "aggiornamento"
	FullFolder   = "attualita"
)

// WriteMonth makes a month happen in the census files of a folder, those of
// [Write] or the full ones of an earlier month: sales, changes of class, splits
// and fusions. Into out, which must be empty or not there, go the update supply
// of the month (only the stages, titles and subjects that changed) and the full
// supply of its last day. The same seed, month and files give the same bytes.
func WriteMonth(ctx context.Context, dir, out string, o MonthOptions) error {
	if err := emptyFolder(out); err != nil {
		return err
	}
	names, err := filepath.Glob(filepath.Join(dir, Comune+"[A-Z]*.FAB"))
	if err != nil || len(names) == 0 {
		return gis.Refuse("demo.WriteMonth", gis.BadInput, "demo.no-census", filepath.Base(dir))
	}
	for n, name := range names {
		if err := ctx.Err(); err != nil {
			return gis.Wrap("demo.WriteMonth", gis.Cancelled, err, "demo.cancelled")
		}
		m := &month{options: o, base: strings.TrimSuffix(name, ".FAB"), dice: newDice(o.Seed, uint64(o.Year*100+int(o.Month))<<8|uint64(n))}
		if err := m.read(); err != nil {
			return err
		}
		for range o.Mutations {
			m.mutate()
		}
		for _, folder := range []string{UpdateFolder, FullFolder} {
			if err := m.write(filepath.Join(out, folder), folder == UpdateFolder); err != nil {
				return err
			}
		}
	}
	return nil
}

// row is a record of a census file, cut into its fields.
type row struct {
	fields  []string
	changed bool // in this month, or new
}

func (r *row) clone() *row { return &row{slices.Clone(r.fields), true} }

// month is a section of the census in the hands of the officials.
type month struct {
	options  MonthOptions
	dice     dice
	base     string // path of the files without their extension
	files    map[string][]*row
	highest  map[string]int // ids given out, by what they number
	mutation int
}

var errMonth = fmt.Errorf("demo: a census file of its own that it does not read")

func (m *month) read() error {
	m.files, m.highest = map[string][]*row{}, map[string]int{}
	for _, extension := range []string{"FAB", "TER", "SOG", "TIT"} {
		raw, err := os.ReadFile(m.base + "." + extension)
		if err != nil {
			return gis.Wrap("demo.WriteMonth", gis.BadInput, err, "demo.no-census", filepath.Base(m.base))
		}
		text, err := charmap.ISO8859_1.NewDecoder().Bytes(raw)
		if err != nil {
			return gis.Wrap("demo.WriteMonth", gis.BadInput, err, "demo.no-census", filepath.Base(m.base))
		}
		for line := range bytes.Lines(text) {
			fields := strings.Split(strings.TrimSuffix(strings.TrimRight(string(line), "\r\n"), "|"), "|")
			if len(fields) < 5 {
				return gis.Wrap("demo.WriteMonth", gis.BadInput, errMonth, "demo.no-census", filepath.Base(m.base))
			}
			m.files[extension] = append(m.files[extension], &row{fields: fields})
			m.note(extension, fields)
		}
	}
	// What is made later has numbers far from those of [Write], apart in each
	// section.
	section := int(filepath.Base(m.base)[len(Comune)] - 'A')
	m.highest["object"] = max(m.highest["object"], (700+10*section)*1_000_000)
	m.highest["person"] = max(m.highest["person"], (300+10*section)*1_000_000)
	return nil
}

// note keeps the highest ids, so that new ones are new.
func (m *month) note(extension string, f []string) {
	see := func(what, text string) {
		if n, err := strconv.Atoi(text); err == nil {
			m.highest[what] = max(m.highest[what], n)
		}
	}
	switch extension {
	case "FAB":
		see("object", f[2])
		if f[5] == "1" {
			see("mutation", f[36])
			see("mutation", f[37])
		} else if f[5] == "2" {
			see("sub", f[10])
		}
	case "SOG":
		if f[3] == "P" {
			see("person", f[2])
		}
	case "TIT":
		see("title", f[27])
		see("mutation", f[25])
		see("mutation", f[26])
	}
}

// next gives out an id. Those of objects and persons are the section's own.
func (m *month) next(what string) string {
	m.highest[what]++
	return strconv.Itoa(m.highest[what])
}

// day is one of the month.
func (m *month) day() gis.Date {
	first := gis.Day(m.options.Year, m.options.Month, 1)
	return first + gis.Date(m.dice.IntN(int(m.last()-first)+1))
}

// last is the month's last day.
func (m *month) last() gis.Date { return gis.Day(m.options.Year, m.options.Month+1, 1) - 1 }

// write writes the files of a folder: of the changes, or the whole.
func (m *month) write(dir string, update bool) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return unwritten(err, filepath.Base(dir))
	}
	base := filepath.Base(m.base)
	name := fmt.Sprintf("%s%02d%02d", base[:len(Comune)+1], m.options.Year%100, m.options.Month)
	prm, err := newRecordFile(dir, name+".PRM", charmap.ISO8859_1)
	if err != nil {
		return err
	}
	prm.line("DATI DI PROVA: ogni persona, luogo e codice è inventato")
	prm.line("Comune: " + Comune + " " + Name)
	first := gis.Day(m.options.Year, m.options.Month, 1)
	if update {
		prm.line("Tipo di estrazione: aggiornamenti per data di registrazione dal " + first.Italian() + " al " + m.last().Italian())
	} else {
		prm.line("Tipo di estrazione: attualità alla data " + m.last().Italian())
	}
	for _, extension := range []string{"FAB", "TER", "SOG", "TIT"} {
		lines, err := m.file(dir, name+"."+extension, m.files[extension], update)
		if err != nil {
			return err
		}
		prm.line(fmt.Sprintf("Numero record %s: %d", extension, lines))
	}
	return prm.close()
}

// file writes one file; of an update that changed nothing in it, none.
func (m *month) file(dir, name string, rows []*row, update bool) (int, error) {
	kept := make([]*row, 0, len(rows))
	for _, r := range rows {
		if !update || r.changed {
			kept = append(kept, r)
		}
	}
	if len(kept) == 0 {
		return 0, nil
	}
	f, err := newRecordFile(dir, name, charmap.ISO8859_1)
	if err != nil {
		return 0, err
	}
	for _, r := range kept {
		f.record(r.fields...)
	}
	return len(kept), f.close()
}
