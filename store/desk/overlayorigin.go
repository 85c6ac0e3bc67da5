package desk

import (
	"sort"

	"segit/store"
)

// overlayOrigin is where the rows of a side stand in an archive, so that rows whose
// geometry was found in order at the door of an overlay before are not looked at
// again.
type overlayOrigin struct {
	archive *store.Archive
	doors   map[uint32]store.Door // by segment
	runs    []originRun           // ascending by at
}

// originRun is rows of a segment that follow each other there and here.
type originRun struct {
	segment   uint32
	first, at int // row of the segment, row of the side
	n         int
}

// add notes where rows stand that were taken as n rows of the side, the first of
// them at.
func (o *overlayOrigin) add(s *store.Snapshot, rows *store.Rows, at, n int) error {
	if _, ok := o.doors[rows.Segment]; !ok {
		door, err := s.Door(rows.Segment)
		if err != nil {
			return err
		}
		o.doors[rows.Segment] = door
	}
	from, to, whole := rows.Run()
	if !whole || n != to-from || n == 0 {
		return nil // of few: they are looked at
	}
	if k := len(o.runs) - 1; k >= 0 {
		if last := &o.runs[k]; last.segment == rows.Segment && last.first+last.n == from && last.at+last.n == at {
			last.n += n
			return nil
		}
	}
	o.runs = append(o.runs, originRun{rows.Segment, from, at, n})
	return nil
}

// sound tells of the side's rows which are known to be in order.
func (s *overlaySide) sound() func(row int) bool {
	if s.origin == nil || s.tape != nil {
		return func(int) bool { return false }
	}
	sound := make([]bool, s.rows.Len())
	for _, run := range s.origin.runs {
		door := s.origin.doors[run.segment]
		if !door.Known {
			continue
		}
		for i := range run.n {
			sound[run.at+i] = true
		}
		for _, row := range door.Faults {
			if at := int(row) - run.first; at >= 0 && at < run.n {
				sound[run.at+at] = false
			}
		}
	}
	return func(row int) bool { return sound[row] }
}

// noteDoor has the archive note what the door found, of segments that came whole.
// What is not noted is looked at again: an archive that takes no note is no failure
// of the overlay.
func (s *overlaySide) noteDoor() {
	if s.origin == nil || s.tape != nil {
		return
	}
	faults := map[uint32][]uint32{}
	for _, run := range s.origin.runs {
		if door := s.origin.doors[run.segment]; !door.Known && !door.Moved && run.n == door.Rows {
			faults[run.segment] = nil
		}
	}
	for _, noted := range s.layer.Noted() {
		k := sort.Search(len(s.origin.runs), func(k int) bool { return s.origin.runs[k].at > noted.Row }) - 1
		if k < 0 {
			continue
		}
		run := s.origin.runs[k]
		if _, ok := faults[run.segment]; ok && noted.Row < run.at+run.n {
			faults[run.segment] = append(faults[run.segment], uint32(run.first+noted.Row-run.at))
		}
	}
	s.origin.archive.NoteDoor(faults) //nolint:errcheck // see above
}
