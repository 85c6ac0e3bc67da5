package desk

import (
	"context"

	"github.com/paulmach/orb"
)

// WindowsHolding is [Desk.Windows] with few lines held at a time.
func (d *Desk) WindowsHolding(ctx context.Context, dataset string, boxes []orb.Bound, most int64, found func(i int, lines []uint32, points int) error) error {
	return d.windows(ctx, dataset, boxes, most, found)
}
