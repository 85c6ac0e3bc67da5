package finding_test

import (
	"fmt"

	"segit/gis"
	"segit/gis/finding"
)

func ExampleID() {
	key := gis.MakeKey("W001", "A", "0012", "345", "")
	fmt.Println(finding.ID("ghost-building", key.Comune, gis.Land, 2025, key))
	// Output: 27e4b35c493bdb5bf82965f5
}

func ExampleStates_Next() {
	states, err := finding.BuiltInStates()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(states.Next("new", "rejected", "edificio demolito nel 2024"))
	fmt.Println(states.Next("new", "rejected", ""))
	// Output:
	// <nil>
	// finding.States.Next: finding.state-reason(new, rejected)
}
