package cxf

import (
	"context"

	"segit/gis"
	"segit/gis/cadastre"
)

// rowLimit and coordinateRun bound what a batch holds before it is handed on.
const (
	rowLimit      = 2048
	coordinateRun = 1 << 18
)

// rows gathers the rows of a sheet, a batch for each dataset.
type rows struct {
	name    cadastre.SheetName
	sup     *Sup
	areas   map[string]gis.Decimal // of the quality file, by normalised parcel
	borders *cadastre.BorderRows
	sheet   *gis.Batch
	line    uint32 // of the sheet's own border
}

func newRows(name cadastre.SheetName, sup *Sup) *rows {
	r := &rows{
		name: name, sup: sup, line: 1,
		borders: cadastre.NewBorderRows(cadastre.MapSource), sheet: gis.NewBatch(cadastre.Sheets()),
	}
	if sup != nil {
		r.areas = sup.byCode()
	}
	return r
}

// add takes a border. Borders of sheets only leave their shape, for the row of
// the sheet that comes last.
func (r *rows) add(c class, b *Border, line int) {
	if c == ownBorder || c == foreignBorder {
		appendRings(&r.sheet.Shapes, b)
		if c == ownBorder {
			r.line = uint32(line)
		}
		return
	}
	kind := cadastre.BorderKind(c)
	batch := r.borders.Open(kind, r.name, b.Code)
	if c == parcel {
		if area, ok := r.areas[gis.NormaliseNumber(b.Code)]; ok {
			r.borders.SetSupArea(kind, area)
		}
	}
	appendRings(&batch.Shapes, b)
	batch.Shapes.EndRow(gis.PolygonShape)
	batch.Add(uint32(line), gis.Always, gis.OpenEnd)
}

// appendRings appends the rings of a border as a part of the open row.
func appendRings(s *gis.Shapes, b *Border) {
	for _, ring := range b.Rings {
		s.XY = append(s.XY, ring...)
		s.EndRing()
	}
	s.EndPart()
}

// addSheet makes the row of the sheet; agrees is looked at when there was a
// quality file.
func (r *rows) addSheet(h Header, t *tessellation, n objectCounts, agrees bool) {
	b := r.sheet
	text := func(column, v string) { b.SetText(b.Schema.Index(column), v) }
	number := func(column string, v int64) { b.SetNum(b.Schema.Index(column), v) }
	text("comune", r.name.Comune)
	text("section", r.name.Section)
	text("sheet", r.name.Sheet)
	text("annex", r.name.Annex)
	text("development", r.name.Development)
	text("name", r.name.String())
	if h.Scale > 0 {
		number("scale", int64(h.Scale))
	}
	for c, columns := range [...][2]string{
		parcel:   {"parcels", "parcel_area"},
		building: {"buildings", "building_area"},
		road:     {"roads", "road_area"},
		water:    {"waters", "water_area"},
	} {
		number(columns[0], int64(t.classes[c].n))
		number(columns[1], int64(squareMetres(t.classes[c].area)))
	}
	if t.enclosed {
		number("border_area", int64(squareMetres(t.outside)))
		number("imbalance", int64(squareMetres(t.imbalance())))
	}
	if s := r.sup; s != nil {
		number("sup_date", int64(s.Date))
		number("sup_total", int64(s.Total))
		number("sup_imbalance", int64(s.Imbalance))
		flag := int64(0)
		if agrees {
			flag = 1
		}
		number("sup_agrees", flag)
	}
	number("lines", n.lines)
	number("symbols", n.symbols)
	number("texts", n.texts)
	number("fiducials", n.fiducials)
	if len(b.Shapes.PartEnd) > 0 {
		b.Shapes.EndRow(gis.PolygonShape)
	}
	b.Add(r.line, gis.Always, gis.OpenEnd)
}

// flushFull hands on the batch of a class once it is large.
func (r *rows) flushFull(ctx context.Context, sink gis.Sink, c class) error {
	if c > water {
		return nil
	}
	if b := r.borders.Batches()[c]; b.Len() >= rowLimit || len(b.Shapes.XY) >= coordinateRun {
		return handOn(ctx, sink, b)
	}
	return nil
}

// flush hands on everything, the sheet last.
func (r *rows) flush(ctx context.Context, sink gis.Sink) error {
	for _, b := range r.borders.Batches() {
		if err := handOn(ctx, sink, b); err != nil {
			return err
		}
	}
	return handOn(ctx, sink, r.sheet)
}

func handOn(ctx context.Context, sink gis.Sink, b *gis.Batch) error {
	if b.Len() == 0 {
		return nil
	}
	err := sink.Rows(ctx, b)
	b.Reset()
	return err
}
