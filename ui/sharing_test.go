package ui

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/store/desk"
	"segit/sync/client"
	"segit/sync/merge"
	"segit/sync/sharing"
)

func (a *fakeArchive) Rejoin(_ context.Context, code string) (user, role string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.joined.Code, a.shared.Status.Copied, a.syncErr = code, false, nil
	return "anna", "analyst", nil
}

func (a *fakeArchive) Enrol(_ context.Context, request client.EnrolRequest) (user, role string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.joined, a.shared.Joined = request, true
	a.shared.Status.Server, a.shared.Status.User, a.shared.Status.Role = request.Server, "anna", "analyst"
	return "anna", "analyst", nil
}

func (a *fakeArchive) Sync(ctx context.Context, progress gis.Progress) (client.Summary, error) {
	a.mu.Lock()
	block := a.block
	a.syncs++
	a.mu.Unlock()
	progress.Stage(gis.Say("sync.stage"), 0)
	if block != nil {
		select {
		case <-block:
		case <-ctx.Done():
			return client.Summary{}, ctx.Err()
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.syncErr == nil {
		a.shared.Status.Pending, a.shared.Status.Synced = 0, time.Now()
	}
	return client.Summary{Pushed: 3, Pulled: 1, Conflicts: len(a.shared.Conflicts)}, a.syncErr
}

func (a *fakeArchive) Shared(context.Context, time.Time) (sharing.Shared, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.shared
	s.Conflicts = slices.Clone(s.Conflicts)
	return s, nil
}

func (a *fakeArchive) Resolve(ids []string, c client.Choice, _, _ string) ([]client.Undecided, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.decisions = append(a.decisions, c)
	a.shared.Conflicts = slices.DeleteFunc(a.shared.Conflicts, func(c sharing.Conflict) bool { return slices.Contains(ids, c.ID) })
	return nil, nil
}

func (a *fakeArchive) Resend(seq uint64, _, _ string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.resent = append(a.resent, seq)
	a.shared.Parked = nil
	return nil
}

func (a *fakeArchive) Dismiss(seq uint64) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.dismissed = append(a.dismissed, seq)
	a.shared.Parked = nil
	return nil
}

func (a *fakeArchive) Reshape(_ context.Context, cells []string, _ gis.Progress) (sharing.Reshaped, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := &a.shared.Sheeted
	shrank := len(cells) > 0 && len(cells) < len(s.Here)
	s.Here, s.Want, s.Whole = cells, cells, len(cells) == 0
	return sharing.Reshaped{Shrank: shrank}, a.syncErr
}

func (a *fakeArchive) LeaseOver() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.leaseOver
}

// conflictOn is a conflict on a finding of the fake archive.
func (a *fakeArchive) conflictOn(i int) sharing.Conflict {
	f := a.findings[i]
	value := func(by, text string) merge.Value {
		return merge.Value{By: by, Value: json.RawMessage(text), Actor: strings.Split(by, "-")[0], At: time.Now()}
	}
	return sharing.Conflict{
		Dispute: merge.Dispute{ID: f.ID[:6], Layer: "findings", Row: f.ID, Column: "assignee", Values: []merge.Value{
			value("bruno-pc/4", `"bruno"`), value("d/1", `"anna"`),
		}},
		RowSubject: desk.RowSubject{Finding: f.ID, Control: f.Control, Key: f.Key}, Mine: map[string]bool{"d/1": true},
	}
}

func TestJoiningAndSyncing(t *testing.T) {
	r := newRig(t)
	r.open("/prova/W001.segit")
	if e := r.event("sharing", "shown"); e["joined"] != false {
		t.Errorf("%v", e)
	}
	r.enrol(client.EnrolRequest{Server: "https://segit.example.it", Code: "X"})
	if e := r.event("sharing", "enrolled"); e["role"] != "analyst" {
		t.Errorf("%v", e)
	}
	if e := r.event("sharing", "synced"); e["pushed"] != 3.0 || e["pulled"] != 1.0 {
		t.Errorf("%v", e)
	}
	if r.archives.last.joined.Code != "X" {
		t.Errorf("%v", r.archives.last.joined)
	}
}

// TestWorkGoesOnWhileSyncing: a sync that hangs stops nothing, and can be
// stopped.
func TestWorkGoesOnWhileSyncing(t *testing.T) {
	r := newRig(t)
	r.open("/prova/W001.segit")
	r.event("sharing", "shown")
	a := r.archives.last
	a.mu.Lock()
	a.shared.Joined, a.block = true, make(chan bool)
	a.mu.Unlock()
	r.syncNow()
	r.showFinding(a.findings[0].ID, false)
	r.event("evidence", "shown")
	if !r.tasks.Busy(slotSync) {
		t.Error("the sync is over")
	}
	r.tasks.Cancel(slotSync)
	if e := r.event("task", "cancelled"); e["task"] != slotSync {
		t.Errorf("%v", e)
	}
}

// TestNobodyAnswers: the window says so and work goes on; a sync that nobody
// asked for shows no dialog.
func TestNobodyAnswers(t *testing.T) {
	r := newRig(t)
	r.open("/prova/W001.segit")
	r.event("sharing", "shown")
	a := r.archives.last
	a.mu.Lock()
	a.shared.Joined = true
	a.syncErr = gis.Refuse("client.ask", gis.Internal, "sync.unreachable", "https://segit.example.it")
	a.mu.Unlock()
	r.loadShared()
	r.forgetTrace()
	r.event("sharing", "shown")
	now := time.Now()
	r.beat(now)
	if a.syncs != 0 {
		t.Error("it syncs by itself before anybody said so")
	}
	r.setSyncEvery(5)
	r.touched = now.Add(-time.Hour)
	r.forgetTrace()
	r.beat(now)
	if e := r.event("sharing", "failed"); e["away"] != true {
		t.Errorf("%v", e)
	}
	if r.event("sharing", "shown")["away"] != true || r.seen("error", "shown") != nil {
		t.Errorf("%s", r.trace.b.String())
	}
	r.beat(now.Add(time.Minute))
	if a.syncs != 1 {
		t.Errorf("%d syncs: it tries again at once", a.syncs)
	}
	r.forgetTrace()
	r.syncNow()
	r.event("sharing", "shown")
	if r.seen("error", "shown") != nil {
		t.Error("being offline is shown as an error")
	}
	a.mu.Lock()
	a.syncErr = gis.Refuse("client.Sync", gis.BadInput, "sync.problem.frozen")
	a.mu.Unlock()
	r.syncNow()
	r.event("error", "shown")
}

// TestACopiedArchiveJoinsAgain: an archive that is there twice says so in the line
// below, and joins again with a code alone.
func TestACopiedArchiveJoinsAgain(t *testing.T) {
	r := newRig(t)
	r.open("/prova/W001.segit")
	r.event("sharing", "shown")
	a := r.archives.last
	a.mu.Lock()
	a.shared.Joined, a.shared.Status.Copied = true, true
	a.syncErr = gis.Refuse("client.Sync", gis.BadInput, "sync.problem.frozen")
	a.mu.Unlock()
	r.forgetTrace()
	r.loadShared()
	r.event("sharing", "shown")
	if !r.sharing.Shown().Status.Copied {
		t.Error("the page does not know that the archive is there twice")
	}
	r.rejoin("ABCD")
	if e := r.event("sharing", "rejoined"); e["role"] != "analyst" {
		t.Errorf("%v", e)
	}
	r.event("sharing", "synced")
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.joined.Code != "ABCD" {
		t.Errorf("%v", a.joined)
	}
}

// TestTheTimerIsNobody: a sync by itself does not keep a sealed archive open.
func TestTheTimerIsNobody(t *testing.T) {
	r := newRig(t)
	r.open("/prova/W001.segit")
	r.event("sharing", "shown")
	a := r.archives.last
	a.mu.Lock()
	a.shared.Joined = true
	a.mu.Unlock()
	r.loadShared()
	r.forgetTrace()
	r.event("sharing", "shown")
	r.setSyncEvery(5)
	r.touched = time.Time{}
	r.forgetTrace()
	r.beat(time.Now())
	r.event("findings", "listed") // at the end of all that the sync began
	if !r.touched.IsZero() {
		t.Error("the timer counts as somebody")
	}
	r.syncNow()
	if r.touched.IsZero() {
		t.Error("who asks counts as nobody")
	}
}

// TestArchivesAreLockedWhenTheirLeaseEnds, and one that was erased is gone from
// the screen.
func TestArchivesAreLockedWhenTheirLeaseEnds(t *testing.T) {
	r := newRig(t)
	r.open("/prova/W001.segit")
	r.event("sharing", "shown")
	a := r.archives.last
	a.mu.Lock()
	a.about.Plaintext = false
	a.leaseOver = gis.Refuse("store.Open", gis.Locked, "lease.over", "W001.segit", "01/12/2026")
	a.mu.Unlock()
	r.idle(time.Now())
	r.event("archive", "hidden")
	r.event("archive", "locked")
}

func TestAnErasedArchiveIsGoneFromTheScreen(t *testing.T) {
	r := newRig(t)
	r.open("/prova/W001.segit")
	r.event("sharing", "shown")
	a := r.archives.last
	a.mu.Lock()
	a.shared.Joined = true
	a.syncErr = &client.Wiped{Unsent: 2}
	a.mu.Unlock()
	r.forgetTrace()
	r.syncNow()
	r.event("sharing", "wiped")
	r.event("window", "welcome")
	if r.archive != nil || r.event("error", "shown") == nil {
		t.Error("the archive shows still")
	}
}

func TestConflictsShowOnTheMapAndAreDecided(t *testing.T) {
	r := newRig(t)
	r.open("/prova/W001.segit")
	r.event("sharing", "shown")
	a := r.archives.last
	a.mu.Lock()
	a.shared.Joined = true
	a.shared.Conflicts = []sharing.Conflict{a.conflictOn(0), a.conflictOn(1), a.conflictOn(2)}
	first, second, third := a.shared.Conflicts[0], a.shared.Conflicts[1], a.shared.Conflicts[2]
	a.mu.Unlock()
	r.forgetTrace()
	r.loadShared()
	if e := r.event("sharing", "shown"); e["conflicts"] != 3.0 {
		t.Errorf("%v", e)
	}
	r.sharing.Choose(0, 1)
	if e := r.event("evidence", "shown"); e["id"] != second.Finding {
		t.Errorf("%v", e)
	}
	r.decide([]string{second.ID}, client.Choice{Number: 1})
	r.event("sharing", "decided")
	r.sharing.Mark(first.ID, third.ID)
	r.forgetTrace()
	r.decide([]string{first.ID, third.ID}, client.Choice{Mine: true})
	if e := r.event("sharing", "decided"); e["conflicts"] != 2.0 {
		t.Errorf("%v", e)
	}
	for r.event("sharing", "shown")["conflicts"] != 0.0 {
		r.forgetTrace() // it was of the decision before
	}
	if len(a.decisions) != 2 || a.decisions[0].Number != 1 || !a.decisions[1].Mine {
		t.Errorf("%+v", a.decisions)
	}
}

func TestEditsSetAsideAreSentAgain(t *testing.T) {
	r := newRig(t)
	r.open("/prova/W001.segit")
	r.event("sharing", "shown")
	r.resend([]uint64{7, 9})
	r.event("sharing", "resent")
	if !slices.Equal(r.archives.last.resent, []uint64{7, 9}) {
		t.Errorf("%v", r.archives.last.resent)
	}
	r.dismiss(8)
	r.event("sharing", "dismissed")
	if !slices.Equal(r.archives.last.dismissed, []uint64{8}) {
		t.Errorf("%v", r.archives.last.dismissed)
	}
}

// TestAConflictStandsOnTheMap: every field of a finding that is in conflict shows
// on the map with what was before, mine and theirs; keeping one decides it, and
// what is decided leaves the map.
func TestAConflictStandsOnTheMap(t *testing.T) {
	r := newRig(t)
	r.open("/prova/W001.segit")
	r.event("sharing", "shown")
	a := r.archives.last
	state := a.conflictOn(0)
	state.ID, state.Column, state.Base = "other", "due", json.RawMessage(`"2026-12-20"`)
	a.mu.Lock()
	a.shared.Joined, a.shared.Conflicts = true, []sharing.Conflict{a.conflictOn(0), state, a.conflictOn(1)}
	a.mu.Unlock()
	r.after("sharing", "shown", r.loadShared)
	r.after("evidence", "shown", func() { r.sharing.Choose(0, 1) })
	var texts []string
	buttons := map[string]*widget.Button{}
	besides(r.flag, &texts, buttons)
	for _, want := range []string{"assegnatario", "scadenza", "20/12/2026", "anna", "bruno"} {
		if !slices.Contains(texts, want) {
			t.Errorf("%q is not on the map: %v", want, texts)
		}
	}
	keep := buttons[r.words.Saying("ui.share.keep")]
	if keep == nil {
		t.Fatal("nothing on the map decides")
	}
	r.after("sharing", "shown", keep.OnTapped)
	if len(a.decisions) != 1 || len(r.flag.Objects) != 0 {
		t.Errorf("decided %v, and %d objects are on the map", a.decisions, len(r.flag.Objects))
	}
}
