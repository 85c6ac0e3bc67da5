package client_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
	"segit/sync/server"
	"segit/sync/wire"
)

// TestNewsAreWhatOthersWrote since the first reading, and no edit of one's own.
func TestNewsAreWhatOthersWrote(t *testing.T) {
	c := newCentral(t)
	a, b := c.desk(), c.desk()
	a.write("f0", "before")
	a.sync()
	b.sync() // reads all rows for the first time
	began := time.Now()
	b.write("f9", "own")
	a.write("f1", "anna")
	a.sync()
	b.sync()
	b.open(func(_ *store.Archive, l *client.Link) {
		news, err := l.News(began)
		if err != nil || len(news) != 1 || news[0].Row != "f1" || news[0].Actor != "anna" || news[0].Kind != wire.PutChange ||
			!slices.Equal(news[0].Columns, []string{"assignee"}) || news[0].Written.IsZero() {
			t.Errorf("%+v, %v", news, err)
		}
		if news, err := l.News(time.Now()); err != nil || len(news) != 0 {
			t.Errorf("%+v, %v", news, err)
		}
	})
	a.write("f2", "anna")
	a.sync()
	b.sync()
	b.open(func(_ *store.Archive, l *client.Link) {
		if news, err := l.News(began); err != nil || len(news) != 2 || news[0].Row != "f2" {
			t.Errorf("the newest is not the first: %+v, %v", news, err)
		}
	})
}

// TestManyConflictsAreDecidedAtOnce by side; those that a side cannot decide
// stay, and the decision is the same everywhere.
func TestManyConflictsAreDecidedAtOnce(t *testing.T) {
	c := newCentral(t)
	a, b, x := c.desk(), c.desk(), c.desk()
	for _, id := range []string{"f1", "f2", "f3"} {
		a.write(id, "anna")
		b.write(id, "bruno")
	}
	x.write("f3", "carlo")
	for _, d := range []*desk{a, b, x, a} {
		d.sync()
	}
	a.open(func(_ *store.Archive, l *client.Link) {
		all, err := l.Conflicts()
		if err != nil || len(all) != 3 {
			t.Fatalf("%v, %v", all, err)
		}
		ids := map[string]string{}
		for _, d := range all {
			ids[d.Row] = d.ID
		}
		left := l.ResolveMany([]string{ids["f1"], "none"}, client.Choice{Mine: true}, "anna", "")
		if len(left) != 1 || left[0].ID != "none" || gis.KindOf(left[0].Err) != gis.NotFound {
			t.Errorf("%+v", left)
		}
		left = l.ResolveMany([]string{ids["f2"], ids["f3"]}, client.Choice{Theirs: true}, "anna", "")
		if len(left) != 1 || left[0].ID != ids["f3"] || gis.KindOf(left[0].Err) != gis.BadUsage {
			t.Errorf("two others: %+v", left)
		}
	})
	for _, d := range []*desk{a, b, x} {
		d.sync()
	}
	for _, d := range []*desk{a, b, x} {
		if shown := d.shown(); shown["f1"] != `"anna"` || shown["f2"] != `"bruno"` {
			t.Errorf("%v", shown)
		}
	}
}

// TestEditsSetAsideAreSentAgain: once the role of their author allows it they
// go through, and are offered no more.
func TestEditsSetAsideAreSentAgain(t *testing.T) {
	c := newCentral(t)
	a, b := c.desk(), c.desk()
	role := func(role string) {
		if err := c.store.PutUser(t.Context(), server.User{Name: "anna", Role: role, Comuni: []string{"W001"}}); err != nil {
			t.Fatal(err)
		}
	}
	role("dpo")
	a.write("f1", "anna")
	a.sync()
	a.open(func(_ *store.Archive, l *client.Link) {
		parked, err := l.Parked()
		if err != nil || len(parked) != 1 || parked[0].Result.Code != "forbidden" {
			t.Fatalf("%+v, %v", parked, err)
		}
		if err := l.Resend(99, "anna", ""); gis.KindOf(err) != gis.NotFound {
			t.Errorf("%v", err)
		}
		if err := l.Resend(parked[0].Result.Seq, "anna", ""); err != nil {
			t.Fatal(err)
		}
		if st, err := l.Status(); err != nil || st.Parked != 0 || st.Pending != 1 {
			t.Errorf("%+v, %v", st, err)
		}
	})
	role("analyst")
	a.sync()
	b.sync()
	if shown := b.shown(); shown["f1"] != `"anna"` {
		t.Errorf("%v", shown)
	}
	a.open(func(s *store.Archive, l *client.Link) {
		if parked, err := l.Parked(); err != nil || len(parked) != 0 {
			t.Errorf("%+v, %v", parked, err)
		}
		if err := s.CheckJournal(t.Context(), func(m gis.Message) { t.Errorf("%v", m) }); err != nil {
			t.Error(err)
		}
	})
}

// TestEditsSetAsideAreDismissed: who cannot mend one wants to hear no more of it.
// It stays in the journal, and what came after it went through.
func TestEditsSetAsideAreDismissed(t *testing.T) {
	c := newCentral(t)
	a := c.desk()
	backup := filepath.Join(t.TempDir(), "copia.db")
	if err := c.store.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	a.open(func(s *store.Archive, _ *client.Link) {
		_, err := s.Append(
			store.Operation{Layer: "clouds", ID: "x", Kind: store.SetKind, Actor: "anna", Set: map[string]store.Change{"height": {New: json.RawMessage("1")}}},
			store.Operation{Layer: store.DatasetFindings, ID: "f1", Kind: store.SetKind, Set: map[string]store.Change{"assignee": {New: json.RawMessage(`"anna"`)}}},
		)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Append(store.Operation{Layer: store.DatasetFindings, Kind: store.SetKind}); gis.KindOf(err) != gis.BadUsage {
			t.Errorf("an edit of no row: %v", err)
		}
	})
	if sum := a.sync(); sum.Pushed != 2 {
		t.Errorf("%+v", sum)
	}
	a.open(func(s *store.Archive, l *client.Link) {
		parked, err := l.Parked()
		if err != nil || len(parked) != 1 || parked[0].Reason().Code != "sync.parked.unknown-row" {
			t.Fatalf("%+v, %v", parked, err)
		}
		if err := l.Dismiss(99); gis.KindOf(err) != gis.NotFound {
			t.Errorf("%v", err)
		}
		if err := l.Dismiss(parked[0].Result.Seq); err != nil {
			t.Fatal(err)
		}
		if parked, err = l.Parked(); err != nil || len(parked) != 0 {
			t.Errorf("%+v, %v", parked, err)
		}
		if st, err := l.Status(); err != nil || st.Parked != 0 || st.Pending != 0 {
			t.Errorf("%+v, %v", st, err)
		}
		if err := s.CheckJournal(t.Context(), func(m gis.Message) { t.Errorf("%v", m) }); err != nil {
			t.Error(err)
		}
	})
	// A server that was put back sets it aside once more, and it stays dismissed.
	c.restores(backup)
	if sum := a.sync(); sum.Pushed != 2 {
		t.Errorf("%+v", sum)
	}
	a.open(func(_ *store.Archive, l *client.Link) {
		if parked, err := l.Parked(); err != nil || len(parked) != 0 {
			t.Errorf("%+v, %v", parked, err)
		}
	})
	if shown := a.shown(); shown["f1"] != `"anna"` {
		t.Errorf("%v", shown)
	}
}

// TestEditsSetAsideAreTakenAfterAll: what a server that was put back takes when it
// comes again is set aside no more.
func TestEditsSetAsideAreTakenAfterAll(t *testing.T) {
	c := newCentral(t)
	a := c.desk()
	backup := filepath.Join(t.TempDir(), "copia.db")
	if err := c.store.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	if err := c.store.PutUser(t.Context(), server.User{Name: "anna", Role: "dpo", Comuni: []string{"W001"}}); err != nil {
		t.Fatal(err)
	}
	a.write("f1", "anna")
	a.sync()
	c.restores(backup)
	a.sync()
	a.open(func(_ *store.Archive, l *client.Link) {
		if st, err := l.Status(); err != nil || st.Parked != 0 {
			t.Errorf("%+v, %v", st, err)
		}
	})
	if shown := a.shown(); shown["f1"] != `"anna"` {
		t.Errorf("%v", shown)
	}
}
