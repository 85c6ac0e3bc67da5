// Package ui is the window: it asks and shows, and decides nothing. What is
// done is done by package desk, off the UI goroutine, through package task.
package ui

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/gis/finding"
	"segit/gis/source"
	"segit/gis/text"
	"segit/store/desk"
	"segit/sync/sharing"
	"segit/ui/dialogue"
	"segit/ui/look"
	"segit/ui/mapview"
	"segit/ui/panel"
	"segit/ui/task"
	"segit/ui/trace"
)

// Deps is what the window works with.
type Deps struct {
	App      fyne.App
	Archives Archives
	Post     func(func()) // brings a function to the UI goroutine
	Trace    *trace.Log   // nil when nothing is traced
	Lang     text.Lang    // of a first start; later the user's choice stands
	Operator string       // who works here, for supplies and edits
	Version  string
	Sources  []source.Descriptor // the catalogue
}

// Window is the application's window. Its methods are called on the UI
// goroutine.
type Window struct {
	deps   Deps
	win    fyne.Window
	words  look.Words
	face   *look.Theme
	states finding.States
	tasks  *task.Runner
	ask    dialogue.Asker

	archive  Archive
	layers   []panel.LayerRow // top of the map first
	all      []gis.Finding    // without a filter, as the archive orders them
	findings []gis.Finding    // as filtered
	chosen   gis.Finding      // shown in the side panel, with evidence; ID "" for none
	features []desk.Feature   // what identify found, when that is shown
	opened   int              // which of them
	beside   panel.Beside     // the chosen finding
	next     nextSteps        // what undo and redo would do
	undrawn  bool             // the archive may have layers whose far views are not stored
	refused  bool             // the last undo was refused: once more passes over its step
	purpose  string           // why persons are looked at, "" when the user did not say
	goal     string           // key to go to once an archive is open
	choice   *sharing.Sheeted // sheets being chosen, nil while none are
	curtain  *curtain         // drawn before a locked archive
	touched  time.Time        // when somebody worked here last
	tried    time.Time        // when a sync began last
	away     bool             // the central repository did not answer then

	mapv     *mapview.Map
	ground   *ground         // what it draws
	card     *fyne.Container // on the map: what of the municipality is here
	flag     *fyne.Container // on the map: the conflict that was chosen
	layerBox *panel.Layers
	list     *panel.Findings
	evidence *panel.Evidence
	feature  *panel.Features
	supplies *panel.Supplies
	outcome  *panel.Outcome
	overlays *panel.Overlays
	sharing  *panel.Sharing
	area     *panel.Area
	status   *panel.Status
	locator  *panel.Locator
	side     *fyne.Container
	middle   *fyne.Container // map or welcome
	tabs     *container.AppTabs
	splits   splits
	commands []command
	steps    []stepItem // items of the menu that name a step
}

// New makes the window; [Window.Run] shows it.
func New(deps Deps) (*Window, error) {
	states, err := finding.BuiltInStates()
	if err != nil {
		return nil, err
	}
	w := &Window{deps: deps, states: states, win: deps.App.NewWindow("SE.G.I.T.")}
	w.tasks = task.NewRunner(deps.Post, w.fail, w.tell)
	w.tasks.Begun = w.touch
	w.mapv = mapview.New(w.tasks, deps.Post)
	w.listen()
	if err := w.speak(w.language()); err != nil {
		return nil, err
	}
	w.win.SetOnDropped(w.dropped)
	w.win.SetMaster()
	w.win.SetCloseIntercept(w.quit)
	w.win.Resize(w.splits.size(w.deps.App.Preferences()))
	deps.App.Settings().AddListener(func(fyne.Settings) { w.repaint() })
	return w, nil
}

// build makes every panel in the language and the colours of the moment and
// puts in what is open.
func (w *Window) build() {
	dark := w.dark()
	theme := look.MapTheme(dark)
	w.mapv.SetDark(dark)
	w.layerBox = panel.NewLayers(w.words, theme)
	w.layerBox.Toggled = w.toggleLayer
	w.list = panel.NewFindings(w.words, theme)
	w.list.Chosen = w.chooseFinding
	w.list.Filtered = func(string, string) { w.loadFindings() }
	w.list.Ordered = w.order
	w.list.MarkedRows = w.mark
	w.list.SetChoices(w.controlIDs(), w.stateIDs())
	w.evidence = panel.NewEvidence(w.words, theme, w.states, panel.EvidenceEvents{
		Edit: w.edit, Beside: w.stepTo, Zoom: w.zoomToSelection, Sheet: w.sheet, Copy: w.copyText, Attachments: w.attachmentEvents(),
	})
	w.feature = panel.NewFeatures(w.words, w.openFeature, func(int) { w.zoomToSelection() })
	w.supplies = panel.NewSupplies(w.words)
	w.supplies.Changes, w.supplies.Undo = w.showChanges, w.undoSupply
	w.outcome = panel.NewOutcome(w.words)
	w.overlays = panel.NewOverlays(w.words)
	w.overlays.Again = func(r desk.OverlayRecord) { w.runOverlay(r.Request()) }
	w.overlays.Change = func(r desk.OverlayRecord) { w.askOverlayAs(r.Request()) }
	w.overlays.Zoom = w.zoomToNote
	w.overlays.Nowhere = func() { w.status.Say(w.words.Saying("ui.overlay.nowhere")) }
	w.card, w.flag = container.NewStack(), container.NewStack()
	w.sharing = panel.NewSharing(w.words, w.sharingEvents())
	w.area = panel.NewArea(w.words, w.areaEvents())
	w.status = panel.NewStatus(w.words)
	w.status.Shared = w.showSharing
	w.status.Scaled = w.mapv.SetScale
	w.status.Cancel = w.tasks.Cancel
	w.locator = panel.NewLocator(w.words)
	w.locator.Typed = w.search
	w.locator.Found = w.goTo
	w.locator.Left = w.focusMap
	w.locator.Other = w.typedKey

	w.side = container.NewStack()
	w.middle = container.NewStack()
	w.tabs = container.NewAppTabs(
		container.NewTabItem(w.words.Saying("ui.tab.findings"), w.list),
		container.NewTabItem(w.words.Saying("ui.tab.supplies"), w.supplies.Page()),
		container.NewTabItem(w.words.Saying("ui.tab.outcome"), w.outcome.Page()),
		container.NewTabItem(w.words.Saying("ui.tab.overlays"), w.overlays.Page()),
		container.NewTabItem(w.words.Saying("ui.tab.sharing"), w.sharing.Page()))
	w.commands = w.menuCommands()
	w.win.SetMainMenu(w.menu())
	w.win.Canvas().SetOnTypedKey(w.typedKey)
	w.win.Canvas().AddShortcut(&fyne.ShortcutRedo{}, func(fyne.Shortcut) { w.redo() })
	if w.curtain != nil {
		w.win.SetTitle("SE.G.I.T.")
		w.win.SetContent(container.NewBorder(nil, w.status, nil, nil, w.lockPage()))
		w.win.Canvas().SetOnTypedRune(nil)
		return
	}
	w.win.SetContent(container.NewStack(w.frame(), w.locator.Card()))
	w.win.Canvas().SetOnTypedRune(func(r rune) {
		w.touch()
		w.mapv.TypedRune(r)
	})
	w.reload()
}

// frame puts the panels around the map.
func (w *Window) frame() fyne.CanvasObject {
	bar := container.NewBorder(nil, nil, w.toolbar(), nil,
		container.NewBorder(nil, nil, nil, container.NewGridWrap(fyne.NewSize(420, 34), w.locator)))
	return container.NewBorder(container.NewVBox(container.NewPadded(bar), widget.NewSeparator()), w.status, nil, nil,
		w.splits.arrange(w.deps.App.Preferences(), container.NewPadded(w.layerBox), w.middle, container.NewPadded(w.side), w.tabs))
}

// reload shows the archive that is open, or the welcome page.
func (w *Window) reload() {
	open := w.archive != nil
	w.splits.furnish(open)
	w.middle.RemoveAll()
	if !open {
		w.win.SetTitle("SE.G.I.T.")
		w.middle.Add(w.welcome())
		w.deps.Trace.Event("window", "welcome", "recent", len(w.recent()))
		w.middle.Refresh()
		return
	}
	w.middle.Add(w.mapv)
	w.middle.Add(container.NewBorder(w.flag, w.card, nil, nil))
	w.win.SetTitle(w.title())
	w.layerBox.SetRows(w.layers)
	w.showFindings(w.list.Order())
	w.showSide()
	w.loadSupplies()
	w.loadOverlays()
	w.loadShared()
	w.status.Scale(w.mapv.View().Scale())
	w.middle.Refresh()
}

// Run shows the window until it is closed. path is an archive to open and key
// a place to go to; both may be "".
func (w *Window) Run(path, key string) {
	w.goal = key
	w.deps.App.Lifecycle().SetOnStarted(func() {
		w.deps.Trace.Event("window", "started")
		if path != "" {
			w.open(path)
		}
	})
	stop := w.tasks.Every(idleBeat, w.idle)
	rest := w.tasks.Every(idleBeat, w.beat)
	w.win.ShowAndRun()
	stop()
	rest()
	w.tasks.CancelAll()
	w.tasks.Wait()
}

// idleBeat is how often the window looks whether anybody is there.
const idleBeat = 10 * time.Second

func (w *Window) stateIDs() []string {
	ids := []string{}
	for _, s := range w.states {
		ids = append(ids, s.ID)
	}
	return ids
}

func (w *Window) controlIDs() []string {
	ids := []string{}
	if w.archive == nil {
		return ids
	}
	for _, c := range w.archive.Controls() {
		ids = append(ids, c.ID)
	}
	return slices.Clip(ids)
}
