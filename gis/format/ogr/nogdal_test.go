//go:build nogdal

package ogr_test

import (
	"errors"
	"testing"

	"segit/gis"
	"segit/gis/format/ogr"
)

func TestWithoutGDALItSaysWhatToDo(t *testing.T) {
	f, err := ogr.Open(t.Context(), "rilievo.kml")
	var e *gis.Error
	if f != nil || !errors.As(err, &e) || e.Code != "vector.nogdal" || e.Kind != gis.BadInput || e.File != "rilievo.kml" {
		t.Errorf("%v, %v", f, err)
	}
}
