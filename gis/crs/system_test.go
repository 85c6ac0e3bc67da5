package crs_test

import (
	"slices"
	"testing"

	"segit/gis/crs"
)

func TestLookup(t *testing.T) {
	for _, epsg := range []int{6706, 4326, 6707, 6708, 6709, 7791, 7792, 7793, 7794, 7795, 6875, 6876, 3003, 3004, 25832, 25833, 25834, 32632, 32633, 32634, 3857} {
		s, ok := crs.Lookup(epsg)
		if !ok || s.EPSG != epsg || s.Name == "" || s.Unit.String() == "" || !slices.Contains(crs.Known(), epsg) {
			t.Errorf("EPSG:%d: %+v, %v", epsg, s, ok)
		}
	}
	if s, ok := crs.Lookup(2154); ok {
		t.Errorf("2154 is %v", s)
	}
}

// TestAxisSwapped is the column "axis order in PROJ" of the EPSG register.
func TestAxisSwapped(t *testing.T) {
	for _, epsg := range []int{6706, 6707, 6708, 6709, 6875, 6876, 4326} {
		if !crs.AxisSwapped(epsg) {
			t.Errorf("EPSG:%d has north first", epsg)
		}
	}
	for _, epsg := range []int{7791, 7792, 7793, 7794, 7795, 3003, 3004, 25833, 32633, 3857, 0} {
		if crs.AxisSwapped(epsg) {
			t.Errorf("EPSG:%d has east first", epsg)
		}
	}
}

func TestInItaly(t *testing.T) {
	for _, c := range []struct {
		epsg int
		x, y float64
		want bool
	}{
		{7792, 507707, 4150644, true},
		{7792, 4150644, 507707, false}, // axes swapped
		{6706, 15.0872, 37.5027, true},
		{6706, 37.5027, 15.0872, false},
		{7794, 7272602, 4150546, true},
		{7792, 7272602, 4150546, false}, // another system than it says
		{3004, 2527709, 4150641, true},
	} {
		s, _ := crs.Lookup(c.epsg)
		if got := s.InItaly(c.x, c.y); got != c.want {
			t.Errorf("%v (%v, %v): %v", s, c.x, c.y, got)
		}
	}
}

func TestGuessFamily(t *testing.T) {
	for _, c := range []struct {
		x, y float64
		want crs.Family
	}{
		{15.0872, 37.5027, crs.Degrees},
		{-15858.6, -3247.9, crs.LocalCassini},
		{1538322.8, 4168084, crs.GaussBoaga},
		{2527709.8, 4150641, crs.GaussBoaga},
		{507707.3, 4150644.5, crs.UTM},
		{7272602, 4150546, crs.ItalyZone},
		{5272602, 4150546, crs.UnknownFamily},
		{0, 0, crs.LocalCassini},
	} {
		if got := crs.GuessFamily(c.x, c.y); got != c.want {
			t.Errorf("%v %v: %v, want %v", c.x, c.y, got, c.want)
		}
	}
}
