package merge_test

import (
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"segit/gis/finding"
	"segit/store"
	"segit/sync/merge"
)

// made is an operation of a device on a row.
func made(dev string, seq uint64, kind, column, value string, saw ...string) store.Operation {
	return store.Operation{
		Device: dev, Seq: seq, Comune: "W001", Layer: store.DatasetFindings, ID: "f1", Cell: "A/12", Kind: kind, Schema: 1,
		Actor: dev, At: time.Unix(int64(seq), 0).UTC(),
		Set: map[string]store.Change{column: {Saw: saw, New: json.RawMessage(value)}},
	}
}

func set(dev string, seq uint64, value string, saw ...string) store.Operation {
	return made(dev, seq, store.SetKind, "assignee", value, saw...)
}

func rules(t testing.TB) merge.Rules {
	t.Helper()
	r, err := merge.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// joined is a row after operations, and what became of the last.
func joined(t testing.TB, ops ...store.Operation) (merge.Row, merge.Outcome) {
	t.Helper()
	var row merge.Row
	var last merge.Outcome
	for i := range ops {
		if code := rules(t).Check(&ops[i]); code != "" {
			t.Fatalf("%s: %s", ops[i].Name(), code)
		}
		var err error
		if last, err = row.Apply(&ops[i], rules(t)); err != nil {
			t.Fatal(err)
		}
	}
	return row, last
}

func TestRegisters(t *testing.T) {
	for _, c := range []struct {
		name    string
		ops     []store.Operation
		last    merge.Outcome
		current string
		values  int
	}{
		{"the first value", []store.Operation{set("a", 1, `"anna"`)}, merge.Applied, `"anna"`, 1},
		{"one after the other", []store.Operation{set("a", 1, `"anna"`), set("b", 1, `"bruno"`, "a/1")}, merge.Applied, `"bruno"`, 1},
		{"side by side", []store.Operation{set("a", 1, `"anna"`), set("b", 1, `"bruno"`)}, merge.Conflict, `"anna"`, 2},
		{"the same side by side", []store.Operation{set("a", 1, `"anna"`), set("b", 1, ` "anna"`)}, merge.Merged, `"anna"`, 2},
		{"both seen by the third", []store.Operation{set("a", 1, `"anna"`), set("b", 1, `"bruno"`), set("c", 1, `"carla"`, "a/1", "b/1")}, merge.Applied, `"carla"`, 1},
		{"one seen by the third", []store.Operation{set("a", 1, `"anna"`), set("b", 1, `"bruno"`), set("c", 1, `"carla"`, "a/1")}, merge.Conflict, `"bruno"`, 2},
		{"seen before it came", []store.Operation{set("b", 1, `"bruno"`, "a/1"), set("a", 1, `"anna"`)}, merge.Merged, `"bruno"`, 1},
		{"what the late one saw goes too", []store.Operation{
			set("b", 1, `"bruno"`, "a/2"), set("a", 2, `"ada"`, "a/1"), set("a", 1, `"anna"`),
		}, merge.Merged, `"bruno"`, 1},
	} {
		row, last := joined(t, c.ops...)
		column := row.Columns["assignee"]
		value, _ := column.Current()
		if last != c.last || !merge.Equal(value, json.RawMessage(c.current)) || len(column.Values) != c.values || len(column.Early) > 1 {
			t.Errorf("%s: outcome %d, %s of %d values, early %v", c.name, last, value, len(column.Values), column.Early)
		}
		if disputes := row.Disputes(store.DatasetFindings, "f1"); (len(disputes) == 1) != (c.last == merge.Conflict) {
			t.Errorf("%s: conflicts %v", c.name, disputes)
		}
	}
}

func TestI10EqualChangesAgreeAndOtherColumnsMeet(t *testing.T) {
	row, last := joined(t,
		set("a", 1, `"anna"`),
		made("b", 1, store.SetKind, "due", `"2026-12-31"`),
		set("c", 1, `"anna"`))
	if last == merge.Conflict || len(row.Disputes(store.DatasetFindings, "f1")) != 0 || len(row.Columns) != 2 {
		t.Errorf("outcome %d, %v", last, row)
	}
	if _, by := row.Columns["assignee"].Current(); len(by) != 2 {
		t.Errorf("the value has %v, want both authors", by)
	}
}

func TestResolveReplacesEveryValueShown(t *testing.T) {
	ops := []store.Operation{set("a", 1, `"anna"`), set("b", 1, `"bruno"`), set("c", 1, `"carla"`)}
	row, _ := joined(t, ops...)
	dispute := row.Disputes(store.DatasetFindings, "f1")[0]
	row, last := joined(t, append(ops, made("a", 2, store.ResolveKind, "assignee", `"bruno"`, dispute.Saw()...))...)
	if last != merge.Applied || len(row.Disputes(store.DatasetFindings, "f1")) != 0 {
		t.Errorf("outcome %d, %v", last, row)
	}
	// Two who resolve at once and do not agree stand against each other.
	_, last = joined(t, append(ops,
		made("a", 2, store.ResolveKind, "assignee", `"bruno"`, dispute.Saw()...),
		made("b", 2, store.ResolveKind, "assignee", `"carla"`, dispute.Saw()...))...)
	if last != merge.Conflict {
		t.Errorf("outcome %d, want a conflict", last)
	}
}

func TestDeleteAgainstEdit(t *testing.T) {
	edit, note := set("a", 1, `"anna"`), made("a", 2, store.SetKind, "note", `"vista"`)
	remove := made("b", 1, store.DeleteKind, merge.PresenceColumn, `null`, "a/1", "a/2")
	for _, c := range []struct {
		name             string
		ops              []store.Operation
		deleted, dispute bool
	}{
		{"all was seen", []store.Operation{edit, note, remove}, true, false},
		{"all was seen, and comes later", []store.Operation{remove, note, edit}, true, false},
		{"an edit that was not seen", []store.Operation{edit, note, remove, set("c", 1, `"carla"`, "a/1")}, false, true},
		{"a note that was not seen", []store.Operation{edit, note, remove, made("c", 1, store.SetKind, "note", `"torno"`)}, false, true},
		{"restored", []store.Operation{edit, note, remove, made("c", 1, store.RestoreKind, merge.PresenceColumn, `null`, "b/1")}, false, false},
		{"restored by one, deleted by another", []store.Operation{
			edit, note, remove,
			made("c", 1, store.RestoreKind, merge.PresenceColumn, `null`, "b/1"),
			made("d", 1, store.DeleteKind, merge.PresenceColumn, `null`, "b/1", "a/1", "a/2"),
		}, false, true},
	} {
		row, _ := joined(t, c.ops...)
		if got := len(row.Disputes(store.DatasetFindings, "f1")) > 0; row.Deleted() != c.deleted || got != c.dispute {
			t.Errorf("%s: deleted %v, contested %v", c.name, row.Deleted(), got)
		}
	}
	row, _ := joined(t, edit, note)
	if shown := row.Shown(); len(shown) != 2 {
		t.Errorf("shown %v", shown)
	}
}

func TestTagsAreAddedAndRemoved(t *testing.T) {
	tag := func(dev string, seq uint64, value string, saw ...string) store.Operation {
		return made(dev, seq, store.SetKind, "tags", value, saw...)
	}
	for name, c := range map[string]struct {
		ops  []store.Operation
		want int
	}{
		"added twice":                  {[]store.Operation{tag("a", 1, `{"add":["x"]}`), tag("b", 1, `{"add":["x"]}`)}, 1},
		"removed what was seen":        {[]store.Operation{tag("a", 1, `{"add":["x","y"]}`), tag("b", 1, `{"remove":["x"]}`, "a/1")}, 1},
		"an addition nobody saw stays": {[]store.Operation{tag("a", 1, `{"add":["x"]}`), tag("c", 1, `{"add":["x"]}`), tag("b", 1, `{"remove":["x"]}`, "a/1")}, 1},
		"removed before it came":       {[]store.Operation{tag("b", 1, `{"remove":["x"]}`, "a/1"), tag("a", 1, `{"add":["x","y"]}`)}, 1},
		"nothing left":                 {[]store.Operation{tag("a", 1, `{"add":["x"]}`), tag("b", 1, `{"remove":["x"]}`, "a/1")}, 0},
	} {
		row, _ := joined(t, c.ops...)
		if got := row.Sets["tags"].Elements(); len(got) != c.want {
			t.Errorf("%s: %v, want %d", name, got, c.want)
		}
	}
}

func TestCheckSetsAside(t *testing.T) {
	decision := func(state string) string {
		raw, err := json.Marshal(finding.Decision{State: state, Reason: "perché", Proof: "p"})
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	state := made("a", 1, store.TransitionKind, "state", decision("to-invite"))
	illegal := made("a", 2, store.TransitionKind, "state", decision("to-invite"))
	illegal.Set["state"] = store.Change{Base: json.RawMessage(decision("closed")), New: json.RawMessage(decision("to-invite"))}
	resolved := illegal
	resolved.Kind = store.ResolveKind
	old, foreign, empty, odd := state, state, state, state
	old.Schema, foreign.Layer, empty.Set, odd.Kind = 0, "parcels", nil, "burn"
	for i, c := range []struct {
		op   store.Operation
		want string
	}{
		{state, ""},
		{resolved, ""},
		{illegal, "illegal-transition"},
		{old, "schema"},
		{foreign, "unknown-row"},
		{empty, "empty"},
		{odd, "unknown-kind"},
		{made("a", 1, store.SetKind, "note", `7`), "bad-value"},
		{made("a", 1, store.SetKind, "tags", `7`), "bad-value"},
		{made("a", 1, store.SetKind, "assignee", `{`), "bad-value"},
		{made("a", 1, store.SetKind, "state", `{"state":"lost"}`), "bad-value"},
		{made("a", 1, store.DeleteKind, "assignee", `null`), "unknown-kind"},
		{made("a", 1, store.SetKind, merge.PresenceColumn, `null`), "unknown-kind"},
		{made("a", 1, store.SetKind, "assignee", `"x"`, "a/1"), "bad-value"},
		{made("a", 1, store.SetKind, "colour", `"what newer devices write"`), ""},
	} {
		if got := rules(t).Check(&c.op); got != c.want {
			t.Errorf("case %d: %q, want %q", i, got, c.want)
		}
	}
}

func TestViewKeepsWhatWasJustWritten(t *testing.T) {
	row, _ := joined(t, set("b", 1, `"bruno"`), set("a", 1, `"anna"`), made("a", 2, store.SetKind, "note", `"vista"`))
	for mine, want := range map[string]string{"": `"bruno"`, "a/1": `"anna"`} {
		e := row.Edits(map[string]bool{mine: true})
		cell := e.Cells["assignee"]
		if string(cell.Value) != want || len(cell.By) != 1 || len(cell.Others) != 1 || len(e.Notes) != 1 {
			t.Errorf("mine %q: %s by %v beside %v, notes %v", mine, cell.Value, cell.By, cell.Others, e.Notes)
		}
	}
	if first := row.Columns["assignee"].Values[0]; first.By != "b/1" {
		t.Errorf("the view changed the row: %s is first", first.By)
	}
}

func TestCloneSharesNothing(t *testing.T) {
	row, _ := joined(t, set("a", 1, `"anna"`), made("a", 2, store.SetKind, "tags", `{"add":["x"]}`), made("b", 9, store.SetKind, "note", `"n"`))
	before, err := json.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	copied := row.Clone()
	for i, o := range []store.Operation{
		set("c", 1, `"carla"`, "a/1", "z/1"), made("c", 2, store.SetKind, "tags", `{"remove":["x"],"add":["y"]}`, "a/2"),
		made("c", 3, store.SetKind, "note", `"p"`), made("c", 4, store.DeleteKind, merge.PresenceColumn, `null`, "a/1"),
	} {
		if _, err := copied.Apply(&o, rules(t)); err != nil {
			t.Fatal(strconv.Itoa(i), err)
		}
	}
	if after, err := json.Marshal(row); err != nil || string(after) != string(before) {
		t.Errorf("%s became %s, %v", before, after, err)
	}
}

// TestADeletionAgainstAnEditIsDecidedEitherWay: an operation that saw all that is
// shown ends the conflict in every order; two that do not agree stand against
// each other.
func TestADeletionAgainstAnEditIsDecidedEitherWay(t *testing.T) {
	ops := []store.Operation{
		set("a", 1, `"anna"`), made("b", 1, store.DeleteKind, merge.PresenceColumn, merge.Gone, "a/1"),
		set("c", 1, `"carla"`, "a/1"), made("c", 2, store.SetKind, "note", `"torno"`),
	}
	row, _ := joined(t, ops...)
	disputes := row.Disputes(store.DatasetFindings, "f1")
	if len(disputes) != 1 || len(disputes[0].Values) != 3 || string(disputes[0].Values[0].Value) != merge.Gone ||
		disputes[0].Values[1].By != "c/1" || disputes[0].Values[2].By != "c/2" || len(disputes[0].Saw()) != 3 {
		t.Fatalf("%+v", disputes)
	}
	saw := disputes[0].Saw()
	remove := made("d", 1, store.DeleteKind, merge.PresenceColumn, merge.Gone, saw...)
	restore := made("e", 1, store.RestoreKind, merge.PresenceColumn, merge.Kept, saw...)
	for _, c := range []struct {
		decide           []store.Operation
		deleted, dispute bool
	}{
		{[]store.Operation{remove}, true, false}, {[]store.Operation{restore}, false, false}, {[]store.Operation{remove, restore}, false, true},
	} {
		all := append(append([]store.Operation{}, ops...), c.decide...)
		for turn := range all { // each may come first
			row, _ := joined(t, append(append([]store.Operation{}, all[turn:]...), all[:turn]...)...)
			if got := len(row.Disputes(store.DatasetFindings, "f1")) > 0; row.Deleted() != c.deleted || got != c.dispute {
				t.Errorf("%d decide, turn %d: deleted %v, contested %v", len(c.decide), turn, row.Deleted(), got)
			}
		}
	}
}
