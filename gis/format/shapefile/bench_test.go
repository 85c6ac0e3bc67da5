package shapefile_test

import (
	"strconv"
	"testing"

	"segit/gis"
	"segit/gis/format/feature"
	"segit/gis/format/featuretest"
	"segit/gis/format/shapefile"
)

func BenchmarkRead250k(b *testing.B) {
	const features = 250_000
	records := make([][]byte, 0, features)
	rows := make([][]string, 0, features)
	err := featuretest.Parcels(features, func(batch *gis.Batch) error {
		for row := range batch.Len() {
			records = append(records, parts{batch.Shapes.RowXY(row)}.content(5))
			rows = append(rows, []string{"W001", "A", "12", strconv.Itoa(len(records)), "380.25"})
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	main, index := shp(5, records...)
	table := dbf([]column{{"COMUNE", 'C', 4, 0}, {"SEZIONE", 'C', 1, 0}, {"FOGLIO", 'C', 4, 0}, {"NUMERO", 'N', 9, 0}, {"AREA", 'N', 12, 2}}, rows...)
	path := save(b, "parcels", ".shp", main, ".shx", index, ".dbf", table)
	featuretest.BenchmarkRead(b, features, func() (feature.File, error) { return shapefile.Open(path) })
}
