package store

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// Cell is the current value of a human column and the operations that gave it.
type Cell struct {
	Value  json.RawMessage `json:"v"` // null once it was taken away
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

// Edits are what people did on one row: its human columns, whether it is there
// at all (rows that people made), and the notes beside it in order.
type Edits struct {
	Cells  map[string]Cell `json:"cells,omitempty"`
	Life   *Cell           `json:"life,omitempty"` // of a row that a person made or deleted: true, or false when it was deleted
	Sheet  string          `json:"cell,omitempty"` // in which the row lies, "section/sheet"; "" where nobody said it
	Author string          `json:"author,omitempty"`
	At     *time.Time      `json:"at,omitempty"`    // when it was made
	Notes  []gis.Note      `json:"notes,omitempty"` // stored here only by format 1
	Seqs   []uint64        `json:"ops,omitempty"`   // operations of this device on the row
}

// Gone reports a row that was deleted.
func (e *Edits) Gone() bool { return e.Life != nil && string(e.Life.Value) == "false" }

// Value reads a human column into v; false when it has no value.
func (e *Edits) Value(column string, v any) (bool, error) {
	cell, ok := e.Cells[column]
	if !ok || absent(cell.Value) {
		return false, nil
	}
	if err := json.Unmarshal(cell.Value, v); err != nil {
		return false, gis.Wrap("store.Edits", gis.Damaged, err, "store.damaged", editBucket)
	}
	return true, nil
}

// The layers of the rows that people make, and the columns of such rows. What
// they stand beside never changes: "findings/ID", or a key.
const (
	LayerNotes       = "notes"
	LayerAssertions  = "assertions"
	LayerAttachments = "attachments" // a photo or a document; its bytes are a blob
	LayerCorrections = "corrections" // of a rejected row of a supply, named by the supply's hash and the line: nobody makes it
	AboutColumn      = "about"
	TextColumn       = "text"   // of an attachment the name of its file
	HashColumn       = "sha256" // of an attachment
	SizeColumn       = "size"   // of an attachment, bytes
	RowColumn        = "_row"   // in deletes and restores: whether the row is there
	noteColumn       = "note"   // format 1: a column that appends
)

// see notes in an operation what its author had before the eyes: the values
// that the row holds now.
func (e *Edits) see(o *Operation) {
	if o.Kind == DeleteKind || o.Kind == RestoreKind {
		// Who decides a conflict says what was seen.
		change := Change{Saw: o.Set[RowColumn].Saw, New: json.RawMessage("false")}
		if o.Kind == RestoreKind {
			change.New = json.RawMessage("true")
		}
		o.Set = map[string]Change{RowColumn: change}
	}
	for column, c := range o.Set {
		var was Cell
		switch {
		case column == RowColumn && e.Life != nil:
			was = Cell{Value: e.Life.Value, By: e.shown()}
		case column != noteColumn:
			was = e.Cells[column]
		}
		c.Base = was.Value
		if o.Kind != ResolveKind && (column != RowColumn || len(c.Saw) == 0) {
			c.Saw = was.By
		}
		if c.Saw == nil {
			c.Saw = []string{}
		}
		if absent(c.Base) {
			c.Base = nil
		}
		if absent(c.New) {
			c.New = json.RawMessage("null")
		}
		o.Set[column] = c
	}
}

// shown names the operations whose effect a person sees who looks at the whole
// row: who deletes it has seen all of them.
func (e *Edits) shown() []string {
	names := slices.Clone(e.Life.By)
	for _, cell := range e.Cells {
		names = append(names, cell.By...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// apply puts an operation's values into the row.
func (e *Edits) apply(o *Operation) error {
	by := []string{o.Name()}
	if o.Cell != "" {
		e.Sheet = o.Cell
	}
	switch {
	case o.Kind == CreateKind && e.Life != nil:
		return gis.Refuse("store.Append", gis.BadUsage, "store.row-twice", o.Layer, o.ID)
	case o.Kind == CreateKind:
		e.Life = &Cell{Value: json.RawMessage("true"), By: by}
		e.Author, e.At = o.Actor, &o.At
	case (o.Kind == DeleteKind || o.Kind == RestoreKind) && e.Life == nil && len(o.Set[RowColumn].Saw) == 0:
		// Who saw operations on the row knows it, wherever it was made.
		return gis.Refuse("store.Append", gis.BadUsage, "store.row-none", o.Layer, o.ID)
	}
	for column, c := range o.Set {
		switch column {
		case RowColumn:
			e.Life = &Cell{Value: c.New, By: by}
			continue
		case noteColumn:
			var text string
			if err := json.Unmarshal(c.New, &text); err != nil {
				return gis.Wrap("store.Append", gis.BadUsage, err, "store.encode", noteColumn)
			}
			e.Notes = append(e.Notes, gis.Note{At: o.At.Format(time.RFC3339), Author: o.Actor, Text: text})
			continue
		}
		if e.Cells == nil {
			e.Cells = map[string]Cell{}
		}
		others := slices.DeleteFunc(slices.Clone(e.Cells[column].Others), func(r Rival) bool { return slices.Contains(c.Saw, r.By) })
		e.Cells[column] = Cell{Value: c.New, By: by, Others: others}
	}
	e.Seqs = append(e.Seqs, o.Seq)
	return nil
}

// Implicit reports a layer whose rows nobody makes: what they are follows from the
// supplies, so that two desks name the same one, and an edit finds it there.
func Implicit(layer string) bool { return layer == DatasetFindings || layer == LayerCorrections }

func editKey(layer, id string) []byte { return []byte(layer + "\x00" + id) }

// Beside names the rows that people made beside something.
type Beside struct {
	About string   `json:"about"`
	Rows  []string `json:"rows"` // "layer/id", in the order in which they were made
}

const besidePrefix = "\x00about\x00"

// besideKey is where the rows about something are named: under a keyed hash,
// since what they are about may be a person.
func (a *Archive) besideKey(about string) []byte {
	return number64(besidePrefix, keyHash(a.secret, "about", about))
}

// readEdits reads a row's entry; a row never edited has none.
func (a *Archive) readEdits(tx *bbolt.Tx, layer, id string) (e Edits, err error) {
	_, err = a.readEntry(tx, editKey(layer, id), &e)
	return e, err
}

// readEntry reads an entry of the bucket of edits.
func (a *Archive) readEntry(tx *bbolt.Tx, key []byte, v any) (bool, error) {
	raw := tx.Bucket([]byte(editBucket)).Get(key)
	if raw == nil {
		return false, nil
	}
	if err := a.openJSON(editBucket, key, raw, v); err != nil {
		return false, gis.Wrap("store.Edits", gis.Damaged, err, "store.damaged", editBucket)
	}
	return true, nil
}

// Edits gives what people did on every row of a layer that somebody edited, by
// row id, with the notes beside them. Rows that were made and deleted are given
// too: [Edits.Gone].
func (a *Archive) Edits(layer string) (map[string]Edits, error) {
	all, err := a.rowsEdited(layer)
	if err != nil || layer == LayerNotes {
		return all, err
	}
	notes, err := a.rowsEdited(LayerNotes)
	if err != nil {
		return nil, err
	}
	beside := map[string][]Edits{}
	for _, note := range notes {
		var about string
		if _, err := note.Value(AboutColumn, &about); err != nil {
			return nil, err
		}
		if id, ours := strings.CutPrefix(about, layer+"/"); ours && note.Made() && !note.Gone() {
			beside[id] = append(beside[id], note)
		}
	}
	for id, notes := range beside {
		slices.SortFunc(notes, func(p, q Edits) int {
			return cmp.Or(p.At.Compare(*q.At), slices.Compare(p.Seqs, q.Seqs))
		})
		e := all[id]
		if err := e.addNotes(notes); err != nil {
			return nil, err
		}
		all[id] = e
	}
	return all, nil
}

func (e *Edits) addNotes(notes []Edits) error {
	for _, note := range notes {
		var text string
		if _, err := note.Value(TextColumn, &text); err != nil {
			return err
		}
		e.Notes = append(e.Notes, gis.Note{At: note.At.Format(time.RFC3339), Author: note.Author, Text: text})
	}
	return nil
}

func (a *Archive) rowsEdited(layer string) (map[string]Edits, error) {
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

// EditsOf gives what people did on one row, with the notes beside it.
func (a *Archive) EditsOf(layer, id string) (e Edits, err error) {
	err = a.view(func(tx *bbolt.Tx) error {
		if e, err = a.readEdits(tx, layer, id); err != nil {
			return err
		}
		rows, err := a.readBeside(tx, layer+"/"+id)
		if err != nil {
			return err
		}
		var notes []Edits
		for _, r := range rows {
			if r.Layer == LayerNotes && r.Made() && !r.Gone() {
				notes = append(notes, r.Edits)
			}
		}
		return e.addNotes(notes)
	})
	return e, err
}

// Made is a row that a person made.
type Made struct {
	Layer, ID string
	Edits
}

// About gives the rows that people made beside something, oldest first, those
// that were deleted too.
func (a *Archive) About(about string) (rows []Made, err error) {
	err = a.view(func(tx *bbolt.Tx) error {
		rows, err = a.readBeside(tx, about)
		return err
	})
	return rows, err
}

func (a *Archive) readBeside(tx *bbolt.Tx, about string) ([]Made, error) {
	var all []Beside // a hash may collide
	if _, err := a.readEntry(tx, a.besideKey(about), &all); err != nil {
		return nil, err
	}
	var rows []Made
	for _, b := range all {
		if b.About != about {
			continue
		}
		for _, name := range b.Rows {
			layer, id, _ := strings.Cut(name, "/")
			var e Edits
			there, err := a.readEntry(tx, editKey(layer, id), &e)
			if err != nil {
				return nil, err
			}
			if there { // a server that was restored may have lost it
				rows = append(rows, Made{layer, id, e})
			}
		}
	}
	return rows, nil
}
