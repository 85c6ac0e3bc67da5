package store_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"segit/store"
)

func TestSharedValuesAreOfOneTransaction(t *testing.T) {
	a := openNew(t)
	stop := errors.New("stop")
	for _, end := range []error{stop, nil} {
		err := a.Shared(func(tx *store.SharedTx) error {
			for _, key := range []string{"b/2", "b/1", "c"} {
				if err := tx.Put(key, key); err != nil {
					return err
				}
			}
			return end
		})
		if !errors.Is(err, end) {
			t.Fatal(err)
		}
		var keys []string
		err = a.Shared(func(tx *store.SharedTx) error {
			var text string
			if found, err := tx.Get("c", &text); err != nil || found != (end == nil) || found && text != "c" {
				t.Errorf("%q, %v, %v", text, found, err)
			}
			return tx.Each("b/", func(key string, value json.RawMessage) error {
				keys = append(keys, key+string(value))
				return nil
			})
		})
		if want := []string{`b/1"b/1"`, `b/2"b/2"`}; err != nil || end == nil && !slices.Equal(keys, want) || end != nil && keys != nil {
			t.Errorf("%v, %v", keys, err)
		}
	}
}

func TestSharedJournalIsWhatWasHashed(t *testing.T) {
	a := openNew(t)
	edit(t, a, "f1", "assignee", "<ufficio & co>")
	edit(t, a, "f2", "assignee", "anna")
	edit(t, a, "f3", "assignee", "bruno")
	var hashes, prevs []string
	err := a.Shared(func(tx *store.SharedTx) error {
		return tx.Journal(1, func(seq uint64, raw []byte) (bool, error) {
			o, err := store.DecodeOperation(raw)
			if o.Seq != seq {
				t.Errorf("operation %d stands at %d", o.Seq, seq)
			}
			hashes, prevs = append(hashes, store.HashOf(raw)), append(prevs, o.Prev)
			return len(hashes) < 2, err
		})
	})
	if err != nil || len(hashes) != 2 || prevs[1] != hashes[0] {
		t.Errorf("%v after %v, %v", prevs, hashes, err)
	}
}

func TestShownRowsAreWhatPeopleSee(t *testing.T) {
	a := openNew(t)
	edit(t, a, "f1", "assignee", "anna")
	note := store.Edits{Life: &store.Cell{Value: json.RawMessage("true"), By: []string{"x/1"}}, Author: "bruno", At: &a.Head.Created, Cells: map[string]store.Cell{
		store.AboutColumn: {Value: json.RawMessage(`"findings/f1"`), By: []string{"x/1"}},
		store.TextColumn:  {Value: json.RawMessage(`"vista"`), By: []string{"x/1"}},
	}}
	foreign := store.Edits{Cells: map[string]store.Cell{"assignee": {Value: json.RawMessage(`"bruno"`), By: []string{"x/2"}}}}
	for range 2 {
		err := a.Shared(func(tx *store.SharedTx) error {
			return errors.Join(tx.Show(store.LayerNotes, "n1", &note), tx.Show(store.DatasetFindings, "f1", &foreign))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	e, err := a.EditsOf(store.DatasetFindings, "f1")
	if err != nil || string(e.Cells["assignee"].Value) != `"bruno"` || len(e.Notes) != 1 || e.Notes[0].Author != "bruno" || len(e.Seqs) != 1 {
		t.Errorf("%+v, %v", e, err)
	}
	if err := a.Shared(func(tx *store.SharedTx) error { return tx.Show(store.DatasetFindings, "f1", nil) }); err != nil {
		t.Fatal(err)
	}
	if e, err := a.EditsOf(store.DatasetFindings, "f1"); err != nil || len(e.Cells) != 0 || len(e.Notes) != 1 {
		t.Errorf("%+v, %v", e, err)
	}
	// A server that was restored has lost the note, and what it stood beside knows it
	// no more; a row that nobody made is none.
	for _, left := range []*store.Edits{nil, {Life: note.Life, Cells: note.Cells}} {
		if err := a.Shared(func(tx *store.SharedTx) error { return tx.Show(store.LayerNotes, "n1", left) }); err != nil {
			t.Fatal(err)
		}
		e, err := a.EditsOf(store.DatasetFindings, "f1")
		if err != nil || len(e.Notes) != 0 {
			t.Errorf("%+v, %v", e, err)
		}
		all, err := a.Edits(store.DatasetFindings)
		if err != nil || len(all["f1"].Notes) != 0 {
			t.Errorf("%+v, %v", all, err)
		}
	}
}
