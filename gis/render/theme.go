package render

import (
	"hash/fnv"
	"image/color"

	"segit/gis"
)

// Theme is the brightness of the map. Paper is drawn in Light.
type Theme uint8

// The themes.
const (
	Light Theme = iota
	Dark
)

// farScale is the scale denominator from which the borders of parcels and
// buildings pale: there they begin to stand pixel by pixel.
const farScale = 12_000

// SelectionLayer is the layer name under which the selected features are drawn.
const SelectionLayer = "selection"

// Ground is the colour behind everything: nearly white or nearly black.
func (t Theme) Ground() color.RGBA { return t.pick(0xf6f5f1, 0x17191c) }

// StyleFor is the look of the ordinary rows of a layer, by the name of its
// dataset; a name that the map does not know gets a calm look of its own, the
// same each time.
func StyleFor(layer string, theme Theme) Style { return StylesFor(layer, theme)[0] }

// StylesFor is the looks of a layer by class: findings by severity (see
// [FindingClass]), zones by kind (see [ZoneClass]), sheets by where their rows are
// (see [SheetHere]), one look for the others.
func StylesFor(layer string, theme Theme) []Style {
	s := theme.plain()
	switch layer {
	case "parcels":
		s.Line, s.Width = theme.pick(0x8b8b87, 0x74787d), 1
		s.Pale = farScale
		s.Label, s.LabelFrom = true, 2500
	case "map-buildings":
		s.Fill, s.Line, s.Width = theme.pick(0xeadcc8, 0x4a4034), theme.pick(0xa3875f, 0x94805f), 1
		s.Pale = farScale
	case "buildings":
		s.Fill, s.Line, s.Width = theme.pick(0xdfc4a0, 0x5c4c38), theme.pick(0x8e6c40, 0xb0946a), 1
		s.Pale = farScale
	case "roads":
		s.Fill, s.Line, s.Width = theme.pick(0xffffff, 0x24272b), theme.pick(0xcfccc4, 0x3a3e43), 1
		s.Pale = farScale
	case "waters":
		s.Fill, s.Line, s.Width = theme.pick(0xcbdae3, 0x22323c), theme.pick(0x6f92a6, 0x54798e), 1
	case "sheets":
		s.Line, s.Width, s.Dash = theme.pick(0x4d4d4a, 0xb4b8bc), 2, [2]float32{10, 4}
		s.Label, s.LabelFrom, s.LabelSize = true, 50_000, 14
	case "aggregates":
		s.Fill, s.Line, s.Width = theme.wash(0x9c7d99, 0x9c7d99, 40), theme.pick(0x76566f, 0xb492ad), 1.5
		s.Pale = farScale
		// In their own colour: beside parcel numbers a number must say whose it is.
		s.Label, s.LabelFrom, s.Text = true, 5000, s.Line
	case "zones":
		return zoneStyles(theme)
	case "checkout":
		return sheetStyles(theme)
	case "findings":
		return findingStyles(theme)
	case SelectionLayer:
		s.Line, s.Width = theme.pick(0x0095b6, 0x2fd6f7), 3
		s.Symbol, s.SymbolSize, s.SymbolFill = NoSymbol, 0, color.RGBA{}
	default:
		s = theme.calm(layer)
	}
	return []Style{s}
}

// FindingClass is the style class of a finding's severity in the looks of the
// layer "findings".
func FindingClass(severity gis.Level) uint8 { return uint8(min(severity, gis.High)) }

// findingStyles are the only saturated looks on the map. Class 0 stands for a
// severity that is not told and looks as low.
func findingStyles(theme Theme) []Style {
	base := theme.plain()
	base.Width, base.SymbolSize, base.Label = 2, 13, false
	low, medium, high := base, base, base
	low.Symbol, low.Line = Square, theme.pick(0x6a3fd9, 0xa98bff)
	medium.Symbol, medium.Line = Triangle, theme.pick(0xd96f00, 0xff9d2e)
	high.Symbol, high.Line = Circle, theme.pick(0xd4001a, 0xff4b4b)
	for _, s := range []*Style{&low, &medium, &high} {
		s.SymbolFill = s.Line
		s.Fill = fade(s.Line, 46)
	}
	return []Style{low, low, medium, high}
}

// ZoneClass is the style class of a homogeneous zone of the plan by its letter
// (DM 1444/1968, art. 2): A to F at the start of the code; 0 for others.
func ZoneClass(code string) uint8 {
	if code == "" {
		return 0
	}
	letter := code[0] &^ 0x20 // upper case
	if letter < 'A' || letter > 'F' {
		return 0
	}
	return letter - 'A' + 1
}

// zoneStyles are the customary colours of the planning zones at 30 %.
func zoneStyles(theme Theme) []Style {
	colours := []uint32{
		0x8f8f8f, // others
		0xa5452f, // A brown-red
		0xee8c1f, // B orange
		0xf0d22b, // C yellow
		0x8b53b5, // D violet
		0x4f9d45, // E green
		0x3f72c4, // F blue
	}
	styles := make([]Style, len(colours))
	for i, c := range colours {
		s := theme.plain()
		s.Fill, s.Line, s.Width = theme.wash(c, c, 77), theme.wash(c, c, 230), 1
		s.Label, s.LabelFrom = true, 10_000
		styles[i] = s
	}
	return styles
}

// The classes of the layer "checkout": how a sheet of the municipality stands to
// an archive that holds some of them.
const (
	SheetHere      uint8 = iota // its rows are here
	SheetElsewhere              // they are not
	SheetComing                 // they come with the next sync
	SheetGoing                  // they go with it
)

// sheetStyles are the looks of [SheetHere] and its like: what is here has a firm
// border and the ground shows; what is not lies under a veil.
func sheetStyles(theme Theme) []Style {
	base := theme.plain()
	base.Label, base.LabelFrom, base.LabelSize = true, 50_000, 14
	here, elsewhere, coming, going := base, base, base, base
	here.Line, here.Width = theme.pick(0x1f7a4d, 0x5fd39a), 3
	here.Text = here.Line
	elsewhere.Fill, elsewhere.Line = theme.wash(0xb9bcc0, 0x3a3f45, 150), theme.pick(0x8d9298, 0x6d747b)
	elsewhere.Width, elsewhere.Dash, elsewhere.Text = 1, [2]float32{3, 3}, theme.pick(0x5c6268, 0xa3abb2)
	coming.Fill, coming.Line = theme.wash(0x1f7a4d, 0x5fd39a, 40), here.Line
	coming.Width, coming.Dash, coming.Text = 3, [2]float32{8, 5}, here.Line
	going.Fill, going.Line = theme.wash(0xa3542a, 0xe5a06f, 60), theme.pick(0xa3542a, 0xe5a06f)
	going.Width, going.Dash, going.Text = 3, [2]float32{8, 5}, going.Line
	return []Style{here, elsewhere, coming, going}
}

// plain is what all looks share: labels dark on a halo of the ground.
func (t Theme) plain() Style {
	return Style{
		LabelSize: 11,
		Text:      t.pick(0x2b2b29, 0xe4e6e8),
		Halo:      fade(t.Ground(), 215),
	}
}

// calm is the look of a layer that has none: a soft hue from its name.
func (t Theme) calm(layer string) Style {
	h := fnv.New32a()
	h.Write([]byte(layer))
	soft := hue(float64(h.Sum32()%360), t)
	s := t.plain()
	s.Fill, s.Line, s.Width = fade(soft, 50), soft, 1.25
	s.Pale = farScale
	s.Symbol, s.SymbolSize, s.SymbolFill = NoSymbol, 6, soft
	s.Label, s.LabelFrom = true, 2500
	return s
}

// hue is a muted colour of a hue in degrees, of one lightness per theme.
func hue(degrees float64, t Theme) color.RGBA {
	low, high := 78.0, 134.0
	if t == Dark {
		low, high = 115, 185
	}
	channel := func(offset float64) uint8 {
		d := degrees + offset
		for d >= 360 {
			d -= 360
		}
		// A trapezium of 360 degrees: up in 60, held for 120, down in 60.
		level := min(max(2-abs(d-180)/60, 0), 1)
		return uint8(low + (high-low)*level)
	}
	return color.RGBA{R: channel(180), G: channel(60), B: channel(300), A: 255}
}

func abs(v float64) float64 {
	if v < 0 {
		return -v
	}
	return v
}

// pick is the opaque colour 0xRRGGBB of the theme.
func (t Theme) pick(light, dark uint32) color.RGBA {
	c := light
	if t == Dark {
		c = dark
	}
	return color.RGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: 255}
}

// wash is pick at an opacity of a / 255.
func (t Theme) wash(light, dark uint32, a uint8) color.RGBA { return fade(t.pick(light, dark), a) }

// fade makes an opaque colour translucent, premultiplied.
func fade(c color.RGBA, a uint8) color.RGBA {
	scale := func(v uint8) uint8 { return uint8((uint32(v)*uint32(a) + 127) / 255) }
	return color.RGBA{R: scale(c.R), G: scale(c.G), B: scale(c.B), A: a}
}
