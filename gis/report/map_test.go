package report

import (
	"fmt"
	"image/color"
	"regexp"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/render"
	"segit/gis/text"
)

// pathsOf counts the closed paths on the pages of a document.
func pathsOf(t *testing.T, pdf []byte) int {
	t.Helper()
	plain := tool(t, pdf, "qpdf", "--qdf", "--object-streams=disable", "FILE", "-")
	return strings.Count(plain, "\nh\n")
}

func TestTheMapIsPathsAndSaysWhatItIs(t *testing.T) {
	pdf := sheetBytes(t, surfaceSheet(t, text.Italian))
	if list := tool(t, pdf, "pdfimages", "-list", "FILE"); strings.Count(list, "\n") != 2 {
		t.Errorf("there are pictures in the document:\n%s", list)
	}
	if n := pathsOf(t, pdf); n < 15 {
		t.Errorf("%d closed paths, want those of parcels and buildings", n)
	}
	text := flowing(t, pdf)
	has(t, text, "Scala 1:1.000 · EPSG:7792 RDN2008 / UTM zone 33N · accuratezza ±1 m",
		"anomalia, gravità alta", "al 02/10/2025", "40 m", "105")
	hasNot(t, text, "gravità media", "gravità bassa")
}

func TestAFindingWithoutGeometry(t *testing.T) {
	in := surfaceSheet(t, text.Italian)
	in.Finding.Geometry = nil
	pdf := sheetBytes(t, in)
	sound(t, pdf)
	has(t, flowing(t, pdf), "la carta mostra soltanto la zona", "Scala 1:")

	in.Map.Layers = nil
	pdf = sheetBytes(t, in)
	sound(t, pdf)
	words := flowing(t, pdf)
	has(t, words, "Nessuna carta: l'anomalia non ha geometria")
	hasNot(t, words, "Scala 1:")
}

func TestFindingsOfEveryShape(t *testing.T) {
	at := orb.Point{origin[0] + 60, origin[1] + 60}
	for name, g := range map[string]orb.Geometry{
		"point":  at,
		"line":   orb.LineString{at, {at[0] + 30, at[1]}},
		"pieces": orb.MultiPolygon{square(0, 0, 10), square(80, 80, 10)},
		"vast":   square(-5e4, -5e4, 1e5),
		"flat":   orb.Polygon{{at, at, at, at}},
	} {
		in := surfaceSheet(t, text.English)
		in.Finding.Geometry = g
		in.Map.Accuracy = 0
		pdf := sheetBytes(t, in)
		sound(t, pdf)
		if words := flowing(t, pdf); !regexp.MustCompile(`Scale 1:[0-9,]+ · EPSG:7792 .* · accuracy not stated`).MatchString(words) {
			t.Errorf("%s: no caption", name)
		}
	}
}

func TestOverviewNumbersFindingsAsTheTableDoes(t *testing.T) {
	in := surfaceRun(t, 30)
	first := pagesOf(t, runBytes(t, in))[0]
	numbers := regexp.MustCompile(`\b\d{1,2}\b`).FindAllString(first, -1)
	seen := map[string]bool{}
	for _, n := range numbers {
		seen[n] = true
	}
	for _, n := range []string{"11", "21", "29"} {
		if !seen[n] {
			t.Errorf("finding %s is not on the overview", n)
		}
	}
	has(t, first, "I numeri sono quelli dell'elenco", "gravità alta", "gravità media", "gravità bassa")
}

func TestOverviewOfNothing(t *testing.T) {
	in := surfaceRun(t, 0)
	has(t, pagesOf(t, runBytes(t, in))[0], "Nessuna carta d'insieme")
}

func TestNumbersGiveWayInACrowd(t *testing.T) {
	var p places
	for _, n := range []int{1, mostNumbered, mostNumbered + 1} {
		for p.points.Len() < n {
			p.points.Append(orb.Point{1, 2})
		}
		if got := p.looks()[0].Label; got != (n <= mostNumbered) {
			t.Errorf("%d findings: numbered %v", n, got)
		}
	}
}

func TestLayersTakeOnlyWhatIsSeen(t *testing.T) {
	m := ground(10)
	frame := render.Frame{Width: 100, Height: 100}
	near := orb.Bound{Min: orb.Point{origin[0] + 1, origin[1] + 1}, Max: orb.Point{origin[0] + 39, origin[1] + 39}}
	l := drawn{shapes: m.Layers[0].Shapes, labels: m.Layers[0].Labels}.layer(near, 380, frame)
	d := l.Drawings[0]
	if d.Len() != 1 || d.Label[0] != "100" {
		t.Errorf("%d rows, labels %v", d.Len(), d.Label)
	}
}

func TestGrey(t *testing.T) {
	if got := grey(color.RGBA{R: 200, G: 100, B: 50, A: 250}); got != (color.RGBA{R: 124, G: 124, B: 124, A: 250}) {
		t.Errorf("grey = %v", got)
	}
	l := Layer{Dataset: "buildings", Shapes: &gis.Shapes{}}
	if c := l.look().Fill; c.R == c.B {
		t.Error("a layer that is not grey lost its colour")
	}
	if r, g, b := opaque(color.RGBA{R: 10, A: 100}); r != 165 || g != 155 || b != 155 {
		t.Errorf("opaque = %d %d %d", r, g, b)
	}
}

func TestALongLegendTakesRows(t *testing.T) {
	in := surfaceRun(t, 3)
	one := in.Map.Layers[0]
	for i := range 20 {
		one.Dataset = fmt.Sprintf("strato_numero_%d", i)
		in.Map.Layers = append(in.Map.Layers, one)
	}
	pdf := runBytes(t, in)
	sound(t, pdf)
	first := pagesOf(t, pdf)[0]
	last := strings.Index(first, "strato_numero_19")
	foot := strings.Index(first, "pagina 1 di")
	if last < 0 || foot < last || strings.Contains(first[last:last+strings.Index(first[last:], "\n")], "pagina") {
		t.Errorf("the legend runs into the foot:\n%s", first)
	}

	p := blank(t)
	rows := p.legend(&in.Map, nil, 80)
	for _, row := range rows {
		width := -between
		for _, e := range row {
			width += p.entryWidth(e) + between
		}
		if width > 80 {
			t.Errorf("a row of the legend is %g mm wide", width)
		}
	}
	if len(rows) < 8 {
		t.Errorf("%d rows", len(rows))
	}
}
