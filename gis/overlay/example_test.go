package overlay_test

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/overlay"
)

// Two parcels and a building across their border:
//
//	10 ┌─────────┬─────────┐
//	   │ 0    ┌──┼──┐    1 │
//	   │      └──┼──┘      │
//	 0 └─────────┴─────────┘
//	   0      7  10 13     20
func ExampleRun() {
	var parcels, buildings gis.Shapes
	parcels.Append(orb.Polygon{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}})
	parcels.Append(orb.Polygon{{{10, 0}, {20, 0}, {20, 10}, {10, 10}, {10, 0}}})
	buildings.Append(orb.Polygon{{{7, 3}, {13, 3}, {13, 7}, {7, 7}, {7, 3}}})

	ctx := context.Background()
	a, _ := overlay.Prepare(ctx, &parcels, overlay.Options{})
	b, _ := overlay.Prepare(ctx, &buildings, overlay.Options{})
	stats, _ := overlay.Run(ctx, overlay.Identity, a, b, overlay.Options{}, func(c *overlay.Chunk) error {
		for _, p := range c.Pieces {
			fmt.Printf("parcel %d, building %d: %g m², %.0f %% of the parcel\n", p.A, p.B, p.Measure, 100*p.ShareA)
		}
		return nil
	})
	fmt.Println(stats.Pieces, "pieces,", stats.Area, "m²")
	// Output:
	// parcel 0, building 0: 12 m², 12 % of the parcel
	// parcel 0, building -1: 88 m², 88 % of the parcel
	// parcel 1, building 0: 12 m², 12 % of the parcel
	// parcel 1, building -1: 88 m², 88 % of the parcel
	// 4 pieces, 200 m²
}
