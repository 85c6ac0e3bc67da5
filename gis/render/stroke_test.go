package render

import (
	"bytes"
	"image/color"
	"math"
	"testing"

	"github.com/paulmach/orb"
)

func TestClipSegment(t *testing.T) {
	box := &pixelBox{0, 0, 10, 10}
	for _, c := range []struct {
		name           string
		ax, ay, bx, by float64
		t0, t1         float64
		ok             bool
	}{
		{"inside", 1, 1, 9, 9, 0, 1, true},
		{"through", -10, 5, 20, 5, 1.0 / 3, 2.0 / 3, true},
		{"in from the left", -5, 5, 5, 5, 0.5, 1, true},
		{"out at the foot", 5, 5, 5, 15, 0, 0.5, true},
		{"beside", -5, -1, 20, -1, 0, 0, false},
		{"past a corner", -5, 8, 8, 25, 0, 0, false},
		{"a point inside", 3, 3, 3, 3, 0, 1, true},
		{"a point outside", 30, 3, 30, 3, 0, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t0, t1, ok := clip(c.ax, c.ay, c.bx, c.by, box)
			if ok != c.ok || ok && (math.Abs(t0-c.t0) > 1e-12 || math.Abs(t1-c.t1) > 1e-12) {
				t.Errorf("%v to %v, %v; want %v to %v, %v", t0, t1, ok, c.t0, c.t1, c.ok)
			}
		})
	}
}

func TestFastLineIsWholeAndNarrow(t *testing.T) {
	for name, line := range map[string]orb.LineString{
		"flat":    {{2, 7.3}, {57, 11.8}},
		"steep":   {{20, 2}, {23.5, 38}},
		"back":    {{57, 31}, {3, 3}},
		"passing": {{-500, -95}, {800, 165}},
	} {
		t.Run(name, func(t *testing.T) {
			view := small()
			img := picture(t, view, Fast, only(Style{Line: black, Width: 1}, drawn(line)))
			placed := moved(line).(orb.LineString)
			columns := map[int]bool{}
			for y := range view.Height {
				for x := range view.Width {
					if img.RGBAAt(x, y) != black {
						continue
					}
					columns[x] = true
					p := view.ToWorld(float64(x)+0.5, float64(y)+0.5)
					if off := math.Sqrt(toChord(pointOf(p), pointOf(placed[0]), pointOf(placed[1]))); off > 0.71+0.5 {
						t.Errorf("pixel %d, %d is %.2f pixels off the line", x, y, off)
					}
				}
			}
			dx, dy := line[1][0]-line[0][0], line[1][1]-line[0][1]
			want := min(math.Abs(dx), 60)
			if math.Abs(dy) > math.Abs(dx) {
				want = 3
			}
			if float64(len(columns)) < want-3 {
				t.Errorf("%d columns drawn, about %v wanted", len(columns), want)
			}
		})
	}
}

func TestWidthOfLines(t *testing.T) {
	for _, quality := range []Quality{Fast, Fine} {
		for _, width := range []float32{1, 2, 3, 5} {
			for name, line := range map[string]orb.LineString{
				"level":    {{-10, 20.5}, {70, 20.5}},
				"diagonal": {{-10, -20}, {70, 60}},
			} {
				img := picture(t, small(), quality, only(Style{Line: black, Width: width}, drawn(line)))
				covered := 0.0
				for y := range 40 {
					covered += 1 - float64(img.RGBAAt(30, y).R)/255
				}
				want := float64(width)
				if name == "diagonal" {
					want *= math.Sqrt2
				}
				limit := 0.5 // a fast line takes whole pixels
				if quality == Fine {
					limit = 0.05
				}
				if math.Abs(covered-want) > limit {
					t.Errorf("quality %d, %s line of %v px: a column holds %.2f px of it, want %.2f", quality, name, width, covered, want)
				}
			}
		}
	}
}

func TestLineWidthGrowsWithThePixelRatio(t *testing.T) {
	view := small()
	view.PixelRatio = 3
	img := picture(t, view, Fine, only(Style{Line: black, Width: 1}, drawn(orb.LineString{{-10, 20.5}, {70, 20.5}})))
	for y, want := range map[int]color.RGBA{17: white, 18: black, 19: black, 20: black, 21: white} {
		if got := img.RGBAAt(30, y); got != want {
			t.Errorf("row %d is %v, want %v", y, got, want)
		}
	}
}

func TestDashes(t *testing.T) {
	style := Style{Line: black, Width: 1, Dash: [2]float32{6, 4}}
	for name, line := range map[string]orb.LineString{
		"one segment":    {{0, 20.5}, {60, 20.5}},
		"many segments":  {{0, 20.5}, {7, 20.5}, {21, 20.5}, {22, 20.5}, {60, 20.5}},
		"from far away":  {{-1_000_000, 20.5}, {60, 20.5}},
		"ending far off": {{0, 20.5}, {5_000_000, 20.5}},
	} {
		t.Run(name, func(t *testing.T) {
			img := picture(t, small(), Fast, only(style, drawn(line)))
			for x := range 60 {
				want := x%10 < 6
				if on := img.RGBAAt(x, 19) == black; on != want {
					t.Fatalf("column %d: drawn %v, want %v", x, on, want)
				}
			}
		})
	}
}

func TestPolygonBorderIsClosed(t *testing.T) {
	img := picture(t, small(), Fast, only(Style{Line: black, Width: 1}, drawn(orb.Polygon{square(orb.Point{30.5, 20.5}, 10, 8)})))
	count := 0
	for i := 0; i < len(img.Pix); i += 4 {
		if img.Pix[i] == 0 {
			count++
		}
	}
	if want := 2*20 + 2*16; count != want {
		t.Errorf("%d pixels of border, want %d", count, want)
	}
}

func TestThickFineCornersAreFull(t *testing.T) {
	corner := orb.LineString{{10, 10}, {40, 10}, {40, 35}}
	img := picture(t, small(), Fine, only(Style{Line: black, Width: 6}, drawn(corner)))
	// 1.5 m out of the corner to the lower right: inside of a round joint only.
	if got := img.RGBAAt(41, 31); got.R > 40 {
		t.Errorf("the outer side of the corner is %v", got)
	}
}

func TestTranslucentLineDoesNotDoubleItsCorners(t *testing.T) {
	line := drawn(orb.LineString{{5, 10.5}, {20, 10.5}, {40, 10.5}, {55, 10.5}})
	img := picture(t, small(), Fast, only(Style{Line: fade(black, 128), Width: 1}, line))
	row := img.Pix[29*img.Stride+4*5 : 29*img.Stride+4*55]
	if !bytes.Equal(row[:4*49], row[4:]) {
		t.Error("pixels of one line differ: a corner was drawn twice")
	}
}
