package store_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"segit/store"
)

var update = flag.Bool("update", false, "write the golden files again")

// old unpacks an archive of a former format into a folder of the test.
func old(t testing.TB, name string) string {
	t.Helper()
	packed, err := os.ReadFile(filepath.Join("testdata", name+".segit.zst"))
	if err != nil {
		t.Fatal(err)
	}
	unpack, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer unpack.Close()
	raw, err := unpack.DecodeAll(packed, nil)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), filepath.Base(name)+".segit")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// oldArchives are the archives of former formats.
func oldArchives() []string { return []string{"v1/empty", "v1/desk", "v1/killed", "v2/desk"} }

// What an archive of a former format said it says still.
func TestOldArchivesSayTheSame(t *testing.T) {
	for _, name := range oldArchives() {
		a, err := store.Open(t.Context(), old(t, name))
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(contents(t, a), "\n") + "\n"
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		sound(t, a.Path)
		golden := filepath.Join("testdata", name+".content")
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s says\n%swant\n%s", name, got, want)
		}
	}
}
