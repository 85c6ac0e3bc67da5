package wire

import (
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
}

// ParseOperation reads the bytes of an operation.
func ParseOperation(raw []byte) (Signed, error) {
	o, err := store.DecodeOperation(raw)
	if err == nil && o.Comune == "" {
		err = gis.Refuse("wire.ParseOperation", gis.BadInput, "sync.operation")
	}
	return Signed{o, raw, store.HashOf(raw)}, err
}
