package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"time"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// Operation is one human edit, in the shape in which it will travel (sync
// protocol v1): for each column the operations whose values the author saw,
// the value seen and the new one. Operations are appended and never changed.
type Operation struct {
	Device  string            `json:"dev"`
	Seq     uint64            `json:"seq"` // 1, 2, 3 … without gaps on a device
	Comune  string            `json:"comune"`
	Layer   string            `json:"layer"`
	ID      string            `json:"id"` // of the row edited
	Kind    string            `json:"kind"`
	Set     map[string]Change `json:"set"`
	Schema  int               `json:"schema"`
	Actor   string            `json:"actor"`
	At      time.Time         `json:"at"` // orders the display, decides nothing
	Purpose string            `json:"purpose"`
	Prev    string            `json:"prev"` // hash of the device's operation before
}

// The kinds of operation used so far.
const (
	SetKind        = "set"
	TransitionKind = "transition" // of a state, checked by the state table
)

// Change is what an operation does to one column.
type Change struct {
	Saw  []string        `json:"saw"`         // operations whose value the author had before the eyes, "device/seq"
	Base json.RawMessage `json:"b,omitempty"` // that value
	New  json.RawMessage `json:"n"`
}

// Name is the operation's own name, as Saw uses it.
func (o *Operation) Name() string { return numbered(o.Device+"/", int64(o.Seq)) }

// Cell is the current value of a human column and the operation that gave it.
type Cell struct {
	Value json.RawMessage `json:"v"`
	By    []string        `json:"by"`
}

// Edits are the human columns of one row, and its notes in order.
type Edits struct {
	Cells map[string]Cell `json:"cells,omitempty"`
	Notes []gis.Note      `json:"notes,omitempty"`
}

// noteColumn is the one column whose operations append instead of replacing.
const noteColumn = "note"

// Append writes an operation and its effect in one durable transaction. Device,
// Seq, Comune, At and Prev are filled here, and Saw from what the row holds
// now.
func (a *Archive) Append(o Operation) (Operation, error) {
	const op = "store.Append"
	err := a.db.Update(func(tx *bbolt.Tx) error {
		if err := a.chain(tx, &o); err != nil {
			return err
		}
		edits, err := a.edits(tx, o.Layer, o.ID)
		if err != nil {
			return err
		}
		edits.apply(&o)
		key := binary.BigEndian.AppendUint64(nil, o.Seq)
		raw, err := a.sealJSON(journalBucket, key, o)
		if err != nil {
			return err
		}
		if err := tx.Bucket([]byte(journalBucket)).Put(key, raw); err != nil {
			return err
		}
		row := editKey(o.Layer, o.ID)
		if raw, err = a.sealJSON(editBucket, row, edits); err != nil {
			return err
		}
		return tx.Bucket([]byte(editBucket)).Put(row, raw)
	})
	if err != nil {
		return o, gis.Wrap(op, gis.KindOf(err), err, "store.write", a.Path)
	}
	return o, nil
}

// chain numbers an operation and ties it to the one before.
func (a *Archive) chain(tx *bbolt.Tx, o *Operation) error {
	o.Device, o.Comune, o.Schema, o.At = a.Head.Device, a.Head.Comune, 1, time.Now().UTC()
	o.Seq = 1
	k, raw := tx.Bucket([]byte(journalBucket)).Cursor().Last()
	if k == nil {
		return nil
	}
	plain, err := a.seal.open(place(journalBucket, k), raw)
	if err != nil {
		return gis.Wrap("store.Append", gis.Damaged, err, "store.damaged", journalBucket)
	}
	sum := sha256.Sum256(plain)
	o.Prev, o.Seq = hex.EncodeToString(sum[:]), binary.BigEndian.Uint64(k)+1
	return nil
}

// apply puts an operation's values into the row and notes what it saw.
func (e *Edits) apply(o *Operation) {
	for column, c := range o.Set {
		if column == noteColumn {
			var text string
			if json.Unmarshal(c.New, &text) == nil {
				e.Notes = append(e.Notes, gis.Note{At: o.At.Format(time.RFC3339), Author: o.Actor, Text: text})
			}
			continue
		}
		was := e.Cells[column]
		c.Saw, c.Base = was.By, was.Value
		o.Set[column] = c
		if e.Cells == nil {
			e.Cells = map[string]Cell{}
		}
		e.Cells[column] = Cell{Value: c.New, By: []string{o.Name()}}
	}
}

func editKey(layer, id string) []byte { return []byte(layer + "\x00" + id) }

func (a *Archive) edits(tx *bbolt.Tx, layer, id string) (Edits, error) {
	var e Edits
	key := editKey(layer, id)
	raw := tx.Bucket([]byte(editBucket)).Get(key)
	if raw == nil {
		return e, nil
	}
	if err := a.openJSON(editBucket, key, raw, &e); err != nil {
		return e, gis.Wrap("store.Edits", gis.Damaged, err, "store.damaged", editBucket)
	}
	return e, nil
}

// Edits gives the human columns of every edited row of a layer, by row id.
func (a *Archive) Edits(layer string) (map[string]Edits, error) {
	all := map[string]Edits{}
	prefix := layer + "\x00"
	err := a.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket([]byte(editBucket)).Cursor()
		for k, _ := c.Seek([]byte(prefix)); k != nil && len(k) > len(prefix) && string(k[:len(prefix)]) == prefix; k, _ = c.Next() {
			id := string(k[len(prefix):])
			e, err := a.edits(tx, layer, id)
			if err != nil {
				return err
			}
			all[id] = e
		}
		return nil
	})
	return all, err
}

// Operations gives the journal, oldest first.
func (a *Archive) Operations(found func(Operation) error) error {
	return a.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte(journalBucket)).ForEach(func(k, v []byte) error {
			var o Operation
			if err := a.openJSON(journalBucket, k, v, &o); err != nil {
				return gis.Wrap("store.Operations", gis.Damaged, err, "store.damaged", journalBucket)
			}
			return found(o)
		})
	})
}
