package packed_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"segit/gis/packed"
)

func ExampleNew() {
	tree := packed.New([]float64{
		0, 0, 10, 10, // row 0
		20, 0, 30, 10, // row 1
		10, 10, 20, 20, // row 2
	})
	fmt.Println(packed.AppendRows[uint32](tree, nil, orb.Bound{Min: orb.Point{5, 5}, Max: orb.Point{12, 12}}))
	// Output: [0 2]
}
