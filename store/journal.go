package store

import (
	"encoding/binary"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// Append writes operations and their effect in one durable transaction: all of
// them or none, and one step of undo. Device, Seq, Comune, At, Prev, Step and
// Seen are filled here, and Saw and Base from what the rows hold now; the
// operations as written are returned. All have the actor of the first.
func (a *Archive) Append(ops ...Operation) ([]Operation, error) {
	if len(ops) == 0 {
		return nil, nil
	}
	var written []Operation
	err := a.update("store.Append", func(tx *bbolt.Tx) error {
		w, err := a.write(tx)
		if err == nil {
			written, err = w.append(ops, func(int) error { return nil })
		}
		if err == nil {
			err = w.did(written)
		}
		if err == nil {
			err = w.end()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return written, nil
}

// writing is a transaction that appends to the journal.
type writing struct {
	archive *Archive
	tx      *bbolt.Tx
	last    link // of the journal
	seen    string
	by      *authors
	rows    map[string]*Edits
	beside  map[string][]Beside
}

func (a *Archive) write(tx *bbolt.Tx) (*writing, error) {
	w := &writing{archive: a, tx: tx, rows: map[string]*Edits{}, beside: map[string][]Beside{}}
	var err error
	if w.by, err = authorsIn(tx); err != nil {
		return nil, err
	}
	if w.last, err = a.lastLink(tx, journalBucket); err != nil {
		return nil, err
	}
	log, err := a.lastLink(tx, accessBucket)
	w.seen = log.String()
	return w, err
}

// row is the row that an operation edits, read once.
func (w *writing) row(layer, id string) (*Edits, error) {
	key := string(editKey(layer, id))
	if e := w.rows[key]; e != nil {
		return e, nil
	}
	e, err := w.archive.readEdits(w.tx, layer, id)
	w.rows[key] = &e
	return &e, err
}

// append numbers operations, ties each to the one before and puts them into
// the rows; ready is asked before each whether it still fits.
func (w *writing) append(ops []Operation, ready func(i int) error) ([]Operation, error) {
	written := slices.Clone(ops)
	first, now := w.last.Seq+1, time.Now().UTC()
	for i := range written {
		o := &written[i]
		if err := ready(i); err != nil {
			return nil, err
		}
		o.At, o.Actor, o.Step = now, written[0].Actor, 0
		if len(written) > 1 {
			o.Step = first
		}
		if err := w.one(o); err != nil {
			return nil, err
		}
	}
	return written, nil
}

func (w *writing) one(o *Operation) error {
	o.Device, o.Comune, o.Schema = w.by.Device, w.archive.Head.Comune, 1
	o.Seq, o.Prev, o.Seen = w.last.Seq+1, w.last.Hash, w.seen
	if o.Set = maps.Clone(o.Set); o.Set == nil {
		o.Set = map[string]Change{}
	}
	if o.Layer == "" || o.ID == "" { // it would never read again
		return gis.Refuse("store.Append", gis.BadUsage, "store.row-none", o.Layer, o.ID)
	}
	row, err := w.row(o.Layer, o.ID)
	if err != nil {
		return err
	}
	row.see(o)
	if err := row.apply(o); err != nil {
		return err
	}
	if err := w.note(o); err != nil {
		return err
	}
	raw, err := o.Encode()
	if err != nil {
		return err
	}
	w.last = link{o.Seq, HashOf(raw)}
	return w.put(journalBucket, binary.BigEndian.AppendUint64(nil, o.Seq), raw)
}

// note keeps the name of a new row with what it stands beside.
func (w *writing) note(o *Operation) error {
	if o.Kind != CreateKind || absent(o.Set[AboutColumn].New) {
		return nil
	}
	var about string
	if err := json.Unmarshal(o.Set[AboutColumn].New, &about); err != nil {
		return gis.Wrap("store.Append", gis.BadUsage, err, "store.encode", AboutColumn)
	}
	return w.stands(o.Layer+"/"+o.ID, about)
}

// stands keeps the name of a row with what it stands beside, once.
func (w *writing) stands(name, about string) error {
	key := w.archive.besideKey(about)
	all, known := w.beside[string(key)]
	if !known {
		if _, err := w.archive.readEntry(w.tx, key, &all); err != nil {
			return err
		}
	}
	at := slices.IndexFunc(all, func(b Beside) bool { return b.About == about })
	if at < 0 {
		at, all = len(all), append(all, Beside{About: about})
	}
	if !slices.Contains(all[at].Rows, name) {
		all[at].Rows = append(all[at].Rows, name)
	}
	w.beside[string(key)] = all
	return nil
}

func (w *writing) put(bucket string, key, plain []byte) error {
	return w.tx.Bucket([]byte(bucket)).Put(key, w.archive.seal.seal(place(bucket, key), plain))
}

// end writes the rows as they are now, and the anchor of the journal.
func (w *writing) end() error {
	for _, key := range slices.Sorted(maps.Keys(w.rows)) {
		if err := w.archive.putJSON(w.tx, editBucket, []byte(key), w.rows[key]); err != nil {
			return err
		}
	}
	if err := w.endBeside(); err != nil {
		return err
	}
	return w.archive.anchor(w.tx, journalBucket, w.last)
}

func (w *writing) endBeside() error {
	for _, key := range slices.Sorted(maps.Keys(w.beside)) {
		if err := w.archive.putJSON(w.tx, editBucket, []byte(key), w.beside[key]); err != nil {
			return err
		}
	}
	return nil
}

// Operations gives the journal, oldest first.
func (a *Archive) Operations(found func(Operation) error) error {
	return a.entries(journalBucket, []byte{}, func(_, plain []byte) error {
		o, err := DecodeOperation(plain)
		if err != nil {
			return err
		}
		return found(o)
	})
}

// OperationsOf gives the operations of this device on a row and on the notes
// beside it, oldest first, without reading the rest of the journal.
func (a *Archive) OperationsOf(layer, id string) (ops []Operation, err error) {
	err = a.view(func(tx *bbolt.Tx) error {
		e, err := a.readEdits(tx, layer, id)
		if err != nil {
			return err
		}
		rows, err := a.readBeside(tx, layer+"/"+id)
		if err != nil {
			return err
		}
		seqs := e.Seqs
		for _, r := range rows {
			seqs = append(seqs, r.Seqs...)
		}
		slices.Sort(seqs)
		ops, err = a.readOperations(tx, seqs)
		return err
	})
	return ops, err
}

func (a *Archive) readOperations(tx *bbolt.Tx, seqs []uint64) ([]Operation, error) {
	ops := make([]Operation, 0, len(seqs))
	for _, seq := range seqs {
		key := binary.BigEndian.AppendUint64(nil, seq)
		raw := tx.Bucket([]byte(journalBucket)).Get(key)
		plain, err := a.seal.open(place(journalBucket, key), raw)
		if err != nil {
			return nil, gis.Wrap("store.Operations", gis.Damaged, err, "store.damaged", journalBucket)
		}
		o, err := DecodeOperation(plain)
		if err != nil {
			return nil, err
		}
		ops = append(ops, o)
	}
	return ops, nil
}
