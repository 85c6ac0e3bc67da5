package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"segit/gis"
	"segit/store"
)

// copied is an archive with operations and entries of the access log that stand
// beside each other: three of each, the last of them an undo.
func copied(t *testing.T) *store.Archive {
	t.Helper()
	a, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "copia.segit"), "W001", 7792)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() }) //nolint:errcheck // it may be closed already
	for _, value := range []string{`"anna"`, `"bruno"`} {
		if _, err := a.LogAccess(store.Access{Deed: "finding", Actor: "anna"}); err != nil {
			t.Fatal(err)
		}
		_, err := a.Append(store.Operation{
			Layer: store.DatasetFindings, ID: "f1", Kind: store.SetKind, Actor: "anna", Set: map[string]store.Change{"assignee": {New: json.RawMessage(value)}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.LogAccess(store.Access{Deed: "finding", Actor: "anna"}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Undo("anna", ""); err != nil {
		t.Fatal(err)
	}
	return a
}

func chainsOf(t *testing.T, a *store.Archive) (ops []store.Operation, log []store.Access) {
	t.Helper()
	if err := a.Operations(func(o store.Operation) error { ops = append(ops, o); return nil }); err != nil {
		t.Fatal(err)
	}
	if err := a.Accesses(func(x store.Access) error { log = append(log, x); return nil }); err != nil {
		t.Fatal(err)
	}
	return ops, log
}

// checks are what the checks find wrong with the two chains.
func checks(t *testing.T, a *store.Archive) (found []gis.Message) {
	t.Helper()
	take := func(m gis.Message) { found = append(found, m) }
	if err := errors.Join(a.CheckJournal(t.Context(), take), a.CheckAccess(t.Context(), take)); err != nil {
		t.Fatal(err)
	}
	return found
}

// shows puts what the operations make of a finding into its row, as sync does.
func shows(t *testing.T) func(*store.SharedTx, []store.RowRef) error {
	return func(tx *store.SharedTx, rows []store.RowRef) error {
		if len(rows) != 1 || rows[0] != (store.RowRef{Layer: store.DatasetFindings, ID: "f1"}) {
			t.Errorf("told again: %v", rows)
		}
		var last store.Operation
		err := tx.Journal(0, func(_ uint64, raw []byte) (more bool, err error) {
			last, err = store.DecodeOperation(raw)
			return true, err
		})
		if err != nil {
			return err
		}
		return tx.Show(store.DatasetFindings, "f1", &store.Edits{Cells: map[string]store.Cell{"assignee": {Value: last.Set["assignee"].New, By: []string{last.Name()}}}})
	}
}

// TestBecomeTellsTheRestAgain: what others know stays as it was, what follows is
// of the new device and holds together, and the archive goes on, also undoing.
func TestBecomeTellsTheRestAgain(t *testing.T) {
	a := copied(t)
	before, logBefore := chainsOf(t, a)
	old := a.Device()
	if err := a.Become("d2", 1, 2, shows(t)); err != nil {
		t.Fatal(err)
	}
	if found := checks(t, a); len(found) > 0 {
		t.Errorf("%v", found)
	}
	ops, log := chainsOf(t, a)
	for i, o := range ops {
		was := before[i]
		want := "d2"
		if i == 0 {
			want = old
		}
		if o.Device != want || o.Seq != was.Seq || !o.At.Equal(was.At) || o.Actor != was.Actor || string(o.Set["assignee"].New) != string(was.Set["assignee"].New) {
			t.Errorf("%+v\nwas\n%+v", o, was)
		}
	}
	raw, err := before[1].Encode()
	if err != nil {
		t.Fatal(err)
	}
	second := old + "/2:" + store.HashOf(raw)
	if ops[1].Set["assignee"].Saw[0] != old+"/1" || ops[1].Name() != second || ops[2].Set["assignee"].Saw[0] != second || ops[2].Undoes != second {
		t.Errorf("%+v", ops)
	}
	if device, ok := ops[1].Origin(); !ok || device != old {
		t.Errorf("%s, %v", device, ok)
	}
	if log[1].Device != old || log[2].Device != "d2" || log[2].Journal == logBefore[2].Journal {
		t.Errorf("%+v", log)
	}
	for name, want := range map[string]bool{old + "/1": true, old + "/2": false, second: true, old + "/2:00": false, "d2/2": false, "d2/1": false, "d2/9": false, "x": false} {
		if ours, err := a.Wrote(name); err != nil || ours != want {
			t.Errorf("%s: %v, %v", name, ours, err)
		}
	}
	// On it goes: another edit, and the one before it is taken back.
	if _, err := a.Redo("anna", ""); err != nil {
		t.Error(err)
	}
	if _, err := a.LogAccess(store.Access{Deed: "finding", Actor: "anna"}); err != nil {
		t.Fatal(err)
	}
	if found := checks(t, a); len(found) > 0 {
		t.Errorf("%v", found)
	}
	// And once more, without a word left to tell.
	if err := a.Become("d3", 4, 4, func(*store.SharedTx, []store.RowRef) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a, err = store.Open(t.Context(), a.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // the test is over
	if a.Device() != "d3" || len(a.Former()) != 2 || a.Former()[1] != (store.Former{Device: "d2", Ops: 4, Log: 4}) {
		t.Errorf("%v %v", a.Device(), a.Former())
	}
	if found := checks(t, a); len(found) > 0 {
		t.Errorf("%v", found)
	}
}

// TestBecomeTellsAgainWhatFormerDevicesWrote: where others have something else in
// the place of what the archive wrote before it was the device that it is, that is
// told again under the names it has, and the archive holds together.
func TestBecomeTellsAgainWhatFormerDevicesWrote(t *testing.T) {
	a := copied(t)
	old := a.Device()
	before, _ := chainsOf(t, a)
	raw, err := before[1].Encode()
	if err != nil {
		t.Fatal(err)
	}
	second := old + "/2:" + store.HashOf(raw)
	if err := a.Become("d2", 2, 3, func(*store.SharedTx, []store.RowRef) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if err := a.Become("d3", 1, 1, func(*store.SharedTx, []store.RowRef) error { return nil }); err != nil {
		t.Fatal(err)
	}
	ops, log := chainsOf(t, a)
	if ops[0].Device != old || ops[1].Device != "d3" || ops[1].Name() != second || ops[2].Undoes != second || ops[2].Set["assignee"].Saw[0] != second {
		t.Errorf("%+v", ops)
	}
	if device, ok := ops[2].Origin(); !ok || device != old {
		t.Errorf("%s, %v", device, ok)
	}
	if log[0].Device != old || log[1].Device != "d3" {
		t.Errorf("%+v", log)
	}
	if want := []store.Former{{Device: old, Ops: 1, Log: 1}, {Device: "d2", Ops: 1, Log: 1}}; !slices.Equal(a.Former(), want) {
		t.Errorf("%v", a.Former())
	}
	if found := checks(t, a); len(found) > 0 {
		t.Errorf("%v", found)
	}
}

// TestBecomeIsAllOrNothing: what fails beside it leaves the archive as it was; so
// does a point that is not there.
func TestBecomeIsAllOrNothing(t *testing.T) {
	a := copied(t)
	before, _ := chainsOf(t, a)
	stop := gis.Refuse("test", gis.Internal, "store.head")
	if err := a.Become("d2", 1, 1, func(*store.SharedTx, []store.RowRef) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
	if err := a.Become("d2", 9, 1, func(*store.SharedTx, []store.RowRef) error { return nil }); gis.KindOf(err) != gis.Damaged {
		t.Errorf("%v", err)
	}
	after, _ := chainsOf(t, a)
	if len(a.Former()) != 0 || len(after) != len(before) || after[2].Prev != before[2].Prev || after[2].Device != before[2].Device {
		t.Errorf("%v\n%v", before, after)
	}
	if found := checks(t, a); len(found) > 0 {
		t.Errorf("%v", found)
	}
}

// FuzzTell: whatever stands in a chain, telling it again gives a chain or an error.
func FuzzTell(f *testing.F) {
	f.Add([]byte(`{"dev":"a","seq":2,"set":{"x":{"saw":["a/1","a/2"],"n":1}},"seen":"3:h","undoes":"a/2"}`), []byte(`{"dev":"a","seq":3,"journal":"1:h"}`))
	f.Add([]byte(`{"seen":"9:h"}`), []byte(`{"journal":"9:h"}`))
	f.Add([]byte(`[]`), []byte(`{"journal":[]}`))
	f.Fuzz(func(t *testing.T, op, entry []byte) {
		r := &store.Retelling{To: "b", Ops: store.Point{Seq: 1, Hash: "o"}, Log: store.Point{Seq: 2, Hash: "l"}}
		ops, log, err := r.Tell([][]byte{op}, [][]byte{entry})
		if err != nil {
			return
		}
		for _, raw := range append(ops, log...) {
			var m struct{ Dev, Prev string }
			if err := json.Unmarshal(raw, &m); err != nil || m.Dev != "b" || m.Prev == "" {
				t.Errorf("%s: %v", raw, err)
			}
		}
	})
}

// FuzzOrigin: only what names a device, the operation's own number and a hash is an
// origin.
func FuzzOrigin(f *testing.F) {
	f.Add("d/7:"+strings.Repeat("0f", 32), uint64(7))
	f.Add("d/7", uint64(7))
	f.Add("/:", uint64(0))
	f.Fuzz(func(t *testing.T, was string, seq uint64) {
		o := store.Operation{Device: "e", Seq: seq, Was: was}
		device, ok := o.Origin()
		place, hash, _ := strings.Cut(was, ":")
		if ok && (place != fmt.Sprintf("%s/%d", device, seq) || len(hash) != 64 || o.Name() != was) {
			t.Errorf("%q is of %q", was, device)
		}
	})
}
