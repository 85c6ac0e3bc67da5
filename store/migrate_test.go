package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"segit/gis"
	"segit/store"
)

// A migration leaves the file as it was beside the new one, says so once, and
// keeps the last few of them.
func TestMigrationKeepsTheFileAsItWas(t *testing.T) {
	path := old(t, "v1/desk")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for round := range 5 {
		// As if an old copy had been put back, with something in it by which
		// the copies are told apart.
		if err := os.WriteFile(path, append(bytes.Clone(before), byte(round)), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, notices := range []int{1, 0} {
			a, err := store.Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			if len(a.Notices) != notices || notices == 1 && a.Notices[0].Code != "store.migrated" {
				t.Errorf("round %d: told %v", round, a.Notices)
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := os.ReadFile(path + ".v1.bak")
		if err != nil || !bytes.Equal(kept, append(bytes.Clone(before), byte(round))) {
			t.Errorf("round %d: the copy is not the file as it was: %v", round, err)
		}
	}
	names := fmt.Sprint(beside(t, path))
	if want := "[desk.segit desk.segit.v1.bak desk.segit.v1.bak.1 desk.segit.v1.bak.2]"; names != want {
		t.Errorf("the folder holds %s, want %s", names, want)
	}
}

// A migration that cannot be done leaves the archive as it was, and opening it
// says why.
func TestMigrationThatFailsChangesNothing(t *testing.T) {
	path := old(t, "v1/desk")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		spoil, mend func() error
		code        string
	}{
		"something in the way of the new file": {
			func() error { return os.MkdirAll(filepath.Join(path+".new", "x"), 0o700) },
			func() error { return os.RemoveAll(path + ".new") }, "store.unreadable",
		},
		"something in the way of the copy": {
			func() error {
				return errors.Join(os.MkdirAll(filepath.Join(path+".v1.bak.2", "x"), 0o700),
					os.WriteFile(path+".v1.bak", nil, 0o600), os.WriteFile(path+".v1.bak.1", nil, 0o600))
			},
			func() error { return os.RemoveAll(path + ".v1.bak.2") }, "store.migrate",
		},
	} {
		if err := c.spoil(); err != nil {
			t.Fatal(err)
		}
		a, err := store.Open(t.Context(), path)
		if err == nil {
			a.Close() //nolint:errcheck // it should not have opened
			t.Fatalf("%s: opened", name)
		}
		if codeOf(err) != c.code || gis.KindOf(err) == gis.Damaged {
			t.Errorf("%s: %v", name, err)
		}
		after, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s: the file changed, %v", name, err)
		}
		if err := c.mend(); err != nil {
			t.Fatal(err)
		}
	}
}
