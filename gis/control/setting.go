package control

import (
	"maps"
	"slices"
	"strings"
	"time"

	"segit/gis"
)

// Setting is a tax year and the parameters that differ from the defaults.
type Setting struct {
	Year   int
	AsAt   gis.Date // the reference date, 0 for the last day of the tax year
	values map[string]string
}

// NewSetting checks parameters against those of the controls that will run; a
// name that none of them has is refused, and a value that is no number.
func NewSetting(year int, values map[string]string, controls ...Control) (Setting, error) {
	const op = "control.NewSetting"
	known := map[string]Param{}
	for _, c := range controls {
		for _, p := range c.Info().Params {
			known[p.Name] = p
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		p, ok := known[name]
		if !ok {
			return Setting{}, gis.Refuse(op, gis.BadUsage, "control.parameter", name, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		}
		// No parameter of ours has a meaning below zero.
		if v, ok := parseNumber(values[name]); (!ok || v < 0) && !p.List {
			return Setting{}, gis.Refuse(op, gis.BadUsage, "control.number", name, values[name])
		}
	}
	return Setting{Year: year, values: values}, nil
}

// parseNumber takes a point or a comma as the decimal mark.
func parseNumber(text string) (gis.Decimal, bool) {
	return gis.ParseDecimal(strings.Replace(text, ",", ".", 1), '.')
}

// Day is the reference date: the one asked for, else the last day of the tax
// year.
func (s Setting) Day() gis.Date {
	if s.AsAt != 0 {
		return s.AsAt
	}
	return gis.Day(s.Year, time.December, 31)
}

// Value is the text of a parameter, its default when nothing was set.
func (s Setting) Value(c Info, name string) string {
	if v, ok := s.values[name]; ok {
		return v
	}
	for _, p := range c.Params {
		if p.Name == name {
			return p.Default
		}
	}
	return ""
}

// number is a parameter as a number; false when it has no value.
func (s Setting) number(c Info, name string) (gis.Decimal, bool) {
	return parseNumber(s.Value(c, name))
}

// must is a parameter that has a default.
func (s Setting) must(c Info, name string) gis.Decimal {
	v, _ := s.number(c, name)
	return v
}

// list is a parameter of words.
func (s Setting) list(c Info, name string) []string {
	var words []string
	for w := range strings.SplitSeq(s.Value(c, name), ",") {
		if w = strings.ToUpper(strings.TrimSpace(w)); w != "" {
			words = append(words, w)
		}
	}
	return words
}

// Values are all parameters of a control as they stand in this setting.
func (s Setting) Values(c Info) map[string]string {
	values := map[string]string{}
	for _, p := range c.Params {
		values[p.Name] = s.Value(c, p.Name)
	}
	return values
}
