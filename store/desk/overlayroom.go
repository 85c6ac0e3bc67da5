package desk

import (
	"runtime/debug"

	"segit/gis"
	"segit/store/spill"
)

// overlayRoom is how the memory of an overlay is shared out, in bytes.
type overlayRoom struct {
	all      int64 // for the layers and what is made of them
	whole    int64 // both sides, when they stay in memory
	resident int64 // a side that stays in memory beside one that does not
	chunk    int64 // rows of the side that is gone through
	near     int64 // rows of the other side that may meet them
	sorted   int64 // pieces that wait for their turn
}

// leastOverlayMemory is less than an overlay can do with, leastArchiveMemory one
// with an archive: opening a sealed one alone takes 64 MiB beside the program.
const (
	leastOverlayMemory = 96 << 20
	leastArchiveMemory = 160 << 20
)

// leastMemory is the least that a request can do with.
func (r *OverlayRequest) leastMemory() int64 {
	if r.A.Desk != nil || r.B.Desk != nil || r.Into.Desk != nil {
		return leastArchiveMemory
	}
	return leastOverlayMemory
}

// overlayAround is what the program takes beside the layers: itself, its
// threads, what is being read and written.
const overlayAround = 64 << 20

// overlayRoomOf shares out what a request allows. Layers take more than their
// rows weigh: boxes, order, garbage, the index of the result.
func overlayRoomOf(memory int64) overlayRoom {
	if memory == 0 {
		memory = max(spill.Default(), leastOverlayMemory)
	}
	rest := memory - overlayAround
	return overlayRoom{all: rest, whole: rest / 2, resident: rest / 8, chunk: rest / 12, near: rest / 10, sorted: rest / 12}
}

// working is the working file, made when it is first needed.
func (r *overlayRun) working() (*spill.File, error) {
	if r.spill == nil {
		var err error
		if r.spill, err = spill.New(r.req.scratch()); err != nil {
			return nil, err
		}
		r.gathered()
		if r.req.A.Desk != nil || r.req.B.Desk != nil || r.req.Into.Desk != nil {
			debug.FreeOSMemory() // opening a sealed archive took 64 MiB for a moment
		}
		r.restore = relaxed(r.room.all - min(r.leaving, r.room.whole))
	}
	return r.spill, nil
}

// end closes the working file, of which nothing is left.
func (r *overlayRun) end() error {
	if r.spill == nil {
		return nil
	}
	r.restore()
	return r.spill.Close()
}

// keep takes the next rows of a side: into memory, or onto the tape once they
// outgrow it.
func (r *overlayRun) keep(s *overlaySide, b *gis.Batch) error {
	if s.tape == nil {
		s.rows.AppendAll(b)
		s.count += b.Len()
		if s.weight += spill.Weight(b, 0, b.Len()); s.weight > s.most {
			return r.unload(s)
		}
		return nil
	}
	err := s.tape.Put(spill.Number(b, s.count), 0, b.Len())
	s.count += b.Len()
	return err
}

// tapeRows is how many rows a block has.
const tapeRows = 1024

// unload moves what a side holds onto a tape.
func (r *overlayRun) unload(s *overlaySide) error {
	r.leaving = s.weight
	file, err := r.working()
	if err != nil {
		return err
	}
	s.tape = file.NewTape(s.rows.Schema, tapeRows)
	err = s.tape.Put(spill.Number(s.rows, 0), 0, s.rows.Len())
	s.rows = gis.NewBatch(s.rows.Schema)
	return err
}

// fit settles which sides stay in memory when both are read.
func (r *overlayRun) fit() error {
	taped := r.isSpilled()
	for _, s := range r.sides() {
		if taped && s.tape == nil && (s.weight > r.room.resident || r.isDrawn()) {
			if err := r.unload(s); err != nil {
				return err
			}
		}
		if s.tape != nil {
			if err := s.tape.Close(); err != nil {
				return err
			}
		}
	}
	return nil
}

// isSpilled reports that a side is not in memory whole.
func (r *overlayRun) isSpilled() bool {
	for _, s := range r.sides() {
		if s.tape != nil {
			return true
		}
	}
	return false
}
