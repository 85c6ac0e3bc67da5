package look

import (
	"strconv"
	"strings"

	"segit/gis"
	"segit/gis/text"
)

// Words are the sentences of the language that is shown, with the short forms
// that panels need.
type Words struct {
	text.Catalogue
	Sources map[string]string // titles of the sources of the catalogue, by id
}

// Source is what people call a source; one that the catalogue does not have
// goes by its id.
func (w Words) Source(id string) string {
	if title := w.Sources[id]; title != "" {
		return title
	}
	return id
}

// Saying is the sentence of a code with its arguments.
func (w Words) Saying(code string, args ...any) string { return w.Say(gis.Say(code, args...)) }

// Or is the sentence of prefix+name, or name itself where there is none: names
// of layers, sources and columns that a descriptor brought along have no
// translation of ours.
func (w Words) Or(prefix, name string) string {
	if w.Has(prefix + name) {
		return w.Saying(prefix + name)
	}
	return name
}

// Metres is a coordinate or a length with that many decimals.
func (w Words) Metres(v float64, places int) string {
	d, ok := gis.DecimalOf(v)
	if !ok {
		return "–"
	}
	return w.Number(d, places)
}

// Scale is "1:2.000" of a denominator.
func (w Words) Scale(denominator float64) string {
	return "1:" + w.Metres(denominator, 0)
}

// ParseScale reads what people type for a scale: "2000", "2.000", "1:2.000",
// "1 : 2,000". It wants a denominator of at least 1.
func ParseScale(typed string) (float64, bool) {
	_, after, found := strings.Cut(typed, ":")
	if !found {
		after = typed
	}
	clean := strings.NewReplacer(".", "", ",", "", "'", "", " ", "", "\u00a0", "").Replace(after)
	n, err := strconv.ParseUint(clean, 10, 32)
	return float64(n), err == nil && n >= 1
}

// Sheet is a sheet as an office says it: "sez. A · fg. 12"; "-" is what lies in
// none.
func (w Words) Sheet(cell string) string {
	section, sheet, ok := strings.Cut(cell, "/")
	if !ok {
		return w.Saying("ui.area.nowhere")
	}
	name := w.Saying("ui.place.sheet") + " " + sheet
	if section != "_" {
		name = w.Saying("ui.place.section") + " " + section + " · " + name
	}
	return name
}

// Place is a cadastral key as an office says it: "W001 · sez. A · fg. 12 ·
// p.lla 345 · sub 6", without the parts that are not there.
func (w Words) Place(k gis.Key) string {
	parts := []string{}
	if k.Comune != "" {
		parts = append(parts, k.Comune)
	}
	for _, part := range [...]struct{ code, value string }{
		{"ui.place.section", k.Section},
		{"ui.place.sheet", k.Sheet},
		{"ui.place.parcel", k.Parcel},
		{"ui.place.sub", k.Sub},
	} {
		if part.value != "" {
			parts = append(parts, w.Saying(part.code)+" "+part.value)
		}
	}
	return strings.Join(parts, " · ")
}
