package boltstore_test

import (
	"path/filepath"
	"testing"

	"segit/gis"
	"segit/sync/server"
	"segit/sync/server/boltstore"
	"segit/sync/server/storetest"
)

func open(t *testing.T, path string) *boltstore.Store {
	t.Helper()
	s, err := boltstore.Open(path, boltstore.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) server.Store { return open(t, filepath.Join(t.TempDir(), "segitd.db")) })
}

func TestBackupIsTheRepositoryOfThatMoment(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "a.db"))
	id, err := s.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddCode(t.Context(), server.Code{Hash: "h"}); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "b.db")
	if err := s.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	if _, err := boltstore.Open(filepath.Join(dir, "a.db"), boltstore.Options{}); gis.KindOf(err) != gis.Locked {
		t.Errorf("a second process: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b := open(t, copied)
	defer b.Close() //nolint:errcheck // the test is over
	again, err := b.Identity(t.Context())
	if err != nil || again.Epoch != id.Epoch {
		t.Errorf("%v, %v: want %v", again, err, id)
	}
	if err := b.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	renewed, err := b.Identity(t.Context())
	if err != nil || renewed.Epoch == id.Epoch || string(renewed.Key) != string(id.Key) {
		t.Errorf("%v, %v", renewed, err)
	}
}
