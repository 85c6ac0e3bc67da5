package panel

import (
	"math"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/paulmach/orb"

	"segit/store/desk"
	"segit/ui/look"
)

// Overlays is the page of the overlays: those that made layers of the archive,
// with where each came from, and the features that the last one repaired or set
// aside.
type Overlays struct {
	// Again hears that an overlay shall be made once more as it was, Change that
	// it shall be asked for with other settings.
	Again, Change func(desk.OverlayRecord)
	// Zoom hears that the user wants to see the place of a feature, Nowhere that
	// the feature has none.
	Zoom    func(at orb.Point)
	Nowhere func()

	words   look.Words
	history *fyne.Container
	notes   []desk.OverlayNote
	list    *widget.List
	none    *widget.Label
	page    fyne.CanvasObject
}

// NewOverlays makes an empty page.
func NewOverlays(words look.Words) *Overlays {
	o := &Overlays{words: words, history: container.New(layout.NewCustomPaddedVBoxLayout(0)), none: look.Caption(words.Saying("ui.overlay.notes-empty"))}
	o.list = widget.NewList(func() int { return len(o.notes) }, func() fyne.CanvasObject {
		return container.NewBorder(nil, nil, nil, look.Figure(""), look.Line(""))
	}, func(at widget.ListItemID, item fyne.CanvasObject) {
		row := item.(*fyne.Container).Objects
		row[0].(*widget.Label).SetText(o.note(o.notes[at]))
		row[1].(*widget.Label).SetText(o.areas(o.notes[at]))
	})
	o.list.OnSelected = func(at widget.ListItemID) {
		o.list.Unselect(at) // so that the same row can be chosen again
		if n := o.notes[at]; math.IsNaN(n.X) {
			o.Nowhere()
		} else {
			o.Zoom(orb.Point{n.X, n.Y})
		}
	}
	split := container.NewHSplit(
		container.NewBorder(look.Strong(words.Saying("ui.overlay.history")), nil, nil, nil, container.NewVScroll(o.history)),
		container.NewBorder(look.Strong(words.Saying("ui.overlay.notes")), nil, nil, nil, container.NewStack(o.none, o.list)))
	o.page = split
	o.SetRecords(nil)
	o.SetNotes(nil)
	return o
}

// Page is the page's content.
func (o *Overlays) Page() fyne.CanvasObject { return o.page }

// SetRecords shows the overlays that were made, the newest first.
func (o *Overlays) SetRecords(records []desk.OverlayRecord) {
	o.history.RemoveAll()
	defer o.history.Refresh()
	if len(records) == 0 {
		o.history.Add(look.Caption(o.words.Saying("ui.overlay.history-empty")))
		return
	}
	for _, r := range records {
		o.history.Add(o.record(r))
	}
}

// Notes are the features that the page lists.
func (o *Overlays) Notes() []desk.OverlayNote { return o.notes }

// SetNotes lists the features that the last overlay repaired or set aside; those
// that were set aside come first.
func (o *Overlays) SetNotes(notes []desk.OverlayNote) {
	o.notes = slices.Clone(notes)
	slices.SortStableFunc(o.notes, func(a, b desk.OverlayNote) int {
		switch {
		case a.Aside == b.Aside:
			return 0
		case a.Aside:
			return -1
		}
		return 1
	})
	if len(o.notes) == 0 {
		o.none.Show()
	} else {
		o.none.Hide()
	}
	o.list.Refresh()
}

// Choose selects a feature of the list, as a tap does.
func (o *Overlays) Choose(at int) { o.list.Select(at) }

// record is the block of one overlay: what it made, and of what.
func (o *Overlays) record(r desk.OverlayRecord) fyne.CanvasObject {
	operation, _, _ := strings.Cut(o.words.Or("ui.overlay.op.", r.Op), ":")
	block := container.New(layout.NewCustomPaddedVBoxLayout(-8), look.Strong(r.Layer+"  ·  "+operation))
	made := r.At.Local().Format("2006-01-02 15:04")
	block.Add(look.Caption(o.words.Saying("ui.overlay.made", made, r.Version, r.Operator)))
	for _, in := range []desk.OverlayInput{r.A, r.B} {
		if in.Layer == "" {
			continue
		}
		name, _, _ := strings.Cut(in.Layer, "@")
		from := slices.Clone(in.Supplies)
		for i, s := range from {
			file, hash, _ := strings.Cut(s, " ")
			from[i] = file + " " + short(hash)
		}
		if in.SHA256 != "" {
			from = append(from, in.Path+" "+short(in.SHA256))
		}
		block.Add(look.Caption(o.words.Saying("ui.overlay.inputs", o.words.Or("ui.layer.", name), strings.Join(from, ", "))))
	}
	var params []string
	for name, v := range r.Params {
		params = append(params, name+" = "+v)
	}
	if slices.Sort(params); len(params) > 0 {
		block.Add(look.Caption(strings.Join(params, " · ")))
	}
	block.Add(look.Caption(o.words.Saying("ui.overlay.done", r.Layer, o.words.Count(r.Pieces), o.words.Metres(r.Area, 2),
		o.words.Count(int64(r.Repaired)), o.words.Count(int64(r.SetAside)))))
	again := widget.NewButtonWithIcon(o.words.Saying("ui.overlay.again"), theme.MediaReplayIcon(), func() { o.Again(r) })
	change := widget.NewButtonWithIcon(o.words.Saying("ui.overlay.change"), theme.DocumentCreateIcon(), func() { o.Change(r) })
	for _, b := range []*widget.Button{again, change} {
		b.Importance = widget.LowImportance
	}
	return container.NewBorder(nil, nil, nil, container.NewVBox(again, change), block)
}

// note tells of one feature.
func (o *Overlays) note(n desk.OverlayNote) string {
	taken := "ui.overlay.repaired"
	if n.Aside {
		taken = "ui.overlay.aside"
	}
	text := o.words.Saying("ui.overlay.note", join(strings.ToUpper(n.Side), n.Layer), n.Number, o.words.Saying(taken), o.words.Say(n.Reason))
	return join(o.words.Place(n.Key), text)
}

func (o *Overlays) areas(n desk.OverlayNote) string {
	if n.Aside {
		return ""
	}
	return o.words.Saying("ui.overlay.areas", o.words.Metres(n.Before, 2), o.words.Metres(n.After, 2))
}
