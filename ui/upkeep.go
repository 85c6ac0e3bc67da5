package ui

import (
	"context"
	"path/filepath"
	"strings"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/panel"
	"segit/ui/task"
)

// slotUpkeep is the slot of work on the file of an archive.
const slotUpkeep = "upkeep"

// upkeep is work on the file of an archive that nobody may have open: the window
// lets it go first, and has it back at the end, whatever came of the work.
type upkeep struct {
	title string // of the task, a text code
	path  string
	again bool // the window had it open
	work  func(ctx context.Context, passphrase []byte, progress gis.Progress) error
	tell  func() // shows what came of it
}

// withFile lets the archive that shows go and gives its file, or asks for one.
func (w *Window) withFile(then func(path string, again bool)) {
	if w.archive == nil || w.curtain != nil {
		w.ask.Open(func(path string) { then(path, false) })
		return
	}
	path := w.archive.About().Path
	w.leave(func() {
		w.build()
		then(path, true)
	})
}

// keepUp does the work, asking for a passphrase where one is wanted.
func (w *Window) keepUp(u upkeep, passphrase []byte) {
	w.tasks.Run(task.Job{
		Slot:  slotUpkeep,
		Title: gis.Say(u.title),
		Work: func(ctx context.Context, progress gis.Progress) error {
			err := u.work(ctx, passphrase, progress)
			if ctx.Err() != nil { // a job that was stopped calls nobody
				w.deps.Post(func() { w.haveBack(u, passphrase, nil) })
			}
			return err
		},
		Done: func() { w.haveBack(u, passphrase, u.tell) },
		Failed: func(err error) {
			if !w.askKey(u.path, err, func(typed []byte) { w.keepUp(u, typed) }) {
				w.haveBack(u, passphrase, func() { w.fail(err) })
			}
		},
	})
}

// haveBack opens the archive again that the window let go, and goes on; also
// where it does not open, which is then told.
func (w *Window) haveBack(u upkeep, passphrase []byte, then func()) {
	if !u.again {
		if then != nil {
			then()
		}
		return
	}
	w.beginOr("ui.task.open", w.opener(u.path, passphrase), then, func(err error) {
		w.fail(err)
		if then != nil {
			then()
		}
	})
}

func (w *Window) checkFile() {
	w.withFile(func(path string, again bool) {
		var found []desk.Trouble
		var done desk.Checked
		w.keepUp(upkeep{"ui.task.check", path, again, func(ctx context.Context, passphrase []byte, p gis.Progress) (err error) {
			found = nil
			done, err = w.deps.Archives.Check(ctx, path, passphrase, p, func(t desk.Trouble) error {
				found = append(found, t)
				return nil
			})
			return err
		}, func() {
			w.deps.Trace.Event("upkeep", "checked", "troubles", done.Troubles)
			if len(found) == 0 {
				w.ask.Tell("ui.menu.check", panel.Checked(w.words, filepath.Base(path), done))
				return
			}
			w.ask.Show("ui.menu.check", panel.Troubles(w.words, filepath.Base(path), done, found))
		}}, nil)
	})
}

func (w *Window) compactFile() {
	w.withFile(func(path string, again bool) { w.compact(path, again, nil) })
}

func (w *Window) compact(path string, again bool, passphrase []byte) {
	var done desk.Compacted
	w.keepUp(upkeep{"ui.task.compact", path, again, func(ctx context.Context, passphrase []byte, p gis.Progress) (err error) {
		done, err = w.deps.Archives.Compact(ctx, path, passphrase, p)
		return err
	}, func() {
		w.deps.Trace.Event("upkeep", "compacted", "before", done.Before, "after", done.After)
		w.ask.Tell("ui.menu.compact", w.words.Saying("cli.compacted", filepath.Base(path), w.words.Count(done.Before), w.words.Count(done.After)))
	}}, passphrase)
}

// rescueFile brings out of a file what can be read, into a folder beside it. The
// file is not touched.
func (w *Window) rescueFile() {
	w.withFile(func(path string, again bool) {
		start := strings.TrimSuffix(path, filepath.Ext(path)) + w.words.Saying("ui.rescue.folder")
		w.ask.Line("ui.menu.rescue", "ui.rescue.hint", start, func(dir string) {
			var done desk.Rescued
			w.keepUp(upkeep{"ui.task.rescue", path, again, func(ctx context.Context, passphrase []byte, p gis.Progress) (err error) {
				done, err = w.deps.Archives.Rescue(ctx, path, passphrase, dir, w.words.Catalogue, p)
				return err
			}, func() {
				w.deps.Trace.Event("upkeep", "rescued", "rows", done.Rows, "lost", done.Lost)
				var told strings.Builder
				for _, m := range done.Told() {
					told.WriteString(w.words.Say(m) + "\n")
				}
				w.ask.Tell("ui.menu.rescue", told.String()+"\n"+w.words.Saying("cli.rescued", dir, desk.RescueReport))
			}}, nil)
		})
	})
}
