package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store"
)

// rescued rescues an archive and gives the new one.
func rescued(t testing.TB, path string, keys store.Keys) (string, store.Rescued, error) {
	t.Helper()
	to := filepath.Join(t.TempDir(), "salvato.segit")
	r, err := store.Rescue(t.Context(), path, keys, to, gis.Quiet{})
	return to, r, err
}

// pageKind is the kind of a page of the file: 1 branch, 2 leaf, 4 head, 16 list
// of free pages.
func pageKind(raw []byte, page int) byte { return raw[4096*page+8] }

// zeroed is a file without the pages that f names.
func zeroed(raw []byte, f func(page int) bool) []byte {
	bad := slices.Clone(raw)
	for page := range len(raw) / 4096 {
		if f(page) {
			clear(bad[4096*page : 4096*page+4096])
		}
	}
	return bad
}

// Whatever of the tree is lost, all that stands in leaves comes out.
func TestRescueNeedsNoTree(t *testing.T) {
	path, raw := written(t)
	said := contentsOf(t, path)
	for name, bad := range map[string][]byte{
		"nothing is damaged":             raw,
		"the first head":                 zeroed(raw, func(n int) bool { return n == 0 }),
		"the second head":                zeroed(raw, func(n int) bool { return n == 1 }),
		"both heads":                     zeroed(raw, func(n int) bool { return n < 2 }),
		"the branches":                   zeroed(raw, func(n int) bool { return pageKind(raw, n) == 1 }),
		"the list of free pages":         zeroed(raw, func(n int) bool { return pageKind(raw, n) == 16 }),
		"heads, branches and free pages": zeroed(raw, func(n int) bool { return n < 2 || pageKind(raw, n) != 2 && raw[4096*n+9] == 0 && pageKind(raw, n) != 0 }),
	} {
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		to, r, err := rescued(t, path, store.Keys{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if r.Lost != 0 || r.Rows != 2000 || r.Operations != 1 {
			t.Errorf("%s: %+v", name, r)
		}
		if got := contentsOf(t, to); !slices.Equal(got, said) {
			t.Errorf("%s: says\n%v\nwant\n%v", name, got, said)
		}
		sound(t, to)
	}
}

// Of what does not read only that is missing, and the rest agrees with itself.
func TestRescueLosesOnlyWhatIsDamaged(t *testing.T) {
	path, raw := written(t)
	said := contentsOf(t, path)
	spoil := func(bucket string, is func(key string) bool) {
		change(t, path, func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte(bucket))
			var keys []string
			err := b.ForEach(func(k, _ []byte) error {
				if is(string(k)) {
					keys = append(keys, string(k))
				}
				return nil
			})
			for _, k := range keys {
				if err == nil {
					bad := slices.Clone(b.Get([]byte(k)))
					bad[len(bad)-1] ^= 1
					err = b.Put([]byte(k), bad)
				}
			}
			return err
		})
	}
	first := func(kind byte) func(string) bool {
		return func(k string) bool { return k[4] == kind && k[:4] == "\x00\x00\x00\x01" && k[8] == 0 }
	}
	any := func(string) bool { return true }
	for name, c := range map[string]struct {
		bucket string
		is     func(key string) bool
		want   store.Rescued
		same   bool
	}{
		"a block":        {"segments", first(store.RowsValue), store.Rescued{Rows: 1488, Lost: 512, Operations: 1}, false},
		"its geometry":   {"segments", first(store.ShapesValue), store.Rescued{Rows: 2000, Shapes: 512, Operations: 1}, false},
		"a table":        {"segments", first(store.MetaValue), store.Rescued{Rows: 2000, Operations: 1}, true},
		"all indexes":    {"segments", func(k string) bool { return k[4] == store.IndexValue || k[4] == store.KeysValue }, store.Rescued{Rows: 2000, Operations: 1}, true},
		"all edits":      {"edits", any, store.Rescued{Rows: 2000, Operations: 1, Edits: true}, true},
		"the state":      {"state", any, store.Rescued{Rows: 2000, Operations: 1}, true},
		"the operations": {"journal", any, store.Rescued{Rows: 2000}, false},
		"the register":   {"supplies", any, store.Rescued{Rows: 2000, Operations: 1}, false},
	} {
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		// Without the room of former writings, in which older copies stand.
		if _, err := store.Compact(t.Context(), path, store.Keys{}, gis.Quiet{}); err != nil {
			t.Fatal(err)
		}
		spoil(c.bucket, c.is)
		if _, err := store.Compact(t.Context(), path, store.Keys{}, gis.Quiet{}); err != nil && gis.KindOf(err) != gis.Damaged {
			t.Fatal(err)
		}
		to, r, err := rescued(t, path, store.Keys{})
		r.Values, r.Stray, r.Layers, r.Notes = 0, 0, nil, nil
		if err != nil || !reflect.DeepEqual(r, c.want) {
			t.Errorf("%s: %+v, %v, want %+v", name, r, err, c.want)
			continue
		}
		if got := contentsOf(t, to); c.same && !slices.Equal(got, said) {
			t.Errorf("%s: says\n%v\nwant\n%v", name, got, said)
		}
		a, err := store.Open(t.Context(), to)
		if err != nil {
			t.Fatal(err)
		}
		s := a.Snapshot()
		if n := count(t, s, store.Ask{Dataset: "parcels", Shapes: true}); n != int(c.want.Rows) {
			t.Errorf("%s: %d rows", name, n)
		}
		if err := s.Release(); err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

// The list of what is in force stands twice: with either of them everything is
// brought out, and a check tells of the one that is lost.
func TestRescueWithOneManifest(t *testing.T) {
	path, raw := written(t)
	said := contentsOf(t, path)
	for _, bucket := range []string{"generations", "spare"} {
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		change(t, path, func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte(bucket)).Put([]byte("current"), []byte("guasto"))
		})
		fresh(t, path)
		troubles := 0
		if _, err := store.Check(t.Context(), path, store.Keys{}, gis.Quiet{}, func(store.Trouble) error { troubles++; return nil }); err != nil || troubles == 0 {
			t.Errorf("%s: %d troubles, %v", bucket, troubles, err)
		}
		to, r, err := rescued(t, path, store.Keys{})
		if err != nil || r.Rows != 2000 || r.Lost != 0 || r.Stray != 0 {
			t.Fatalf("%s: %+v, %v", bucket, r, err)
		}
		if got := contentsOf(t, to); !slices.Equal(got, said) {
			t.Errorf("%s: says\n%v\nwant\n%v", bucket, got, said)
		}
		sound(t, to)
	}
}

// fresh writes a file anew without the room of former writings.
func fresh(t *testing.T, path string) {
	t.Helper()
	from, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	to, err := bbolt.Open(path+".fresh", 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(bbolt.Compact(to, from, 1<<20), from.Close(), to.Close(), os.Rename(path+".fresh", path)); err != nil {
		t.Fatal(err)
	}
}

// A rescue ends well or says why, whatever the damage, and what it brings out is
// never other than it was.
func TestRescueOfPlantedDamage(t *testing.T) {
	path, raw := written(t)
	random := rand.New(rand.NewPCG(13, 14))
	out := 0
	for n := range 120 {
		bad, what := damage(random, raw, n)
		if len(bad) == 0 {
			continue
		}
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		to, r, err := rescued(t, path, store.Keys{})
		if err != nil {
			if gis.KindOf(err) != gis.Damaged {
				t.Errorf("%s: %v", what, err)
			}
			continue
		}
		out++
		if err := readAll(t, to); err != nil {
			t.Errorf("%s: the new archive: %v", what, err)
		}
		if !strings.HasPrefix(what, "cut") && r.Rows < 900 {
			t.Errorf("%s: only %d rows", what, r.Rows)
		}
	}
	if out < 100 {
		t.Errorf("%d of 120 archives were brought out", out)
	}
}

// inForce are the rows in force with the line and the supply that they come
// from.
func inForce(t testing.TB, path string) map[string]bool {
	t.Helper()
	a, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // only read
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // only read
	all := map[string]bool{}
	for rows, err := range s.Scan(t.Context(), store.Ask{Dataset: "parcels"}) {
		if err != nil {
			t.Fatal(err)
		}
		for row := range rows.Len() {
			all[fmt.Sprint(rows.Text(1, row), " ", rows.Line[row], " ", rows.Supply)] = true
		}
	}
	return all
}

// Rows that a newer supply repeats keep its lines, those that ended stay ended,
// when a block between them is lost.
func TestRescueKeepsWhatIsInForce(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 40, corner))
	next := gis.NewBatch(plots())
	was := grid(plots(), "12", 40, corner)
	for row := range was.Len() {
		if row%7 != 0 {
			next.Append(was, []int{row})
			next.Line[next.Len()-1] = uint32(next.Len())
		}
	}
	load(t, a, "b", next)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Compact(t.Context(), a.Path, store.Keys{}, gis.Quiet{}); err != nil {
		t.Fatal(err)
	}
	sound(t, a.Path)
	whole := inForce(t, a.Path)
	for _, kind := range []byte{store.RowsValue, store.ShapesValue, store.MetaValue} {
		bad := filepath.Join(t.TempDir(), "guasto.segit")
		raw, err := os.ReadFile(a.Path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(bad, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		change(t, bad, func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("segments")).Put([]byte{0, 0, 0, 1, kind, 0, 0, 0, min(1, 'm'-kind)}, []byte("guasto"))
		})
		// Without the page as it was before, which a rescue would find.
		if _, err := store.Compact(t.Context(), bad, store.Keys{}, gis.Quiet{}); err != nil {
			t.Fatal(err)
		}
		to, r, err := rescued(t, bad, store.Keys{})
		if err != nil {
			t.Fatal(err)
		}
		sound(t, to)
		left := inForce(t, to)
		for row := range left {
			if !whole[row] {
				t.Errorf("%c: %q is in force", kind, row)
			}
		}
		if missing := len(whole) - len(left); kind == store.RowsValue && (missing == 0 || missing > int(r.Lost)) || kind != store.RowsValue && missing != 0 {
			t.Errorf("%c: %d rows of %d are missing, %+v", kind, missing, len(whole), r)
		}
	}
}

// A sealed archive opens with its passphrase, and what is brought out of it too.
func TestRescueOfASealedArchive(t *testing.T) {
	path, _ := sealedArchive(t)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bad := zeroed(raw, func(n int) bool { return n < 2 || pageKind(raw, n) == 1 })
	if err := os.WriteFile(path, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := rescued(t, path, by("sbagliata")); gis.KindOf(err) != gis.Locked {
		t.Errorf("with another passphrase: %v", err)
	}
	to, r, err := rescued(t, path, by(string(passphrase)))
	if err != nil || r.Rows != 25 {
		t.Fatalf("%+v, %v", r, err)
	}
	opens(t, to, by(string(passphrase)), "")
}

// A file that a newer program wrote is left to it, though older pages of it open;
// one head that says so alone is a damaged one.
func TestRescueOfANewerFormat(t *testing.T) {
	path, _ := sealedArchive(t)
	for _, bucket := range []string{"lid", "head"} { // the head last: its older page opens still
		rewrite(t, path, func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte(bucket))
			return b.Put([]byte("archive"), bytes.Replace(b.Get([]byte("archive")), []byte(`"format":3`), []byte(`"format":9`), 1))
		})
		_, done, err := rescued(t, path, by(string(passphrase)))
		switch bucket {
		case "lid":
			if err != nil || done.Rows != 25 {
				t.Errorf("one head: %d rows, %v", done.Rows, err)
			}
		case "head":
			if codeOf(err) != "store.newer" {
				t.Errorf("both heads: %d rows, %v", done.Rows, err)
			}
		}
	}
}
