package render

import (
	"image/color"
	"math"
	"testing"

	"segit/gis"
)

var knownLayers = []string{"parcels", "map-buildings", "buildings", "roads", "waters", "sheets", "aggregates", "zones", "findings"}

// luminance is the relative luminance of WCAG 2.
func luminance(c color.RGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func contrast(a, b color.RGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// saturation is that of HSV, 0 to 1.
func saturation(c color.RGBA) float64 {
	high, low := max(c.R, c.G, c.B), min(c.R, c.G, c.B)
	if high == 0 {
		return 0
	}
	return float64(high-low) / float64(high)
}

func TestContrast(t *testing.T) {
	for name, theme := range map[string]Theme{"light": Light, "dark": Dark} {
		ground := theme.Ground()
		for _, layer := range append(knownLayers, SelectionLayer, "streets") {
			for class, s := range StylesFor(layer, theme) {
				if got := contrast(s.Text, ground); got < 4.5 {
					t.Errorf("%s %s/%d: text %.1f : 1", name, layer, class, got)
				}
				// Roads are paler than the ground by design; zones are told by fill.
				if layer != "roads" && layer != "zones" && contrast(s.Line, ground) < 3 {
					t.Errorf("%s %s/%d: line %.1f : 1", name, layer, class, contrast(s.Line, ground))
				}
			}
		}
	}
}

func TestOnlyFindingsAreSaturated(t *testing.T) {
	for _, theme := range []Theme{Light, Dark} {
		least := 1.0
		for _, s := range findingStyles(theme) {
			least = min(least, saturation(s.Line))
		}
		for _, layer := range append(knownLayers, "streets", "tari") {
			if layer == "findings" || layer == "zones" { // zones are washed to 30 %
				continue
			}
			if got := saturation(StyleFor(layer, theme).Line); got >= least {
				t.Errorf("%s is as saturated as a finding: %.2f", layer, got)
			}
		}
	}
}

func TestSeverityIsToldByShapeAndColour(t *testing.T) {
	styles := StylesFor("findings", Light)
	seen := map[Symbol]color.RGBA{}
	for _, level := range []gis.Level{gis.Low, gis.Medium, gis.High} {
		s := styles[FindingClass(level)]
		seen[s.Symbol] = s.SymbolFill
	}
	if len(seen) != 3 || seen[Circle] == seen[Triangle] || seen[Triangle] == seen[Square] {
		t.Errorf("symbols and colours of the three levels: %v", seen)
	}
	if styles[FindingClass(gis.High)].Symbol != Circle {
		t.Error("high severity is not a circle")
	}
	if got := FindingClass(200); int(got) >= len(styles) {
		t.Errorf("an unknown level is of class %d", got)
	}
}

func TestZoneClass(t *testing.T) {
	styles := StylesFor("zones", Light)
	for code, want := range map[string]uint8{"A": 1, "B2": 2, "c": 3, "D-artigianale": 4, "E": 5, "F1": 6, "": 0, "G": 0, "zona": 0, "1": 0, "è": 0} {
		if got := ZoneClass(code); got != want || int(got) >= len(styles) {
			t.Errorf("zone %q: class %d, want %d", code, got, want)
		}
	}
	if a := styles[1].Fill.A; a < 70 || a > 85 {
		t.Errorf("zones are at %d / 255, not at 30 %%", a)
	}
}

func TestUnknownLayersHaveALookOfTheirOwn(t *testing.T) {
	looks := map[color.RGBA]string{}
	for _, layer := range []string{"tari", "streets", "civic-numbers", "hazards", "permits"} {
		s := StyleFor(layer, Light)
		if s != StyleFor(layer, Light) {
			t.Errorf("%s looks different the second time", layer)
		}
		if other, taken := looks[s.Line]; taken {
			t.Errorf("%s looks as %s does", layer, other)
		}
		looks[s.Line] = layer
		if s.Fill.A == 0 || s.Line.A == 0 || s.SymbolFill.A == 0 {
			t.Errorf("%s does not draw every kind of geometry: %+v", layer, s)
		}
	}
}

func TestColoursArePremultiplied(t *testing.T) {
	for _, theme := range []Theme{Light, Dark} {
		for _, layer := range append(knownLayers, SelectionLayer, "streets") {
			for _, s := range StylesFor(layer, theme) {
				for _, c := range []color.RGBA{s.Fill, s.Line, s.Text, s.Halo, s.SymbolFill} {
					if max(c.R, c.G, c.B) > c.A {
						t.Errorf("%s: %v is brighter than its opacity", layer, c)
					}
				}
			}
		}
	}
}
