package store

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func newSealer(t interface{ Fatal(args ...any) }) *plainSealer {
	s, err := newPlainSealer()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSealedValueOpensInItsPlaceOnly(t *testing.T) {
	s := newSealer(t)
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		here := place(segmentBucket, segmentKey(7, rowsValue, 1))
		sealed := s.seal(here, plain)
		if got, err := s.open(here, sealed); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%v, %v", got, err)
		}
		if _, err := s.open(place(segmentBucket, segmentKey(7, rowsValue, 2)), sealed); !errors.Is(err, errSeal) {
			t.Errorf("opened where it does not stand: %v", err)
		}
		at := rapid.IntRange(0, len(sealed)-1).Draw(t, "at")
		sealed[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := s.open(here, sealed); !errors.Is(err, errSeal) {
			t.Errorf("opened with byte %d changed: %v", at, err)
		}
	})
}

func TestShortValuesDoNotOpen(t *testing.T) {
	s := newSealer(t)
	for n := range 4 {
		if _, err := s.open(nil, make([]byte, n)); !errors.Is(err, errSeal) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

func FuzzOpenSealed(f *testing.F) {
	s := newSealer(f)
	here := []byte("place")
	f.Add(s.seal(here, nil)[4:])
	f.Add(s.seal(here, bytes.Repeat([]byte("riga "), 500))[4:])
	f.Fuzz(func(t *testing.T, body []byte) {
		// With a sum that fits, so that the bytes reach the unpacking.
		sealed := append(make([]byte, 4), body...)
		sum := checksum(here, body)
		sealed[0], sealed[1], sealed[2], sealed[3] = byte(sum), byte(sum>>8), byte(sum>>16), byte(sum>>24)
		plain, err := s.open(here, sealed)
		if err == nil && len(plain) > maxPlain {
			t.Fatalf("unpacks to %d bytes", len(plain))
		}
	})
}
