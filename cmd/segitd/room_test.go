package main

import (
	"testing"

	"segit/gis"
)

func TestRoom(t *testing.T) {
	for given, want := range map[string]int64{
		"0": 0, "8": 8 << 30, "500MiB": 500 << 20, "1.5GiB": 3 << 29, "1,5 gib": 3 << 29, "2TiB": 2 << 40, "512 KiB": 512 << 10, " 1 GiB ": 1 << 30, "0.5": 1 << 29,
	} {
		if got, err := room(given); err != nil || got != want {
			t.Errorf("%q is %d, %v; want %d", given, got, err, want)
		}
	}
	for _, given := range []string{"", "-1", "GiB", "1.5.2GiB", "ten", "1e30", "NaN", "Inf", "5 GB of files", "1MB", "0.0000001KiB"} {
		if got, err := room(given); gis.KindOf(err) != gis.BadUsage {
			t.Errorf("%q is %d, %v", given, got, err)
		}
	}
}
