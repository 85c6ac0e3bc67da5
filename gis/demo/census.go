package demo

import (
	"fmt"
	"strconv"

	"golang.org/x/text/encoding/charmap"

	"segit/gis"
)

// census writes the five files of a census section (layout of AdE document
// ES-23-IS-05).
type census struct {
	section            string
	fab, ter, sog, tit *recordFile
	prm                *recordFile
	titles, mutations  int // ids given out in this section
}

// openCensus begins the files of a section: W001A0001.FAB and its siblings.
func openCensus(dir, section string) (*census, error) {
	c := &census{section: section}
	for _, f := range []struct {
		extension string
		file      **recordFile
	}{{"FAB", &c.fab}, {"TER", &c.ter}, {"SOG", &c.sog}, {"TIT", &c.tit}, {"PRM", &c.prm}} {
		var err error
		if *f.file, err = newRecordFile(dir, Comune+section+"0001."+f.extension, charmap.ISO8859_1); err != nil {
			c.close()
			return nil, err
		}
	}
	return c, nil
}

// write adds what a sheet holds.
func (c *census) write(s *sheet) {
	for _, u := range s.units {
		c.unit(s, u)
	}
	for _, r := range s.rows {
		c.land(r)
	}
}

// parameters writes the PRM file, which announces the lines of the others.
func (c *census) parameters() {
	c.prm.line("DATI DI PROVA: ogni persona, luogo e codice è inventato")
	c.prm.line("Comune: " + Comune + " " + Name)
	c.prm.line("Sezione: " + c.section)
	c.prm.line("Tipo di estrazione: attualità alla data 31/12/2024")
	c.prm.line("Terreni completa ptaspec si")
	for _, f := range []struct {
		name string
		file *recordFile
	}{{"FAB", c.fab}, {"TER", c.ter}, {"SOG", c.sog}, {"TIT", c.tit}} {
		c.prm.line(fmt.Sprintf("Numero record %s: %d", f.name, f.file.lines))
	}
}

func (c *census) close() error {
	var first error
	for _, f := range []*recordFile{c.fab, c.ter, c.sog, c.tit, c.prm} {
		if f == nil {
			continue
		}
		if err := f.close(); first == nil {
			first = err
		}
	}
	return first
}

// head is the first fields of a FAB or TER record.
func (c *census) head(fields []string, id int, cadastre gis.Cadastre, stage, record int) {
	fields[0], fields[1], fields[2] = Comune, c.section, strconv.Itoa(id)
	fields[3], fields[4], fields[5] = cadastre.String(), strconv.Itoa(stage), strconv.Itoa(record)
}

// act writes the six fields of an act: effect, registration, note.
func act(fields []string, day gis.Date, note string, number int) {
	text := compact(day)
	fields[0], fields[1], fields[2] = text, text, note
	fields[3], fields[4], fields[5] = padded(number%1_000_000, 6), "001", text[4:]
}

// mutation is the id of a mutation, new at each call.
func (c *census) mutation() string {
	c.mutations++
	return strconv.Itoa(c.mutations)
}

// compact is a day as ddmmyyyy.
func compact(d gis.Date) string { return d.Time().Format("02012006") }

// padded writes a number with zeros in front.
func padded(n, width int) string { return fmt.Sprintf("%0*d", width, n) }

// paddedText writes zeros in front of a number that may hold letters; an absent
// one stays absent.
func paddedText(text string, width int) string {
	if text == "" {
		return ""
	}
	for len(text) < width {
		text = "0" + text
	}
	return text
}

// comma writes a decimal as Italian offices do: "85,5".
func comma(v gis.Decimal) string {
	text := []byte(v.String())
	for i, c := range text {
		if c == '.' {
			text[i] = ','
		}
	}
	return string(text)
}

// euro writes money with a decimal comma: "606,84".
func euro(v gis.Cents) string { return fmt.Sprintf("%d,%02d", v/100, v%100) }
