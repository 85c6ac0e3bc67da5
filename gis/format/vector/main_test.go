//go:build cgo

package vector_test

import (
	"os"
	"testing"

	"segit/gis/format/ogr/ogrtest"
)

func TestMain(m *testing.M) { os.Exit(ogrtest.Main(m, nil)) }
