package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"segit/gis"
	"segit/store"
)

// closed makes an archive and closes it.
func closed(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "prova.segit")
	a, err := store.Create(t.Context(), path, "W001", 7792)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// beside lists the folder of an archive.
func beside(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestArchiveHeldByAnotherProcess(t *testing.T) {
	path := closed(t)
	other := start(t, "hold", path)
	_, err := store.Open(t.Context(), path)
	if gis.KindOf(err) != gis.Locked || !strings.Contains(err.Error(), fmt.Sprintf("pid %d", other.Process.Pid)) {
		t.Errorf("%v, want to be told of process %d", err, other.Process.Pid)
	}
	if err := other.in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := other.Wait(); err != nil {
		t.Fatal(err)
	}
	if names := beside(t, path); len(names) != 1 {
		t.Errorf("the folder holds %v, want the archive alone", names)
	}
	a, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}

func TestNoteOfADeadProcessNamesNobody(t *testing.T) {
	path := closed(t)
	dead := start(t, "hold", path)
	if err := dead.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	dead.Wait() //nolint:errcheck // it was killed
	stale, err := os.ReadFile(filepath.Join(filepath.Dir(path), ".prova.segit.held"))
	if err != nil {
		t.Fatalf("a killed process leaves its note: %v", err)
	}
	a, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	// As if our own note could not have been written.
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), ".prova.segit.held"), stale, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), path)
	if gis.KindOf(err) != gis.Locked || strings.Contains(err.Error(), fmt.Sprint(dead.Process.Pid)) {
		t.Errorf("%v, want a lock of nobody known", err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	if names := beside(t, path); len(names) != 1 {
		t.Errorf("the folder holds %v, want the archive alone", names)
	}
	if err := a.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}

func TestCreateTouchesNoFile(t *testing.T) {
	path := closed(t)
	if _, err := store.Create(t.Context(), path, "W001", 7792); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("an archive was made over another: %v", err)
	}
	if _, err := store.Create(t.Context(), filepath.Join(path, "x.segit"), "W001", 7792); gis.KindOf(err) != gis.BadInput {
		t.Errorf("an archive was made inside a file: %v", err)
	}
	// What a killed creation left does not stand in the way.
	fresh := filepath.Join(filepath.Dir(path), "nuovo.segit")
	if err := os.WriteFile(fresh+".new", []byte("half an archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := store.Create(t.Context(), fresh, "W001", 7792)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	if names := beside(t, path); len(names) != 2 {
		t.Errorf("the folder holds %v, want two archives", names)
	}
}
