package ui

import (
	"path/filepath"
	"runtime/debug"
	"time"

	"fyne.io/fyne/v2"

	"segit/gis"
	"segit/gis/render"
	"segit/ui/panel"
)

// curtain hides an archive that was locked. The archive is closed behind it,
// its keys wiped; while work is under way the curtain is drawn all the same and
// the archive closes once the work has ended.
type curtain struct {
	path   string
	page   *panel.Lock
	view   render.View // where the map was
	chosen string      // finding that was shown
}

// prefLockAfter is the preference for how many idle minutes lock an archive; 0
// for never.
const prefLockAfter = "lock.minutes"

// lockMinutesFirst are those of a first start.
const lockMinutesFirst = 15

func (w *Window) lockAfter() time.Duration {
	return time.Duration(w.deps.App.Preferences().IntWithFallback(prefLockAfter, lockMinutesFirst)) * time.Minute
}

func (w *Window) setLockAfter(minutes int) {
	w.deps.App.Preferences().SetInt(prefLockAfter, minutes)
	w.win.SetMainMenu(w.menu())
}

// touch notes that somebody works at the window.
func (w *Window) touch() { w.touched = time.Now() }

// sealed reports whether an encrypted archive shows.
func (w *Window) sealed() bool {
	return w.archive != nil && w.curtain == nil && !w.archive.About().Plaintext
}

// idle locks the archive when nobody has worked at the window for a while. Work
// under way counts as somebody.
func (w *Window) idle(now time.Time) {
	after := w.lockAfter()
	switch {
	case w.sealed() && w.archive.LeaseOver() != nil:
		w.lock() // opening it again asks for another lease
	case !w.sealed() || after == 0:
	case w.tasks.Working():
		w.touched = now
	case now.Sub(w.touched) >= after:
		w.lock()
	}
}

// lock draws the curtain.
func (w *Window) lock() {
	if !w.sealed() {
		return
	}
	w.curtain = &curtain{path: w.archive.About().Path, view: w.mapv.View(), chosen: w.chosen.ID}
	for _, o := range w.win.Canvas().Overlays().List() { // questions and menus show what they are about
		w.win.Canvas().Overlays().Remove(o)
	}
	w.build()
	w.deps.Trace.Event("archive", "hidden", "working", w.tasks.Working())
	w.closeBehind()
}

// closeBehind closes the archive behind the curtain, unless work uses it still.
func (w *Window) closeBehind() {
	if w.curtain == nil || w.archive == nil || w.tasks.Working() {
		return
	}
	w.leave(func() {
		debug.FreeOSMemory() // what was decrypted and is garbage now
		if w.curtain == nil {
			return
		}
		w.curtain.page.Ready("")
		w.win.Canvas().Focus(w.curtain.page.Field())
		w.deps.Trace.Event("archive", "locked")
	})
}

// lockPage is what shows while the curtain is drawn.
func (w *Window) lockPage() fyne.CanvasObject {
	w.curtain.page = panel.NewLock(w.words, filepath.Base(w.curtain.path), panel.LockEvents{
		Unlock: w.unlock,
		Leave: func() {
			w.curtain = nil
			w.leave(w.build)
		},
	})
	if w.archive == nil {
		w.curtain.page.Ready("")
	}
	return w.curtain.page.Page()
}

// unlock opens the archive again and shows what showed.
func (w *Window) unlock(passphrase []byte) {
	c := w.curtain
	w.beginOr("ui.task.open", w.opener(c.path, passphrase), func() {
		if c.view.Usable() {
			w.mapv.Centre(c.view.Centre)
			w.mapv.SetScale(c.view.Scale())
		}
		if c.chosen != "" {
			w.showFinding(c.chosen, false)
		}
		w.deps.Trace.Event("archive", "unlocked")
	}, func(err error) {
		if w.curtain != c {
			w.fail(err)
			return
		}
		w.deps.Trace.Event("error", "shown", "text", w.words.Error(err))
		c.page.Ready(w.words.Error(err))
		w.win.Canvas().Focus(c.page.Field())
	})
}

// notices are what the opening had to tell, one sentence a line.
func (w *Window) notices(all []gis.Message) {
	if len(all) == 0 {
		return
	}
	text := ""
	for i, m := range all {
		if i > 0 {
			text += "\n\n"
		}
		text += w.words.Say(m)
	}
	w.deps.Trace.Event("notice", "shown", "count", len(all))
	w.ask.Tell("ui.notice.title", text)
}
