package store

import (
	"crypto/sha256"
	"encoding/binary"
)

// keyHash is what a key index holds instead of a key: a keyed hash, so that an
// index tells nothing of a fiscal code to whoever has only the file. kind keeps
// keys of different nature apart. Hits are checked against the row itself.
func keyHash[T string | []byte](secret []byte, kind string, value T) uint64 {
	var room [96]byte
	b := append(room[:0], secret...)
	b = append(b, kind...)
	b = append(b, 0)
	b = append(b, value...)
	sum := sha256.Sum256(b)
	return binary.LittleEndian.Uint64(sum[:])
}
