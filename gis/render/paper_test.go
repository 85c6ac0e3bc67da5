package render

import (
	"bytes"
	"context"
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/paulmach/orb"

	"segit/gis"
)

// page is an empty A4 page whose content can be read.
func page(unit string) *fpdf.Fpdf {
	pdf := fpdf.New("P", unit, "A4", "")
	pdf.SetCompression(false)
	AddFonts(pdf)
	pdf.AddPage()
	return pdf
}

func written(t *testing.T, pdf *fpdf.Fpdf) string {
	t.Helper()
	var b bytes.Buffer
	if err := pdf.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// shown is a text as fpdf writes it in a content stream.
func shown(text string) string {
	var b strings.Builder
	for _, r := range text {
		b.WriteByte(0)
		b.WriteRune(r)
	}
	return "(" + b.String() + ") Tj"
}

var someFrame = Frame{X: 20, Y: 30, Width: 160, Height: 100}

func TestMapOnPaperIsPathsAndText(t *testing.T) {
	parcels := town(4, 30)
	layers := []Layer{
		{Styles: StylesFor("buildings", Light), Drawings: blocks(houses(parcels), 0)},
		{Styles: StylesFor("parcels", Light), Drawings: numbered(blocks(parcels, 0))},
		{Styles: StylesFor("findings", Light), Drawings: blocks(houses(parcels), 0)[:1]},
	}
	pdf := page("mm")
	scale, err := DrawMap(t.Context(), pdf, someFrame, boundOf(parcels), layers, PaperOptions{ScaleBar: true, North: true, Ticks: true})
	if err != nil {
		t.Fatal(err)
	}
	if scale != 2000 {
		t.Errorf("scale 1:%d, want 1:2000", scale)
	}
	content := written(t, pdf)
	for what, want := range map[string]string{
		"even-odd fills": "\nf*\n", "strokes": "\nS\n", "the frame's clip": " re W n",
		"a parcel number": shown("6"), "the scale bar": shown("80 m"), "north": shown("N"),
		"a northing": shown("4151050 N"), "an easting": shown("507050 E"),
	} {
		if !strings.Contains(content, want) {
			t.Errorf("the page does not have %s", what)
		}
	}
	if strings.Contains(content, "/Subtype /Image") {
		t.Error("the page holds a picture")
	}
}

// pathPoint is a corner of a path in a content stream, points of the page.
var pathPoint = regexp.MustCompile(`(?m)^(-?[\d.]+) (-?[\d.]+) [ml]$`)

func TestMapOnPaperIsTrueToScale(t *testing.T) {
	// A square of 50 m at 1:1000 measures 50 mm, centred in the frame,
	// whatever the unit of the PDF.
	field := orb.Polygon{square(orb.Point{30, 20}, 25, 25)}
	for _, unit := range []string{"mm", "pt", "cm", "in"} {
		t.Run(unit, func(t *testing.T) {
			pdf := page(unit)
			scale, err := DrawMap(t.Context(), pdf, someFrame, moved(field).Bound(),
				[]Layer{only(blackFill, drawn(field))}, PaperOptions{Scale: 1000})
			if err != nil || scale != 1000 {
				t.Fatalf("scale %d, error %v", scale, err)
			}
			box := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
			for _, m := range pathPoint.FindAllStringSubmatch(written(t, pdf), -1) {
				x, _ := strconv.ParseFloat(m[1], 64)
				y, _ := strconv.ParseFloat(m[2], 64)
				box = box.Extend(orb.Point{x * 25.4 / 72, 297 - y*25.4/72})
			}
			want := orb.Bound{Min: orb.Point{75, 55}, Max: orb.Point{125, 105}}
			for i := range 2 {
				if math.Abs(box.Min[i]-want.Min[i]) > 0.05 || math.Abs(box.Max[i]-want.Max[i]) > 0.05 {
					t.Fatalf("drawn in %v mm, want %v", box, want)
				}
			}
		})
	}
}

func TestMapLeavesThePageAsItWas(t *testing.T) {
	pdf := page("mm")
	pdf.SetFont("Roboto", "B", 13)
	pdf.SetDrawColor(1, 2, 3)
	pdf.SetFillColor(4, 5, 6)
	pdf.SetTextColor(7, 8, 9)
	pdf.SetLineWidth(0.7)
	pdf.SetAlpha(0.5, "Normal")
	state := func() []any {
		dr, dg, db := pdf.GetDrawColor()
		fr, fg, fb := pdf.GetFillColor()
		tr, tg, tb := pdf.GetTextColor()
		alpha, _ := pdf.GetAlpha()
		size, _ := pdf.GetFontSize()
		return []any{dr, dg, db, fr, fg, fb, tr, tg, tb, alpha, size, pdf.GetFontFamily(), pdf.GetFontStyle(), pdf.GetLineWidth()}
	}
	before := state()
	parcels := town(3, 30)
	if _, err := DrawMap(t.Context(), pdf, someFrame, boundOf(parcels),
		[]Layer{{Styles: StylesFor("zones", Light), Drawings: numbered(blocks(parcels, 0))}}, PaperOptions{ScaleBar: true, North: true}); err != nil {
		t.Fatal(err)
	}
	for i, v := range state() {
		if v != before[i] {
			t.Errorf("state %d is %v, was %v", i, v, before[i])
		}
	}
	if content := written(t, pdf); strings.Count(content, "\nQ\n") < 1 {
		t.Error("the clip is not closed")
	}
}

func TestMapOnPaperRefuses(t *testing.T) {
	box := orb.Bound{Min: townOrigin, Max: orb.Point{townOrigin[0] + 10, townOrigin[1] + 10}}
	good := []Layer{only(blackFill, drawn(star(orb.Point{30, 20}, 9)))}
	unsound := drawn(orb.Point{1, 1})
	unsound.Kind = nil
	for _, c := range []struct {
		name   string
		frame  Frame
		bound  orb.Bound
		layers []Layer
		kind   gis.Kind
	}{
		{"a frame without width", Frame{Height: 50}, box, good, gis.BadUsage},
		{"a frame that is no number", Frame{Width: math.NaN(), Height: 50}, box, good, gis.BadUsage},
		{"an empty bound", someFrame, nowhere(), good, gis.BadInput},
		{"a bound that is no number", someFrame, orb.Bound{Min: orb.Point{math.NaN(), 0}}, good, gis.BadInput},
		{"degrees taken for the universe", someFrame, orb.Bound{Max: orb.Point{1e200, 1}}, good, gis.BadInput},
		{"a layer without styles", someFrame, box, []Layer{{}}, gis.BadUsage},
		{"an unsound drawing", someFrame, box, []Layer{only(blackFill, unsound)}, gis.Damaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := DrawMap(t.Context(), page("mm"), c.frame, c.bound, c.layers, PaperOptions{}); err == nil || gis.KindOf(err) != c.kind {
				t.Errorf("error %v", err)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := DrawMap(ctx, page("mm"), someFrame, box, good, PaperOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
}

func TestHairsAreLeftOut(t *testing.T) {
	ring := orb.Ring{}
	for i := range 5000 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / 5000)
		ring = append(ring, orb.Point{300 + 250*cos, 300 + 250*sin})
	}
	ring = append(ring, ring[0])
	pdf := page("mm")
	if _, err := DrawMap(t.Context(), pdf, someFrame, moved(orb.Polygon{ring}).Bound(),
		[]Layer{only(blackFill, drawn(orb.Polygon{ring}))}, PaperOptions{Scale: 10_000}); err != nil {
		t.Fatal(err)
	}
	points := len(pathPoint.FindAllString(written(t, pdf), -1))
	// A circle of 50 mm is about 157 mm around.
	if points > 157/hair*1.5 || points < 500 {
		t.Errorf("%d points for a circle of 5000", points)
	}
}

func TestRoundScale(t *testing.T) {
	frame := Frame{Width: 100, Height: 200}
	for _, c := range []struct {
		width, height float64 // metres
		want          int
	}{
		{0, 0, 500},
		{1, 1, 100},
		{50, 10, 500},
		{50.1, 10, 1000},
		{10, 210, 2000},
		{201, 1, 2500},
		{251, 251, 5000},
		{90_000, 10, 1_000_000},
		{100, 200, 1000},
	} {
		b := orb.Bound{Min: townOrigin, Max: orb.Point{townOrigin[0] + c.width, townOrigin[1] + c.height}}
		if got := RoundScale(b, frame); got != c.want {
			t.Errorf("%v by %v m: 1:%d, want 1:%d", c.width, c.height, got, c.want)
		}
	}
}

func TestScaleBar(t *testing.T) {
	for _, c := range []struct {
		room        float64
		length      int
		middle, end string
	}{
		{3, 4, "2", "4 m"},
		{19, 8, "4", "8 m"},
		{50, 40, "20", "40 m"},
		{999, 800, "400", "800 m"},
		{2000, 2000, "1", "2 km"},
		{7999, 4000, "2", "4 km"},
		{30_000, 20_000, "10", "20 km"},
	} {
		length := barLength(c.room)
		middle, end := barWords(length)
		if length != c.length || middle != c.middle || end != c.end {
			t.Errorf("%v m of room: %d m, %q, %q", c.room, length, middle, end)
		}
	}
}

func TestTicksAreRoundAndApart(t *testing.T) {
	for scale, want := range map[float64]float64{500: 20, 1000: 50, 2000: 50, 5000: 200, 100_000: 5000} {
		if got := tickStep(1000 / scale); got != want {
			t.Errorf("1:%v: every %v m, want %v", scale, got, want)
		}
	}
}
