package ui

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"segit/gis"
	"segit/gis/text"
	"segit/store/desk"
	"segit/ui/dialogue"
	"segit/ui/panel"
	"segit/ui/task"
)

// The slots of the window's jobs: a newer job of a slot takes the place of the
// older one.
const (
	slotArchive  = "archive"
	slotImport   = "import"
	slotControls = "controls"
	slotFindings = "findings"
	slotEvidence = "evidence"
	slotEdit     = "edit"
	slotIdentify = "identify"
	slotSearch   = "search"
	slotSupplies = "supplies"
	slotReport   = "report"
	slotOverlay  = "overlay"
	slotOverlays = "overlays"
	slotSteps    = "steps"
	slotSync     = "sync"
	slotShared   = "shared"
	slotDrawings = "drawings"
)

// opened is an archive with what the window wants to know first.
type opened struct {
	archive Archive
	layers  []desk.Layer
	all     []gis.Finding
}

// inspect asks an archive for its layers and findings.
func inspect(ctx context.Context, a Archive) (opened, error) {
	layers, err := a.Layers(ctx)
	if err != nil {
		return opened{}, err
	}
	all, err := a.Findings(ctx, desk.FindingFilter{NoPersons: true})
	return opened{archive: a, layers: layers, all: all}, err
}

// begin opens or makes an archive in a job and shows it; what was open before
// is closed when the new one is there.
func (w *Window) begin(title string, make maker, then func()) { w.beginOr(title, make, then, nil) }

// maker opens or makes an archive.
type maker func(context.Context, gis.Progress) (Archive, error)

// beginOr is begin with what to do instead of showing a failure.
func (w *Window) beginOr(title string, make maker, then func(), failed func(error)) {
	var found opened
	w.tasks.Run(task.Job{
		Slot:  slotArchive,
		Title: gis.Say(title),
		Work: func(ctx context.Context, progress gis.Progress) error {
			a, err := make(ctx, progress)
			if err != nil {
				return err
			}
			if found, err = inspect(ctx, a); err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return closing(a, err)
			}
			return nil
		},
		Done: func() {
			w.leave(func() {
				w.adopt(found)
				if then != nil {
					then()
				}
				w.notices(w.archive.Notices())
			})
		},
		Failed: failed,
	})
}

// closing closes an archive that came to nothing and keeps the first error.
func closing(a Archive, err error) error {
	if failed := a.Close(); failed != nil && err == nil {
		return failed
	}
	return err
}

// open opens an archive by its path.
func (w *Window) open(path string) {
	if w.archive != nil && w.archive.About().Path == path {
		return
	}
	w.openBy(path, nil)
}

// openBy opens an archive with a passphrase, nil for none, and asks for one
// where it wants another.
func (w *Window) openBy(path string, passphrase []byte) {
	w.beginOr("ui.task.open", w.opener(path, passphrase), w.goToGoal, func(err error) {
		if !w.askKey(path, err, func(typed []byte) { w.openBy(path, typed) }) {
			w.fail(err)
		}
	})
}

// askKey asks for a passphrase where a failure says that the file at path wants
// one, or another; it reports whether it asked.
func (w *Window) askKey(path string, err error, try func(typed []byte)) bool {
	wants, given := desk.WantsKey(err)
	if !wants {
		return false
	}
	if !given {
		err = nil
	}
	w.ask.Passphrase(filepath.Base(path), err, try)
	w.deps.Trace.Event("passphrase", "asked", "wrong", given)
	return true
}

func (w *Window) opener(path string, passphrase []byte) maker {
	return func(ctx context.Context, p gis.Progress) (Archive, error) {
		return w.deps.Archives.Open(ctx, path, passphrase, p)
	}
}

func (w *Window) askOpen() { w.ask.Open(w.open) }

func (w *Window) askCreate() { w.ask.Create(func(n dialogue.NewArchive) { w.create(n, nil) }) }

// create makes an archive; of an encrypted one the recovery key is shown before
// anything else goes on.
func (w *Window) create(n dialogue.NewArchive, then func()) {
	recovery, keyringErr := "", error(nil)
	w.begin("ui.task.create", func(ctx context.Context, _ gis.Progress) (Archive, error) {
		a, err := w.deps.Archives.Create(ctx, n)
		if err != nil || n.Plaintext {
			return a, err
		}
		if recovery, err = a.Recovery(); err != nil {
			return nil, closing(a, err)
		}
		if n.Keyring {
			keyringErr = a.UseKeyring(ctx, true)
		}
		return a, nil
	}, func() {
		if keyringErr != nil {
			w.fail(keyringErr)
		}
		if recovery != "" {
			w.showRecovery(recovery, then)
			return
		}
		if then != nil {
			then()
		}
	})
}

// adopt makes an archive the one that shows.
func (w *Window) adopt(o opened) {
	w.archive, w.curtain, w.undrawn = o.archive, nil, true
	w.touch()
	w.layers = arrange(o.layers, len(o.all))
	w.findings, w.all = o.all, o.all
	w.next, w.purpose, w.refused = nextSteps{}, "", false
	w.tried, w.away = time.Time{}, false
	about := o.archive.About()
	w.remember(about.Path)
	w.ground = &ground{Source: o.archive}
	w.mapv.Display(w.ground, w.mapLayers(), extent(o.layers))
	w.build()
	w.deps.Trace.Event("archive", "opened", "file", filepath.Base(about.Path), "comune", about.Comune,
		"epsg", about.EPSG, "layers", len(o.layers), "findings", len(o.all))
	w.loadSteps()
}

// leave closes the archive that is open, once no job uses it any more, and
// goes on.
func (w *Window) leave(then func()) {
	w.tasks.Drain(func() {
		if w.archive != nil {
			old := w.archive
			w.forget()
			if err := old.Close(); err != nil {
				w.fail(err)
			}
		}
		then()
	})
}

// forget takes everything of the archive off the screen.
func (w *Window) forget() {
	w.archive, w.layers, w.findings, w.all = nil, nil, nil, nil
	w.chosen, w.features, w.opened, w.choice = gis.Finding{}, nil, 0, nil
	w.beside, w.next = panel.Beside{}, nextSteps{}
	w.mapv.Clear()
}

func (w *Window) closeArchive() {
	w.leave(func() {
		w.build()
		w.deps.Trace.Event("archive", "closed")
	})
}

// refresh asks the archive again after something in it changed.
func (w *Window) refresh(then func()) {
	archive := w.archive
	var found opened
	w.tasks.Run(task.Job{
		Slot: slotArchive,
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			found, err = inspect(ctx, archive)
			return err
		},
		Done: func() {
			w.all, w.undrawn = found.all, true
			hidden := w.hidden()
			before := len(w.layers)
			w.layers = arrange(found.layers, len(found.all))
			for i := range w.layers {
				w.layers[i].Visible = w.layers[i].Visible && !hidden[[2]string{w.layers[i].Name, w.layers[i].Source}]
			}
			w.layerBox.SetRows(w.layers)
			full := extent(found.layers)
			w.mapv.SetFull(full)
			w.mapv.SetLayers(w.mapLayers())
			w.mapv.Changed("")
			if before <= 1 {
				w.mapv.FullExtent()
			}
			w.loadSupplies()
			w.loadFindings()
			if then != nil {
				then()
			}
		},
	})
}

// quit leaves the program; nothing is ever unsaved, so nothing is asked.
func (w *Window) quit() {
	w.splits.keep(w.deps.App.Preferences(), w.win.Canvas().Size())
	w.leave(w.deps.App.Quit)
}

// title is the name of the municipality and of the file.
func (w *Window) title() string {
	about := w.archive.About()
	name := about.Name
	if name == "" {
		name = about.Comune
	}
	return name + " — " + filepath.Base(about.Path) + " — SE.G.I.T."
}

// prefRecent is the preference that holds the archives used last.
const prefRecent = "recent"

// recentMost is how many of them are kept.
const recentMost = 6

func (w *Window) recent() []string {
	return w.deps.App.Preferences().StringList(prefRecent)
}

func (w *Window) remember(path string) {
	if full, err := filepath.Abs(path); err == nil {
		path = full
	}
	list := slices.DeleteFunc(w.recent(), func(other string) bool { return other == path })
	list = append([]string{path}, list...)
	w.deps.App.Preferences().SetStringList(prefRecent, list[:min(recentMost, len(list))])
}

func (w *Window) welcome() fyne.CanvasObject {
	return panel.Welcome(w.words, w.recent(), panel.WelcomeEvents{
		Open: w.askOpen, Create: w.askCreate, Import: func() { w.askImport(nil) }, Demo: w.demo, Recent: w.open,
	})
}

// language is the one that the user chose last, else that of the start.
func (w *Window) language() text.Lang {
	return text.Lang(w.deps.App.Preferences().StringWithFallback(prefLanguage, string(w.deps.Lang)))
}
