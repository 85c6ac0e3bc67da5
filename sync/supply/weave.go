package supply

import (
	"cmp"
	"slices"

	"segit/gis"
)

// Strand is the rows of a chunk on their lines, which ascend. Open reads them;
// it is called once, when their turn comes.
type Strand struct {
	Lines []uint32
	Open  func() (*gis.Batch, error)
}

// mostWoven is up to how many rows are kept in memory to bring rows of many
// cells into the order of the file; beyond, those of one cell go first. The
// order is that in which lists show rows, and nothing else.
const mostWoven = 300_000

// Weave gives the rows of strands of one schema in the order of their lines, on
// their lines. A batch is the caller's until the next.
func Weave(strands []Strand, found func(*gis.Batch) error) error {
	strands = slices.DeleteFunc(slices.Clone(strands), func(s Strand) bool { return len(s.Lines) == 0 })
	slices.SortStableFunc(strands, func(p, q Strand) int { return cmp.Compare(p.Lines[0], q.Lines[0]) })
	w := &weaving{found: found}
	for len(w.open) > 0 || len(strands) > 0 {
		for len(strands) > 0 && (len(w.open) == 0 || strands[0].Lines[0] <= w.line()) {
			rows, err := strands[0].Open()
			if err != nil {
				return err
			}
			if rows.Len() != len(strands[0].Lines) {
				return gis.Refuse("supply.Weave", gis.BadInput, "sync.chunk")
			}
			w.open = append(w.open, opened{strands[0].Lines, rows, 0})
			w.rows += rows.Len()
			strands = strands[1:]
		}
		next := uint32(1<<32 - 1)
		if len(strands) > 0 {
			next = strands[0].Lines[0]
		}
		if err := w.step(next); err != nil {
			return err
		}
	}
	return w.flush()
}

type opened struct {
	lines []uint32
	batch *gis.Batch
	at    int
}

type weaving struct {
	found func(*gis.Batch) error
	open  []opened
	rows  int
	out   *gis.Batch
}

// first is the open strand whose line comes first.
func (w *weaving) first() int {
	best := 0
	for i := range w.open {
		if w.open[i].lines[w.open[i].at] < w.open[best].lines[w.open[best].at] {
			best = i
		}
	}
	return best
}

func (w *weaving) line() uint32 {
	o := &w.open[w.first()]
	return o.lines[o.at]
}

// step passes on the rows of one strand up to the line at which another goes on.
func (w *weaving) step(next uint32) error {
	i := w.first()
	for j := range w.open {
		if j != i {
			next = min(next, w.open[j].lines[w.open[j].at])
		}
	}
	o := &w.open[i]
	if w.rows > mostWoven {
		next = 1<<32 - 1
	}
	from := o.at
	for o.at < len(o.lines) && (o.at == from || o.lines[o.at] <= next) {
		o.at++
	}
	if err := w.put(o.batch, from, o.at, o.lines); err != nil {
		return err
	}
	if o.at == len(o.lines) {
		w.rows -= len(o.lines)
		w.open = slices.Delete(w.open, i, i+1)
	}
	return nil
}

func (w *weaving) put(b *gis.Batch, from, to int, lines []uint32) error {
	if w.out == nil {
		w.out = gis.NewBatch(b.Schema)
	}
	for from < to {
		end := min(to, from+rowsInBlock)
		first := w.out.Len()
		w.out.AppendRange(b, from, end)
		copy(w.out.Line[first:], lines[from:end])
		from = end
		if w.out.Len() >= rowsInBlock {
			if err := w.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *weaving) flush() error {
	if w.out == nil || w.out.Len() == 0 {
		return nil
	}
	err := w.found(w.out)
	w.out.Reset()
	return err
}
