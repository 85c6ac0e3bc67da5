package desk

import (
	"context"
	"errors"

	"github.com/paulmach/orb"

	"segit/store"
	"segit/store/cores"
)

// windowLot is how many windows are read, on all cores, before they are given.
const windowLot = 1024

// windowRows is what is in a window: the lines of its rows, and how many points
// their geometry has.
type windowRows struct {
	lines  []uint32
	points int
}

// Windows gives, for each box, the file lines of the rows of a dataset whose
// box meets it, and how many points the geometry has that was read with them.
// lines may be used during the call only. The next windows are read while some
// are given.
func (d *Desk) Windows(ctx context.Context, dataset string, boxes []orb.Bound, found func(i int, lines []uint32, points int) error) error {
	defer paced(windowsPercent, windowsRoom)()
	return d.withFindings(ctx, func(s *store.Snapshot) error {
		if err := d.asked(s, dataset, true); err != nil {
			return err
		}
		var lots [2][]windowRows
		for i := range lots {
			lots[i] = make([]windowRows, min(windowLot, len(boxes)))
		}
		given := make(chan error, 1)
		given <- nil
		for from := 0; from < len(boxes); from += windowLot {
			boxes, rows := boxes[from:min(from+windowLot, len(boxes))], lots[from/windowLot%2]
			err := readWindows(ctx, s, dataset, boxes, rows)
			if err = errors.Join(<-given, err); err != nil {
				return err
			}
			go func() { given <- giveWindows(from, rows[:len(boxes)], found) }()
		}
		return <-given
	})
}

// readWindows fills in what is in windows.
func readWindows(ctx context.Context, s *store.Snapshot, dataset string, boxes []orb.Bound, all []windowRows) error {
	q := store.Ask{Dataset: dataset, Columns: []string{}, Shapes: true}
	return cores.Each(ctx, len(boxes), func(i int) error {
		w := &all[i]
		w.lines, w.points = w.lines[:0], 0
		return s.WindowRuns(ctx, q, boxes[i], func(rows *store.Rows, at []int) error {
			for len(at) > 0 { // rows side by side in one go
				from, n := at[0], 1
				for n < len(at) && at[n] == from+n {
					n++
				}
				w.lines = append(w.lines, rows.Line[from:from+n]...)
				w.points += rows.Shapes.Points(from, from+n)
				at = at[n:]
			}
			return nil
		})
	})
}

func giveWindows(first int, all []windowRows, found func(i int, lines []uint32, points int) error) error {
	for i := range all {
		if err := found(first+i, all[i].lines, all[i].points); err != nil {
			return err
		}
	}
	return nil
}
