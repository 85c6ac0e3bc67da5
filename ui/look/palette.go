package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// palette is the colours of the window's furniture. The map has its own, in
// package render: only findings are saturated there, so the furniture stays
// quiet. Text keeps a contrast of 4.5 : 1 and more against its ground, marks
// that mean something 3 : 1 (palette_test.go holds both).
type palette map[fyne.ThemeColorName]color.NRGBA

func opaque(rgb uint32) color.NRGBA {
	return color.NRGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 0xff}
}

func veil(rgb uint32, alpha uint8) color.NRGBA {
	c := opaque(rgb)
	c.A = alpha
	return c
}

func lightPalette() palette {
	return palette{
		theme.ColorNameBackground:          opaque(0xf6f7f8),
		theme.ColorNameForeground:          opaque(0x1d2327),
		theme.ColorNamePlaceHolder:         opaque(0x5d676e),
		theme.ColorNameDisabled:            opaque(0x5f6970),
		theme.ColorNameButton:              opaque(0xe7eaec),
		theme.ColorNameDisabledButton:      opaque(0xeff1f2),
		theme.ColorNamePrimary:             opaque(0x0b6581),
		theme.ColorNameHyperlink:           opaque(0x0b6581),
		theme.ColorNameForegroundOnPrimary: opaque(0xffffff),
		theme.ColorNameFocus:               veil(0x0b6581, 0x40),
		theme.ColorNameHover:               veil(0x0b3a4a, 0x12),
		theme.ColorNamePressed:             veil(0x0b3a4a, 0x24),
		theme.ColorNameSelection:           veil(0x0a8fb5, 0x36),
		theme.ColorNameInputBackground:     opaque(0xffffff),
		theme.ColorNameInputBorder:         opaque(0xc3cacf),
		theme.ColorNameMenuBackground:      opaque(0xffffff),
		theme.ColorNameOverlayBackground:   opaque(0xfcfdfd),
		theme.ColorNameHeaderBackground:    opaque(0xeceff1),
		theme.ColorNameSeparator:           opaque(0xd9dee1),
		theme.ColorNameScrollBar:           veil(0x1d2327, 0x66),
		theme.ColorNameScrollBarBackground: veil(0x1d2327, 0x0c),
		theme.ColorNameShadow:              veil(0x0b1c24, 0x38),
		theme.ColorNameError:               opaque(0xb3261e),
		theme.ColorNameWarning:             opaque(0x8f5a00),
		theme.ColorNameSuccess:             opaque(0x1e6b3a),
	}
}

func darkPalette() palette {
	return palette{
		theme.ColorNameBackground:          opaque(0x1a1e21),
		theme.ColorNameForeground:          opaque(0xe6eaec),
		theme.ColorNamePlaceHolder:         opaque(0x9aa6ad),
		theme.ColorNameDisabled:            opaque(0x93a0a7),
		theme.ColorNameButton:              opaque(0x2b3237),
		theme.ColorNameDisabledButton:      opaque(0x23292d),
		theme.ColorNamePrimary:             opaque(0x58b8d4),
		theme.ColorNameHyperlink:           opaque(0x58b8d4),
		theme.ColorNameForegroundOnPrimary: opaque(0x0c1a20),
		theme.ColorNameFocus:               veil(0x58b8d4, 0x48),
		theme.ColorNameHover:               veil(0xcfe9f2, 0x14),
		theme.ColorNamePressed:             veil(0xcfe9f2, 0x28),
		theme.ColorNameSelection:           veil(0x2aa7cc, 0x44),
		theme.ColorNameInputBackground:     opaque(0x121517),
		theme.ColorNameInputBorder:         opaque(0x414a50),
		theme.ColorNameMenuBackground:      opaque(0x22282c),
		theme.ColorNameOverlayBackground:   opaque(0x20262a),
		theme.ColorNameHeaderBackground:    opaque(0x23292d),
		theme.ColorNameSeparator:           opaque(0x343c41),
		theme.ColorNameScrollBar:           veil(0xe6eaec, 0x66),
		theme.ColorNameScrollBarBackground: veil(0xe6eaec, 0x0c),
		theme.ColorNameShadow:              veil(0x000000, 0x80),
		theme.ColorNameError:               opaque(0xff8f85),
		theme.ColorNameWarning:             opaque(0xf0b95c),
		theme.ColorNameSuccess:             opaque(0x7fce9a),
	}
}
