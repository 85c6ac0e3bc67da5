package merge_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"segit/store"
	"segit/sync/merge"
)

// history is what devices wrote on one row, each knowing a part of what the
// others had written before.
func history(random *rand.Rand) []store.Operation {
	var ops []store.Operation
	seqs := map[string]uint64{}
	views := map[string]*merge.Row{} // what each device has on screen
	for range 2 + random.IntN(9) {
		dev := string(rune('a' + random.IntN(3)))
		if views[dev] == nil || random.IntN(3) == 0 {
			views[dev] = seen(random, ops, dev)
		}
		row := views[dev]
		seqs[dev]++
		o := written(random, row, dev, seqs[dev])
		if _, err := row.Apply(&o, merge.Rules{}); err != nil {
			panic(err)
		}
		ops = append(ops, o)
	}
	return ops
}

// seen is the row with the device's own operations and some of the others'.
func seen(random *rand.Rand, ops []store.Operation, dev string) *merge.Row {
	row := new(merge.Row)
	for i := range ops {
		if ops[i].Device == dev || random.IntN(2) == 0 {
			if _, err := row.Apply(&ops[i], merge.Rules{}); err != nil {
				panic(err)
			}
		}
	}
	return row
}

// written is one more operation of a person who looks at the row.
func written(random *rand.Rand, row *merge.Row, dev string, seq uint64) store.Operation {
	value := fmt.Sprintf(`"%d"`, random.IntN(3))
	switch random.IntN(8) {
	case 0:
		return made(dev, seq, store.DeleteKind, merge.PresenceColumn, `null`, row.Shown()...)
	case 1:
		var marks []string
		for _, m := range row.Presence.Marks {
			marks = append(marks, m.By)
		}
		return made(dev, seq, store.RestoreKind, merge.PresenceColumn, `null`, marks...)
	case 2:
		return made(dev, seq, store.SetKind, "note", value)
	case 3:
		adds := row.Sets["tags"].Adds["x"]
		return made(dev, seq, store.SetKind, "tags", `{"remove":["x"]}`, adds...)
	case 4:
		return made(dev, seq, store.SetKind, "tags", `{"add":["x","y"]}`)
	case 5:
		var all []string
		for _, v := range row.Columns["assignee"].Values {
			all = append(all, v.By)
		}
		return made(dev, seq, store.ResolveKind, "assignee", value, all...)
	}
	column := []string{"assignee", "due"}[random.IntN(2)]
	_, by := row.Columns[column].Current()
	return made(dev, seq, store.SetKind, column, value, by...)
}

// standing is what of a row must not depend on the order of arrival.
func standing(row *merge.Row) string {
	var parts []string
	for name, column := range row.Columns {
		for _, v := range column.Values {
			parts = append(parts, name+"="+string(v.Value)+" by "+v.By)
		}
	}
	for _, n := range row.Notes {
		parts = append(parts, "note "+n.By+n.Text)
	}
	for name, s := range row.Sets {
		for element, by := range s.Adds {
			parts = append(parts, fmt.Sprint(name, element, by))
		}
	}
	for _, m := range row.Presence.Marks {
		parts = append(parts, "mark "+m.By)
	}
	for _, d := range row.Disputes(store.DatasetFindings, "f1") {
		parts = append(parts, "conflict "+d.Column)
	}
	parts = append(parts, fmt.Sprint(row.Deleted()))
	slices.Sort(parts)
	return strings.Join(parts, "; ")
}

// TestI2OrderIndependence: what stands of each field is the same for every
// order in which the operations may arrive.
func TestI2OrderIndependence(t *testing.T) {
	orders := 0
	for seed := range uint64(6000) {
		random := rand.New(rand.NewPCG(seed, 2))
		ops := history(random)
		var want string
		for try := range 10 {
			var row merge.Row
			for i := range ops {
				if _, err := row.Apply(&ops[i], merge.Rules{}); err != nil {
					t.Fatal(err)
				}
			}
			got := standing(&row)
			if try == 0 {
				want = got
			} else if got != want {
				t.Fatalf("seed %d: in one order\n%s\nin another\n%s", seed, want, got)
			}
			orders++
			random.Shuffle(len(ops), func(i, j int) { ops[i], ops[j] = ops[j], ops[i] })
		}
	}
	if orders < 60_000 {
		t.Errorf("%d orders only", orders)
	}
}

// TestI4NothingAcceptedIsLost: each value stands, or somebody who saw it
// replaced it.
func TestI4NothingAcceptedIsLost(t *testing.T) {
	for seed := range uint64(4000) {
		random := rand.New(rand.NewPCG(seed, 4))
		ops := history(random)
		random.Shuffle(len(ops), func(i, j int) { ops[i], ops[j] = ops[j], ops[i] })
		var row merge.Row
		replaced := map[string]bool{}
		for i := range ops {
			if _, err := row.Apply(&ops[i], merge.Rules{}); err != nil {
				t.Fatal(err)
			}
			for _, change := range ops[i].Set {
				for _, name := range change.Saw {
					replaced[name] = true
				}
			}
		}
		stands := row.Shown()
		slices.SortFunc(ops, func(a, b store.Operation) int { return cmp.Compare(a.Name(), b.Name()) })
		for i := range ops {
			_, tags := ops[i].Set["tags"]
			if !tags && !replaced[ops[i].Name()] && !slices.Contains(stands, ops[i].Name()) {
				t.Fatalf("seed %d: %s is lost: %s", seed, ops[i].Name(), standing(&row))
			}
		}
	}
}
