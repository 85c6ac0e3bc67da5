package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"segit/gis"
	"segit/store"
)

// copyTo copies a file as a file manager does, whoever has it open.
func copyTo(t testing.TB, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "copia.segit")
	if err := os.WriteFile(to, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// noticed opens an archive and gives the codes of what opening it tells.
func noticed(t testing.TB, path string) (codes []string) {
	t.Helper()
	a, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range a.Notices {
		codes = append(codes, m.Code)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return codes
}

// A copy made while the archive was written to is told from the file itself,
// which a killed process leaves the same, and from a copy of a closed one.
func TestCopiesOfOpenArchives(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 5, corner))
	open := copyTo(t, a.Path)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if codes := noticed(t, copyTo(t, a.Path)); len(codes) > 0 {
		t.Errorf("a copy of a closed archive: %v", codes)
	}
	if codes := noticed(t, open); len(codes) != 1 || codes[0] != "store.copied" {
		t.Errorf("a copy of an open archive: %v", codes)
	}
	if codes := noticed(t, open); len(codes) > 0 {
		t.Errorf("the second time: %v", codes)
	}
	sound(t, open)

	path := closed(t)
	other := start(t, "import", path)
	other.says(t, "imported")
	other.says(t, "imported")
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	other.Wait() //nolint:errcheck // it was killed
	killed := copyTo(t, path)
	if codes := noticed(t, path); len(codes) > 0 {
		t.Errorf("after a kill: %v", codes)
	}
	if codes := noticed(t, killed); len(codes) != 1 || codes[0] != "store.copied" {
		t.Errorf("a copy of what a kill left: %v", codes)
	}
}

// A copy that holds half of a writing does not open.
func TestTornCopies(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 40, corner))
	edit(t, a, "f", "state", "checking")
	before, err := os.ReadFile(copyTo(t, a.Path))
	if err != nil {
		t.Fatal(err)
	}
	for n := range 5 {
		load(t, a, string(rune('b'+n)), grid(plots(), "12", 30+n, corner))
	}
	after, err := os.ReadFile(a.Path)
	if err != nil {
		t.Fatal(err)
	}
	torn := filepath.Join(t.TempDir(), "copia.segit")
	if err := os.WriteFile(torn, append(before[:len(before)/2], after[len(before)/2:]...), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := store.Open(t.Context(), torn)
	if gis.KindOf(err) != gis.Damaged {
		t.Errorf("opened: %v", err)
	}
	if err == nil {
		b.Close() //nolint:errcheck // it should not have opened
	}
}

func TestReadOnly(t *testing.T) {
	path, _ := written(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a, err := store.OpenReadOnly(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Notices) != 1 || a.Notices[0].Code != "store.opened-read-only" {
		t.Errorf("told %v", a.Notices)
	}
	s := a.Snapshot()
	if n := count(t, s, store.Ask{Dataset: "parcels", Shapes: true}); n != 2000 {
		t.Errorf("%d rows", n)
	}
	if _, err := a.LogAccess(store.Access{Deed: "query"}); err != nil {
		t.Errorf("a query: %v", err)
	}
	_, err = a.Append(store.Operation{Layer: "findings", ID: "f", Kind: store.SetKind, Set: map[string]store.Change{"state": {New: []byte(`"x"`)}}})
	if codeOf(err) != "store.read-only" {
		t.Errorf("an edit: %v", err)
	}
	if _, err := a.Build(t.Context()); codeOf(err) != "store.read-only" {
		t.Errorf("an import: %v", err)
	}
	if err := s.Release(); err != nil {
		t.Error(err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	after, err := os.ReadFile(path)
	if err != nil || string(before) != string(after) {
		t.Errorf("the file changed: %v", err)
	}
}
