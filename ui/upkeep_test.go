package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// Work on the file lets the archive go, and it is back with the result.
func TestUpkeep(t *testing.T) {
	for name, c := range map[string]struct {
		run   func(*rig)
		event string
	}{
		"check":   {func(r *rig) { r.checkFile() }, "checked"},
		"compact": {func(r *rig) { r.compactFile() }, "compacted"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.open("/prova/archivio.segit")
			r.event("archive", "opened")
			first := r.archives.last
			c.run(r)
			r.event("upkeep", c.event)
			if !first.closed || r.archives.last == first || r.archive == nil || r.archive.About().Path != "/prova/archivio.segit" {
				t.Error("the archive was not let go, or is not back")
			}
			if r.win.Canvas().Overlays().Top() == nil {
				t.Error("nobody is told what came of it")
			}
		})
	}
}

// Of an encrypted archive the passphrase is asked for.
func TestUpkeepAsksForThePassphrase(t *testing.T) {
	r := sealedRig(t)
	r.forgetTrace()
	r.compactFile()
	if e := r.event("passphrase", "asked"); e["wrong"] != false {
		t.Errorf("asked %v", e)
	}
	r.compact("/prova/sealed.segit", true, []byte(fakePassphrase))
	r.event("upkeep", "compacted")
	if r.archive == nil || r.seen("error", "shown") != nil {
		t.Error("the archive is not back, or an error was shown")
	}
}

// Work that is stopped gives the archive back as well.
func TestUpkeepStopped(t *testing.T) {
	r := newRig(t)
	r.open("/prova/archivio.segit")
	r.event("archive", "opened")
	r.archives.stuck = true
	r.forgetTrace()
	r.compactFile()
	r.event("task", "started")
	r.tasks.Cancel(slotUpkeep)
	r.event("archive", "opened")
	if r.archive == nil || r.seen("upkeep", "compacted") != nil {
		t.Error("the archive is not back, or was compacted")
	}
}

// Keys are exchanged in the open archive, the recovery key is shown, and the
// file is written anew.
func TestRotateInTheWindow(t *testing.T) {
	r := sealedRig(t)
	first := r.archives.last
	r.rotate([]byte(fakePassphrase))
	r.event("keys", "recovery")
	if first.passphrase != fakePassphrase || first.closed {
		t.Error("the keys are as they were, or the archive was closed before the key was seen")
	}
	shown := test.LaidOutObjects(r.win.Canvas().Overlays().Top())
	for _, o := range shown {
		if c, ok := o.(*widget.Check); ok {
			c.SetChecked(true)
		}
	}
	for _, o := range shown {
		if b, ok := o.(*widget.Button); ok && b.Text == r.words.Saying("ui.recovery.done") {
			test.Tap(b)
		}
	}
	r.event("upkeep", "compacted")
	if r.archive == nil || !strings.Contains(r.archive.About().Path, "sealed") {
		t.Error("the archive is not back")
	}
}

// press taps the button of a name in the question that shows.
func (r *rig) press(code string) {
	r.t.Helper()
	for _, o := range test.LaidOutObjects(r.win.Canvas().Overlays().Top()) {
		if b, ok := o.(*widget.Button); ok && b.Text == r.words.Saying(code) {
			test.Tap(b)
			return
		}
	}
	r.t.Fatalf("there is no button %q", r.words.Saying(code))
}

// progress waits until the bar shows how far a job is, as a part of 1, and gives
// what stands beside it.
func (r *rig) progress(part float64) string {
	r.t.Helper()
	bar, title := r.status.Progress()
	for bar != part {
		r.forgetTrace()
		r.event("task", "running")
		bar, title = r.status.Progress()
	}
	return title
}

// A rescue shows how far it is, writes into the folder that was typed, and tells
// what came of it.
func TestRescueInTheWindow(t *testing.T) {
	r := newRig(t)
	r.open("/prova/archivio.segit")
	r.event("archive", "opened")
	first := r.archives.last
	r.archives.hold = make(chan bool)
	r.rescueFile()
	r.event("window", "welcome")
	for r.win.Canvas().Overlays().Top() == nil {
		(<-r.posted)()
	}
	r.press("ui.confirm")
	if title := r.progress(0.4); !strings.Contains(title, r.words.Saying("store.rescuing")) {
		t.Errorf("%q", title)
	}
	close(r.archives.hold)
	if e := r.event("upkeep", "rescued"); e["rows"] != 3.0 {
		t.Errorf("%v", e)
	}
	if want := "/prova/archivio" + r.words.Saying("ui.rescue.folder"); r.archives.rescued != want {
		t.Errorf("rescued into %q, want %q", r.archives.rescued, want)
	}
	if !first.closed || r.archive == nil || r.win.Canvas().Overlays().Top() == nil {
		t.Error("the archive is not back, or nobody is told")
	}
}

// An archive of an older format shows how far it is brought to this one, and then
// itself.
func TestMigrationInTheWindow(t *testing.T) {
	r := newRig(t)
	r.archives.hold = make(chan bool)
	r.open("/prova/old.segit")
	if title := r.progress(0.25); !strings.Contains(title, r.words.Saying("store.migrating")) {
		t.Errorf("%q", title)
	}
	if r.archive != nil {
		t.Error("the archive shows before it is of this format")
	}
	close(r.archives.hold)
	if e := r.event("archive", "opened"); e["file"] != "old.segit" {
		t.Errorf("%v", e)
	}
}
