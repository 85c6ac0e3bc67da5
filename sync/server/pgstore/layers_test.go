package pgstore_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"segit/gis"
	"segit/sync/layer"
	"segit/sync/layer/layertest"
)

func TestLayers(t *testing.T) {
	layertest.Run(t, func(t *testing.T) layer.Store { return open(t, shared.Load().WithPostGIS(t)) })
}

// TestLayersWantPostGIS: without it the repository works, and a publication is
// refused with what is missing.
func TestLayersWantPostGIS(t *testing.T) {
	s := open(t, shared.Load().Database(t))
	if all, err := s.Layers(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
	_, err := s.Publish(t.Context(), layertest.Describe("W001"), layertest.Squares("W001", 3))
	if err == nil || codeOf(err) != "ogc.no-postgis" {
		t.Errorf("%v", err)
	}
}

// TestFeaturesOfAnotherMunicipalityAreNotThere: the database shows a transaction
// the features of its municipality alone.
func TestFeaturesOfAnotherMunicipalityAreNotThere(t *testing.T) {
	url := shared.Load().WithPostGIS(t)
	s := open(t, url)
	if _, err := s.Publish(t.Context(), layertest.Describe("W001"), layertest.Squares("W001", 3)); err != nil {
		t.Fatal(err)
	}
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context()) //nolint:errcheck // the test is over
	for setting, want := range map[string]int{"W001": 3, "W002": 0, "": 0} {
		for _, table := range []string{"features", "features_w001"} {
			var n int
			err := pgx.BeginFunc(t.Context(), c, func(tx pgx.Tx) error {
				if _, err := tx.Exec(t.Context(), `SELECT set_config('segit.comune', $1, true)`, setting); err != nil {
					return err
				}
				return tx.QueryRow(t.Context(), `SELECT count(*) FROM `+table).Scan(&n)
			})
			if err != nil || n != want {
				t.Errorf("%s shows %d rows to who says %q, %v; want %d", table, n, setting, err, want)
			}
		}
	}
}

func codeOf(err error) string {
	var known *gis.Error
	if errors.As(err, &known) {
		return known.Code
	}
	return ""
}
