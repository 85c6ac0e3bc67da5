package folder_test

import (
	"path/filepath"
	"testing"
	"time"

	"segit/sync/server"
	"segit/sync/server/folder"
)

// A backup gives no revoked device its rights back, known to it or not, and loses
// nothing that such a device left for the office.
func TestRestoreKeepsRevocations(t *testing.T) {
	f := made(t)
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	opened := func(f folder.Folder, deed func(s server.Store) error) {
		t.Helper()
		s, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if err := deed(s); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	device := func(s server.Store, id string, status server.Status) error {
		return s.Readmit(t.Context(), "", server.Device{ID: id, User: "carla", Role: "surveyor", Comuni: []string{"W001"}, Status: status, Since: at})
	}
	backup := filepath.Join(t.TempDir(), "backup.tar")
	s, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"lost", "mine"} {
		if err := device(s, id, server.Active); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Backup(t.Context(), s, backup); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	opened(f, func(s server.Store) error {
		if err := s.SetStatus(t.Context(), "lost", server.Revoked, at); err != nil {
			return err
		}
		if err := device(s, "later", server.Revoked); err != nil {
			return err
		}
		return s.Write(t.Context(), "W001", func(tx server.Tx) error {
			return tx.Leave(&server.Sealed{Comune: "W001", Device: "lost", Hash: "h", At: at, Body: []byte("sealed")})
		})
	})
	restored, err := f.Restore(t.Context(), backup)
	if err != nil || !restored.Carried || restored.Kept == "" {
		t.Fatalf("%+v, %v", restored, err)
	}
	opened(f, func(s server.Store) error {
		for id, want := range map[string]server.Status{"lost": server.Revoked, "later": server.Revoked, "mine": server.Active} {
			d, err := s.Device(t.Context(), id)
			if err != nil || d.Status != want {
				t.Errorf("%s: %q, %v; want %q", id, d.Status, err, want)
			}
		}
		return s.Read(t.Context(), "W001", func(v server.View) error {
			left, err := v.Sealed()
			if len(left) != 1 || string(left[0].Body) != "sealed" {
				t.Errorf("left: %+v", left)
			}
			return err
		})
	})
	elsewhere := folder.Folder(filepath.Join(t.TempDir(), "new"))
	if restored, err = elsewhere.Restore(t.Context(), backup); err != nil || restored.Carried {
		t.Errorf("where nothing was: %+v, %v", restored, err)
	}
	other := made(t)
	if restored, err = other.Restore(t.Context(), backup); err != nil || restored.Carried || restored.Kept == "" {
		t.Errorf("over another repository: %+v, %v", restored, err)
	}
}
