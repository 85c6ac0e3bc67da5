package cadastre_test

import (
	"testing"

	"segit/gis"
	"segit/gis/cadastre"
)

func TestBorderRows(t *testing.T) {
	on := cadastre.SheetName{Comune: "W001", Section: "A", Sheet: "12", Annex: "B"}
	for _, test := range []struct {
		code      string
		fondiario bool
		kind      cadastre.BorderKind
		dataset   string
		parcel    string
	}{
		{"345", false, cadastre.ParcelBorder, "parcels", "345"},
		{"0345/02", false, cadastre.ParcelBorder, "parcels", "345/2"},
		{"X12", false, cadastre.ParcelBorder, "parcels", "X12"},
		{"S12", false, cadastre.ParcelBorder, "parcels", "S12"},
		{"S12", true, cadastre.RoadBorder, "roads", "S12"},
		{"A12", true, cadastre.WaterBorder, "waters", "A12"},
		{"STRADA001", false, cadastre.RoadBorder, "roads", "STRADA001"},
		{"ACQUA", false, cadastre.WaterBorder, "waters", "ACQUA"},
		{"345+", false, cadastre.BuildingBorder, "map-buildings", "345"},
		{"+", false, cadastre.BuildingBorder, "map-buildings", ""},
	} {
		kind := cadastre.KindOfBorder(test.code, test.fondiario)
		if kind != test.kind {
			t.Errorf("%s is of kind %d, want %d", test.code, kind, test.kind)
			continue
		}
		rows := cadastre.NewBorderRows(cadastre.MapSource)
		b := rows.Open(kind, on, test.code)
		rows.SetSupArea(kind, 7*gis.One)
		b.Add(1, gis.Always, gis.OpenEnd)
		want := gis.Key{Comune: "W001", Section: "A", Sheet: "12", Parcel: test.parcel}
		area, ok := b.Num(b.Schema.Index("sup_area"), 0)
		if b.Schema.Dataset != test.dataset || b.Key(0, "") != want || b.Text(b.Schema.Role(gis.RoleLabel), 0) != test.code ||
			b.Text(b.Schema.Index("annex"), 0) != "B" || !ok || area != 7e6 {
			t.Errorf("%s: %s %v %d", test.code, b.Schema.Dataset, b.Key(0, ""), area)
		}
	}
}
