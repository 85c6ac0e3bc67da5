package censuario_test

import (
	"testing"

	"segit/gis/format/censuario"
)

func TestKindOf(t *testing.T) {
	tests := []struct {
		name, head string
		want       censuario.Kind
	}{
		{"W001A0001.FAB", "", censuario.FAB},
		{"w001a0001.ter", "", censuario.TER},
		{"W001.prm", "", censuario.PRM},
		{"W001.SOG", unit(1, nil), censuario.SOG}, // the name is believed here and checked by Read
		{"fornitura.txt", unit(1, nil), censuario.FAB},
		{"fornitura.txt", "\r\n" + parcel(1, nil), censuario.TER},
		{"fornitura", other(1, dwelling), censuario.FAB},
		{"fornitura.dat", person(1, nil), censuario.SOG},
		{"fornitura.dat", "W001|A|2001|G|COOPERATIVA INVENTATA|W001|00123456782|", censuario.SOG},
		{"fornitura.dat", title(1, nil), censuario.TIT},
		{"tari.csv", "comune;foglio\r\nW001;12\r\n", censuario.Unknown},
		{"a.txt", "W001|A|1|X|1|1|", censuario.Unknown},
		{"a.txt", "", censuario.Unknown},
	}
	for _, tt := range tests {
		got, ok := censuario.KindOf(tt.name, []byte(tt.head))
		if got != tt.want || ok != (tt.want != censuario.Unknown) {
			t.Errorf("KindOf(%q, %.30q) = %v, %v; want %v", tt.name, tt.head, got, ok, tt.want)
		}
	}
	if censuario.FAB.Dataset() != "units" || censuario.PRM.Dataset() != "" {
		t.Error("datasets")
	}
}
