//go:build nogdal

package ogr

import (
	"context"
	"path/filepath"

	"segit/gis"
	"segit/gis/format/feature"
)

// Open refuses: this program was built without GDAL.
func Open(_ context.Context, path string) (feature.File, error) {
	return nil, gis.Refuse("ogr.Open", gis.BadInput, "vector.nogdal").At(filepath.Base(path), 0)
}
