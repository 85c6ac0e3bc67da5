package report

import (
	"strconv"

	"segit/gis"
	"segit/gis/finding"
)

// labelWidth is the column of the labels of fields, millimetres.
const labelWidth = 38

// field writes a label and its value; values that are absent are a dash, so
// that nobody takes a gap for an oversight of the paper.
func (p *paper) field(code, value string) { p.fieldIn(code, value, body.plain()) }

func (p *paper) fieldIn(code, value string, f face) {
	p.need(f.size.pitch())
	// The label shares its baseline with the value.
	p.line(p.left, p.y+f.size.ascent()-small.ascent(), p.say(code), small.plain().in(quiet))
	if value == "" {
		value = "–"
	}
	p.paragraph(p.left+labelWidth, value, f)
}

// place is what the finding speaks of.
func (p *paper) place(f *gis.Finding) {
	p.field("report.key", p.keyWithCadastre(f))
	p.field("report.place", p.keyInWords(f.Key))
	p.field("report.address", f.Address)
	p.field("report.holder", p.holder(f))
	p.field("report.year", yearText(f.TaxYear))
	p.field("report.severity", p.severity(f.Severity))
}

func (p *paper) keyWithCadastre(f *gis.Finding) string {
	switch f.Cadastre {
	case gis.Land:
		return p.say("report.key-land", f.Key)
	case gis.Urban:
		return p.say("report.key-urban", f.Key)
	}
	return f.Key.String()
}

// keyInWords spells the key out: "sezione A · foglio 12 · particella 345".
func (p *paper) keyInWords(k gis.Key) string {
	out := ""
	for _, part := range []struct{ code, value string }{
		{"report.section", k.Section}, {"report.sheet", k.Sheet}, {"report.parcel", k.Parcel}, {"report.sub", k.Sub},
	} {
		if part.value == "" {
			continue
		}
		if out != "" {
			out += " · "
		}
		out += p.say(part.code, part.value)
	}
	return out
}

// holder is the name with fiscal code and quota, as far as they are known.
func (p *paper) holder(f *gis.Finding) string {
	out := f.Name
	if f.FiscalCode != "" {
		out = joined(out, " ", p.say("report.fiscal-code", f.FiscalCode))
	}
	if f.Quota != "" {
		out = joined(out, ", ", p.say("report.quota", f.Quota))
	}
	return out
}

func joined(a, between, b string) string {
	if a == "" {
		return b
	}
	return a + between + b
}

// state in words; a finding that the last run no longer found says so.
func (p *paper) state(f *gis.Finding) string {
	if f.Stale {
		return p.say("report.stale", p.stateName(f.State))
	}
	return p.stateName(f.State)
}

func (p *paper) stateName(id string) string {
	if id == "" {
		return ""
	}
	return p.words.Say(finding.State{ID: id}.Name())
}

func yearText(year int) string {
	if year == 0 {
		return ""
	}
	return strconv.Itoa(year)
}
