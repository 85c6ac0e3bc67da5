package render

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

// A picture may differ from its master by a little, since the last bit of a sum
// of floats and the font's rasteriser may change: no channel by more than 48,
// and no more than one pixel in 200 by more than 6.
const (
	mostOfAll  = 48
	mostOfMany = 6
	fewPixels  = 200
)

// scene is every kind of layer in a small view.
func scene(theme Theme) (View, []Layer) {
	parcels := town(6, 30)
	built := houses(parcels)
	view := View{Width: 240, Height: 160, PixelRatio: 1, MetresPerPixel: 1}.Fit(boundOf(parcels)).WithScale(3600)
	found := Simplify(built, []int{6, 9, 12, 15}, 0, townOrigin)
	found.Class = []uint8{FindingClass(gis.High), FindingClass(gis.Medium), FindingClass(gis.Low), 0}
	zones := Simplify(parcels, []int{1, 2, 7, 8, 13, 14}, 0, townOrigin)
	zones.Class = []uint8{1, 2, 3, 4, 5, 6}
	return view, []Layer{
		{Styles: StylesFor("zones", theme), Drawings: []*Drawing{zones}},
		{Styles: StylesFor("waters", theme), Drawings: []*Drawing{drawn(orb.Polygon{{{-60, 40}, {200, 65}, {200, 75}, {-60, 52}, {-60, 40}}})}},
		{Styles: StylesFor("buildings", theme), Drawings: blocks(built, 0)},
		{Styles: StylesFor("parcels", theme), Drawings: numbered(blocks(parcels, 0))},
		{Styles: StylesFor("sheets", theme), Drawings: []*Drawing{drawn(orb.Polygon{square(orb.Point{70, 110}, 85, 60)})}},
		{Styles: StylesFor("civic-numbers", theme), Drawings: []*Drawing{labelled("12/a", orb.Point{20, 80})}},
		{Styles: StylesFor("findings", theme), Drawings: []*Drawing{found}},
		{Styles: StylesFor(SelectionLayer, theme), Drawings: []*Drawing{Simplify(parcels, []int{21}, 0, townOrigin)}},
	}
}

func TestScenesLookAsTheirMasters(t *testing.T) {
	for _, c := range []struct {
		name    string
		theme   Theme
		quality Quality
	}{{"light-fine", Light, Fine}, {"light-fast", Light, Fast}, {"dark-fine", Dark, Fine}} {
		t.Run(c.name, func(t *testing.T) {
			view, layers := scene(c.theme)
			img := image.NewRGBA(image.Rect(0, 0, view.Width, view.Height))
			Clear(img, c.theme.Ground())
			if err := Draw(t.Context(), img, view, layers, c.quality); err != nil {
				t.Fatal(err)
			}
			master := filepath.Join("testdata", c.name+".png")
			if *update {
				writePicture(t, master, img)
			}
			if off := differences(t, master, img); off != "" {
				failed := filepath.Join(t.ArtifactDir(), c.name+".png")
				writePicture(t, failed, img)
				t.Errorf("%s; drawn now: %s", off, failed)
			}
		})
	}
}

func writePicture(t *testing.T, path string, img *image.RGBA) {
	t.Helper()
	var b bytes.Buffer
	if err := EncodePNG(&b, img); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// differences says how a picture leaves its master, or "".
func differences(t *testing.T, master string, img *image.RGBA) string {
	t.Helper()
	b, err := os.ReadFile(master)
	if err != nil {
		t.Fatal(err)
	}
	want, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if want.Bounds() != img.Bounds() {
		return "the master is of another size"
	}
	many := 0
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			r, g, b, _ := want.At(x, y).RGBA()
			got := img.RGBAAt(x, y)
			off := max(apart(r, got.R), apart(g, got.G), apart(b, got.B))
			if off > mostOfAll {
				return "a pixel is wholly another"
			}
			if off > mostOfMany {
				many++
			}
		}
	}
	if many*fewPixels > img.Rect.Dx()*img.Rect.Dy() {
		return "many pixels are a little off"
	}
	return ""
}

func apart(want uint32, got uint8) int {
	off := int(want>>8) - int(got)
	return max(off, -off)
}
