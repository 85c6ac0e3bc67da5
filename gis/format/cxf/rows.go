package cxf

import (
	"context"
	"strings"

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
	name    SheetName
	sup     *Sup
	areas   map[string]gis.Decimal // of the quality file, by parcel code
	batches [water + 1]*gis.Batch
	columns borderColumns
	sheet   *gis.Batch
	line    uint32 // of the sheet's own border
}

// borderColumns are the columns that the datasets of borders have in common.
type borderColumns struct {
	comune, section, sheet, parcel, annex, development, code, supArea int
}

func newRows(name SheetName, sup *Sup) *rows {
	r := &rows{name: name, sup: sup, sheet: gis.NewBatch(cadastre.Sheets()), line: 1}
	for c, schema := range [...]*gis.Schema{
		parcel:   cadastre.Parcels(cadastre.MapSource),
		building: cadastre.MapBuildings(),
		road:     cadastre.Roads(cadastre.MapSource),
		water:    cadastre.Waters(cadastre.MapSource),
	} {
		r.batches[c] = gis.NewBatch(schema)
	}
	s := r.batches[parcel].Schema
	r.columns = borderColumns{
		comune: s.Index("comune"), section: s.Index("section"), sheet: s.Index("sheet"), parcel: s.Index("parcel"),
		annex: s.Index("annex"), development: s.Index("development"), code: s.Index("code"), supArea: s.Index("sup_area"),
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
		r.sheet.Shapes.EndPart()
		if c == ownBorder {
			r.line = uint32(line)
		}
		return
	}
	batch, at := r.batches[c], &r.columns
	batch.SetText(at.comune, r.name.Comune)
	batch.SetText(at.section, r.name.Section)
	batch.SetText(at.sheet, r.name.Sheet)
	batch.SetText(at.parcel, parcelOf(c, b.Code))
	batch.SetText(at.annex, r.name.Annex)
	batch.SetText(at.development, r.name.Development)
	batch.SetText(at.code, b.Code)
	if area, ok := r.areas[b.Code]; ok && c == parcel {
		batch.SetNum(at.supArea, int64(area))
	}
	appendRings(&batch.Shapes, b)
	batch.Shapes.EndPart()
	batch.Shapes.EndRow(gis.PolygonShape)
	batch.Add(uint32(line), gis.Always, gis.OpenEnd)
}

// appendRings appends the rings of a border to the open part.
func appendRings(s *gis.Shapes, b *Border) {
	for _, ring := range b.Rings {
		s.XY = append(s.XY, ring...)
		s.EndRing()
	}
}

// parcelOf is the parcel part of a border's key: a building stands for the
// parcel that contains it, a road or a water for itself.
func parcelOf(c class, code string) string {
	switch c {
	case building:
		return gis.NormaliseNumber(strings.TrimSuffix(code, buildingMark))
	case parcel:
		return gis.NormaliseNumber(code)
	}
	return code
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
	if int(c) >= len(r.batches) {
		return nil
	}
	if b := r.batches[c]; b.Len() >= rowLimit || len(b.Shapes.XY) >= coordinateRun {
		return handOn(ctx, sink, b)
	}
	return nil
}

// flush hands on everything, the sheet last.
func (r *rows) flush(ctx context.Context, sink gis.Sink) error {
	for _, b := range r.batches {
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
