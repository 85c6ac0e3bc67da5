package desk

import (
	"context"

	"segit/gis"
	"segit/store"
)

// hopeless is how many rows may be rejected before the first is accepted: a
// file beyond it is not what it was taken for, and keeping every line of it
// would only fill the archive.
const hopeless = 10_000

// watch stands before a supply and refuses files of which nothing is good.
type watch struct {
	*store.SupplyBuild
	file     string
	accepted bool
	rejected int
	first    int // line of the first row of all, 0 before there was one
}

// Rows takes a batch.
func (w *watch) Rows(ctx context.Context, b *gis.Batch) error {
	w.accepted = w.accepted || b.Len() > 0
	if b.Len() > 0 {
		w.begins(int(b.Line[0]))
	}
	return w.SupplyBuild.Rows(ctx, b)
}

func (w *watch) begins(line int) {
	if w.first == 0 || line < w.first {
		w.first = line
	}
}

// Reject keeps a row, or refuses the file.
func (w *watch) Reject(line int, reason gis.Message, text string) error {
	w.begins(line)
	if w.rejected++; !w.accepted && w.rejected > hopeless {
		return gis.Refuse(importOp, gis.BadInput, "import.nothing-good", w.rejected).At(w.file, line)
	}
	return w.SupplyBuild.Reject(line, reason, text)
}
