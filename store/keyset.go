package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
)

// keySize is the size of every key of an archive, bytes.
const keySize = 32

// keyset is what an unlocked archive works with. The master key opens the data
// keys, and what unlocks an archive opens the master key; so a passphrase can
// change without a value being written again. There are two data keys only
// while values are being sealed anew (see rotate). It is not changed after it
// is made.
type keyset struct {
	archive string // its id, which salts what is derived
	master  []byte
	half    []byte    // of a lease; nil for none
	data    []dataKey // oldest first; the last one seals
}

// dataKey is a random key and what is derived of it.
type dataKey struct {
	number byte // stands before every value that it sealed
	key    []byte
	block  cipher.AEAD // draws its nonces itself
}

func (k *keyset) current() *dataKey { return &k.data[len(k.data)-1] }

// numbered is the cipher of a key, nil when there is none.
func (k *keyset) numbered(n byte) cipher.AEAD {
	for i := range k.data {
		if k.data[i].number == n {
			return k.data[i].block
		}
	}
	return nil
}

// wrapping is what the data keys are wrapped under.
func (k *keyset) wrapping() []byte { return slices.Concat(k.master, k.half) }

// wipe overwrites the keys. The ciphers keep what they derived of them until
// the collector takes it; nothing refers to them any more.
func (k *keyset) wipe() {
	clear(k.master)
	clear(k.half)
	for i := range k.data {
		clear(k.data[i].key)
	}
}

// randomKey draws a key. The system's source does not fail.
func randomKey() []byte {
	key := make([]byte, keySize)
	rand.Read(key) //nolint:errcheck // crypto/rand ends the program instead
	return key
}

// newKeyset draws the keys of a new archive.
func newKeyset(archive string) (*keyset, error) {
	first, err := newDataKey(archive, 1, randomKey())
	return &keyset{archive: archive, master: randomKey(), data: []dataKey{first}}, err
}

func newDataKey(archive string, number byte, key []byte) (dataKey, error) {
	sub, err := derive(key, archive, "seal")
	if err != nil {
		return dataKey{}, err
	}
	block, err := newCipher(sub)
	return dataKey{number, key, block}, err
}

// derive makes the key of one purpose of another key.
func derive(key []byte, archive, purpose string) ([]byte, error) {
	sub, err := hkdf.Key(sha256.New, key, []byte(archive), "segit "+purpose, keySize)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	return sub, nil
}

// newCipher is AES-256-GCM with nonces of its own.
func newCipher(key []byte) (cipher.AEAD, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	c, err := cipher.NewGCMWithRandomNonce(b)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	return c, nil
}

// tag authenticates the parts of the head that are read before the archive is
// unlocked.
func (k *keyset) tag(parts ...[]byte) ([]byte, error) {
	key, err := derive(k.master, k.archive, "head")
	if err != nil {
		return nil, err
	}
	sum := hmac.New(sha256.New, key)
	for _, p := range parts {
		sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(p))))
		sum.Write(p)
	}
	return sum.Sum(nil), nil
}

// wrap encrypts a key under another; of is what the key is.
func wrap(under []byte, archive, of string, key []byte) ([]byte, error) {
	sub, err := derive(under, archive, "wrap")
	if err != nil {
		return nil, err
	}
	c, err := newCipher(sub)
	if err != nil {
		return nil, err
	}
	return c.Seal(nil, nil, key, []byte(archive+"\x00"+of)), nil
}

// unwrap gives the key back, or errSeal.
func unwrap(under []byte, archive, of string, wrapped []byte) ([]byte, error) {
	sub, err := derive(under, archive, "wrap")
	if err != nil {
		return nil, err
	}
	c, err := newCipher(sub)
	if err != nil {
		return nil, err
	}
	key, err := c.Open(nil, nil, wrapped, []byte(archive+"\x00"+of))
	if err != nil || len(key) != keySize {
		return nil, errSeal
	}
	return key, nil
}
