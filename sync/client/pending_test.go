package client

import (
	"encoding/json"
	"fmt"
	"testing"

	"segit/store"
)

// queue is a transaction that has nothing but a journal.
type queue struct {
	Tx
	ops  [][]byte
	read int // operations that were given
}

func (q *queue) Journal(after uint64, found func(seq uint64, raw []byte) (bool, error)) error {
	for seq := after + 1; seq <= uint64(len(q.ops)); seq++ {
		q.read++
		if more, err := found(seq, q.ops[seq-1]); err != nil || !more {
			return err
		}
	}
	return nil
}

// TestAQueueOfAnyLengthIsShown: rows show what waits on them, whether it is in
// memory or not, and no more is in memory than there is room for.
func TestAQueueOfAnyLengthIsShown(t *testing.T) {
	rules, err := builtInRules()
	if err != nil {
		t.Fatal(err)
	}
	q := new(queue)
	for i := range uint64(12) {
		o := store.Operation{
			Device: "d", Seq: i + 1, Comune: "W001", Layer: store.DatasetFindings, ID: fmt.Sprint("f", i%3), Kind: store.SetKind, Schema: 1,
			Set: map[string]store.Change{"assignee": {Saw: []string{}, New: json.RawMessage(fmt.Sprintf(`"%d"`, i+1))}},
		}
		if i >= 3 {
			o.Set["assignee"] = store.Change{Saw: []string{fmt.Sprint("d/", i-2)}, New: o.Set["assignee"].New}
		}
		raw, err := o.Encode()
		if err != nil {
			t.Fatal(err)
		}
		q.ops = append(q.ops, raw)
	}
	for _, room := range []int{0, 5, 12} {
		p := pending{room: room}
		for own := range uint64(13) { // one after another comes back
			if err := p.load(q, own); err != nil {
				t.Fatal(err)
			}
			if p.kept > room {
				t.Fatalf("%d operations are in memory, and there is room for %d", p.kept, room)
			}
			for i := range 3 {
				b := &base{Layer: store.DatasetFindings, ID: fmt.Sprint("f", i)}
				v, err := p.look(q, b, map[uint64]Parked{10: {}}, rules)
				if err != nil {
					t.Fatal(err)
				}
				last := 10 + i // of the row
				if i == 0 {
					last = 7 // the one after it was set aside
				}
				got, _ := v.row.Columns["assignee"].Current()
				if want := fmt.Sprintf(`"%d"`, last); uint64(last) > own && string(got) != want || uint64(last) <= own && got != nil {
					t.Errorf("room %d, %d came back: f%d shows %s, want %s", room, own, i, got, want)
				}
			}
		}
		if p.kept != 0 || len(p.rows) != 0 {
			t.Errorf("room %d: %d stay in memory, of %d rows", room, p.kept, len(p.rows))
		}
	}
	full := pending{room: 12}
	if err := full.load(q, 0); err != nil {
		t.Fatal(err)
	}
	q.read = 0
	if _, err := full.look(q, &base{Layer: store.DatasetFindings, ID: "f1"}, nil, rules); err != nil || q.read != 0 {
		t.Errorf("what is in memory is read %d times, %v", q.read, err)
	}
}
