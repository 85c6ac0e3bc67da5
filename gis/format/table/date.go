package table

import (
	"strings"

	"segit/gis"
)

// dates reads the days of one column, by the layout that fitted last, then by
// the others in their order.
type dates struct {
	layouts []string
	last    int
}

// read understands a day. Zeros in place of a date mean none; a time behind it
// is left out; 31/12/9999 is [gis.OpenEnd].
func (d *dates) read(text string) (day gis.Date, there, ok bool) {
	if strings.Trim(text, "0/-. :T") == "" {
		return 0, false, true
	}
	if at := strings.IndexAny(text, " T"); at >= 6 {
		text = text[:at]
	}
	if d.last < len(d.layouts) {
		if day, ok := gis.ParseDay(text, d.layouts[d.last]); ok {
			return day, true, true
		}
	}
	for i, layout := range d.layouts {
		if day, ok := gis.ParseDay(text, layout); ok {
			d.last = i
			return day, true, true
		}
	}
	return 0, false, false
}
