package panel

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"segit/gis"
	"segit/sync/client"
	"segit/sync/sharing"
)

// TestACopiedArchiveIsOfferedToJoinAgain: the page says what happened and offers
// the way back, which one that syncs has not; so does the bar below.
func TestACopiedArchiveIsOfferedToJoinAgain(t *testing.T) {
	test.NewTempApp(t)
	asked := 0
	s := NewSharing(italian(t), SharingEvents{Join: func() { asked++ }, OnMap: func(fyne.CanvasObject) {}})
	shared := sharing.Shared{Joined: true, Status: client.Status{Server: "https://segit.example.it", Synced: time.Now()}}
	s.Set(shared, false)
	if s.join.Visible() || !s.sync.Visible() {
		t.Error("one that syncs is to join again")
	}
	shared.Status.Copied = true
	shared.Status.Stopped = &client.Stopped{At: time.Now(), Why: gis.Say("sync.problem.frozen", 0)}
	s.Set(shared, false)
	show(t, s.Page(), 1000, 600)
	inOrder(t, read(s.Page()), "Ricollega", "due copie", "amministratore")
	press(t, s.Page(), "Ricollega…")
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	bar := NewStatus(italian(t))
	bar.Sharing(&shared, false)
	if !strings.Contains(bar.told, "da ricollegare") {
		t.Errorf("the bar says %q", bar.told)
	}
	s.Set(sharing.Shared{}, false)
	if !strings.HasPrefix(s.join.Text, "Collega") || !s.join.Visible() {
		t.Errorf("one that never joined is offered %q", s.join.Text)
	}
}
