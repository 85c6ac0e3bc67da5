package table

import (
	"testing"

	"segit/gis"
)

func TestDates(t *testing.T) {
	layouts := tari(t, "").Table.Dates
	for text, want := range map[string]string{
		"31/12/2020": "2020-12-31", "1/2/2020": "2020-02-01", "2020-12-31": "2020-12-31", "31-12-2020": "2020-12-31", "31.12.2020": "2020-12-31",
		"2020/12/31": "2020-12-31", "31122020": "2020-12-31", "20201231": "2020-12-31", "31/12/20": "2020-12-31", "1-2-99": "1999-02-01",
		"31/12/2020 00:00:00": "2020-12-31", "2020-12-31T10:30": "2020-12-31", "29/02/2024": "2024-02-29", "31/12/9999": "open",
		"00/00/0000": "none", "0": "none", "0000-00-00": "none", "00000000": "none",
		"31/02/2020": "bad", "29/02/2023": "bad", "12/31/2020": "bad", "31/12/1020": "bad", "2020": "bad", "oggi": "bad", "45292": "bad", "31/12/": "bad",
	} {
		d := dates{layouts: layouts}
		for range 2 { // the second time the layout that fitted is tried first
			day, there, ok := d.read(text)
			got := day.String()
			switch {
			case !ok:
				got = "bad"
			case !there:
				got = "none"
			case day == gis.OpenEnd:
				got = "open"
			}
			if got != want {
				t.Errorf("%q gives %s, want %s", text, got, want)
			}
		}
	}
}
