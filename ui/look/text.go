package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Plain is a running text that wraps.
func Plain(s string) *widget.Label {
	l := widget.NewLabel(s)
	l.Wrapping = fyne.TextWrapWord
	return l
}

// Strong is a text in the bold weight that wraps.
func Strong(s string) *widget.Label {
	l := Plain(s)
	l.TextStyle.Bold = true
	return l
}

// Heading is the title of a panel or of a page.
func Heading(s string) *widget.Label {
	l := Strong(s)
	l.SizeName = theme.SizeNameSubHeadingText
	return l
}

// Caption is a small quiet text that wraps: what a value is called, where it
// comes from.
func Caption(s string) *widget.Label {
	l := Plain(s)
	l.SizeName = theme.SizeNameCaptionText
	l.Importance = widget.LowImportance
	return l
}

// Line is a text on one line that ends in an ellipsis where it has no room.
func Line(s string) *widget.Label {
	l := widget.NewLabel(s)
	l.Truncation = fyne.TextTruncateEllipsis
	return l
}

// Figure is a right-aligned number on one line.
func Figure(s string) *widget.Label {
	l := widget.NewLabel(s)
	l.Alignment = fyne.TextAlignTrailing
	return l
}

// Faded is c with its opacity scaled; part is 0 to 1.
func Faded(c color.Color, part float64) color.NRGBA {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	n.A = uint8(float64(n.A) * part)
	return n
}
