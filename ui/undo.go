package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/task"
)

// nextSteps are what undo would take back and redo do again; nil for nothing.
type nextSteps struct{ undo, redo *desk.Step }

// stepItem is an item of the menu that names the step it takes.
type stepItem struct {
	item    *fyne.MenuItem
	command command
}

// loadSteps asks what can be undone and done again, for the menu to say it.
func (w *Window) loadSteps() {
	w.loadShared()
	if w.archive == nil {
		return
	}
	archive, who := w.archive, w.deps.Operator
	var next nextSteps
	w.tasks.Run(task.Job{
		Slot: slotSteps,
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			next.undo, next.redo, err = archive.NextSteps(ctx, who)
			return err
		},
		Done: func() {
			w.next = next
			for _, s := range w.steps {
				w.nameStep(s.item, s.command)
			}
			w.win.MainMenu().Refresh()
			w.deps.Trace.Event("menu", "steps", "undo", w.undoName(), "redo", w.redoName())
		},
	})
}

// nameStep writes what an item would undo or do again.
func (w *Window) nameStep(item *fyne.MenuItem, c command) {
	item.Label = w.words.Saying(c.title)
	name := c.step()
	item.Disabled = !w.allows(c) || name == ""
	if name != "" {
		item.Label += ": " + name
	}
}

func (w *Window) undoName() string { return w.stepName(w.next.undo) }

func (w *Window) redoName() string { return w.stepName(w.next.redo) }

func (w *Window) stepName(s *desk.Step) string {
	if s == nil {
		return ""
	}
	return s.Words(w.words.Catalogue)
}

func (w *Window) undo() {
	if !w.typing(&fyne.ShortcutUndo{}) {
		w.turn("ui.status.undone", Archive.Undo)
	}
}

func (w *Window) redo() {
	if !w.typing(&fyne.ShortcutRedo{}) {
		w.turn("ui.status.redone", Archive.Redo)
	}
}

// typing gives a shortcut to the text field that has the focus: there it means
// the text. (The main menu is asked before the field.)
func (w *Window) typing(s fyne.Shortcut) bool {
	field, is := w.win.Canvas().Focused().(interface {
		fyne.Shortcutable
		SelectedText() string
	})
	if is {
		field.TypedShortcut(s)
	}
	return is
}

// turn takes one step back or forth and says which.
func (w *Window) turn(said string, turn func(Archive, context.Context, int, string, string) ([]desk.Step, error)) {
	if w.archive == nil || w.curtain != nil {
		return
	}
	archive, who, why := w.archive, w.deps.Operator, w.purpose
	pass := w.refused && said == "ui.status.undone"
	w.refused = false
	var steps []desk.Step
	w.tasks.Run(task.Job{
		Slot:  slotEdit,
		Title: gis.Say("ui.task.edit"),
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			if pass {
				if _, err := archive.PassOver(ctx, who); err != nil && gis.KindOf(err) != gis.NotFound {
					return err
				}
			}
			// A newer step takes the place of this job, not of what it writes.
			steps, err = turn(archive, context.WithoutCancel(ctx), 1, who, why)
			if gis.KindOf(err) == gis.NotFound {
				err = nil
			}
			return err
		},
		Done: func() {
			if len(steps) == 0 {
				w.status.Say(w.words.Saying("ui.status.no-step"))
				return
			}
			w.status.Say(w.words.Saying(said, w.stepName(&steps[0])))
			w.deps.Trace.Event("finding", "turned", "said", said, "rows", steps[0].Rows)
			w.reread()
		},
		Failed: func(err error) {
			w.refused = said == "ui.status.undone" && gis.KindOf(err) == gis.BadInput
			w.loadSteps()
			w.fail(err)
		},
	})
}

// markAll marks every finding of the list, or all of a text that is typed.
func (w *Window) markAll() {
	if !w.typing(&fyne.ShortcutSelectAll{}) {
		w.list.MarkAll()
	}
}

// askPurpose asks why persons' data are looked at: the access log and every
// edit keep it until another one is said or the archive is closed.
func (w *Window) askPurpose() {
	w.ask.Line("ui.purpose.title", "ui.purpose.hint", w.purpose, func(why string) {
		w.purpose = why
		w.archive.SetReader(desk.Reader{Actor: w.deps.Operator, Purpose: why})
		if why == "" {
			why = w.words.Saying("ui.purpose.none")
		}
		w.status.Say(w.words.Saying("ui.status.purpose", why))
	})
}
