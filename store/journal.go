package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
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
	ID      string            `json:"id"`             // of the row edited
	Cell    string            `json:"cell,omitempty"` // sheet the row lies in, "section/sheet" ("_" for no section): who checks out that sheet gets the edit
	Kind    string            `json:"kind"`
	Set     map[string]Change `json:"set"`
	Schema  int               `json:"schema"`
	Actor   string            `json:"actor"`
	At      time.Time         `json:"at"` // orders the display, decides nothing
	Purpose string            `json:"purpose"`
	Prev    string            `json:"prev"` // hash of the device's operation before
}

// The kinds of operation.
const (
	CreateKind     = "create"
	SetKind        = "set"
	DeleteKind     = "delete"
	RestoreKind    = "restore"
	TransitionKind = "transition" // of a state, checked by the state table
	ResolveKind    = "resolve"    // of a conflict: its Saw lists every value shown
)

// Change is what an operation does to one column.
type Change struct {
	Saw  []string        `json:"saw"`         // operations whose value the author had before the eyes, "device/seq"
	Base json.RawMessage `json:"b,omitempty"` // that value
	New  json.RawMessage `json:"n"`
}

// Name is the operation's own name, as Saw uses it.
func (o *Operation) Name() string { return numbered(o.Device+"/", int64(o.Seq)) }

// Cell is the current value of a human column and the operations that gave it.
type Cell struct {
	Value  json.RawMessage `json:"v"`
	By     []string        `json:"by"`
	Others []Rival         `json:"others,omitempty"` // what others wrote meanwhile and nobody has decided on: the cell is contested
}

// Rival is a value that stands beside the current one.
type Rival struct {
	Value json.RawMessage `json:"v"`
	By    string          `json:"by"`
	Actor string          `json:"actor"`
	At    time.Time       `json:"at"`
}

// Edits are the human columns of one row, and its notes in order.
type Edits struct {
	Cells map[string]Cell `json:"cells,omitempty"`
	Notes []gis.Note      `json:"notes,omitempty"`
}

// noteColumn is the one column whose operations append instead of replacing.
const noteColumn = "note"

// Append writes an operation and its effect in one durable transaction. Device,
// Seq, Comune, At and Prev are filled here, and Saw and Base from what the row
// holds now; only who resolves a conflict says himself what he saw. The
// operation as written is returned.
func (a *Archive) Append(o Operation) (Operation, error) {
	const op = "store.Append"
	o.Set = maps.Clone(o.Set)
	err := a.update(op, func(tx *bbolt.Tx) error {
		if err := a.chain(tx, &o); err != nil {
			return err
		}
		row := editKey(o.Layer, o.ID)
		edits, err := a.edits(row, tx.Bucket([]byte(editBucket)).Get(row))
		if err != nil {
			return err
		}
		if err := edits.apply(&o); err != nil {
			return err
		}
		if err := a.putJSON(tx, journalBucket, binary.BigEndian.AppendUint64(nil, o.Seq), o); err != nil {
			return err
		}
		return a.putJSON(tx, editBucket, row, edits)
	})
	return o, err
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
func (e *Edits) apply(o *Operation) error {
	for column, c := range o.Set {
		if column == noteColumn {
			var text string
			if err := json.Unmarshal(c.New, &text); err != nil {
				return gis.Wrap("store.Append", gis.BadUsage, err, "store.encode", noteColumn)
			}
			e.Notes = append(e.Notes, gis.Note{At: o.At.Format(time.RFC3339), Author: o.Actor, Text: text})
			continue
		}
		was := e.Cells[column]
		c.Base = was.Value
		if o.Kind != ResolveKind {
			c.Saw = was.By
		}
		o.Set[column] = c
		if e.Cells == nil {
			e.Cells = map[string]Cell{}
		}
		others := slices.DeleteFunc(slices.Clone(was.Others), func(r Rival) bool { return slices.Contains(c.Saw, r.By) })
		e.Cells[column] = Cell{Value: c.New, By: []string{o.Name()}, Others: others}
	}
	return nil
}

func editKey(layer, id string) []byte { return []byte(layer + "\x00" + id) }

// edits reads a row's entry of the bucket; raw is nil for a row never edited.
func (a *Archive) edits(key, raw []byte) (Edits, error) {
	var e Edits
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
	prefix := editKey(layer, "")
	err := a.entries(editBucket, prefix, func(key, plain []byte) error {
		var e Edits
		if err := json.Unmarshal(plain, &e); err != nil {
			return gis.Wrap("store.Edits", gis.Damaged, err, "store.damaged", editBucket)
		}
		all[string(key[len(prefix):])] = e
		return nil
	})
	return all, err
}

// Operations gives the journal, oldest first.
func (a *Archive) Operations(found func(Operation) error) error {
	return a.entries(journalBucket, []byte{}, func(_, plain []byte) error {
		var o Operation
		if err := json.Unmarshal(plain, &o); err != nil {
			return gis.Wrap("store.Operations", gis.Damaged, err, "store.damaged", journalBucket)
		}
		return found(o)
	})
}
