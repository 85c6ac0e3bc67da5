package store

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"segit/gis"
)

// located rows with a sheet or without.
func drawPlaced(t *rapid.T) (*gis.Batch, []float64) {
	b := gis.NewBatch(&gis.Schema{Shape: gis.PointShape, Columns: []gis.Column{
		{Name: "section", Type: gis.Text, Role: gis.RoleSection},
		{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet},
	}})
	var boxes []float64
	for row := range rapid.IntRange(0, 1500).Draw(t, "rows") {
		b.SetText(0, rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "section"))
		b.SetText(1, rapid.SampledFrom([]string{"", "2", "12", "12A"}).Draw(t, "sheet"))
		box := nowhere()
		if rapid.IntRange(0, 4).Draw(t, "where") > 0 {
			p := orb.Point{500_000 + 10*float64(row%97), 4_150_000 + 10*float64(row/97)}
			b.Shapes.Append(p)
			box = p.Bound()
		}
		boxes = append(boxes, boxOf(box)...)
		b.Add(uint32(row+1), gis.Always, gis.OpenEnd)
	}
	return b, boxes
}

func TestBlocksNeverCrossACell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, boxes := drawPlaced(t)
		slots := arrange(b, boxes, make([]slot, b.Len()))
		seen := make([]bool, b.Len())
		for _, s := range slots {
			if seen[s.row] {
				t.Fatalf("row %d stands twice", s.row)
			}
			seen[s.row] = true
		}
		if len(slots) != b.Len() {
			t.Fatalf("%d rows of %d", len(slots), b.Len())
		}
		first := cuts(slots)
		closed := map[int]bool{}
		for n, from := range first {
			to := uint32(len(slots))
			if n+1 < len(first) {
				to = first[n+1]
			}
			if to <= from || to-from > blockRows {
				t.Fatalf("a block from %d to %d", from, to)
			}
			for _, s := range slots[from:to] {
				if s.cell != slots[from].cell {
					t.Fatalf("a block holds cells %d and %d", slots[from].cell, s.cell)
				}
			}
			if n > 0 && slots[from].cell != slots[from-1].cell {
				closed[slots[from-1].cell] = true
			}
			if closed[slots[from].cell] {
				t.Fatalf("cell %d stands in two places", slots[from].cell)
			}
		}
	})
}

func TestBlocksAreCutByPointsToo(t *testing.T) {
	slots := []slot{{points: blockPoints - 1}, {points: 1}, {points: 1}, {points: 9 * blockPoints}, {points: 0}, {points: 1}}
	if got, want := cuts(slots), []uint32{0, 2, 3, 4}; !slices.Equal(got, want) {
		t.Errorf("cuts %v, want %v", got, want)
	}
}

func TestRowsWithoutGeometryKeepTheirOrder(t *testing.T) {
	b := gis.NewBatch(&gis.Schema{Columns: []gis.Column{{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet}}})
	for row, sheet := range []string{"10", "9", "10", "9", ""} {
		b.SetText(0, sheet)
		b.Add(uint32(row+1), gis.Always, gis.OpenEnd)
	}
	var rows []int
	for _, s := range arrange(b, nil, make([]slot, b.Len())) {
		rows = append(rows, s.row)
	}
	if want := []int{4, 1, 3, 0, 2}; !slices.Equal(rows, want) { // sheet 9 before sheet 10
		t.Errorf("rows %v, want %v", rows, want)
	}
}

func TestGridSquaresHaveNamesOfTheirOwn(t *testing.T) {
	names := map[string]string{}
	for x := -3.0; x < 3; x++ {
		for y := -3.0; y < 3; y++ {
			name := gridName(x*gridCell+1, y*gridCell+1)
			if other, taken := names[name]; taken || len(name) != 11 || !strings.HasPrefix(name, "#") {
				t.Fatalf("square %v %v is named %q, like %q", x, y, name, other)
			}
			names[name] = fmt.Sprint(x, " ", y)
			if same := gridName(x*gridCell+gridCell-1, y*gridCell+gridCell-1); same != name {
				t.Errorf("one square has names %q and %q", name, same)
			}
		}
	}
	for _, far := range []float64{1e300, -1e300, math.MaxFloat64} {
		if name := gridName(far, far); len(name) != 11 {
			t.Errorf("%v: %q", far, name)
		}
	}
}
