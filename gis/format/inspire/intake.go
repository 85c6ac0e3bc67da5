package inspire

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"strings"

	"segit/gis"
	"segit/gis/cadastre"
)

// batchRows is how many rows go to the sink at once.
const batchRows = 1024

// feature is what a published feature says about itself.
type feature struct {
	localID   string // INSPIREID_LOCALID
	reference string // NATIONALCADASTRALREFERENCE
	unit      string // ADMINISTRATIVEUNIT, a Belfiore code
}

// name is what names the feature best.
func (f *feature) name() string {
	if f.localID != "" {
		return f.localID
	}
	return f.reference
}

// intake makes rows of features, whatever container they came in.
type intake struct {
	sink     gis.Sink
	comune   string
	borders  *cadastre.BorderRows
	sheets   *gis.Batch
	seen     map[[sha256.Size]byte]uint32 // feature number by reference and geometry
	scratch  []byte
	rejected int64
	own      int64 // features of the municipality itself
	near     int64 // features of others
}

// newIntake begins an intake for an archive's municipality; "" takes any.
func newIntake(comune string, sink gis.Sink) *intake {
	sheets := cadastre.Sheets()
	sheets.Source = cadastre.InspireSource
	return &intake{
		sink: sink, comune: comune, seen: map[[sha256.Size]byte]uint32{},
		borders: cadastre.NewBorderRows(cadastre.InspireSource), sheets: gis.NewBatch(sheets),
	}
}

// add takes the feature of a number, 1-based, with its shape, or rejects it.
func (in *intake) add(ctx context.Context, number uint32, f *feature, shapes *gis.Shapes, row int) error {
	ref, ok := ParseReference(f.name())
	switch {
	case !ok:
		return in.reject(number, gis.Say("inspire.reference", f.name()), f)
	case f.unit != "" && !strings.EqualFold(strings.TrimSpace(f.unit), ref.Sheet.Comune):
		return in.reject(number, gis.Say("inspire.unit", f.unit, ref.Sheet.Comune), f)
	case shapes.Kind[row] != gis.PolygonShape:
		return in.reject(number, gis.Say("inspire.no-polygon"), f)
	}
	key := in.hash(ref, shapes.RowXY(row))
	if first, twice := in.seen[key]; twice {
		return in.reject(number, gis.Say("inspire.duplicate", first), f)
	}
	in.seen[key] = number
	if in.comune == "" || ref.Sheet.Comune == in.comune {
		in.own++
	} else {
		in.near++
	}
	batch := in.open(ref)
	batch.Shapes.AppendRow(shapes, row)
	batch.Add(number, gis.Always, gis.OpenEnd)
	if batch.Len() < batchRows {
		return nil
	}
	return in.handOn(ctx, batch)
}

// open begins the row of a reference.
func (in *intake) open(ref Reference) *gis.Batch {
	if ref.Label != "" {
		return in.borders.Open(cadastre.KindOfBorder(ref.Label, false), ref.Sheet, ref.Label)
	}
	b := in.sheets
	for column, v := range map[string]string{
		"comune": ref.Sheet.Comune, "section": ref.Sheet.Section, "sheet": ref.Sheet.Sheet,
		"annex": ref.Sheet.Annex, "development": ref.Sheet.Development, "name": ref.Sheet.String(),
	} {
		b.SetText(b.Schema.Index(column), v)
	}
	return b
}

// hash tells features apart by reference and exact geometry: the same parcel
// is published again with each annex and development that it touches.
func (in *intake) hash(ref Reference, xy []float64) [sha256.Size]byte {
	in.scratch = append(in.scratch[:0], ref.String()...)
	for _, v := range xy {
		in.scratch = binary.LittleEndian.AppendUint64(in.scratch, math.Float64bits(v))
	}
	return sha256.Sum256(in.scratch)
}

// reject keeps a feature that cannot go in by its identifiers.
func (in *intake) reject(number uint32, why gis.Message, f *feature) error {
	in.rejected++
	text := f.name()
	if f.unit != "" {
		text += "; " + f.unit
	}
	return in.sink.Reject(int(number), why, text)
}

func (in *intake) handOn(ctx context.Context, b *gis.Batch) error {
	if b.Len() == 0 {
		return nil
	}
	err := in.sink.Rows(ctx, b)
	b.Reset()
	return err
}

// flush hands on what is left. Whoever downloads a box gets the neighbours'
// parcels along the boundary too: they go in, and are told; a file that has
// nothing of the municipality itself is refused.
func (in *intake) flush(ctx context.Context) error {
	if in.near > 0 {
		if in.own == 0 {
			return gis.Refuse("inspire.Read", gis.BadInput, "inspire.other-comune", in.near, in.comune)
		}
		in.sink.Warn(gis.Say("inspire.neighbours", in.near, in.comune))
	}
	for _, b := range append(in.borders.Batches(), in.sheets) {
		if err := in.handOn(ctx, b); err != nil {
			return err
		}
	}
	return nil
}
