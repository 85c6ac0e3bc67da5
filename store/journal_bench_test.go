package store_test

import (
	"fmt"
	"testing"

	"segit/store"
)

// states are n edits of as many rows.
func states(n int) []store.Operation {
	ops := make([]store.Operation, n)
	for i := range ops {
		ops[i] = store.Operation{
			Layer: store.DatasetFindings, ID: fmt.Sprintf("%024x", i), Kind: store.TransitionKind, Actor: "analista", Purpose: "prova",
			Set: map[string]store.Change{"state": {New: []byte(`{"state":"checking","proof":"00112233445566778899aabb"}`)}},
		}
	}
	return ops
}

// 10,000 edits at one stroke, durable when it returns, and one undo of all.
func BenchmarkAppendTenThousand(b *testing.B) {
	a, ops := openNew(b), states(10_000)
	for b.Loop() {
		if _, err := a.Append(ops...); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUndoTenThousand(b *testing.B) {
	a, ops := openNew(b), states(10_000)
	for b.Loop() {
		b.StopTimer()
		if _, err := a.Append(ops...); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if _, err := a.Undo("analista", ""); err != nil {
			b.Fatal(err)
		}
	}
}

// One edit at a time, each durable: an fsync each.
func BenchmarkAppendOne(b *testing.B) {
	a, ops := openNew(b), states(10_000)
	if _, err := a.Append(ops...); err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		if _, err := a.Append(ops[i%len(ops)]); err != nil {
			b.Fatal(err)
		}
	}
}

// What the list of findings reads beside the findings.
func BenchmarkEditsOfTenThousandRows(b *testing.B) {
	a := openNew(b)
	if _, err := a.Append(states(10_000)...); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if all, err := a.Edits(store.DatasetFindings); err != nil || len(all) != 10_000 {
			b.Fatal(len(all), err)
		}
	}
}

func BenchmarkEditsOfOneRow(b *testing.B) {
	a, ops := openNew(b), states(10_000)
	if _, err := a.Append(ops...); err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		if _, err := a.EditsOf(store.DatasetFindings, ops[i%len(ops)].ID); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheckJournalOfTenThousand(b *testing.B) {
	a := openNew(b)
	if _, err := a.Append(states(10_000)...); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := a.CheckJournal(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
	}
}
