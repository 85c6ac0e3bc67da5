package panel

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// headerCell is a title of a column that sorts when tapped.
type headerCell struct {
	widget.BaseWidget
	label  *widget.Label
	tapped func()
}

var (
	_ fyne.Tappable      = (*headerCell)(nil)
	_ desktop.Cursorable = (*headerCell)(nil)
)

func newHeaderCell(right bool, tapped func()) *headerCell {
	h := &headerCell{label: widget.NewLabel(""), tapped: tapped}
	h.label.TextStyle.Bold = true
	h.label.SizeName = theme.SizeNameCaptionText
	h.label.Truncation = fyne.TextTruncateEllipsis
	if right {
		h.label.Alignment = fyne.TextAlignTrailing
	}
	h.ExtendBaseWidget(h)
	return h
}

func (h *headerCell) setText(s string) { h.label.SetText(s) }

func (h *headerCell) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(h.label) }

func (h *headerCell) Tapped(*fyne.PointEvent) { h.tapped() }

func (h *headerCell) Cursor() desktop.Cursor { return desktop.PointerCursor }
