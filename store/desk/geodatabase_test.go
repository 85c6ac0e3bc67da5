package desk

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGeodatabaseIsItsFiles: the hash of a geodatabase is that of its files,
// names and contents, as sha256sum tells it; locks are none of it, and what
// changes while it is read is seen.
func TestGeodatabaseIsItsFiles(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "edifici.gdb")
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	hash := func() fingerprint {
		t.Helper()
		f, err := seenOf(folder, nil)
		if err != nil {
			t.Fatal(err)
		}
		noted := f.size
		if err := f.hash(t.Context()); err != nil || f.size != noted || len(f.sidecars) != 0 {
			t.Fatalf("%v; %d bytes noted, %d hashed, sidecars %q", err, noted, f.size, f.sidecars)
		}
		return f
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	put("gdb", "x")
	put("a00000001.gdbtable", "uno")
	first := hash()
	said := exec.Command("sh", "-c", "LC_ALL=C; sha256sum * | sha256sum")
	said.Dir = folder
	if out, err := said.Output(); err != nil || strings.Fields(string(out))[0] != first.sha256 || first.size != 4 {
		t.Errorf("%s, sha256sum says %s, %v; %d bytes", first.sha256, out, err, first.size)
	}
	put("_gdb.CASA.1.sr.lock", "y")
	if err := first.still(); err != nil {
		t.Errorf("a lock: %v", err)
	}
	if f := hash(); f.sha256 != first.sha256 {
		t.Error("a lock changes the hash")
	}
	put("a00000002.gdbtable", "tre")
	if first.still() == nil {
		t.Error("a file more is not seen")
	}
	if err := os.Remove(filepath.Join(folder, "a00000002.gdbtable")); err != nil {
		t.Fatal(err)
	}
	seen := hash()
	put("a00000001.gdbtable", "uno e due")
	if seen.still() == nil {
		t.Error("what changed is not seen")
	}
	if f := hash(); f.sha256 == first.sha256 {
		t.Error("another content has the same hash")
	}
	put("a00000001.gdbtable", "uno")
	if err := os.Rename(filepath.Join(folder, "gdb"), filepath.Join(folder, "gdc")); err != nil {
		t.Fatal(err)
	}
	if f := hash(); f.sha256 == first.sha256 {
		t.Error("other names have the same hash")
	}
}
