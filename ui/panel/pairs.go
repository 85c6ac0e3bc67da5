package panel

import (
	"fyne.io/fyne/v2"
)

// pairs lays out names and values in two columns, line below line. Lines stand
// closer than the toolkit's own form puts them: a panel of facts is read, not
// filled in.
type pairs struct{}

// closer is how much of the padding of two labels, one above the other, is
// taken away.
const closer = 12

func (pairs) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	names := nameWidth(objects)
	y := float32(0)
	for i := 0; i+1 < len(objects); i += 2 {
		name, value := objects[i], objects[i+1]
		width := max(0, size.Width-names)
		// A text that wraps knows its height only once it has its width.
		value.Resize(fyne.NewSize(width, value.MinSize().Height))
		height := max(name.MinSize().Height, value.MinSize().Height)
		name.Move(fyne.NewPos(0, y))
		name.Resize(fyne.NewSize(names, height))
		value.Move(fyne.NewPos(names, y))
		value.Resize(fyne.NewSize(width, height))
		y += height - closer
	}
}

func (pairs) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := fyne.NewSize(nameWidth(objects), 0)
	values := float32(0)
	for i := 0; i+1 < len(objects); i += 2 {
		value := objects[i+1].MinSize()
		least.Height += max(objects[i].MinSize().Height, value.Height) - closer
		values = max(values, value.Width)
	}
	if least.Height > 0 {
		least.Height += closer
	}
	least.Width += values
	return least
}

func nameWidth(objects []fyne.CanvasObject) float32 {
	width := float32(0)
	for i := 0; i < len(objects); i += 2 {
		width = max(width, objects[i].MinSize().Width)
	}
	return width
}
