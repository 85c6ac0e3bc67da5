package render_test

import (
	"testing"

	"segit/gis/render"
)

func TestSymbolsShrinkInACrowd(t *testing.T) {
	styles := render.StylesFor("findings", render.Light)
	full := styles[0].SymbolSize
	for rows, want := range map[int]float32{0: 1, 200: 1, 201: 2.0 / 3, 2000: 2.0 / 3, 2001: 5.0 / 12} {
		if got := render.Crowded(styles, rows)[0].SymbolSize; got != full*want {
			t.Errorf("%d rows: %v, want %v of %v", rows, got, want, full)
		}
	}
	if styles[0].SymbolSize != full {
		t.Error("the styles given were changed")
	}
}

func TestRows(t *testing.T) {
	one := &render.Drawing{RowEnd: []uint32{1, 2, 3}}
	if n := render.Rows([]*render.Drawing{one, one}); n != 6 {
		t.Errorf("%d rows, want 6", n)
	}
}
