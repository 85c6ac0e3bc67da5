package source

import (
	"errors"
	"strings"
	"testing"

	"segit/gis"
)

func TestFormatByContent(t *testing.T) {
	for text, want := range map[string]Format{
		shpHead(): Shapefile, "SQLite format 3\x00": GeoPackage, "\xff\xfea\x00": Delimited, "a\x00b": "",
		"": "", " \r\n": "", "\xef\xbb\xbf": "",
		layerText: GeoJSON, "\xef\xbb\xbf" + layerText: GeoJSON, `{"type":"Feature"}`: GeoJSON, `{"a":1}`: "",
		parcelText: InspireGML, "<html>": "", sheetText: Sheet, fabLine: FAB, "W001|A|2|T|1|1|": TER,
		"W001|A|7|P|ROSSI|MARIO|1|01011970|W001|RSSMRA70A01W001V|": SOG, "W001|A|7|P|1|F|10||1|1|": TIT,
		"anything else": Delimited,
	} {
		if got := formatByContent([]byte(text)); got != want {
			t.Errorf("%.40q is %q, want %q", text, got, want)
		}
	}
}

func TestNameAgainstContent(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       Format
		code       string
	}{
		{"a.FAB", fabLine, FAB, ""},
		{"a.fab", "W001|?|x\n", FAB, ""}, // its rows will be put aside
		{"a.fab", "W001|A|2|T|1|1|\n", "", "source.other-format"},
		{"a.fab", "no bars\n", "", "source.not-format"},
		{"a.prm", "Terreni completa: si\n", PRM, ""},
		{"a.gml", parcelText, InspireGML, ""},
		{"a.gml", "<gml/>", OtherGIS, ""},
		{"a.gml", parcelText + strings.Repeat("\x00", 4096), InspireGML, ""}, // damaged: what is before the zeros reads
		{"a.geojson", layerText + strings.Repeat("\x00", 4096), GeoJSON, ""},
		{"a.csv", tariText + strings.Repeat("\x00", 4096), "", "source.zeros"},
		{"a.fgb", "fgb\x03\x00", OtherGIS, ""},
		{"a.kml", "<kml/>", OtherGIS, ""},
		{"a.txt", tariText, Delimited, ""},
		{"a.csv", sheetText, "", "source.other-format"},
		{"a.shp", "PK\x03\x04", "", "source.packed"},
		{"a.csv", "\xd0\xcf\x11\xe0\x00", "", "source.spreadsheet"},
		{"a", "\x1f\x8b\x08\x00", "", "source.packed"},
		{"a", "\x00\x01", "", "source.unknown-format"},
		{"a.gpkg", layerText, "", "source.other-format"},
	} {
		got, err := formatOf(test.name, []byte(test.text))
		var refused *gis.Error
		if got != test.want || (test.code == "") != (err == nil) || test.code != "" && (!errors.As(err, &refused) || refused.Code != test.code || refused.File != test.name) {
			t.Errorf("%s with %.30q: %q, %v; want %q %s", test.name, test.text, got, err, test.want, test.code)
		}
	}
}
