package store

import (
	"bytes"
	"encoding/json"
	"slices"

	"go.etcd.io/bbolt"
)

// editsIn reads what people did on a row; nil for another entry of the bucket.
func editsIn(key, plain []byte) *Edits {
	e := new(Edits)
	if len(key) == 0 || key[0] == 0 || json.Unmarshal(plain, e) != nil {
		return nil
	}
	return e
}

// newest is the last operation of this device on the row, 0 for none.
func (e *Edits) newest() uint64 {
	if len(e.Seqs) == 0 {
		return 0
	}
	return slices.Max(e.Seqs)
}

// edits plays the journal again where the edits were not whole: on each row the
// operations that what came out of it does not have, and all steps of undo.
func (r *rescue) edits() error {
	a := r.vault.archive
	var ops []Operation
	whole := !r.torn[editBucket] && !r.torn[""]
	err := a.entries(journalBucket, []byte{}, func(_, plain []byte) error {
		if o, err := DecodeOperation(plain); err == nil {
			r.done.Operations++
			if !whole {
				ops = append(ops, o)
			}
		}
		return nil
	})
	if err != nil || whole {
		return err
	}
	r.done.Edits = true
	return r.to.Update(func(tx *bbolt.Tx) error {
		w, err := a.write(tx)
		if err != nil {
			return err
		}
		for i := range ops {
			key := string(editKey(ops[i].Layer, ops[i].ID))
			if w.rows[key] == nil {
				w.rows[key] = r.cameOut(tx, []byte(key))
			}
			// An operation whose row's making is lost has nothing to be put into.
			if ops[i].Seq > w.rows[key].newest() && w.rows[key].apply(&ops[i]) != nil {
				continue
			}
			if err := w.note(&ops[i]); err != nil {
				return err
			}
		}
		if err := r.steps(w, ops); err != nil {
			return err
		}
		return w.end()
	})
}

// cameOut is what came out of a row's edits, nothing where that does not say which
// operations are in it.
func (r *rescue) cameOut(tx *bbolt.Tx, key []byte) *Edits {
	raw := tx.Bucket([]byte(editBucket)).Get(key)
	if raw == nil {
		return &Edits{}
	}
	if e := editsIn(key, r.vault.plain(editBucket, key, raw)); e != nil && len(e.Seqs) > 0 {
		return e
	}
	return &Edits{}
}

// steps makes the lists of what can be undone and done again, as they were made
// when the operations were written. What a person passed over can be undone again.
func (r *rescue) steps(w *writing, ops []Operation) error {
	for _, prefix := range []string{"\x00step\x00", "\x00steps\x00"} {
		var keys [][]byte
		c := w.tx.Bucket([]byte(editBucket)).Cursor()
		for k, _ := c.Seek([]byte(prefix)); bytes.HasPrefix(k, []byte(prefix)); k, _ = c.Next() {
			keys = append(keys, bytes.Clone(k))
		}
		for _, k := range keys {
			if err := w.tx.Bucket([]byte(editBucket)).Delete(k); err != nil {
				return err
			}
		}
	}
	done := &stepping{by: w.archive.authors(), now: map[string]*steps{}, steps: map[uint64]*step{}}
	for len(ops) > 0 {
		n := 1
		for ops[0].Step != 0 && n < len(ops) && ops[n].Step == ops[0].Step {
			n++
		}
		if ops[0].Step == 0 || ops[0].Step == ops[0].Seq {
			done.take(ops[:n])
		}
		ops = ops[n:]
	}
	for n, s := range done.steps {
		if err := w.putEntry(stepKey(n), s); err != nil {
			return err
		}
	}
	for actor, now := range done.now {
		if err := w.putEntry(w.archive.stepsKey(actor), now); err != nil {
			return err
		}
	}
	return nil
}

// stepping are the steps of people as operations make them, one after the other.
type stepping struct {
	by    *authors
	now   map[string]*steps
	steps map[uint64]*step
}

// take takes what was written at one stroke: a step, or one taken back.
func (s *stepping) take(ops []Operation) {
	now := s.now[ops[0].Actor]
	if now == nil {
		now = new(steps)
		s.now[ops[0].Actor] = now
	}
	first := ops[0].Seq
	if ops[0].Undoes == "" {
		s.steps[first] = &step{Live: spanOf(ops), Below: now.Undo}
		*now = steps{Undo: first}
		return
	}
	back, ours := s.by.own(ops[0].Undoes)
	if !ours {
		return
	}
	if redo := s.steps[now.Redo]; redo != nil && redo.Dead.has(back) {
		n := now.Redo
		redo.Live, *now = spanOf(ops), steps{Undo: n, Redo: redo.Above}
		return
	}
	for n := now.Undo; s.steps[n] != nil; n = s.steps[n].Below {
		if undone := s.steps[n]; undone.Live.has(back) {
			undone.Dead, undone.Above = spanOf(ops), now.Redo
			*now = steps{Undo: undone.Below, Redo: n}
			return
		}
	}
}

func (s span) has(n uint64) bool { return s.First <= n && n <= s.Last }
