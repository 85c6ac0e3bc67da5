package pages_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"segit/store/pages"
)

// file is a bbolt file with buckets of many kinds of entries, after some
// deletions, and what is in it.
func file(t testing.TB) ([]byte, map[string]string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for round := range 3 {
		err := db.Update(func(tx *bbolt.Tx) error {
			for bucket, n := range map[string]int{"empty": 0, "inside": 2, "many": 3000, "large": 20} {
				b, err := tx.CreateBucketIfNotExists([]byte(bucket))
				if err != nil {
					return err
				}
				for i := range n {
					key := fmt.Sprintf("%06d", i)
					if (i+round)%5 == 0 {
						delete(want, bucket+"/"+key)
						if err := b.Delete([]byte(key)); err != nil {
							return err
						}
						continue
					}
					value := bytes.Repeat([]byte{byte(round), byte(i)}, 10)
					if bucket == "large" {
						value = bytes.Repeat(value, 700)
					}
					want[bucket+"/"+key] = string(value)
					if err := b.Put([]byte(key), value); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw, want
}

// read walks everything there is; problems are counted.
func read(t testing.TB, raw []byte) (all map[string]string, problems int) {
	t.Helper()
	f, err := pages.Open(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	problem := func(pages.Problem) error { problems++; return nil }
	buckets, err := f.Buckets(context.Background(), problem)
	if err != nil {
		t.Fatal(err)
	}
	all = map[string]string{}
	for _, b := range buckets {
		err := f.Walk(context.Background(), b, pages.Visitor{Problem: problem, Entry: func(key, value []byte) error {
			all[b.Name+"/"+string(key)] = string(value)
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Rest(problem); err != nil {
		t.Fatal(err)
	}
	return all, problems
}

// What bbolt wrote is read as bbolt wrote it, and is in order.
func TestReadsWhatBboltWrites(t *testing.T) {
	raw, want := file(t)
	got, problems := read(t, raw)
	if problems > 0 || !maps.Equal(got, want) {
		t.Errorf("%d problems, %d entries, want %d", problems, len(got), len(want))
	}
}

// Without heads, and without any branch, every entry is found still.
func TestLeavesNeedNothingElse(t *testing.T) {
	raw, want := file(t)
	for page := 0; page < len(raw); page += 4096 {
		if kind := raw[page+8]; page < 2*4096 || kind == 1 || kind == 16 {
			clear(raw[page : page+4096])
		}
	}
	f, err := pages.Open(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]bool{}
	err = f.Leaves(t.Context(), func(e pages.Found) error {
		values[string(e.Key)+string(e.Value)] = true
		return nil
	}, func(int64) {})
	if err != nil {
		t.Fatal(err)
	}
	for at, v := range want {
		if key := at[len(at)-6:]; !values[key+v] {
			t.Errorf("%s was not found", at)
		}
	}
}

// Every byte of every head of a page and of an element counts: a change of it is
// a problem, or one of an entry.
func TestChangedBytesAreNoticed(t *testing.T) {
	raw, want := file(t)
	for page := 0; page < len(raw); page += 4096 {
		kind := raw[page+8]
		if kind == 0 || page >= 30*4096 {
			continue
		}
		for at := page; at < page+32; at += 3 {
			bad := bytes.Clone(raw)
			bad[at] ^= 0x41
			got, problems := read(t, bad)
			free := kind == 16 && at >= page+16 || kind == 4
			if problems == 0 && maps.Equal(got, want) && !free && reached(t, raw, page/4096) {
				t.Errorf("byte %d of page %d (kind %d) is not noticed", at-page, page/4096, kind)
			}
		}
	}
}

// reached reports whether damage of a whole page is noticed: those that are free
// are not.
func reached(t testing.TB, raw []byte, page int) bool {
	t.Helper()
	bad := bytes.Clone(raw)
	clear(bad[4096*page : 4096*page+4096])
	_, problems := read(t, bad)
	return problems > 0
}

// FuzzOpen: whatever the file is, reading it ends.
func FuzzOpen(f *testing.F) {
	raw, _ := file(f)
	f.Add(raw[:8*4096])
	f.Add(raw[:4096])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		read(t, raw)
		unsound(t, raw)
		f, err := pages.Open(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Leaves(t.Context(), func(pages.Found) error { return nil }, func(int64) {}); err != nil {
			t.Fatal(err)
		}
	})
}
