package censuario

import (
	"cmp"
	"context"
	"strings"

	"segit/gis"
)

// Parameters are what a PRM file says of the supply it came with. Its lines are
// "words: value", also with "=" or a bar between, and change from year to
// year: only what is told here is looked for, the rest is kept as it stands.
type Parameters struct {
	Lines []Parameter
	// Records is how many lines each file of the supply should have.
	Records map[Kind]int64
	// Update says that the supply holds only what changed in a period and is
	// no picture of the whole.
	Update bool
	// Since and Until are the days that the supply speaks of: the period of an
	// update, the one day of a full supply (then Since is 0); 0 where the file
	// tells none.
	Since, Until gis.Date
	// NoSpecialPartite says that roads, waters and suppressed parcels were left
	// out of TER ("ptaspec no").
	NoSpecialPartite bool
}

// Parameter is one line of a PRM file.
type Parameter struct{ Name, Value string }

// ParseParameters reads the text of a PRM file, UTF-8.
func ParseParameters(text string) Parameters {
	var p Parameters
	for line := range strings.Lines(text) {
		p.add(line)
	}
	return p
}

// Mismatch compares the lines read of a file with those that the parameters
// announce; false when they agree or nothing was announced.
func (p Parameters) Mismatch(kind Kind, counts gis.Counts) (gis.Message, bool) {
	announced, ok := p.Records[kind]
	if !ok || announced == counts.Read {
		return gis.Message{}, false
	}
	if counts.Read < announced {
		return gis.Say("prm.fewer", kind, announced, counts.Read), true
	}
	return gis.Say("prm.records", kind, announced, counts.Read), true
}

func (p *Parameters) add(text string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	name, value := text, ""
	if i := strings.IndexAny(text, ":=|"); i >= 0 {
		name, value = strings.TrimSpace(text[:i]), strings.Trim(text[i+1:], " \t|")
	}
	p.Lines = append(p.Lines, Parameter{name, value})
	words := strings.ToLower(text)
	if strings.Contains(words, "ptaspec no") {
		p.NoSpecialPartite = true
	}
	kind := strings.ToLower(value)
	if kind == "" {
		kind = words
	}
	if strings.Contains(kind, "aggiornamenti") { // "Aggiornamenti per data di registrazione"
		p.Update = true
	}
	if speaksOfDays(words) {
		p.days(text)
	}
	if n, ok := digits(value); ok && countsRecords(words) {
		if k := kindNamed(name); k != Unknown {
			if p.Records == nil {
				p.Records = map[Kind]int64{}
			}
			p.Records[k] = n
		}
	}
}

// speaksOfDays tells a line about the day or the period of the supply from one
// about the day on which it was asked for or made.
func speaksOfDays(words string) bool {
	for _, other := range []string{"richiesta", "elaborazione", "produzione", "creazione"} {
		if strings.Contains(words, other) {
			return false
		}
	}
	for _, word := range []string{"alla data", "attualit", "aggiornament", "period", "iniz", "fin", "dal ", "registrazione"} {
		if strings.Contains(words, word) {
			return true
		}
	}
	return false
}

// days takes the days of a line, 31/12/2024 or 31122024: the first of all lines
// is the beginning of the period, the last its end.
func (p *Parameters) days(text string) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return (r < '0' || r > '9') && r != '/' }) {
		for _, layout := range []string{"02/01/2006", "02012006"} {
			day, ok := gis.ParseDay(word, layout)
			if !ok || day == gis.OpenEnd {
				continue
			}
			switch {
			case p.Until == 0:
				p.Until = day
			case day > p.Until:
				p.Since, p.Until = cmp.Or(p.Since, p.Until), day
			case day < p.Until && (p.Since == 0 || day < p.Since):
				p.Since = day
			}
		}
	}
}

func countsRecords(words string) bool {
	return strings.Contains(words, "record") || strings.Contains(words, "righe") || strings.Contains(words, "numero")
}

// kindNamed is the file that a line names by extension or by its Italian name.
func kindNamed(name string) Kind {
	named := [...]string{FAB: "FABBRICATI", TER: "TERRENI", SOG: "SOGGETTI", TIT: "TITOLARIT"}
	for _, word := range strings.FieldsFunc(strings.ToUpper(name), notLetter) {
		for k := FAB; k <= TIT; k++ {
			if word == k.String() || strings.HasPrefix(word, named[k]) {
				return k
			}
		}
	}
	return Unknown
}

func notLetter(r rune) bool { return r < 'A' || r > 'Z' }

// parameterLines reads a PRM file as part of a supply: it makes no rows, it
// tells what an office should know of the other files.
type parameterLines struct {
	*reader
	parameters Parameters
}

func (p *parameterLines) schema() *gis.Schema { return &gis.Schema{} }

func (p *parameterLines) record(_ context.Context, l line, _ fields) error {
	p.parameters.add(l.text)
	p.parameters.Lines = p.parameters.Lines[:0] // a file of any size may be called PRM
	return nil
}

func (p *parameterLines) end(context.Context) error {
	if p.parameters.Update {
		p.sink.Warn(gis.Say("prm.update"))
	}
	if p.parameters.NoSpecialPartite {
		p.sink.Warn(gis.Say("prm.no_special"))
	}
	for k := FAB; k <= TIT; k++ {
		if n, ok := p.parameters.Records[k]; ok {
			p.sink.Warn(gis.Say("prm.announced", k, n))
		}
	}
	return nil
}
