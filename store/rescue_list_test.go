package store_test

import (
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store"
)

// withoutList closes an archive, takes the list of what is in force out of its file
// and brings out what is there.
func withoutList(t *testing.T, a *store.Archive, keys store.Keys) (map[shownRow]int, store.Rescued) {
	t.Helper()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(a.Path)
	if err != nil {
		t.Fatal(err)
	}
	to, r, err := rescued(t, cutTo(t, unlisted(raw), len(raw)), keys)
	if err != nil {
		t.Fatal(err)
	}
	if keys.Passphrase == nil {
		sound(t, to)
	}
	if !r.Listed || !has(r, "store.rescue-listed") {
		t.Errorf("the list was not made again: %+v", r)
	}
	return shownRows(t, to, keys), r
}

// What people did with supplies since counts: a supply that was taken out of the
// archive's knowledge stays out, rows that left do not come back, computed rows are
// those computed last.
func TestRescueWithoutListKnowsWhatWasDone(t *testing.T) {
	full := func(row int) (bool, bool) { return row%3 != 0, false }
	for name, do := range map[string]func(a *store.Archive){
		"a supply was withdrawn": func(a *store.Archive) {
			take(t, a, "seconda", gis.FullSupply, gis.Day(2022, 1, 1), full)
			if err := a.Act(t.Context(), 2, gis.SupplyAct{Withdrawn: true, Actor: "prova"}); err != nil {
				t.Fatal(err)
			}
		},
		"and taken back": func(a *store.Archive) {
			take(t, a, "seconda", gis.FullSupply, gis.Day(2022, 1, 1), full)
			for _, out := range []bool{true, false} {
				if err := a.Act(t.Context(), 2, gis.SupplyAct{Withdrawn: out, Actor: "prova"}); err != nil {
					t.Fatal(err)
				}
			}
		},
		"an older one came later": func(a *store.Archive) { take(t, a, "vecchia", gis.FullSupply, gis.Day(2019, 1, 1), full) },
		"one stands beside":       func(a *store.Archive) { take(t, a, "accanto", gis.AddedSupply, gis.Day(2022, 1, 1), full) },
		"one was incomplete":      func(a *store.Archive) { take(t, a, "monca", gis.IncompleteSupply, gis.Day(2022, 1, 1), full) },
		"a cell left": func(a *store.Archive) {
			build := begin(t, a)
			in := intakeOf("sparsa")
			in.Scope = func(*gis.Batch, int) string { return "" }
			s := build.Supply(in)
			if err := s.Rows(t.Context(), spread()); err != nil {
				t.Fatal(err)
			}
			if err := build.Commit(); err != nil {
				t.Fatal(err)
			}
			before := total(shownIn(t, a))
			leaves := func(_ uint32, cell string) bool { return strings.HasSuffix(cell, "1") }
			if err := a.Leave(t.Context(), leaves, nil, func(*store.SharedTx) error { return nil }); err != nil {
				t.Fatal(err)
			}
			if left := before - total(shownIn(t, a)); left != 576+1 {
				t.Errorf("%d rows left", left)
			}
		},
		"rows were computed twice": func(a *store.Archive) {
			for _, n := range []int{9, 4} {
				build := begin(t, a)
				s := build.Derived("findings", 7792)
				b := gis.NewBatch(&gis.Schema{Dataset: store.DatasetFindings, Source: "controls", Columns: []gis.Column{{Name: "n", Type: gis.Integer}}})
				for i := range n {
					b.SetNum(0, int64(i*n))
					b.Add(uint32(i+1), gis.Always, gis.OpenEnd)
				}
				if err := s.Rows(t.Context(), b); err != nil {
					t.Fatal(err)
				}
				if err := build.Commit(); err != nil {
					t.Fatal(err)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := openNew(t)
			take(t, a, "prima", gis.FullSupply, gis.Day(2021, 1, 1), func(int) (bool, bool) { return true, false })
			do(a)
			now := shownIn(t, a)
			got, r := withoutList(t, a, store.Keys{})
			if !maps.Equal(got, now) || doubted(r) {
				t.Errorf("%d rows in force, want %d; %+v", total(got), total(now), r)
			}
		})
	}
}

// spread is a row of sheet 1 among those of another scope.
func spread() *gis.Batch {
	other := plots()
	other.Dataset = "buildings"
	b := gis.NewBatch(other)
	for sheet, text := range []string{"1", "2"} {
		one := grid(plots(), text, 1, orb.Point{corner[0] + 1000*float64(sheet+1), corner[1]})
		b.Append(one, []int{0})
	}
	return b
}

// The columns of a segment without its card are not guessed: its rows are left out,
// and that is told.
func TestRescueDoesNotGuessColumns(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 30, corner))
	load(t, a, "b", grid(plots(), "13", 20, corner))
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	change(t, a.Path, func(tx *bbolt.Tx) error {
		for _, bucket := range []string{"generations", "spare"} {
			if err := tx.Bucket([]byte(bucket)).Delete([]byte("current")); err != nil {
				return err
			}
		}
		return tx.Bucket([]byte("segments")).Delete([]byte("\x00\x00\x00\x01S\x00\x00\x00\x00"))
	})
	fresh(t, a.Path)
	to, r, err := rescued(t, a.Path, store.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	sound(t, to)
	if got := shownRows(t, to, store.Keys{}); total(got) != 400 || r.Unknown != 1 || !has(r, "store.rescue-unknown") || !has(r, "store.rescue-lacks") {
		t.Errorf("%d rows, %+v", total(got), r)
	}
}

// A sealed archive without its list opens with the passphrase that it had.
func TestRescueOfASealedArchiveWithoutList(t *testing.T) {
	path, _ := sealedArchive(t)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	to, r, err := rescued(t, cutTo(t, unlisted(raw), len(raw)), by(string(passphrase)))
	if err != nil || r.Rows != 25 || !r.Listed {
		t.Fatalf("%+v, %v", r, err)
	}
	opens(t, to, by(string(passphrase)), "")
}

// Steps that the file no longer lists are made again of the operations: what would
// be undone, and done again, is the same; also in an archive that joined again as
// another device, where operations name some by what they were.
func TestRescueKeepsWhatCanBeUndone(t *testing.T) {
	t.Run("one device", func(t *testing.T) { rescuesSteps(t, nil) })
	t.Run("joined again", func(t *testing.T) {
		rescuesSteps(t, func(a *store.Archive) {
			if err := a.Become("d2", 7, 0, func(*store.SharedTx, []store.RowRef) error { return nil }); err != nil {
				t.Fatal(err)
			}
		})
	})
}

func rescuesSteps(t *testing.T, also func(*store.Archive)) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 5, corner))
	both := func(actor, value string) {
		var ops []store.Operation
		for _, id := range []string{"r1", "r2"} {
			ops = append(ops, store.Operation{Layer: "findings", ID: id, Actor: actor, Set: map[string]store.Change{"state": {New: []byte(value)}}})
		}
		if _, err := a.Append(ops...); err != nil {
			t.Fatal(err)
		}
	}
	turn := func(f func(actor, purpose string) ([]store.Operation, error), actor string) {
		if _, err := f(actor, ""); err != nil {
			t.Fatal(err)
		}
	}
	both("anna", `"new"`)
	both("anna", `"checking"`)
	both("anna", `"closed"`)
	turn(a.Undo, "anna")
	turn(a.Undo, "anna")
	turn(a.Redo, "anna")
	turn(a.Undo, "anna")
	turn(a.Redo, "anna")
	note(t, a, "findings/r1", "sopralluogo")
	if also != nil {
		also(a)
	}
	type list struct{ undo, redo []store.Operation }
	steps := func(a *store.Archive) map[string]list {
		all := map[string]list{}
		for _, actor := range []string{"anna", "prova", ""} {
			undo, redo, err := a.Steps(actor)
			if err != nil {
				t.Fatal(err)
			}
			all[actor] = list{undo, redo}
		}
		return all
	}
	want := steps(a)
	if len(want["anna"].undo) == 0 || len(want["anna"].redo) == 0 {
		t.Fatalf("nothing to compare: %+v", want)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	change(t, a.Path, func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("edits"))
		var keys []string
		err := b.ForEach(func(k, _ []byte) error { keys = append(keys, string(k)); return nil })
		for _, k := range slices.Backward(keys) {
			if err == nil {
				err = b.Put([]byte(k), []byte("guasto"))
			}
		}
		return err
	})
	fresh(t, a.Path)
	to, r, err := rescued(t, a.Path, store.Keys{})
	if err != nil || !r.Edits {
		t.Fatalf("%+v, %v", r, err)
	}
	sound(t, to)
	back, err := store.Open(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	if got := steps(back); !reflect.DeepEqual(got, want) {
		t.Errorf("can be undone\n%+v\nwant\n%+v", got, want)
	}
	if _, err := back.Undo("anna", ""); err != nil {
		t.Error(err)
	}
	if err := back.Close(); err != nil {
		t.Error(err)
	}
	sound(t, to)
}

// Rejects that are lost are no longer counted, and that is told.
func TestRescueCountsTheRejectsThatAreThere(t *testing.T) {
	a := openNew(t)
	take(t, a, "prima", gis.FullSupply, gis.Day(2021, 1, 1), func(int) (bool, bool) { return true, false })
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	change(t, a.Path, func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("rejects")).Delete([]byte("\x00\x00\x00\x01\x00\x00\x00\x07"))
	})
	fresh(t, a.Path)
	to, r, err := rescued(t, a.Path, store.Keys{})
	if err != nil || !has(r, "store.rescue-rejects") {
		t.Fatalf("%+v, %v", r, err)
	}
	sound(t, to)
	back, err := store.Open(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close() //nolint:errcheck // only read
	all, err := back.Supplies()
	if err != nil || len(all) != 1 || all[0].Rejected != 39 || all[0].Read != all[0].Accepted+39 || len(all[0].Warnings) != 1 {
		t.Errorf("%+v, %v", all, err)
	}
}
