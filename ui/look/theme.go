// Package look is how the window looks: colours, sizes and type on a 4-px
// grid, and the few ready-made texts and marks that every panel uses.
package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"segit/assets"
	"segit/gis/render"
)

// Mode says which of the two faces is shown.
type Mode string

// The modes. Following the system is the default.
const (
	System Mode = "system"
	Light  Mode = "light"
	Dark   Mode = "dark"
)

// Theme is the fyne.Theme of the window.
type Theme struct {
	mode          Mode
	light, dark   palette
	regular, bold fyne.Resource
}

// NewTheme makes the theme; an unknown mode follows the system.
func NewTheme(mode Mode) *Theme {
	return &Theme{
		mode: mode, light: lightPalette(), dark: darkPalette(),
		regular: fyne.NewStaticResource("segit-regular.ttf", assets.Font(false)),
		bold:    fyne.NewStaticResource("segit-bold.ttf", assets.Font(true)),
	}
}

// IsDark reports whether the dark face shows when the system asks for variant.
func (t *Theme) IsDark(variant fyne.ThemeVariant) bool {
	switch t.mode {
	case Light:
		return false
	case Dark:
		return true
	}
	return variant == theme.VariantDark
}

// Color is a colour of the face that shows.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	colours, shown := t.light, theme.VariantLight
	if t.IsDark(variant) {
		colours, shown = t.dark, theme.VariantDark
	}
	if c, ok := colours[name]; ok {
		return c
	}
	return theme.DefaultTheme().Color(name, shown)
}

// Font is the family that the program carries, of map and reports too: its
// figures share one width. Symbols and fixed-width text are Fyne's.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace || style.Symbol:
		return theme.DefaultTheme().Font(style)
	case style.Bold:
		return t.bold
	}
	return t.regular
}

// Icon is an icon of Fyne's own family.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return theme.DefaultTheme().Icon(name)
}

// Size keeps a grid of 4 px and three sizes of type.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return 13
	case theme.SizeNameCaptionText:
		return 11
	case theme.SizeNameSubHeadingText, theme.SizeNameHeadingText:
		return 16
	case theme.SizeNamePadding:
		return 4
	case theme.SizeNameInnerPadding:
		return 8
	case theme.SizeNameLineSpacing:
		return 4
	case theme.SizeNameInlineIcon:
		return 16
	case theme.SizeNameScrollBar:
		return 12
	case theme.SizeNameScrollBarSmall:
		return 4
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return 4
	case theme.SizeNameSplitThickness:
		return 4
	}
	return theme.DefaultTheme().Size(name)
}

// MapTheme is the brightness of the map that goes with a dark or a light
// window.
func MapTheme(dark bool) render.Theme {
	if dark {
		return render.Dark
	}
	return render.Light
}
