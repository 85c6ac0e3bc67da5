package inspire

import (
	"context"
	"strings"

	"segit/gis"
)

// Columns that the features carry in every container, letter case aside.
const (
	localIDColumn   = "INSPIREID_LOCALID"
	referenceColumn = "NATIONALCADASTRALREFERENCE"
	labelColumn     = "LABEL"
	unitColumn      = "ADMINISTRATIVEUNIT"
)

// Recognise reports whether a layer with these columns holds the published
// parcels or sheets: an identifier, and a label or a municipality.
func Recognise(columns []string) bool {
	has := func(wanted string) bool { return indexOf(columns, wanted) >= 0 }
	return (has(localIDColumn) || has(referenceColumn)) && (has(labelColumn) || has(unitColumn))
}

func indexOf(columns []string, wanted string) int {
	for i, c := range columns {
		if strings.EqualFold(c, wanted) {
			return i
		}
	}
	return -1
}

// Sink takes the rows of a vector layer that [Recognise] knew, under the
// layer's own column names, and hands on rows of the datasets parcels, roads,
// waters and sheets. Rejects and warnings of the layer's reader pass through.
// At the end comes Close.
type Sink struct {
	in *intake
}

var _ gis.Sink = (*Sink)(nil)

// NewSink makes a sink in front of next, for the archive of a municipality; ""
// takes any. Features of its neighbours go in and are told by Warn.
func NewSink(comune string, next gis.Sink) *Sink { return &Sink{newIntake(comune, next)} }

// Rows takes rows of the layer.
func (s *Sink) Rows(ctx context.Context, b *gis.Batch) error {
	names := make([]string, len(b.Schema.Columns))
	for i, c := range b.Schema.Columns {
		names[i] = c.Name
		if c.Type != gis.Text {
			names[i] = "" // identifiers are texts
		}
	}
	localID, reference, unit := indexOf(names, localIDColumn), indexOf(names, referenceColumn), indexOf(names, unitColumn)
	for row := range b.Len() {
		f := feature{localID: b.Text(localID, row), reference: b.Text(reference, row), unit: b.Text(unit, row)}
		if err := s.in.add(ctx, b.Line[row], &f, &b.Shapes, row); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Reject passes a reject on.
func (s *Sink) Reject(line int, reason gis.Message, text string) error {
	return s.in.sink.Reject(line, reason, text)
}

// Warn passes a warning on.
func (s *Sink) Warn(m gis.Message) { s.in.sink.Warn(m) }

// Close hands on the last rows. counts are those of the layer's reader; what
// comes back has the features that were rejected here added.
func (s *Sink) Close(ctx context.Context, counts gis.Counts) (gis.Counts, error) {
	counts.Rejected += s.in.rejected
	return counts, s.in.flush(ctx)
}
