package store_test

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store"
)

// values reads every value of a file as it stands there, by bucket and key.
func values(t *testing.T, path string) map[[2]string][]byte {
	t.Helper()
	all := map[[2]string][]byte{}
	rewrite(t, path, func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				all[[2]string{string(name), string(k)}] = bytes.Clone(v)
				return nil
			})
		})
	})
	return all
}

// Any one value of a sealed archive that is taken out or put back to an older one
// is told by the check, but for the latest time and older steps of undo.
func TestValuesPutBack(t *testing.T) {
	path, recovery := sealedArchive(t)
	work := func(do func(a *store.Archive) error) map[[2]string][]byte {
		t.Helper()
		a, err := store.OpenWith(t.Context(), path, by(string(passphrase)))
		if err != nil {
			t.Fatal(err)
		}
		if err := do(a); err != nil {
			t.Fatal(err)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		return values(t, path)
	}
	beside := func(a *store.Archive, id string) error {
		_, err := a.Append(store.Operation{Kind: store.CreateKind, Layer: "notes", ID: id, Set: map[string]store.Change{store.AboutColumn: {New: []byte(`"W001/A/12/7"`)}}})
		return err
	}
	look := func(a *store.Archive) error {
		_, err := a.LogAccess(store.Access{Actor: "prova", Deed: "query"})
		return err
	}
	operation := func(a *store.Archive, state string) error {
		_, err := a.Append(store.Operation{Layer: "findings", ID: "f", Set: map[string]store.Change{"state": {New: []byte(`"` + state + `"`)}}})
		return err
	}
	correct := func(a *store.Archive, text string) error {
		return a.Correct([]store.KeptReject{{Reject: gis.Reject{Supply: 2, Line: 1, Reason: gis.Say("test.reason"), Text: "riga", Fixed: text}}})
	}
	before := work(func(a *store.Archive) error {
		build := begin(t, a)
		s := build.Supply(intakeOf("c"))
		if err := s.Reject(1, gis.Say("test.reason"), "riga"); err != nil {
			return err
		}
		s.Counted(gis.Counts{Read: 1, Rejected: 1})
		if err := build.Commit(); err != nil {
			return err
		}
		if err := correct(a, "prima"); err != nil {
			return err
		}
		return errors.Join(beside(a, "p"), operation(a, "new"), look(a))
	})
	after := work(func(a *store.Archive) error {
		if err := a.Act(t.Context(), 1, gis.SupplyAct{At: time.Now(), Withdrawn: true}); err != nil {
			return err
		}
		if err := correct(a, "seconda"); err != nil {
			return err
		}
		return errors.Join(beside(a, "q"), operation(a, "checking"), look(a))
	})
	told := func() int {
		troubles := 0
		_, err := store.Check(t.Context(), path, by(recovery), gis.Quiet{}, func(trouble store.Trouble) error {
			if !trouble.Harmless {
				troubles++
			}
			return nil
		})
		if err != nil {
			troubles++
		}
		return troubles
	}
	if n := told(); n != 0 {
		t.Fatalf("%d told of an archive that nobody touched", n)
	}
	unguarded := func(at [2]string) bool { return at[0] == "state" && at[1] == "seen" }
	changed := map[string]int{}
	for _, at := range slices.SortedFunc(maps.Keys(after), func(p, q [2]string) int { return slices.Compare(p[:], q[:]) }) {
		under := func(change func(b *bbolt.Bucket) error) {
			rewrite(t, path, func(tx *bbolt.Tx) error { return change(tx.Bucket([]byte(at[0]))) })
		}
		if !unguarded(at) {
			under(func(b *bbolt.Bucket) error { return b.Delete([]byte(at[1])) })
			if told() == 0 {
				t.Errorf("%s %q was taken out and nobody told", at[0], at[1])
			}
		}
		old := before[at]
		if old != nil && !bytes.Equal(old, after[at]) && !unguarded(at) && !strings.HasPrefix(at[1], "\x00step") {
			changed[at[0]]++
			under(func(b *bbolt.Bucket) error { return b.Put([]byte(at[1]), old) })
			if told() == 0 {
				t.Errorf("%s %q was put back and nobody told", at[0], at[1])
			}
		}
		under(func(b *bbolt.Bucket) error { return b.Put([]byte(at[1]), after[at]) })
	}
	for _, bucket := range []string{"supplies", "rejects", "edits", "generations", "state"} {
		if changed[bucket] == 0 {
			t.Errorf("nothing of %s was put back", bucket)
		}
	}
}
