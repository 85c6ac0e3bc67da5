package desk

import (
	"testing"

	"segit/gis"
	"segit/gis/overlay"
)

// A text that a spreadsheet would run is made harmless; a negative number is a
// number.
func TestCellText(t *testing.T) {
	b := gis.NewBatch(&gis.Schema{Columns: []gis.Column{{Name: "t", Type: gis.Text}, {Name: "i", Type: gis.Integer}, {Name: "r", Type: gis.Real}}})
	b.SetText(0, "-1+1")
	b.SetNum(1, -5)
	b.SetReal(2, -2.5)
	b.Add(1, gis.Always, gis.OpenEnd)
	for col, want := range []string{"'-1+1", "-5", "-2.5"} {
		if got := cellText(b, col, 0); got != want {
			t.Errorf("column %d: %q, want %q", col, got, want)
		}
	}
}

// Pieces that could be settled on a grid alone are told of.
func TestOverlayTellsWhatIsRounded(t *testing.T) {
	r := &overlayRun{result: &OverlayResult{}}
	r.count(&overlay.Stats{})
	if r.tellRounded(); len(r.result.Remarks) != 0 {
		t.Errorf("%v", r.result.Remarks)
	}
	r.count(&overlay.Stats{Snapped: 2})
	r.count(&overlay.Stats{Snapped: 1})
	if r.tellRounded(); len(r.result.Remarks) != 1 || r.result.Remarks[0].Code != "overlay.rounded" || r.result.Remarks[0].Args[0] != "3" {
		t.Errorf("%v", r.result.Remarks)
	}
}
