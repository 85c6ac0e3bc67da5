package cadastre_test

import (
	"testing"

	"segit/gis/cadastre"
)

func TestLiabilityOf(t *testing.T) {
	tests := []struct {
		right, written string
		want           cadastre.Liability
	}{
		{"10", "", cadastre.Liable},
		{"1s", "", cadastre.Liable},
		{"30", "", cadastre.Liable},
		{"50", "", cadastre.Liable},
		{"60", "", cadastre.Liable},
		{"70", "", cadastre.Liable},
		{"80", "", cadastre.Liable},
		{"8a", "", cadastre.Liable},
		{"8e", "", cadastre.Liable},
		{"8s", "", cadastre.Liable},
		{"20", "", cadastre.NotLiable},
		{"2s", "", cadastre.NotLiable},
		{"1t", "", cadastre.NotLiable},
		{"40", "", cadastre.NotLiable},
		{"90", "", cadastre.NotLiable},
		{"20", "Nuda  Proprietà", cadastre.NotLiable},
		{"20", "Livellario", cadastre.LiabilityUnknown},
		{"30", "Usufruttuario parziale", cadastre.LiabilityUnknown},
		{"70", "usufruttuario di colonia per", cadastre.LiabilityUnknown},
		{"14", "", cadastre.LiabilityUnknown},
		{"99", "diritto del coniuge", cadastre.LiabilityUnknown},
		{"0", "", cadastre.LiabilityUnknown},
		{"", "", cadastre.LiabilityUnknown},
	}
	for _, tt := range tests {
		if got := cadastre.LiabilityOf(tt.right, tt.written); got != tt.want {
			t.Errorf("LiabilityOf(%q, %q) = %d, want %d", tt.right, tt.written, got, tt.want)
		}
	}
}
