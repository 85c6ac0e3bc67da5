package gis_test

import (
	"testing"

	"segit/gis"
)

func TestKeyReaderReadsRolesWhereverTheyStand(t *testing.T) {
	schema := &gis.Schema{Dataset: "tari", Columns: []gis.Column{
		{Name: "SUBALTERNO", Type: gis.Text, Role: gis.RoleSub},
		{Name: "via", Type: gis.Text, Role: gis.RoleStreet},
		{Name: "FOGLIO", Type: gis.Text, Role: gis.RoleSheet},
		{Name: "NUM", Type: gis.Text, Role: gis.RoleParcel},
		{Name: "comune", Type: gis.Text, Role: gis.RoleComune},
	}}
	b := gis.NewBatch(schema)
	for _, row := range [][5]string{
		{"006", "VIA ROMA", "0012", "345", ""},
		{"", "", "3", " 07 ", "w002"},
	} {
		for col, text := range row {
			b.SetText(col, text)
		}
		b.Add(1, gis.Always, gis.OpenEnd)
	}
	keys := gis.KeyReaderOf(schema)
	for row, want := range []gis.Key{
		{Comune: "W001", Sheet: "12", Parcel: "345", Sub: "6"},
		{Comune: "W002", Sheet: "3", Parcel: "7"},
	} {
		if got := keys.Key(b, row, "W001"); got != want {
			t.Errorf("row %d: %v, want %v", row, got, want)
		}
		if got := b.Key(row, "W001"); got != want {
			t.Errorf("row %d of the batch: %v, want %v", row, got, want)
		}
	}
}
