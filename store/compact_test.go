package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"segit/gis"
	"segit/store"
)

// shrinkable is an archive with much room in it, closed, and what it says.
func shrinkable(t *testing.T) (string, []string) {
	t.Helper()
	a := openNew(t)
	for n := range 6 {
		compute(t, a, 60-9*n)
	}
	edit(t, a, "f", "state", "checking")
	said := contents(t, a)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return a.Path, said
}

// says opens an archive and compares what it says.
func says(t testing.TB, path string, want []string) {
	t.Helper()
	a, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if got := contents(t, a); !slices.Equal(got, want) {
		t.Errorf("says\n%v\nwant\n%v", got, want)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCompactShrinks(t *testing.T) {
	path, said := shrinkable(t)
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	c, err := store.Compact(t.Context(), path, store.Keys{}, gis.Quiet{})
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if c.After != info.Size() || c.After > c.Before/2 || info.Mode().Perm() != 0o640 {
		t.Errorf("from %d to %d bytes, the file has %d, mode %v", c.Before, c.After, info.Size(), info.Mode())
	}
	says(t, path, said)
	if names := beside(t, path); len(names) != 1 {
		t.Errorf("left beside: %v", names)
	}
}

// A link stays a link, and what it leads to is compacted.
func TestCompactThroughALink(t *testing.T) {
	path, said := shrinkable(t)
	link := filepath.Join(t.TempDir(), "legame.segit")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Compact(t.Context(), link, store.Keys{}, gis.Quiet{}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info, err)
	}
	says(t, path, said)
}

func TestCompactThatEndsEarlyChangesNothing(t *testing.T) {
	path, said := shrinkable(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = store.Compact(ctx, path, store.Keys{}, stopper{cancel: cancel})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	after, err := os.ReadFile(path)
	if err != nil || !slices.Equal(before, after) {
		t.Errorf("the file changed, %v", err)
	}
	if names := beside(t, path); len(names) != 1 {
		t.Errorf("left beside: %v", names)
	}
	other := start(t, "hold", path)
	if _, err := store.Compact(t.Context(), path, store.Keys{}, gis.Quiet{}); gis.KindOf(err) != gis.Locked {
		t.Errorf("an archive that is open elsewhere: %v", err)
	}
	if err := other.in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := other.Wait(); err != nil {
		t.Fatal(err)
	}
	says(t, path, said)
}

// stopper is a Progress that cancels at the first step.
type stopper struct {
	gis.Quiet
	cancel func()
}

func (s stopper) Add(int64) { s.cancel() }
