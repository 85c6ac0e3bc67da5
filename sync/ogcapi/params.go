package ogcapi

import (
	"errors"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"segit/gis"
)

// params are the parameters of a request.
type params url.Values

func (p params) get(name string) string {
	if v := p[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

func (p params) has(name string) bool { _, ok := p[name]; return ok }

// readParams refuses parameters that the address does not know, that stand
// twice, and formats that are none.
func readParams(r *http.Request, known []string) (params, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, badRequest("ogc.query")
	}
	for name, v := range values {
		if !slices.Contains(known, name) {
			return params{}, badRequest("ogc.unknown-parameter", name, strings.Join(known, ", "))
		}
		if len(v) > 1 {
			return params{}, badRequest("ogc.twice", name)
		}
	}
	p := params(values)
	if f := p.get("f"); p.has("f") && !slices.Contains([]string{"json", "html", "geojson", "mvt"}, f) {
		return params{}, badRequest("ogc.format", f)
	}
	return p, nil
}

// How many features a page has.
const (
	usualLimit = 100
	mostLimit  = 10000
)

// limit is how many features are wanted on a page: more than there may be, however
// many, is taken for as many as there may be (/req/core/fc-limit-response-1).
func (p params) limit() (int, error) {
	if !p.has("limit") {
		return usualLimit, nil
	}
	n, err := strconv.Atoi(p.get("limit")) // out of range it is the end of the range
	if err != nil && !errors.Is(err, strconv.ErrRange) || n < 1 {
		return 0, badRequest("ogc.limit", p.get("limit"))
	}
	return min(n, mostLimit), nil
}

// interval is a span of days, both included.
type interval struct{ from, to gis.Date }

// meets reports whether what is valid in [from, to) is so on a day of it.
func (i interval) meets(from, to gis.Date) bool { return from <= i.to && to > i.from }

// datetime is the interval that is asked for; nil for any time.
func (p params) datetime() (*interval, error) {
	if !p.has("datetime") {
		return nil, nil
	}
	whole := p.get("datetime")
	first, last, isInterval := strings.Cut(whole, "/")
	if !isInterval {
		last = first
	}
	i := interval{gis.Always, gis.OpenEnd}
	for _, end := range []struct {
		text string
		to   *gis.Date
	}{{first, &i.from}, {last, &i.to}} {
		if isInterval && (end.text == "" || end.text == "..") {
			continue
		}
		t, err := time.Parse(time.RFC3339, end.text)
		if err != nil {
			t, err = time.Parse(time.DateOnly, end.text)
		}
		if err != nil {
			return nil, badRequest("ogc.datetime", whole)
		}
		*end.to = gis.DayOf(t.UTC())
	}
	if i.from > i.to || isInterval && strings.Trim(first, ".") == "" && strings.Trim(last, ".") == "" {
		return nil, badRequest("ogc.datetime", whole)
	}
	return &i, nil
}

// numbers reads a list of numbers with commas between.
func numbers(text string) ([]float64, bool) {
	var all []float64
	for _, part := range strings.Split(text, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, false
		}
		all = append(all, v)
	}
	return all, true
}
