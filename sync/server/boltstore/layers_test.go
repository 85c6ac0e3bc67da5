package boltstore_test

import (
	"path/filepath"
	"testing"

	"segit/sync/layer"
	"segit/sync/layer/layertest"
	"segit/sync/server/boltstore"
)

func TestLayers(t *testing.T) {
	layertest.Run(t, func(t *testing.T) layer.Store {
		s, err := boltstore.Open(filepath.Join(t.TempDir(), "segitd.db"), boltstore.Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() }) //nolint:errcheck // the test is over
		return s
	})
}
