package shapefile_test

import (
	"testing"

	"segit/gis/format/featuretest"
	"segit/gis/format/shapefile"
)

// FuzzRead feeds a shapefile of any bytes: nothing may panic, and every feature
// is a row or a reject.
func FuzzRead(f *testing.F) {
	main, index := shp(5, parts{square(0, 0, 9), square(1, 1, 1)}.content(5), parts{{0, 0, 1, 1}}.content(5), nothing())
	table := dbf([]column{{"NOME", 'C', 6, 0}, {"N", 'N', 4, 1}, {"D", 'D', 8, 0}}, []string{"Citt\xe0", "1.5", "20010101"}, []string{"a", "x", ""})
	f.Add(main, index, table)
	f.Add(main, []byte{}, []byte{})
	f.Add(main[:130], index[:104], table[:70])
	line, index := shp(13, parts{{0, 0, 1, 1}, {2, 2, 3, 3}}.content(13))
	f.Add(line, index, table)
	f.Fuzz(func(t *testing.T, main, index, table []byte) {
		files := []any{".shp", main, ".dbf", table}
		if len(index) > 0 {
			files = append(files, ".shx", index)
		}
		file, err := shapefile.Open(save(t, "f", files...))
		if err != nil {
			return
		}
		defer file.Close()
		featuretest.Read(t, file)
	})
}
