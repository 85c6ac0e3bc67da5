package desk

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/paulmach/orb"

	"segit/store"
	"segit/store/cores"
)

const (
	// windowLot is how many windows are read, on all cores, before they are given.
	windowLot = 1024
	// windowLines is how many lines they may hold together, the last ones read aside,
	// before no more are read: wide windows would take all memory, and more than is
	// allowed for them is searched for garbage over and over.
	windowLines = 4 << 20
	// keptLines is how long a list of lines may be that serves another window.
	keptLines = windowLines / windowLot
)

// windowRows is what is in a window: the lines of its rows, and how many points
// their geometry has; of one that is not read yet, nothing.
type windowRows struct {
	lines  []uint32
	points int
	read   bool
}

// Windows gives, for each box, the file lines of the rows of a dataset whose
// box meets it, and how many points the geometry has that was read with them.
// lines may be used during the call only. The next windows are read while some
// are given.
func (d *Desk) Windows(ctx context.Context, dataset string, boxes []orb.Bound, found func(i int, lines []uint32, points int) error) error {
	return d.windows(ctx, dataset, boxes, windowLines, found)
}

// windows is [Desk.Windows] with no more windows read once some hold so many lines.
func (d *Desk) windows(ctx context.Context, dataset string, boxes []orb.Bound, most int64, found func(i int, lines []uint32, points int) error) error {
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
		for from, lot := 0, 0; from < len(boxes); lot++ {
			rows := lots[lot%2]
			n, err := readWindows(ctx, s, dataset, boxes[from:min(from+windowLot, len(boxes))], most, rows)
			if err = errors.Join(<-given, err); err != nil {
				return err
			}
			first := from
			go func() { given <- giveWindows(first, rows[:n], found) }()
			from += n
		}
		return <-given
	})
}

// readWindows fills in what is in the first n windows: all, unless they hold too many
// lines.
func readWindows(ctx context.Context, s *store.Snapshot, dataset string, boxes []orb.Bound, most int64, all []windowRows) (n int, err error) {
	q := store.Ask{Dataset: dataset, Columns: []string{}, Shapes: true}
	var held atomic.Int64
	err = cores.Each(ctx, len(boxes), func(i int) error {
		w := &all[i]
		w.lines, w.points = w.lines[:0], 0
		if cap(w.lines) > keptLines {
			w.lines = nil
		}
		if w.read = i == 0 || held.Load() < most; !w.read {
			return nil
		}
		defer func() { held.Add(int64(len(w.lines))) }()
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
	for n < len(boxes) && all[n].read {
		n++
	}
	return n, err
}

// giveWindows gives the windows of a lot, the first of which has a number among all.
func giveWindows(first int, all []windowRows, found func(i int, lines []uint32, points int) error) error {
	for i := range all {
		if err := found(first+i, all[i].lines, all[i].points); err != nil {
			return err
		}
	}
	return nil
}
