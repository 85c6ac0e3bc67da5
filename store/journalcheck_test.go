package store_test

import (
	"bytes"
	"slices"
	"testing"

	"segit/gis"
	"segit/store"
)

// troubles are the codes of what a check tells.
func troubles(t *testing.T, check func(func(gis.Message)) error) []string {
	t.Helper()
	var codes []string
	if err := check(func(m gis.Message) { codes = append(codes, m.Code) }); err != nil {
		t.Fatal(err)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

func TestCheckJournalFindsWhatWasDone(t *testing.T) {
	drop := func(gone ...uint64) func(uint64, []byte) []byte {
		return func(seq uint64, plain []byte) []byte {
			if slices.Contains(gone, seq) {
				return nil
			}
			return plain
		}
	}
	change := func(at uint64, old, to string) func(uint64, []byte) []byte {
		return func(seq uint64, plain []byte) []byte {
			if seq != at {
				return plain
			}
			return bytes.Replace(plain, []byte(old), []byte(to), 1)
		}
	}
	var third []byte
	for name, test := range map[string]struct {
		tamper func(uint64, []byte) []byte
		want   []string
	}{
		"nothing":         {func(_ uint64, plain []byte) []byte { return plain }, nil},
		"a value":         {change(3, "closed", "passed"), []string{"store.check-edits", "store.check-link"}},
		"one letter":      {change(2, "analista", "analisti"), []string{"store.check-link"}},
		"the last":        {change(5, "new text", "neu text"), []string{"store.check-anchor", "store.check-edits"}},
		"one gone":        {drop(3), []string{"store.check-edits", "store.check-gap"}},
		"the tail gone":   {drop(4, 5), []string{"store.check-cut", "store.check-edits"}},
		"all gone":        {drop(1, 2, 3, 4, 5), []string{"store.check-cut", "store.check-edits"}},
		"the head gone":   {drop(1), []string{"store.check-gap"}},
		"does not decode": {change(2, "{", "["), []string{"store.check-link", "store.check-operation"}},
		"two exchanged": {func(seq uint64, plain []byte) []byte {
			if seq == 3 {
				third = plain
				return plain
			}
			if seq == 4 {
				return third
			}
			return plain
		}, []string{"store.check-link", "store.check-operation"}},
	} {
		a := openNew(t)
		edit(t, a, "f1", "state", "checking")
		edit(t, a, "f2", "assignee", "Rosa")
		edit(t, a, "f1", "state", "closed")
		edit(t, a, "f3", "state", "checking")
		edit(t, a, "f3", "assignee", "new text")
		if err := a.Tamper(store.JournalBucket, test.tamper); err != nil {
			t.Fatal(err)
		}
		got := troubles(t, func(found func(gis.Message)) error { return a.CheckJournal(t.Context(), found) })
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: told %v, want %v", name, got, test.want)
		}
	}
}

// Whatever byte of whatever operation changes, the check tells (every third is
// tried).
func TestNoByteOfTheJournalChangesUnseen(t *testing.T) {
	a := openNew(t)
	a.Fast()
	edit(t, a, "f1", "state", "checking")
	edit(t, a, "f1", "note", "prima")
	edit(t, a, "f2", "assignee", "Rosa")
	var size int
	if err := a.Tamper(store.JournalBucket, func(_ uint64, plain []byte) []byte { size += len(plain); return plain }); err != nil {
		t.Fatal(err)
	}
	for at := 0; at < size; at += 3 {
		flip := func(offset int) func(uint64, []byte) []byte {
			return func(_ uint64, plain []byte) []byte {
				if offset >= 0 && offset < len(plain) {
					plain = bytes.Clone(plain)
					plain[offset] ^= 1
				}
				offset -= len(plain)
				return plain
			}
		}
		if err := a.Tamper(store.JournalBucket, flip(at)); err != nil {
			t.Fatal(err)
		}
		if got := troubles(t, func(found func(gis.Message)) error { return a.CheckJournal(t.Context(), found) }); len(got) == 0 {
			t.Fatalf("byte %d of %d changed and nothing was told", at, size)
		}
		if err := a.Tamper(store.JournalBucket, flip(at)); err != nil {
			t.Fatal(err)
		}
	}
}
