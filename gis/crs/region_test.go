package crs_test

import (
	"testing"

	"segit/gis/crs"
)

func TestRegionAt(t *testing.T) {
	for _, c := range []struct {
		place    string
		lon, lat float64
		want     crs.Region
	}{
		{"Catania", 15.0872, 37.5027, crs.Sicily},
		{"Trapani", 12.51, 38.02, crs.Sicily},
		{"Messina", 15.554, 38.194, crs.Sicily},
		{"Torre Faro", 15.645, 38.266, crs.Sicily},
		{"Villa San Giovanni", 15.637, 38.218, crs.Peninsula},
		{"Punta Pezzo", 15.6365, 38.2325, crs.Peninsula},
		{"Scilla", 15.716, 38.254, crs.Peninsula},
		{"Reggio Calabria", 15.646, 38.111, crs.Peninsula},
		{"Melito", 15.785, 37.92, crs.Peninsula},
		{"Stromboli", 15.23, 38.80, crs.Sicily},
		{"Pantelleria", 11.95, 36.79, crs.Sicily},
		{"Lampedusa", 12.61, 35.50, crs.Sicily},
		{"Capo Vaticano", 15.83, 38.62, crs.Peninsula},
		{"Cagliari", 9.1217, 39.2238, crs.Sardinia},
		{"La Maddalena", 9.41, 41.21, crs.Sardinia},
		{"Elba", 10.33, 42.81, crs.Peninsula},
		{"Roma", 12.4964, 41.9028, crs.Peninsula},
		{"Paris", 2.35, 48.85, crs.NoRegion},
	} {
		if got := crs.RegionAt(c.lon, c.lat); got != c.want {
			t.Errorf("%s: %v, want %v", c.place, got, c.want)
		}
	}
	if got := crs.RegionOf(3004, 2527709.8, 4150641.1); got != crs.Sicily {
		t.Errorf("Catania in Gauss-Boaga: %v", got)
	}
	if got := crs.RegionOf(2154, 1, 1); got != crs.NoRegion {
		t.Errorf("an unknown system: %v", got)
	}
}
