package ui

import (
	"context"
	"io"
	"path/filepath"
	"slices"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/task"
)

// slotKeys is the slot of changes of keys.
const slotKeys = "keys"

// changeKeys runs a change of the keys and tells that it is done.
func (w *Window) changeKeys(change func(context.Context, Archive) error, done func()) {
	archive := w.archive
	w.tasks.Run(task.Job{
		Slot:  slotKeys,
		Title: gis.Say("ui.task.keys"),
		Work:  func(ctx context.Context, _ gis.Progress) error { return change(ctx, archive) },
		Done: func() {
			w.win.SetMainMenu(w.menu())
			done()
		},
	})
}

func (w *Window) askNewPassphrase() {
	w.ask.NewPassphrase(func(passphrase []byte) {
		w.changeKeys(func(_ context.Context, a Archive) error { return a.NewPassphrase(passphrase) }, func() {
			w.deps.Trace.Event("keys", "passphrase")
			w.ask.Tell("ui.menu.passphrase", w.words.Saying("ui.passphrase.changed"))
		})
	})
}

func (w *Window) newRecovery() {
	key := ""
	w.changeKeys(func(_ context.Context, a Archive) (err error) {
		key, err = a.Recovery()
		return err
	}, func() { w.showRecovery(key, nil) })
}

// showRecovery shows a recovery key until somebody says that it is on paper.
func (w *Window) showRecovery(key string, then func()) {
	w.deps.Trace.Event("keys", "recovery")
	w.ask.Recovery(key, w.copyText, func() {
		w.ask.Save("ui.recovery.sheet", w.words.Saying("ui.recovery.file"), ".pdf", func(path string) { w.saveRecovery(key, path) })
	}, func() {
		if then != nil {
			then()
		}
	})
}

// saveRecovery writes a recovery key as a sheet to print.
func (w *Window) saveRecovery(key, path string) {
	archive, request := w.archive, w.reportRequest()
	if archive == nil { // closed meanwhile, with its key on the screen
		w.fail(gis.Refuse("ui.recovery", gis.NotFound, "ui.recovery.closed"))
		return
	}
	w.report(path, func(_ context.Context, out io.Writer, _ gis.Progress) error {
		return archive.RecoverySheet(key, request, out)
	})
}

// keyring reports whether the system's keyring opens the archive.
func (w *Window) keyring() bool {
	if !w.sealed() {
		return false
	}
	state, err := w.archive.KeyState()
	return err == nil && slices.Contains(state.Locks, "keyring")
}

func (w *Window) toggleKeyring() {
	use := !w.keyring()
	w.changeKeys(func(ctx context.Context, a Archive) error { return a.UseKeyring(ctx, use) }, func() {
		w.deps.Trace.Event("keys", "keyring", "use", use)
		code := "ui.keyring.off"
		if use {
			code = "ui.keyring.on"
		}
		w.status.Say(w.words.Saying(code))
	})
}

// askRotate exchanges the keys of the archive, or brings a former exchange to its
// end, which goes on under the passphrase that it began with.
func (w *Window) askRotate() {
	state, err := w.archive.KeyState()
	if err != nil {
		w.fail(err)
		return
	}
	if state.Rotating {
		w.rotate(nil)
		return
	}
	w.ask.RotateKeys(w.rotate)
}

func (w *Window) rotate(passphrase []byte) {
	archive := w.archive
	w.tasks.Run(task.Job{
		Slot:  slotKeys,
		Title: gis.Say("ui.task.rotate"),
		Work: func(ctx context.Context, progress gis.Progress) error {
			r, err := archive.Rotate(ctx, passphrase, progress)
			// Also of an exchange that was stopped: its recovery key is in force.
			w.deps.Post(func() { w.rotated(archive, r, passphrase, err) })
			return nil
		},
	})
}

// rotated shows the recovery key that is in force now, and has the file written
// anew, whose freed room the former keys open still.
func (w *Window) rotated(archive Archive, r desk.Rotated, passphrase []byte, err error) {
	path := archive.About().Path
	then := func() {
		if r.Keyring {
			w.ask.Tell("ui.menu.rotate", w.words.Saying("cli.key-keyring-lost", filepath.Base(path)))
		}
		switch {
		case err != nil && r.Recovery != "":
			w.ask.Tell("ui.menu.rotate", w.words.Saying("store.rotating", filepath.Base(path)))
		case err != nil:
			w.fail(err)
		default:
			w.deps.Trace.Event("keys", "rotated")
			w.withFile(func(path string, again bool) { w.compact(path, again, passphrase) })
		}
	}
	if r.Recovery == "" {
		then()
		return
	}
	w.showRecovery(r.Recovery, then)
}
