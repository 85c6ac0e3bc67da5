package look

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// luminance is the relative luminance of WCAG 2.1.
func luminance(c color.NRGBA) float64 {
	part := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestTextCanBeReadOnEveryGround(t *testing.T) {
	grounds := []fyne.ThemeColorName{
		theme.ColorNameBackground, theme.ColorNameInputBackground,
		theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground, theme.ColorNameHeaderBackground,
	}
	texts := []fyne.ThemeColorName{
		theme.ColorNameForeground, theme.ColorNamePlaceHolder, theme.ColorNameDisabled, theme.ColorNamePrimary,
		theme.ColorNameError, theme.ColorNameWarning, theme.ColorNameSuccess,
	}
	for face, colours := range map[string]palette{"light": lightPalette(), "dark": darkPalette()} {
		for _, ground := range grounds {
			for _, text := range texts {
				if got := contrast(colours[text], colours[ground]); got < 4.5 {
					t.Errorf("%s: %s on %s has contrast %.2f, want 4.5", face, text, ground, got)
				}
			}
		}
		if got := contrast(colours[theme.ColorNameForegroundOnPrimary], colours[theme.ColorNamePrimary]); got < 4.5 {
			t.Errorf("%s: text on the primary button has contrast %.2f", face, got)
		}
	}
	if len(lightPalette()) != len(darkPalette()) {
		t.Error("the two faces do not name the same colours")
	}
}

func TestModeStandsAboveTheSystem(t *testing.T) {
	for _, c := range []struct {
		mode   Mode
		system fyne.ThemeVariant
		dark   bool
	}{
		{System, theme.VariantLight, false},
		{System, theme.VariantDark, true},
		{Light, theme.VariantDark, false},
		{Dark, theme.VariantLight, true},
	} {
		th := NewTheme(c.mode)
		want := lightPalette()[theme.ColorNameBackground]
		if c.dark {
			want = darkPalette()[theme.ColorNameBackground]
		}
		if th.IsDark(c.system) != c.dark || th.Color(theme.ColorNameBackground, c.system) != want {
			t.Errorf("mode %s with system %d: dark = %v", c.mode, c.system, th.IsDark(c.system))
		}
	}
}

func TestSpacingKeepsTheGrid(t *testing.T) {
	th := NewTheme(System)
	for _, name := range []fyne.ThemeSizeName{
		theme.SizeNamePadding, theme.SizeNameInnerPadding,
		theme.SizeNameLineSpacing, theme.SizeNameInlineIcon, theme.SizeNameScrollBar,
	} {
		if size := th.Size(name); math.Mod(float64(size), 4) != 0 {
			t.Errorf("%s is %v, not on the 4-px grid", name, size)
		}
	}
}
