package store

import (
	"cmp"
	"encoding/json"
	"slices"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// Undo and redo. What one call of [Archive.Append] writes is a step. Every
// person has, on a device, the steps done and not undone, newest first, and
// the steps undone since the last edit. Undo takes the newest step back by
// operations of its own, which say what they take back (Undoes): columns get
// the value that the author of the step had seen, a row that was made is
// deleted, a row that was deleted is restored. Redo takes the undo back in the
// same way. So nothing is ever removed from the journal, an undo travels like
// any edit, and undo and redo go on after the archive was closed.
//
// A step can be taken back only while its values are still there: every cell
// must hold the value of the very operation that is taken back, or the same
// value given again by an undo or redo. Steps are
// undone in the order opposite to that in which they were done, so one's own
// later edits are never in the way; an edit of somebody else is, and then
// nothing is changed and the refusal names the column; [Archive.PassOver] leaves
// such a step as it is. A new edit forgets the steps undone, as everywhere.
//
// The steps are kept as lists linked by number, so that neither undo nor the
// name of what would be undone reads the journal through.

// step is something done, by the number of its first operation.
type step struct {
	Live  span   `json:"live"`  // operations that did it last: at first, or by a redo
	Dead  span   `json:"dead"`  // operations that undid it last
	Below uint64 `json:"below"` // the step of the same person that was done before
	Above uint64 `json:"above"` // once undone: the step that was undone before it
}

// span is a run of operations of this device.
type span struct {
	First uint64 `json:"first"`
	Last  uint64 `json:"last"`
}

func spanOf(ops []Operation) span { return span{ops[0].Seq, ops[len(ops)-1].Seq} }

// seqs are its numbers, ascending.
func (s span) seqs() []uint64 {
	var all []uint64
	for n := s.First; n != 0 && n <= s.Last; n++ {
		all = append(all, n)
	}
	return all
}

// steps are what a person may undo and redo: the newest of each, 0 for none.
type steps struct {
	Undo uint64 `json:"undo"`
	Redo uint64 `json:"redo"`
}

func stepKey(n uint64) []byte { return number64("\x00step\x00", n) }

func (a *Archive) stepsKey(actor string) []byte {
	return number64("\x00steps\x00", keyHash(a.secret, "actor", actor))
}

func (w *writing) putEntry(key []byte, v any) error {
	return w.archive.putJSON(w.tx, editBucket, key, v)
}

// did makes operations just written a step of their author.
func (w *writing) did(ops []Operation) error {
	key := w.archive.stepsKey(ops[0].Actor)
	var now steps
	if _, err := w.archive.readEntry(w.tx, key, &now); err != nil {
		return err
	}
	s := step{Live: spanOf(ops), Below: now.Undo}
	if err := w.putEntry(stepKey(s.Live.First), s); err != nil {
		return err
	}
	return w.putEntry(key, steps{Undo: s.Live.First})
}

// Undo takes the actor's last step back and gives the operations that did so.
// With nothing to undo the error is of kind NotFound.
func (a *Archive) Undo(actor, purpose string) ([]Operation, error) {
	return a.turn("store.Undo", actor, purpose, false)
}

// Redo does again the step that the actor undid last.
func (a *Archive) Redo(actor, purpose string) ([]Operation, error) {
	return a.turn("store.Redo", actor, purpose, true)
}

func (a *Archive) turn(op, actor, purpose string, forth bool) (written []Operation, err error) {
	err = a.update(op, func(tx *bbolt.Tx) error {
		w, at, err := a.newest(op, tx, actor, forth)
		if err != nil {
			return err
		}
		s, now := at.step, at.steps
		if written, err = w.takeBack(s.turned(forth), actor, purpose); err != nil {
			return err
		}
		if forth {
			now, s.Live = steps{Undo: at.n, Redo: s.Above}, spanOf(written)
		} else {
			s.Dead, s.Above = spanOf(written), now.Redo
			now = steps{Undo: s.Below, Redo: at.n}
		}
		if err := w.putEntry(stepKey(at.n), s); err != nil {
			return err
		}
		if err := w.putEntry(at.key, now); err != nil {
			return err
		}
		return w.end()
	})
	if err != nil {
		return nil, err
	}
	return written, nil
}

// newestStep is a person's newest step done, or undone, and where it stands.
type newestStep struct {
	key   []byte // of the person's steps
	steps steps
	n     uint64
	step  step
}

// newest finds the step that undo, or redo, of a person is about, to write on;
// of kind NotFound where there is none.
func (a *Archive) newest(op string, tx *bbolt.Tx, actor string, forth bool) (*writing, newestStep, error) {
	at := newestStep{key: a.stepsKey(actor)}
	w, err := a.write(tx)
	if err == nil {
		_, err = a.readEntry(tx, at.key, &at.steps)
	}
	if err == nil {
		at.n, at.step, err = a.readStep(tx, at.steps, forth)
	}
	switch {
	case err != nil || at.n != 0:
		return w, at, err
	case forth:
		return w, at, gis.Refuse(op, gis.NotFound, "store.nothing-to-redo")
	}
	return w, at, gis.Refuse(op, gis.NotFound, "store.nothing-to-undo")
}

// turned are the operations that undo, or redo, takes back.
func (s *step) turned(forth bool) span {
	if forth {
		return s.Dead
	}
	return s.Live
}

func (a *Archive) readStep(tx *bbolt.Tx, now steps, forth bool) (n uint64, s step, err error) {
	if n = now.Undo; forth {
		n = now.Redo
	}
	if n != 0 {
		_, err = a.readEntry(tx, stepKey(n), &s)
	}
	return n, s, err
}

// takeBack writes the opposite of operations, the last one first.
func (w *writing) takeBack(ops span, actor, purpose string) ([]Operation, error) {
	done, err := w.archive.readOperations(w.tx, ops.seqs())
	if err != nil {
		return nil, err
	}
	slices.Reverse(done)
	back := make([]Operation, len(done))
	for i := range done {
		back[i] = opposite(&done[i])
		back[i].Actor, back[i].Purpose = actor, purpose
	}
	return w.append(back, func(i int) error { return w.untouched(&done[i]) })
}

// untouched refuses to take back an operation whose values are no longer those
// of the row, or whose row left with its sheet.
func (w *writing) untouched(o *Operation) error {
	away := awayPrefix + string(editKey(o.Layer, o.ID))
	if w.tx.Bucket([]byte(sharedBucket)).Get([]byte(away)) != nil {
		return gis.Refuse("store.Undo", gis.BadInput, "edit.away", cmp.Or(o.Cell, o.ID))
	}
	row, err := w.row(o.Layer, o.ID)
	if err != nil {
		return err
	}
	columns := o.Set
	if o.Kind == CreateKind {
		columns = map[string]Change{RowColumn: {}}
	}
	for column := range columns {
		cell := row.Cells[column]
		if column == RowColumn && row.Life != nil {
			cell = *row.Life
		}
		now, err := w.origin(cell.By, column)
		if err != nil {
			return err
		}
		then, err := w.origin([]string{o.Name()}, column)
		if err != nil {
			return err
		}
		if !slices.Equal(now, then) {
			return gis.Refuse("store.Undo", gis.BadInput, "store.changed-since", column, o.Layer, o.ID)
		}
	}
	return nil
}

// origin is who first gave a value to a column: an operation that takes another
// one back gives again the value that the other one saw.
func (w *writing) origin(by []string, column string) ([]string, error) {
	for len(by) == 1 {
		back, err := w.operation(by[0])
		if err != nil || back.Undoes == "" {
			return by, err
		}
		taken, err := w.operation(back.Undoes)
		if err != nil {
			return nil, err
		}
		if by = taken.Set[column].Saw; column == RowColumn {
			if by, err = w.lives(by); err != nil {
				return nil, err
			}
		}
	}
	return by, nil
}

// lives are those of some operations that made a row, deleted or restored it.
func (w *writing) lives(names []string) ([]string, error) {
	var some []string
	for _, name := range names {
		o, err := w.operation(name)
		if err != nil {
			return nil, err
		}
		if o.Kind == CreateKind || o.Kind == DeleteKind || o.Kind == RestoreKind {
			some = append(some, name)
		}
	}
	return some, nil
}

// operation reads an operation of this device by its name; one of another
// device is zero.
func (w *writing) operation(name string) (Operation, error) {
	return w.archive.operation(w.tx, w.by, name)
}

// opposite is the operation that takes another one back.
func opposite(o *Operation) Operation {
	back := Operation{Layer: o.Layer, ID: o.ID, Kind: SetKind, Undoes: o.Name()}
	switch o.Kind {
	case CreateKind, RestoreKind:
		back.Kind = DeleteKind
	case DeleteKind:
		back.Kind = RestoreKind
	default:
		back.Set = map[string]Change{}
		for column, c := range o.Set {
			was := c.Base
			if absent(was) {
				was = json.RawMessage("null")
			}
			back.Set[column] = Change{New: was}
		}
	}
	return back
}

// PassOver takes the actor's last step off those that can be undone and leaves
// what it did as it is: for a step that somebody else's edit keeps from being
// taken back, so that those before it can. It gives the operations of the step.
func (a *Archive) PassOver(actor string) (left []Operation, err error) {
	const op = "store.PassOver"
	err = a.update(op, func(tx *bbolt.Tx) error {
		w, at, err := a.newest(op, tx, actor, false)
		if err != nil {
			return err
		}
		if left, err = a.readOperations(tx, at.step.Live.seqs()); err != nil {
			return err
		}
		return w.putEntry(at.key, steps{Undo: at.step.Below})
	})
	return left, err
}

// Steps gives the operations that the actor's next undo would take back and
// those that the next redo would do again; none where there is nothing to.
func (a *Archive) Steps(actor string) (undo, redo []Operation, err error) {
	err = a.view(func(tx *bbolt.Tx) error {
		var now steps
		if _, err := a.readEntry(tx, a.stepsKey(actor), &now); err != nil {
			return err
		}
		for _, forth := range []bool{false, true} {
			_, s, err := a.readStep(tx, now, forth)
			if err != nil {
				return err
			}
			ops, err := a.readOperations(tx, s.Live.seqs())
			if err != nil {
				return err
			}
			if forth {
				redo = ops
			} else {
				undo = ops
			}
		}
		return nil
	})
	return undo, redo, err
}
