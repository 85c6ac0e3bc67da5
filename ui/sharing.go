package ui

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"segit/gis"
	"segit/sync/client"
	"segit/sync/sharing"
	"segit/ui/panel"
	"segit/ui/task"
)

// prefSyncEvery is the preference for how many minutes pass between two syncs
// that nobody asks for; 0 for none, as at a first start.
const prefSyncEvery = "sync.minutes"

func (w *Window) syncEvery() time.Duration {
	return time.Duration(w.deps.App.Preferences().Int(prefSyncEvery)) * time.Minute
}

func (w *Window) setSyncEvery(minutes int) {
	w.deps.App.Preferences().SetInt(prefSyncEvery, minutes)
	w.win.SetMainMenu(w.menu())
}

func (w *Window) sharingEvents() panel.SharingEvents {
	return panel.SharingEvents{
		Sync: w.syncNow, Join: w.askEnrol, Area: w.chooseArea, Decide: w.decide, Resend: w.resend, Dismiss: w.dismiss,
		Show:    func(finding string) { w.showFinding(finding, true) },
		OnMap:   w.showOnMap,
		Nowhere: func() { w.status.Say(w.words.Saying("ui.share.nowhere")) },
	}
}

// loadShared shows where the archive stands with its central repository. It
// asks nobody but the archive.
func (w *Window) loadShared() {
	archive := w.archive
	if archive == nil {
		return
	}
	var shared sharing.Shared
	w.tasks.Run(task.Job{
		Slot: slotShared,
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			shared, err = archive.Shared(ctx, sharing.Yesterday(time.Now()))
			return err
		},
		Done: func() {
			w.sharing.Set(shared, w.away)
			w.status.Sharing(&shared, w.away)
			w.showHolding(&shared)
			w.tabs.Items[tabSharing].Text = w.words.Saying("ui.tab.sharing")
			if n := len(shared.Conflicts); n > 0 {
				w.tabs.Items[tabSharing].Text += " (" + w.words.Count(int64(n)) + ")"
			}
			w.tabs.Refresh()
			w.deps.Trace.Event("sharing", "shown", "joined", shared.Joined, "pending", shared.Status.Pending, "parked", len(shared.Parked),
				"conflicts", len(shared.Conflicts), "news", len(shared.News), "away", w.away)
		},
	})
}

// showOnMap puts something on the map beside what was chosen, nil for nothing.
func (w *Window) showOnMap(o fyne.CanvasObject) {
	w.flag.RemoveAll()
	if o != nil {
		w.flag.Add(container.NewPadded(container.NewPadded(o)))
	}
	w.flag.Refresh()
}

// showSharing brings the page of sharing to the front.
func (w *Window) showSharing() { w.tabs.SelectIndex(tabSharing) }

func (w *Window) askEnrol() {
	if shown := w.sharing.Shown(); shown.Joined && shown.Status.Copied {
		w.ask.Rejoin(w.rejoin)
		return
	}
	if w.sharing.Shown().Joined {
		w.status.Say(w.words.Saying("ui.share.joined-already", w.sharing.Shown().Status.Server))
		w.showSharing()
		return
	}
	w.ask.Enrol(w.enrol)
}

// enrol joins the archive to a central repository and syncs.
func (w *Window) enrol(request client.EnrolRequest) {
	archive := w.archive
	w.joins("enrolled", func(ctx context.Context) (string, string, error) { return archive.Enrol(ctx, request) })
}

// rejoin joins an archive that was copied again, and syncs.
func (w *Window) rejoin(code string) {
	archive := w.archive
	w.joins("rejoined", func(ctx context.Context) (string, string, error) { return archive.Rejoin(ctx, code) })
}

// joins lets the archive join, and syncs.
func (w *Window) joins(event string, join func(context.Context) (user, role string, err error)) {
	user, role := "", ""
	w.tasks.Run(task.Job{
		Slot:  slotSync,
		Title: gis.Say("ui.task.enrol"),
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			user, role, err = join(ctx)
			return err
		},
		Done: func() {
			w.status.Say(w.words.Saying("ui.share.enrolled", user, w.words.Or("ui.role.", role)))
			w.deps.Trace.Event("sharing", event, "role", role)
			w.showSharing()
			w.syncNow()
		},
	})
}

// syncNow syncs because somebody asked; a failure is told. That nobody answers
// is none: it stands in the status bar.
func (w *Window) syncNow() {
	w.sync(gis.Say("ui.task.sync"), func(err error) {
		if w.away {
			w.status.Say(w.words.Saying("ui.share.offline"))
			return
		}
		w.fail(err)
	})
}

// beat syncs by itself where the user wants that: quietly, and a server that
// does not answer is no trouble.
func (w *Window) beat(now time.Time) {
	every := w.syncEvery()
	if every == 0 || w.archive == nil || w.curtain != nil || !w.sharing.Shown().Joined || w.tasks.Busy(slotSync) || now.Sub(w.tried) < every {
		return
	}
	w.sync(gis.Message{}, func(err error) { w.status.Say(w.words.Error(err)) })
}

// sync sends what was written here and takes in what others wrote. Work goes
// on meanwhile.
func (w *Window) sync(title gis.Message, failed func(error)) {
	if w.archive == nil {
		return
	}
	archive := w.archive
	w.tried = time.Now()
	var sum client.Summary
	w.tasks.Run(task.Job{
		Slot: slotSync, Title: title, Unattended: title.Code == "",
		Work: func(ctx context.Context, progress gis.Progress) (err error) {
			sum, err = archive.Sync(ctx, progress)
			return err
		},
		Done: func() {
			w.away = false
			w.status.Say(w.words.Saying("ui.share.done", w.words.Count(int64(sum.Pushed)), w.words.Count(int64(sum.Pulled)), w.words.Count(int64(sum.Conflicts))))
			w.deps.Trace.Event("sharing", "synced", "pushed", sum.Pushed, "pulled", sum.Pulled, "conflicts", sum.Conflicts, "pending", sum.Pending)
			w.afterSharing(sum.Pulled > 0)
		},
		Failed: func(err error) {
			w.away = client.Away(err)
			var wiped *client.Wiped
			if errors.As(err, &wiped) {
				w.deps.Trace.Event("sharing", "wiped", "unsent", wiped.Unsent)
				w.leave(func() {
					w.build()
					w.fail(err)
				})
				return
			}
			w.deps.Trace.Event("sharing", "failed", "away", w.away)
			w.loadShared()
			failed(err)
		},
	})
}

// afterSharing shows anew what sharing may have changed: findings too, when
// something came in.
func (w *Window) afterSharing(changed bool) {
	w.loadShared()
	if !changed {
		return
	}
	w.refresh(func() {
		if w.chosen.ID != "" {
			w.showFinding(w.chosen.ID, false)
		}
	})
	w.loadSteps()
}

// decide decides conflicts; the decisions travel with the next sync.
func (w *Window) decide(ids []string, c client.Choice) {
	archive, who, purpose := w.archive, w.deps.Operator, w.purpose
	var left []client.Undecided
	w.tasks.Run(task.Job{
		Slot:  slotEdit,
		Title: gis.Say("ui.task.decide"),
		Work: func(context.Context, gis.Progress) (err error) {
			left, err = archive.Resolve(ids, c, who, purpose)
			return err
		},
		Done: func() {
			w.deps.Trace.Event("sharing", "decided", "conflicts", len(ids)-len(left), "left", len(left))
			w.status.Say(w.words.Saying("ui.share.decided", w.words.Count(int64(len(ids)-len(left))), w.words.Count(int64(len(ids)))))
			w.afterSharing(true)
			if len(left) > 0 {
				w.fail(left[0].Err)
			}
		},
	})
}

// resend writes edits again that the server set aside.
func (w *Window) resend(seqs []uint64) {
	archive, who, purpose := w.archive, w.deps.Operator, w.purpose
	w.tasks.Run(task.Job{
		Slot:  slotEdit,
		Title: gis.Say("ui.task.resend"),
		Work: func(context.Context, gis.Progress) error {
			for _, seq := range seqs {
				if err := archive.Resend(seq, who, purpose); err != nil {
					return err
				}
			}
			return nil
		},
		Done: func() {
			w.deps.Trace.Event("sharing", "resent", "count", len(seqs))
			w.afterSharing(true)
		},
	})
}

// dismiss offers an edit that the server set aside no more.
func (w *Window) dismiss(seq uint64) {
	archive := w.archive
	w.tasks.Run(task.Job{
		Slot:  slotEdit,
		Title: gis.Say("ui.task.dismiss"),
		Work:  func(context.Context, gis.Progress) error { return archive.Dismiss(seq) },
		Done: func() {
			w.deps.Trace.Event("sharing", "dismissed")
			w.afterSharing(false)
		},
	})
}
