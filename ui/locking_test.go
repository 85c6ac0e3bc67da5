package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"segit/store/desk"
	"segit/ui/dialogue"
	"segit/ui/look"
)

// sealedRig is a window with an encrypted archive.
func sealedRig(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	r.openBy("/prova/sealed.segit", []byte(fakePassphrase))
	r.event("archive", "opened")
	return r
}

func TestSealedArchiveAsksAndAsksAgain(t *testing.T) {
	r := newRig(t)
	r.open("/prova/sealed.segit")
	if e := r.event("passphrase", "asked"); e["wrong"] != false {
		t.Errorf("asked %v", e)
	}
	r.forgetTrace()
	r.openBy("/prova/sealed.segit", []byte("sbagliata"))
	if e := r.event("passphrase", "asked"); e["wrong"] != true {
		t.Errorf("asked %v", e)
	}
	if r.seen("error", "shown") != nil {
		t.Error("the question is shown and an error too")
	}
	r.openBy("/prova/sealed.segit", []byte(fakePassphrase))
	r.event("archive", "opened")
}

func TestLockedArchiveIsClosedAndComesBackAsItWas(t *testing.T) {
	r := sealedRig(t)
	r.event("map", "view")
	r.chooseFinding(r.findings[2].ID)
	r.event("evidence", "shown")
	r.paintMap()
	chosen, view, first := r.chosen.ID, r.mapv.View(), r.archives.last
	r.lock()
	r.event("archive", "locked")
	if !first.closed || r.archive != nil || r.chosen.ID != "" || len(r.all) != 0 {
		t.Error("something of the archive is kept")
	}
	if c := r.commands[0]; !r.allows(c) {
		t.Errorf("%s cannot be chosen", c.title)
	}
	for _, c := range r.commands {
		if (c.needs || c.seal) && r.allows(c) {
			t.Errorf("%s can be chosen behind the curtain", c.title)
		}
	}
	r.setMode(look.Dark) // the page stays through a change of the face
	r.unlock([]byte("sbagliata"))
	if e := r.event("error", "shown"); !strings.Contains(e["text"].(string), "non apre") || r.curtain == nil {
		t.Errorf("a wrong passphrase: %v", e)
	}
	r.forgetTrace()
	r.unlock([]byte(fakePassphrase))
	r.event("archive", "unlocked")
	r.event("evidence", "shown")
	if r.chosen.ID != chosen || r.mapv.View().Centre != view.Centre || r.curtain != nil {
		t.Errorf("finding %q at %v, want %q at %v", r.chosen.ID, r.mapv.View().Centre, chosen, view.Centre)
	}
}

func TestWorkUnderWayEndsBeforeTheArchiveCloses(t *testing.T) {
	r := sealedRig(t)
	archive := r.archives.last
	archive.block = make(chan bool)
	r.importFiles(desk.ImportRequest{Paths: []string{"/forniture"}})
	r.event("task", "running")
	r.lock()
	if e := r.seen("archive", "hidden"); e["working"] != true || archive.closed {
		t.Fatalf("hidden = %v, closed %v", e, archive.closed)
	}
	close(archive.block)
	r.event("archive", "locked")
	if !archive.closed || len(archive.imported.Paths) != 1 {
		t.Errorf("closed %v, imported %v", archive.closed, archive.imported.Paths)
	}
	if r.seen("task", "cancelled") != nil {
		t.Error("the work was stopped")
	}
}

func TestIdleArchivesLock(t *testing.T) {
	r := sealedRig(t)
	r.setLockAfter(5)
	now := time.Now()
	r.touched = now
	r.idle(now.Add(4 * time.Minute))
	if r.curtain != nil {
		t.Fatal("locked too early")
	}
	r.setLockAfter(0)
	r.idle(now.Add(time.Hour))
	if r.curtain != nil {
		t.Fatal("locked though nobody wants it")
	}
	r.setLockAfter(5)
	r.idle(now.Add(5 * time.Minute))
	r.event("archive", "locked")
}

func TestArchiveInTheClearDoesNotLock(t *testing.T) {
	r := openRig(t)
	r.lock()
	r.idle(time.Now().Add(24 * time.Hour))
	if r.curtain != nil || r.archive == nil {
		t.Error("an archive in the clear was locked")
	}
	for _, c := range r.commands {
		if c.seal && r.allows(c) {
			t.Errorf("%s is offered for an archive in the clear", c.title)
		}
	}
}

func TestLockedArchiveCanBeLeft(t *testing.T) {
	r := sealedRig(t)
	r.lock()
	r.event("archive", "locked")
	r.curtain.page.Leave()
	r.event("window", "welcome")
}

func TestNewArchiveShowsItsRecoveryKey(t *testing.T) {
	r := newRig(t)
	gone := false
	r.create(dialogue.NewArchive{Path: "/prova/sealed.segit", Comune: "W001", Passphrase: []byte(fakePassphrase), Keyring: true}, func() { gone = true })
	r.event("keys", "recovery")
	if gone || !r.keyring() {
		t.Errorf("went on before the key was on paper: %v; keyring %v", gone, r.keyring())
	}
	r.toggleKeyring()
	if e := r.event("keys", "keyring"); e["use"] != false || r.keyring() {
		t.Errorf("keyring = %v", e)
	}
	path := filepath.Join(t.TempDir(), "chiave.pdf")
	r.saveRecovery("AAAAA-BBBBB", path)
	r.event("report", "written")
	if body, err := os.ReadFile(path); err != nil || string(body) != "%PDF AAAAA-BBBBB" {
		t.Errorf("the sheet is %q, %v", body, err)
	}
}
