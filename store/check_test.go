package store_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store"
)

// checked checks an archive in the clear and gives what was told.
func checked(t testing.TB, path string) (store.Checked, []store.Trouble) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var told []store.Trouble
	done, err := store.Check(ctx, path, store.Keys{}, gis.Quiet{}, func(trouble store.Trouble) error {
		told = append(told, trouble)
		return nil
	})
	if err != nil {
		t.Fatalf("the check ended with %v, after %v", err, told)
	}
	return done, told
}

// sound fails when a check tells of anything that matters.
func sound(t testing.TB, path string) {
	t.Helper()
	if done, told := checked(t, path); done.Troubles > 0 {
		t.Errorf("the check tells %v", told)
	}
}

func TestCheckOfASoundArchive(t *testing.T) {
	path, _ := written(t)
	done, told := checked(t, path)
	if len(told) != 0 || done.Rows != 2000 || done.Operations != 1 {
		t.Errorf("%+v, %v", done, told)
	}
	if _, told := checked(t, closed(t)); len(told) != 0 {
		t.Errorf("of a new archive: %v", told)
	}
	other := start(t, "hold", path)
	_, err := store.Check(t.Context(), path, store.Keys{}, gis.Quiet{}, nil)
	if gis.KindOf(err) != gis.Locked {
		t.Errorf("while it is open elsewhere: %v", err)
	}
	if err := other.in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := other.Wait(); err != nil {
		t.Fatal(err)
	}
}

// entries are all keys and values of a file, by bucket and key.
func entries(t testing.TB, path string) map[[2]string]string {
	t.Helper()
	all := map[[2]string]string{}
	change(t, path, func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				all[[2]string{string(name), string(k)}] = string(v)
				return nil
			})
		})
	})
	return all
}

// change edits a file behind the archive's back.
func change(t testing.TB, path string, f func(tx *bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err == nil {
		err = db.Update(f)
	}
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Every value that is missing, exchanged for another of its bucket, or damaged
// is told.
func TestCheckTellsOfEveryValue(t *testing.T) {
	path, raw := written(t)
	all := entries(t, path)
	others := map[string][]string{}
	for at, v := range all {
		others[at[0]] = append(others[at[0]], v)
	}
	for at, v := range all {
		bucket, key := at[0], at[1]
		if bucket == "state" && key == "seen" {
			continue // only the clock is compared with it
		}
		for name, f := range map[string]func(b *bbolt.Bucket) error{
			"missing": func(b *bbolt.Bucket) error { return b.Delete([]byte(key)) },
			"exchanged": func(b *bbolt.Bucket) error {
				for _, other := range others[bucket] {
					if other != v {
						return b.Put([]byte(key), []byte(other))
					}
				}
				return b.Delete([]byte(key))
			},
			"damaged": func(b *bbolt.Bucket) error {
				bad := []byte(v)
				bad[len(bad)/2] ^= 4
				return b.Put([]byte(key), bad)
			},
		} {
			if err := os.WriteFile(path, raw, 0o600); err != nil {
				t.Fatal(err)
			}
			change(t, path, func(tx *bbolt.Tx) error { return f(tx.Bucket([]byte(bucket))) })
			if done, told := checked(t, path); done.Troubles == 0 {
				t.Errorf("%s %q %s: told %v", bucket, key, name, told)
			}
		}
	}
}

// What is lost is said in rows of a dataset, a sheet and a supply.
func TestCheckSaysWhatIsLost(t *testing.T) {
	path, raw := written(t)
	rows := 0
	for at := range entries(t, path) {
		if at[0] != "segments" || at[1][4] != store.RowsValue && at[1][4] != store.ShapesValue {
			continue
		}
		change(t, path, func(tx *bbolt.Tx) error { return tx.Bucket([]byte("segments")).Delete([]byte(at[1])) })
		_, told := checked(t, path)
		if len(told) != 1 || told[0].Dataset != "parcels" || told[0].Lost == 0 || told[0].Supply == 0 ||
			told[0].File == "" || told[0].Scope == "" {
			t.Errorf("%q missing: %+v", at[1], told)
			continue
		}
		if at[1][4] == store.RowsValue {
			rows += int(told[0].Lost)
		}
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if rows != 2000 {
		t.Errorf("%d rows are lost block by block, want 2000", rows)
	}
}

// damage changes a file in one of the ways in which disks do.
func damage(random *rand.Rand, raw []byte, n int) (bad []byte, what string) {
	const page = 4096
	bad = bytes.Clone(raw)
	pages := len(bad) / page
	at := random.IntN(len(bad))
	switch n % 7 {
	case 0:
		bad[at] ^= 1 << random.IntN(8)
		what = fmt.Sprintf("a bit of byte %d", at)
	case 1:
		at = random.IntN(pages)*page + random.IntN(16)
		bad[at] ^= 1 << random.IntN(8)
		what = fmt.Sprintf("a bit of the head of page %d (byte %d)", at/page, at%page)
	case 2:
		at = random.IntN(pages) * page
		clear(bad[at : at+page])
		what = fmt.Sprintf("page %d all zeros", at/page)
	case 3:
		bad = bad[:at]
		what = fmt.Sprintf("cut at byte %d", at)
	case 4:
		from, to := random.IntN(pages)*page, random.IntN(pages)*page
		copy(bad[to:to+page], bytes.Clone(bad[from:from+page]))
		what = fmt.Sprintf("page %d over page %d", from/page, to/page)
	case 5:
		at -= at % 512
		for i := at; i < min(at+512, len(bad)); i++ {
			bad[i] = byte(random.Uint32())
		}
		what = fmt.Sprintf("a sector at byte %d", at)
	case 6:
		at = random.IntN(pages)*page + 16 + 4*random.IntN(60)
		for i := range 4 {
			bad[at+i] = byte(random.Uint32())
		}
		what = fmt.Sprintf("four bytes at %d of page %d", at%page, at/page)
	}
	return bad, what
}

// plantings is how many damages a test plants.
const plantings = 210

// A damaged file that the check finds nothing in reads as the sound one, in
// bbolt's own opinion too; and no damage makes it hang or break.
func TestCheckFindsEveryPlantedDamage(t *testing.T) {
	path, raw := written(t)
	said := contentsOf(t, path)
	whole := entries(t, path)
	random := rand.New(rand.NewPCG(11, 12))
	silent := 0
	for n := range plantings {
		bad, what := damage(random, raw, n)
		if len(bad) == 0 {
			continue
		}
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		done, told := checked(t, path)
		if done.Troubles > 0 {
			continue
		}
		silent++
		if strings.HasPrefix(what, "cut") && len(bad) < len(raw)/2 {
			t.Errorf("%s: the check finds nothing", what)
		}
		// bbolt's own check gives up on a head that is not the one in force.
		if err := consistent(path); err != nil && len(told) == 0 {
			t.Errorf("%s: the check finds nothing, bbolt says %v", what, err)
			continue
		}
		if got := entries(t, path); len(got) != len(whole) {
			t.Errorf("%s: the check finds nothing, and %d of %d values are there", what, len(got), len(whole))
		}
		says(t, path, said)
	}
	if silent > plantings*5/7 || silent == 0 {
		t.Errorf("%d damages were of no consequence", silent)
	}
	t.Logf("%d of %d damages were of no consequence", silent, plantings)
}

func contentsOf(t testing.TB, path string) []string {
	t.Helper()
	a, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // only read
	return contents(t, a)
}

// consistent is what bbolt itself says of a file.
func consistent(path string) error {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // only read
	return db.View(func(tx *bbolt.Tx) error {
		var first error
		for err := range tx.Check() {
			if first == nil {
				first = err
			}
		}
		return first
	})
}
