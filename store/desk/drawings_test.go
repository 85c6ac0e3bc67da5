package desk_test

import (
	"slices"
	"testing"

	"segit/gis/render"
)

// While drawings are made those that are ready are given, each once; what comes
// at the end is all of them, and the same whether somebody asked for lots or not.
func TestDrawingsComeInLots(t *testing.T) {
	for _, metresPerPixel := range []float64{0.1, 5} {
		d := demoDesk(t)
		bound := d.About().Bound
		var given []*render.Drawing
		all, err := d.Drawings(t.Context(), "parcels", "", bound, metresPerPixel, func(lot []*render.Drawing) { given = append(given, lot...) })
		if err != nil {
			t.Fatal(err)
		}
		if len(given) == 0 || len(given) > len(all) {
			t.Errorf("at %v m: %d drawings given of %d", metresPerPixel, len(given), len(all))
		}
		for i, drawing := range given {
			if !slices.Contains(all, drawing) || slices.Contains(given[:i], drawing) {
				t.Errorf("at %v m: drawing %d was given twice, or is none of them", metresPerPixel, i)
			}
		}
		again, err := d.Drawings(t.Context(), "parcels", "", bound, metresPerPixel, nil)
		if err != nil || render.Rows(again) != render.Rows(all) || render.Rows(all) == 0 {
			t.Errorf("at %v m: %d rows, then %d, %v", metresPerPixel, render.Rows(all), render.Rows(again), err)
		}
	}
}
