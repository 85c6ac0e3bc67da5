package control_test

import (
	"maps"
	"testing"

	"segit/gis"
	"segit/gis/control"
)

func TestNewSettingRefuses(t *testing.T) {
	all := control.All()
	for name, set := range map[string]map[string]string{
		"a name that no control has": {"min-area": "20"},
		"a word for a number":        {"min_area": "venti"},
		"nothing for a number":       {"min_area": ""},
		"a negative number":          {"tolerance_m2": "-5"},
		"thousands with a point":     {"min_area": "1.000,5"},
	} {
		if _, err := control.NewSetting(2025, set, all...); gis.KindOf(err) != gis.BadUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
	ghosts, err := control.ByID("ghost-building")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := control.NewSetting(2025, map[string]string{"large": "1"}, ghosts); gis.KindOf(err) != gis.BadUsage {
		t.Error("a parameter of another control is taken")
	}
	if _, err := control.ByID("no-such"); gis.KindOf(err) != gis.BadUsage {
		t.Error("an unknown control is found")
	}
}

func TestSettingValues(t *testing.T) {
	c, err := control.ByID("parcel-area-gap")
	if err != nil {
		t.Fatal(err)
	}
	s, err := control.NewSetting(2025, map[string]string{"tolerance_m2": "30"}, c)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Values(c.Info()); !maps.Equal(got, map[string]string{"tolerance_m2": "30", "tolerance_percent": "5"}) {
		t.Errorf("values %v", got)
	}
	if s.Day() != gis.Day(2025, 12, 31) {
		t.Errorf("day %v", s.Day())
	}
}

func TestControlsAreInOrderAndNeedDatasets(t *testing.T) {
	last := 0
	for _, c := range control.All() {
		info := c.Info()
		if info.Number <= last || info.Version != 1 || len(info.Needs) == 0 {
			t.Errorf("%+v", info)
		}
		last = info.Number
		if missing := control.Missing(newTown(), c); len(missing) != len(info.Needs) {
			t.Errorf("%s misses %v in an empty town, needs %v", info.ID, missing, info.Needs)
		}
	}
	town := field()
	town.building(square(0, 0, 10))
	for _, c := range control.All()[:4] {
		if missing := control.Missing(town, c); len(missing) != 0 {
			t.Errorf("%s misses %v", c.Info().ID, missing)
		}
	}
}
