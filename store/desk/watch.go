package desk

import (
	"cmp"
	"context"

	"segit/gis"
	"segit/store"
)

// hopeless is how many rows may be rejected before the first batch of good ones:
// a file beyond it is not what it was taken for, and keeping every line of it
// would only fill the archive. The readers of tables and layers tell their first
// good row before a bad one that follows it; those of census and sheets hold back
// up to a batch.
const hopeless = 10_000

// foreignRow is the reason of a row of the census that is of another
// municipality than the archive.
const foreignRow = "census.comune"

// watch stands before a supply and refuses files of which nothing is good.
type watch struct {
	*store.SupplyBuild
	file     string
	accepted bool
	rejected int
	first    int           // line of the first row of all, 0 before there was one
	foreign  int           // rows rejected as another municipality's
	comune   string        // the one that they name first
	signs    []gis.Message // of a file that is not whole
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
	w.sign(reason)
	if reason.Code == foreignRow && len(reason.Args) > 0 {
		w.foreign++
		w.comune = cmp.Or(w.comune, reason.Args[0])
	}
	if w.rejected++; !w.accepted && w.rejected > hopeless {
		return gis.Refuse(importOp, gis.BadInput, "import.nothing-good", w.rejected).At(w.file, line)
	}
	return w.SupplyBuild.Reject(line, reason, text)
}

// stranger refuses a file all of whose rows are another municipality's: its
// people have no business here, not even among the rows set aside.
func (w *watch) stranger(comune string) error {
	if w.accepted || w.foreign == 0 || w.foreign < w.rejected {
		return nil
	}
	return gis.Refuse(importOp, gis.BadInput, "import.other-comune", w.comune, comune).At(w.file, 0)
}
