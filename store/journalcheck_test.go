package store_test

import (
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
	var third []byte
	for name, test := range map[string]struct {
		tamper func(uint64, []byte) []byte
		want   []string
	}{
		"nothing":         {func(_ uint64, plain []byte) []byte { return plain }, nil},
		"a value":         {changed(3, "closed", "passed"), []string{"store.check-edits", "store.check-link"}},
		"one letter":      {changed(2, "analista", "analisti"), []string{"store.check-link"}},
		"the last":        {changed(5, "new text", "neu text"), []string{"store.check-anchor", "store.check-edits"}},
		"one gone":        {dropped(3), []string{"store.check-edits", "store.check-gap"}},
		"the tail gone":   {dropped(4, 5), []string{"store.check-cut", "store.check-edits"}},
		"all gone":        {dropped(1, 2, 3, 4, 5), []string{"store.check-cut", "store.check-edits"}},
		"the head gone":   {dropped(1), []string{"store.check-gap"}},
		"does not decode": {changed(2, "{", "["), []string{"store.check-link", "store.check-operation"}},
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
	noByteUnseen(t, a, store.JournalBucket, func(found func(gis.Message)) error { return a.CheckJournal(t.Context(), found) })
}

// Where a desk answered what another had written, and the central repository has an
// older value of its own in force, nothing is damaged.
func TestCheckJournalOfAnAnswerToAnother(t *testing.T) {
	a := openNew(t)
	shows := func(cell store.Cell) {
		t.Helper()
		e := store.Edits{Cells: map[string]store.Cell{"assignee": cell}}
		if err := a.Shared(func(tx *store.SharedTx) error { return tx.Show(store.DatasetFindings, "f1", &e) }); err != nil {
			t.Fatal(err)
		}
	}
	edit(t, a, "f1", "assignee", "Rosa")
	own := a.Head.Device + "/"
	shows(store.Cell{Value: []byte(`"Bruno"`), By: []string{"other/8"}})
	edit(t, a, "f1", "assignee", "Carla")
	shows(store.Cell{Value: []byte(`"Rosa"`), By: []string{own + "1"}, Others: []store.Rival{{Value: []byte(`"Carla"`), By: own + "2"}}})
	if told := troubles(t, func(found func(gis.Message)) error { return a.CheckJournal(t.Context(), found) }); told != nil {
		t.Errorf("told %v of a sound archive", told)
	}
}
