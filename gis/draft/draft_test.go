package draft_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"segit/gis/draft"
)

func Example() {
	folder, err := os.MkdirTemp("", "draft")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "list.txt")
	d, err := draft.New(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Fprint(d.File(), "whole")
	_, err = os.Stat(path)
	fmt.Println("there:", err == nil)
	err = d.Place()
	body, _ := os.ReadFile(path)
	fmt.Println(string(body), err)
	// Output:
	// there: false
	// whole <nil>
}

// Drafts that nobody works on are cleared away, by who writes to their place;
// those of others, and all other files, stay.
func TestLeftovers(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "o.gpkg")
	for _, name := range []string{".o.gpkg.123.part", ".p.gpkg.1.part", ".o.gpkg.x.part", "o.gpkg"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	at, err := draft.New(path)
	if err != nil {
		t.Fatal(err)
	}
	beside, err := draft.New(path)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{filepath.Base(at.Name()), filepath.Base(beside.Name()), ".o.gpkg.x.part", ".p.gpkg.1.part", "o.gpkg"}
	if got := names(t, folder); !slices.Equal(got, sorted(want)) {
		t.Errorf("%q, want %q", got, want)
	}
	at.Discard()
	if err := beside.Place(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, folder); !slices.Equal(got, []string{".o.gpkg.x.part", ".p.gpkg.1.part", "o.gpkg"}) {
		t.Errorf("%q", got)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != 0 || info.Mode().Perm() != 0o644 {
		t.Errorf("%v, %v", info, err)
	}
	if _, err := draft.New(filepath.Join(folder, "no", "o.gpkg")); err == nil {
		t.Error("a draft in no folder")
	}
}

func sorted(names []string) []string { slices.Sort(names); return names }

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}
