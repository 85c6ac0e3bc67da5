package wire

import (
	"encoding/json"
	"unicode/utf8"

	"segit/gis"
	"segit/store"
)

// Signed is an operation with the bytes in which its device wrote it. The bytes
// are what is hashed, stored and sent on: what a newer device wrote and this
// version does not know goes through unchanged.
type Signed struct {
	store.Operation
	Raw  []byte
	Hash string // SHA-256 of Raw, hex: the Prev of the operation after it
	// Flawed is set by [ParseSent] for bytes that do not read as an operation:
	// only what ties them to their chain is filled in.
	Flawed bool
}

// ParseOperation reads the bytes of an operation.
func ParseOperation(raw []byte) (Signed, error) {
	o, err := store.DecodeOperation(raw)
	if err == nil && o.Comune == "" {
		err = gis.Refuse("wire.ParseOperation", gis.BadInput, "sync.operation")
	}
	return Signed{Operation: o, Raw: raw, Hash: store.HashOf(raw)}, err
}

// tie is what an operation must have whatever else it is: its place in the chain
// of its device.
type tie struct {
	Device string `json:"dev"`
	Seq    uint64 `json:"seq"`
	Prev   string `json:"prev"`
}

// deepest is how many objects and lists may stand in each other in an operation.
// Stores keep values inside others, and readers of JSON have an end.
const deepest = 64

// ParseSent reads an operation as a device sent it. One that is tied to its chain
// is given whatever it says, so that it can be set aside alone and those after it
// go through; the error is for one that has no place in any chain.
func ParseSent(raw []byte) (Signed, error) {
	s := Signed{Raw: raw, Hash: store.HashOf(raw)}
	// Without an id or a layer it reads, and is of no row.
	if utf8.Valid(raw) && depth(raw) <= deepest && json.Unmarshal(raw, &s.Operation) == nil {
		return s, tied(s.Device, s.Seq)
	}
	var t tie
	if err := json.Unmarshal(raw, &t); err != nil {
		return s, gis.Wrap("wire.ParseSent", gis.BadInput, err, "sync.operation")
	}
	s.Operation = store.Operation{Device: t.Device, Seq: t.Seq, Prev: t.Prev}
	s.Flawed = true
	return s, tied(s.Device, s.Seq)
}

func tied(device string, seq uint64) error {
	if device == "" || seq == 0 || seq > 1<<53 {
		return gis.Refuse("wire.ParseSent", gis.BadInput, "sync.operation")
	}
	return nil
}

// depth is how many objects and lists stand in each other.
func depth(raw []byte) (most int) {
	now, text := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case text && c == '\\':
			i++
		case c == '"':
			text = !text
		case text:
		case c == '{' || c == '[':
			now++
			most = max(most, now)
		case c == '}' || c == ']':
			now--
		}
	}
	return most
}
