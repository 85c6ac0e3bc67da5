package cadastre

import (
	"strings"

	"segit/gis"
)

// BorderKind is what a border of the cadastral map stands for.
type BorderKind uint8

// The kinds of borders that are rows of their own.
const (
	ParcelBorder BorderKind = iota
	BuildingBorder
	RoadBorder
	WaterBorder
	borderKinds
)

// KindOfBorder reads the meaning of a border from its code: "345" a parcel,
// "345+" a building on it, "STRADA001" a road, "ACQUA" a water. In the maps of
// the catasto fondiario (tavolare) S and A alone begin roads and waters.
func KindOfBorder(code string, fondiario bool) BorderKind {
	switch {
	case strings.HasSuffix(code, buildingMark):
		return BuildingBorder
	case strings.HasPrefix(code, "STRADA"), fondiario && strings.HasPrefix(code, "S"):
		return RoadBorder
	case strings.HasPrefix(code, "ACQUA"), fondiario && strings.HasPrefix(code, "A"):
		return WaterBorder
	}
	return ParcelBorder
}

const buildingMark = "+"

// parcelOf is the parcel part of a border's key: a building stands for the
// parcel that contains it, a road or a water for itself.
func (k BorderKind) parcelOf(code string) string {
	switch k {
	case BuildingBorder:
		return gis.NormaliseNumber(strings.TrimSuffix(code, buildingMark))
	case ParcelBorder:
		return gis.NormaliseNumber(code)
	}
	return code
}

// BorderRows gathers the rows of [Parcels], [MapBuildings], [Roads] and
// [Waters], a batch for each, so that every reader of a map fills them alike.
type BorderRows struct {
	batches [borderKinds]*gis.Batch
	columns struct{ comune, section, sheet, parcel, annex, development, code, supArea int }
}

// NewBorderRows makes empty batches for a source; buildings are only on the
// sheets of the map itself.
func NewBorderRows(source string) *BorderRows {
	r := &BorderRows{batches: [borderKinds]*gis.Batch{
		ParcelBorder:   gis.NewBatch(Parcels(source)),
		BuildingBorder: gis.NewBatch(border("map-buildings", source)),
		RoadBorder:     gis.NewBatch(Roads(source)),
		WaterBorder:    gis.NewBatch(Waters(source)),
	}}
	s := r.batches[ParcelBorder].Schema // all four have the same columns
	c := &r.columns
	c.comune, c.section, c.sheet, c.parcel = s.Index("comune"), s.Index("section"), s.Index("sheet"), s.Index("parcel")
	c.annex, c.development, c.code, c.supArea = s.Index("annex"), s.Index("development"), s.Index("code"), s.Index("sup_area")
	return r
}

// Open begins the row of a border and fills its key. The caller appends the
// shape to the batch and ends the row with its Add.
func (r *BorderRows) Open(kind BorderKind, on SheetName, code string) *gis.Batch {
	b, at := r.batches[kind], &r.columns
	b.SetText(at.comune, on.Comune)
	b.SetText(at.section, on.Section)
	b.SetText(at.sheet, on.Sheet)
	b.SetText(at.parcel, kind.parcelOf(code))
	b.SetText(at.annex, on.Annex)
	b.SetText(at.development, on.Development)
	b.SetText(at.code, code)
	return b
}

// SetSupArea sets the area, in m², that a quality file gives for the open row.
func (r *BorderRows) SetSupArea(kind BorderKind, area gis.Decimal) {
	r.batches[kind].SetNum(r.columns.supArea, int64(area))
}

// Batches are the four batches, with the rows gathered so far.
func (r *BorderRows) Batches() []*gis.Batch { return r.batches[:] }
