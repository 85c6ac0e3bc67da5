package store

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

// newBlocks makes a sealer with new keys, those of an archive of a given id.
func newBlocks(t testing.TB, archive string) *blockSealer {
	t.Helper()
	keys, err := newKeyset(archive)
	if err != nil {
		t.Fatal(err)
	}
	s, err := newBlockSealer(archive, keys)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEncryptedValueOpensInItsPlaceOnly(t *testing.T) {
	s, stranger := newBlocks(t, "a"), newBlocks(t, "a")
	// The same keys in another archive, as after a copy whose id was changed.
	renamed, err := newBlockSealer("b", s.keys.Load())
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		here := place(segmentBucket, segmentKey(7, rowsValue, 1))
		sealed := s.seal(here, plain)
		if got, err := s.open(here, sealed); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%v, %v", got, err)
		}
		if again := s.seal(here, plain); bytes.Equal(again, sealed) {
			t.Error("a nonce was used twice")
		}
		if len(plain) > 8 && bytes.Contains(sealed, plain) {
			t.Error("the value stands in the clear")
		}
		at := rapid.IntRange(0, len(sealed)-1).Draw(t, "at")
		flipped := bytes.Clone(sealed)
		flipped[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		other := s.seal(here, append(plain, 1))
		for name, c := range map[string]struct {
			by     *blockSealer
			where  []byte
			sealed []byte
		}{
			"at another key":          {s, place(segmentBucket, segmentKey(7, rowsValue, 2)), sealed},
			"in another segment":      {s, place(segmentBucket, segmentKey(8, rowsValue, 1)), sealed},
			"in another bucket":       {s, place(editBucket, segmentKey(7, rowsValue, 1)), sealed},
			"in another archive":      {renamed, here, sealed},
			"with other keys":         {stranger, here, sealed},
			"with a bit changed":      {s, here, flipped},
			"cut":                     {s, here, sealed[:at]},
			"longer":                  {s, here, append(bytes.Clone(sealed), 0)},
			"put together of two":     {s, here, append(bytes.Clone(sealed[:len(sealed)-16]), other[len(other)-16:]...)},
			"with bytes before it":    {s, here, append([]byte{1}, sealed...)},
			"of the sealer of before": {s, here, newSealer(t).seal(here, plain)},
		} {
			if got, err := c.by.open(c.where, c.sealed); !errors.Is(err, errSeal) || got != nil {
				t.Errorf("opened %s: %v", name, err)
			}
		}
	})
}

func FuzzOpenEncrypted(f *testing.F) {
	s, here := newBlocks(f, "a"), []byte("place")
	f.Add(s.seal(here, nil))
	f.Add(s.seal(here, bytes.Repeat([]byte("riga "), 500)))
	f.Add(s.close(here, []byte("not packed")))
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, body []byte) {
		if plain, err := s.open(here, body); err == nil && len(plain) > maxPlain {
			t.Fatalf("unpacks to %d bytes", len(plain))
		}
		// With a tag that fits, so that the bytes reach the unpacking.
		if plain, err := s.open(here, s.close(here, body)); err == nil && len(plain) > maxPlain {
			t.Fatalf("unpacks to %d bytes", len(plain))
		}
	})
}

// What a sealer costs beside the compression that comes before it.
func BenchmarkSeal(b *testing.B) {
	plain := make([]byte, 64<<10)
	for i := range plain {
		plain[i] = byte(i * i >> 7)
	}
	here := place(segmentBucket, segmentKey(7, rowsValue, 1))
	for name, s := range map[string]sealer{"plain": newSealer(b), "encrypted": newBlocks(b, "a")} {
		sealed := s.seal(here, plain)
		b.Run("close/"+name, func(b *testing.B) {
			b.SetBytes(int64(len(plain)))
			for b.Loop() {
				s.seal(here, plain)
			}
		})
		b.Run("open/"+name, func(b *testing.B) {
			b.SetBytes(int64(len(plain)))
			for b.Loop() {
				if _, err := s.open(here, sealed); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
