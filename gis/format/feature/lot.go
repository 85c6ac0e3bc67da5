package feature

import (
	"context"

	"segit/gis"
)

// Lot is a stretch of a layer that one goroutine turns into rows while others
// do the next: it keeps what it makes until it is taken over by [Rows.Take], in
// the order of the file.
type Lot struct {
	*Rows
	rejects lotRejects
}

// NewLot makes an empty lot of a schema. It may be used again after each Take.
func NewLot(ctx context.Context, schema *gis.Schema) *Lot {
	l := &Lot{}
	l.Rows = NewRows(ctx, schema, &l.rejects)
	l.lot = true
	return l
}

// lotRejects is the sink of a lot: all but the rejects waits in its batch.
type lotRejects struct{ all []gis.Reject }

func (*lotRejects) Rows(context.Context, *gis.Batch) error { return nil }
func (*lotRejects) Warn(gis.Message)                       {}

func (l *lotRejects) Reject(line int, reason gis.Message, text string) error {
	l.all = append(l.all, gis.Reject{Line: line, Reason: reason, Text: text})
	return nil
}

// Take hands on what a lot holds, rejects first, and empties it.
func (r *Rows) Take(l *Lot) error {
	for _, reject := range l.rejects.all {
		if err := r.sink.Reject(reject.Line, reject.Reason, reject.Text); err != nil {
			return err
		}
	}
	r.counts.Read += l.counts.Read
	r.counts.Rejected += l.counts.Rejected
	r.closed += l.closed
	r.mended = append(r.mended, l.mended...)
	r.tellMended()
	r.shapeless += l.shapeless
	r.flattened += l.flattened
	if err := r.ctx.Err(); err != nil {
		return err
	}
	if l.batch.Len() > 0 {
		r.handed = true
		if err := r.sink.Rows(r.ctx, l.batch); err != nil {
			return err
		}
	}
	l.batch.Reset()
	l.rejects.all = l.rejects.all[:0]
	l.mended = l.mended[:0]
	l.counts, l.closed, l.shapeless, l.flattened = gis.Counts{}, 0, 0, 0
	l.open()
	return nil
}
