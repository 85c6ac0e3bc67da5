package crs_test

import (
	"testing"

	"segit/gis/crs"
)

func TestZoneAndRegionOfComune(t *testing.T) {
	for _, c := range []struct {
		belfiore, place string
		zone            int
		region          crs.Region
	}{
		{"C351", "Catania", 7792, crs.Sicily},
		{"F158", "Messina", 7792, crs.Sicily},
		{"H224", "Reggio Calabria", 7792, crs.Peninsula},
		{"F205", "Milano", 7791, crs.Peninsula},
		{"H501", "Roma", 7792, crs.Peninsula},
		{"B354", "Cagliari", 7791, crs.Sardinia},
		{"E506", "Lecce", 7793, crs.Peninsula},
		{"D704", "Forlì", 7792, crs.Peninsula},
		{"A390", "Arezzo", 7791, crs.Peninsula},
		{"L736", "Venezia", 7792, crs.Peninsula},
		{"W001", "nowhere", 7792, crs.NoRegion},
		{"", "nothing", 7792, crs.NoRegion},
	} {
		if got := crs.ZoneOf(c.belfiore); got != c.zone {
			t.Errorf("%s: zone %d, want %d", c.place, got, c.zone)
		}
		if got := crs.RegionOfComune(c.belfiore); got != c.region {
			t.Errorf("%s: region %v, want %v", c.place, got, c.region)
		}
	}
}
