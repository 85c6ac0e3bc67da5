package store_test

import (
	"bytes"
	"slices"
	"testing"

	"segit/gis"
	"segit/store"
)

// tampering makes another entry of a chain of one; nil takes it out.
type tampering = func(seq uint64, plain []byte) []byte

// dropped takes entries out of a chain.
func dropped(gone ...uint64) tampering {
	return func(seq uint64, plain []byte) []byte {
		if slices.Contains(gone, seq) {
			return nil
		}
		return plain
	}
}

// changed writes another text into an entry.
func changed(at uint64, old, to string) tampering {
	return func(seq uint64, plain []byte) []byte {
		if seq != at {
			return plain
		}
		return bytes.Replace(plain, []byte(old), []byte(to), 1)
	}
}

// flipped changes a bit of one byte of a whole chain.
func flipped(offset int) tampering {
	return func(_ uint64, plain []byte) []byte {
		if offset >= 0 && offset < len(plain) {
			plain = bytes.Clone(plain)
			plain[offset] ^= 1
		}
		offset -= len(plain)
		return plain
	}
}

// noByteUnseen changes every third byte of a chain, one at a time: the check
// tells of each.
func noByteUnseen(t *testing.T, a *store.Archive, bucket string, check func(found func(gis.Message)) error) {
	t.Helper()
	size := 0
	if err := a.Tamper(bucket, func(_ uint64, plain []byte) []byte { size += len(plain); return plain }); err != nil {
		t.Fatal(err)
	}
	for at := 0; at < size; at += 3 {
		if err := a.Tamper(bucket, flipped(at)); err != nil {
			t.Fatal(err)
		}
		if got := troubles(t, check); len(got) == 0 {
			t.Fatalf("byte %d of %d changed and nothing was told", at, size)
		}
		if err := a.Tamper(bucket, flipped(at)); err != nil {
			t.Fatal(err)
		}
	}
}
