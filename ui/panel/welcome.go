package panel

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"segit/ui/look"
)

// WelcomeEvents is what the first page offers.
type WelcomeEvents struct {
	Open, Create, Import, Demo func()
	Recent                     func(path string)
}

// Welcome is what the map area shows while no archive is open: what one can
// begin with, the archives used last, and a place to drop files on.
func Welcome(words look.Words, recent []string, events WelcomeEvents) fyne.CanvasObject {
	title := canvas.NewText("SE.G.I.T.", theme.Color(theme.ColorNamePrimary))
	title.TextSize, title.TextStyle.Bold = 32, true
	begin := container.NewGridWithColumns(2,
		action(words.Saying("ui.welcome.open"), theme.FolderOpenIcon(), events.Open, widget.HighImportance),
		action(words.Saying("ui.welcome.create"), theme.FileIcon(), events.Create, widget.MediumImportance),
		action(words.Saying("ui.welcome.import"), theme.DownloadIcon(), events.Import, widget.MediumImportance),
		action(words.Saying("ui.welcome.demo"), theme.MediaPlayIcon(), events.Demo, widget.MediumImportance))
	page := container.NewVBox(container.New(layout.NewCustomPaddedLayout(0, 0, 8, 0), title), look.Plain(words.Saying("ui.welcome.what")), container.New(layout.NewCustomPaddedLayout(8, 0, 0, 0), begin), drop(words))
	if len(recent) > 0 {
		page.Add(look.Strong(words.Saying("ui.welcome.recent")))
	}
	for _, path := range recent {
		button := widget.NewButtonWithIcon(filepath.Base(path)+"   —   "+filepath.Dir(path), theme.StorageIcon(), func() { events.Recent(path) })
		button.Alignment = widget.ButtonAlignLeading
		button.Importance = widget.LowImportance
		page.Add(button)
	}
	return container.NewStack(canvas.NewRectangle(theme.Color(theme.ColorNameBackground)),
		container.NewCenter(container.New(fixedWidth(560), page)))
}

func action(text string, icon fyne.Resource, tapped func(), importance widget.Importance) fyne.CanvasObject {
	b := widget.NewButtonWithIcon(text, icon, tapped)
	b.Importance = importance
	b.Alignment = widget.ButtonAlignLeading
	return container.New(leastHeight(44), b)
}

// drop is the place that says that files may be dropped; the whole window
// takes them.
func drop(words look.Words) fyne.CanvasObject {
	frame := canvas.NewRectangle(theme.Color(theme.ColorNameInputBackground))
	frame.StrokeColor, frame.StrokeWidth, frame.CornerRadius = theme.Color(theme.ColorNameInputBorder), 1, 8
	text := one(look.Caption(words.Saying("ui.welcome.drop")))
	return container.New(leastHeight(88), container.NewStack(frame, container.NewCenter(text)))
}

// fixedWidth gives its one object a width and the height that it then needs.
type fixedWidth float32

func (w fixedWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(fyne.NewSize(float32(w), size.Height))
		o.Move(fyne.NewPos(0, 0))
	}
}

func (w fixedWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return fyne.NewSize(float32(w), height)
}

// leastHeight stretches its one object and keeps it at least so high.
type leastHeight float32

func (h leastHeight) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
		o.Move(fyne.NewPos(0, 0))
	}
}

func (h leastHeight) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := fyne.NewSize(0, float32(h))
	for _, o := range objects {
		least = least.Max(o.MinSize())
	}
	return least
}
