package control_test

import (
	"context"
	"fmt"

	"segit/gis/control"
)

// A territory is whatever gives rows with roles: here a town of two units.
func Example() {
	town := newTown()
	town.unit("A/12/345/1", cells{"surface": "131"})
	town.unit("A/12/345/2")
	town.account("A/12/345/1", cells{"z1": "90", "z7": 3})

	ctx := context.Background()
	setting, err := control.NewSetting(2025, nil, control.All()...)
	if err != nil {
		panic(err)
	}
	facts := control.NewFacts(town, setting.Day())
	for _, c := range control.All() {
		if missing := control.Missing(town, c); len(missing) > 0 {
			continue // there is no map
		}
		result, err := c.Run(ctx, facts, setting)
		if err != nil {
			panic(err)
		}
		for _, f := range result.Findings {
			fmt.Println(f.Control, f.Key, f.Delta.Value, f.Confidence)
		}
	}
	// Output:
	// tari-untaxed W001/A/12/345/2 80 medium
	// tari-surface W001/A/12/345/1 14.8 low
}
