package store_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"segit/store"
)

// vectors are operations whose canonical form and hash another program must
// come to as well.
func vectors() []store.Operation {
	at := time.Date(2026, 3, 2, 9, 30, 0, 120_000_000, time.UTC)
	base := store.Operation{
		Device: "5f0c6a52-5d0c-4a4e-9a3c-3f1f8a6a0001", Seq: 1, Comune: "W001", Layer: "findings", ID: "9c1185a5c5e9fc54",
		Kind: store.TransitionKind, Schema: 1, Actor: "analista", At: at, Purpose: "verifica TARI <2026> & più", Set: map[string]store.Change{
			"state": {Saw: []string{}, New: json.RawMessage(`{"state":"closed","reason":"pagato il 3 marzo – €","proof":"aa"}`)},
		},
	}
	undo := base
	undo.Seq, undo.Kind, undo.Undoes, undo.Seen = 2, store.SetKind, base.Device+"/1", "7:00ff"
	undo.Set = map[string]store.Change{"state": {Saw: []string{undo.Undoes}, Base: base.Set["state"].New, New: json.RawMessage("null")}}
	note := base
	note.Cell = "A/12"
	note.Seq, note.Step, note.Kind, note.Layer, note.ID = 3, 3, store.CreateKind, store.LayerNotes, "0b3d7a52-0000-4000-8000-000000000001"
	note.Set = map[string]store.Change{
		"text": {Saw: []string{}, New: json.RawMessage(`"riga 1\nriga 2\t\"due\" \u20ac 😀"`)}, "about": {Saw: []string{}, New: json.RawMessage(`"findings/9c1185a5c5e9fc54"`)},
	}
	return []store.Operation{base, undo, note}
}

func TestCanonicalForm(t *testing.T) {
	var got bytes.Buffer
	prev := ""
	for _, o := range vectors() {
		o.Prev = prev
		raw, err := o.Encode()
		if err != nil {
			t.Fatal(err)
		}
		prev = store.HashOf(raw)
		got.WriteString(prev + " " + string(raw) + "\n")
		back, err := store.DecodeOperation(raw)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := back.Encode(); err != nil || !bytes.Equal(again, raw) {
			t.Errorf("read and written again: %s, %v", again, err)
		}
	}
	const golden = "testdata/operations.golden"
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got.Bytes()) {
		t.Errorf("%s says\n%s\nthe program\n%s", golden, want, &got)
	}
}

func TestOperationTooLongIsRefused(t *testing.T) {
	o := vectors()[2]
	long, err := json.Marshal(strings.Repeat("x", 1<<20))
	if err != nil {
		t.Fatal(err)
	}
	o.Set["text"] = store.Change{New: long}
	if _, err := o.Encode(); err == nil {
		t.Error("an operation of a megabyte was taken")
	}
}

func FuzzDecodeOperation(f *testing.F) {
	for _, o := range vectors() {
		raw, err := o.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(`{"dev":"d","seq":1,"layer":"l","id":"i","set":{"c":null},"later":[1e3]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		o, err := store.DecodeOperation(raw)
		if err != nil {
			return
		}
		first, err := o.Encode()
		if err != nil {
			return // a value that has no canonical form, such as half a surrogate pair
		}
		again, err := store.DecodeOperation(first)
		if err != nil {
			t.Fatalf("%s was written and does not read: %v", first, err)
		}
		if second, err := again.Encode(); err != nil || !bytes.Equal(first, second) {
			t.Fatalf("%s became %s, %v", first, second, err)
		}
	})
}
