package desk_test

import (
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"segit/gis"
	"segit/store/desk"
)

// TestGoodRowsBeforeManyBad: a file is given up for its bad rows only where none
// good came before them, however few those are.
func TestGoodRowsBeforeManyBad(t *testing.T) {
	const bad = 10_100
	table := func(good int) string {
		return "FOGLIO;PARTICELLA;SUB;MQ;CF\n" + strings.Repeat("1;10;2;80;\n", good) + strings.Repeat("1;10;2;molti;\n", bad)
	}
	layer := func(good int) string {
		var b strings.Builder
		b.WriteString(`{"type":"FeatureCollection","features":[`)
		for i := range good + bad {
			if i > 0 {
				b.WriteString(",\n")
			}
			kind, at := "Polygon", "[[[507000,4151000],[507010,4151000],[507010,4151010],[507000,4151000]]]"
			if i >= good {
				kind, at = "Point", `["`+strconv.Itoa(i)+`",0]`
			}
			b.WriteString(`{"type":"Feature","properties":{"ZONA":"B1"},"geometry":{"type":"` + kind + `","coordinates":` + at + `}}`)
		}
		return b.String() + "]}"
	}
	for name, c := range map[string]struct {
		content func(good int) string
		source  string
	}{"tari.csv": {table, "tari"}, "zone.geojson": {layer, "zones"}} {
		for _, good := range []int{0, 3} {
			d := newDesk(t, "W001")
			path := write(t, filepath.Join(t.TempDir(), name), c.content(good))
			files := take(t, d, desk.ImportRequest{Paths: []string{path}, Source: c.source, EPSG: 7792})
			if len(files) != 1 {
				t.Fatalf("%s: %d files", name, len(files))
			}
			f := files[0]
			var refused *gis.Error
			switch {
			case good == 0 && (!errors.As(f.Refused, &refused) || refused.Code != "import.nothing-good"):
				t.Errorf("%s without a good row: %+v", name, f)
			case good > 0 && (f.Refused != nil || f.Supply.Read-f.Supply.Rejected != int64(good) || f.Supply.Rejected != bad):
				t.Errorf("%s with %d good rows: %v, %+v", name, good, f.Refused, f.Supply)
			}
		}
	}
}
