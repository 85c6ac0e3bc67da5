package store

import (
	"bytes"
	"crypto/rand"
	"runtime"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"segit/gis"
)

// stretching is how much work a guess of the passphrase costs: the parameters
// of Argon2id, stored so that they can grow.
type stretching struct {
	Time    uint32 `json:"time"`
	Memory  uint32 `json:"memory"` // KiB
	Threads uint8  `json:"threads"`
}

// Those of a new passphrase: the second choice of RFC 9106.
const (
	stretchTime    = 3
	stretchMemory  = 64 << 10
	stretchThreads = 4
)

// sane reports whether stored parameters may be followed: a forged head can
// neither exhaust the memory nor run for ever, and no passphrase was ever
// stretched with less.
func (s stretching) sane() bool {
	return s.Time >= 1 && s.Time <= 32 && s.Memory >= stretchMemory && s.Memory <= 1<<20 &&
		s.Threads >= 1 && s.Threads <= 16
}

// leastPassphrase is how many letters a passphrase must have that is set from now on:
// the file is a thief's to guess at for years.
const leastPassphrase = 8

// FitPassphrase refuses a passphrase that is too short to be set, blanks around it
// not counted. One that was set before opens its archive whatever its length.
func FitPassphrase(passphrase []byte) error {
	const op = "store.FitPassphrase"
	switch n := utf8.RuneCount(norm.NFC.Bytes(bytes.TrimSpace(passphrase))); {
	case n == 0:
		return gis.Refuse(op, gis.BadUsage, "store.passphrase-empty")
	case n < leastPassphrase:
		return gis.Refuse(op, gis.BadUsage, "store.passphrase-short", leastPassphrase)
	}
	return nil
}

// The salt of a lock, bytes.
const saltSize = 16

func newSalt() []byte {
	salt := make([]byte, saltSize)
	rand.Read(salt) //nolint:errcheck // crypto/rand ends the program instead
	return salt
}

// stretch makes a key of a passphrase. The same letters give the same key on
// every keyboard: accents are composed first.
func (s stretching) stretch(passphrase, salt []byte) []byte {
	key := argon2.IDKey(norm.NFC.Bytes(passphrase), salt, s.Time, s.Memory, s.Threads, keySize)
	// It leaves its memory behind, more than all the rest of an opening takes:
	// collected now, it serves what comes next.
	runtime.GC()
	return key
}
