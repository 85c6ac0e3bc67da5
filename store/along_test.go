package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// alongFile is a bbolt file of one bucket with n entries, and its bytes.
func alongFile(t *testing.T, n int) (path string, raw []byte) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "file")
	db, err := bbolt.Open(path, 0o600, nil)
	if err == nil {
		err = db.Update(func(tx *bbolt.Tx) error {
			b, err := tx.CreateBucket([]byte(rejectBucket))
			for i := 0; i < n && err == nil; i++ {
				err = b.Put(number(uint32(i)), make([]byte, 40))
			}
			return err
		})
	}
	if err == nil {
		err = db.Close()
	}
	if err == nil {
		raw, err = os.ReadFile(path)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path, raw
}

// walked is how many entries a walk gives from a number on.
func walked(t *testing.T, path string, from uint32) (n int, err error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(func(tx *bbolt.Tx) error {
		return along(tx, rejectBucket, number(from), func(k, _ []byte) (bool, error) {
			if numberOf(k) < from {
				t.Errorf("%d was given, asked for %d and on", numberOf(k), from)
			}
			n++
			return n < 1<<20, nil
		})
	})
	if closed := db.Close(); closed != nil {
		t.Error(closed)
	}
	return n, err
}

func TestAlong(t *testing.T) {
	const all = 2000
	path, raw := alongFile(t, all)
	for from, want := range map[uint32]int{0: all, 1: all - 1, 777: all - 777, all - 1: 1, all: 0} {
		if n, err := walked(t, path, from); n != want || err != nil {
			t.Errorf("from %d: %d entries, want %d, %v", from, n, want, err)
		}
	}
	// The branch of the bucket: where its children and its keys stand.
	at := 2 * 4096
	for ; raw[at+8] != 1; at += 4096 {
	}
	child := func(raw []byte, n int) []byte { return raw[at+16*(n+1)+8:][:8] }
	key := func(raw []byte, n int) []byte {
		element := at + 16*(n+1)
		return raw[element+int(binary.LittleEndian.Uint32(raw[element:])):][:4]
	}
	for name, damage := range map[string]func(raw []byte){
		"two leaves change places":  func(raw []byte) { swap(child(raw, 3), child(raw, 4)) },
		"a walk comes back":         func(raw []byte) { copy(child(raw, 9), child(raw, 2)) },
		"a key of the branch grows": func(raw []byte) { copy(key(raw, 5), number(numberOf(key(raw, 5))+40)) },
	} {
		bad := bytes.Clone(raw)
		damage(bad)
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		told := 0
		for from := uint32(0); from < all; from += 7 {
			n, err := walked(t, path, from)
			switch {
			case gis.KindOf(err) == gis.Damaged:
				told++
			case err != nil || n != all-int(from):
				t.Errorf("%s: from %d: %d entries of %d, %v", name, from, n, all-int(from), err)
			}
		}
		if told == 0 {
			t.Errorf("%s: nobody told", name)
		}
	}
}

func swap(a, b []byte) {
	for i := range a {
		a[i], b[i] = b[i], a[i]
	}
}

// A bucket that is not there is damage, and no end.
func TestAlongNothing(t *testing.T) {
	path, _ := alongFile(t, 1)
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // only read
	err = db.View(func(tx *bbolt.Tx) error {
		return along(tx, "elsewhere", nil, func(k, _ []byte) (bool, error) { return true, fmt.Errorf("%x", k) })
	})
	if gis.KindOf(err) != gis.Damaged {
		t.Error(err)
	}
}
