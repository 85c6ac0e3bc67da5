package folder_test

import (
	"archive/tar"
	"os"
	"path/filepath"
	"testing"
	"time"

	"segit/gis"
	"segit/sync/server"
	"segit/sync/server/folder"
)

func made(t *testing.T) folder.Folder {
	t.Helper()
	f := folder.Folder(filepath.Join(t.TempDir(), "central"))
	if err := f.Init([]string{"localhost", "127.0.0.1"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestInitMakesAWholeFolder(t *testing.T) {
	f := made(t)
	ca, err := f.Authority()
	if err != nil {
		t.Fatal(err)
	}
	pair, err := f.Certificate("", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := pair.Leaf.CheckSignatureFrom(ca.Certificate); err != nil || pair.Leaf.VerifyHostname("127.0.0.1") != nil || pair.Leaf.VerifyHostname("example.it") == nil {
		t.Errorf("%v, %v", err, pair.Leaf.DNSNames)
	}
	if err := f.Init(nil, time.Now()); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("a second time: %v", err)
	}
	for _, name := range []string{"ca.key", "server.key", "segitd.db"} {
		if info, err := os.Stat(f.Path(name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if _, err := folder.Folder(t.TempDir()).Open(); gis.KindOf(err) != gis.BadInput {
		t.Errorf("a folder without a repository: %v", err)
	}
}

func TestRestoreTakesWholeBackupsOnly(t *testing.T) {
	f := made(t)
	s, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddCode(t.Context(), server.Code{Hash: "h"}); err != nil {
		t.Fatal(err)
	}
	before, err := s.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "backup.tar")
	if err := f.Backup(t.Context(), s, path); err != nil {
		t.Fatal(err)
	}
	if err := f.Backup(t.Context(), s, path); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("over a file that is there: %v", err)
	}
	if _, err := f.Restore(t.Context(), path); gis.KindOf(err) != gis.Locked {
		t.Errorf("while it serves: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 100, 600, 5000, len(whole) / 2} {
		cut := filepath.Join(t.TempDir(), "cut.tar")
		if err := os.WriteFile(cut, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Restore(t.Context(), cut); gis.KindOf(err) != gis.BadInput {
			t.Errorf("cut after %d bytes: %v", n, err)
		}
	}
	if _, err := f.Restore(t.Context(), foreign(t)); gis.KindOf(err) != gis.BadInput {
		t.Errorf("a file that would be written elsewhere: %v", err)
	}
	for _, into := range []folder.Folder{f, folder.Folder(filepath.Join(t.TempDir(), "new"))} {
		restored, err := into.Restore(t.Context(), path)
		if err != nil || (restored.Kept != "") != (into == f) {
			t.Fatalf("%+v, %v", restored, err)
		}
		s, err := into.Open()
		if err != nil {
			t.Fatal(err)
		}
		after, err := s.Identity(t.Context())
		if err != nil || after.Epoch == before.Epoch {
			t.Errorf("%v, %v: the epoch is the same", after, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// foreign is an archive that names a path outside.
func foreign(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "foreign.tar")
	w, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	out := tar.NewWriter(w)
	if err := out.WriteHeader(&tar.Header{Name: "../ca.key", Size: 1, Mode: 0o600}); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Write([]byte{'x'}); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}
