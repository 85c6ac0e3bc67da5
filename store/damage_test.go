package store_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store"
)

// written makes an archive with some of everything and gives its bytes.
func written(t testing.TB) (string, []byte) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "prova.segit")
	a, err := store.Create(t.Context(), path, "W001", 7792)
	if err != nil {
		t.Fatal(err)
	}
	load(t, a, "a", grid(plots(), "12", 40, corner))
	load(t, a, "b", grid(plots(), "13", 20, orb.Point{508000, 4151000}))
	build := begin(t, a)
	s := build.Supply(intakeOf("c"))
	if err := s.Reject(1, gis.Say("test.reason"), "riga"); err != nil {
		t.Fatal(err)
	}
	s.Counted(gis.Counts{Read: 1, Rejected: 1})
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Append(store.Operation{Layer: "findings", ID: "f", Set: map[string]store.Change{"state": {New: []byte(`"new"`)}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.KeepDrawings(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, raw
}

func TestFilesThatAreNoArchive(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	bolt := func(name string, fill func(tx *bbolt.Tx) error) string {
		path := filepath.Join(dir, name)
		db, err := bbolt.Open(path, 0o600, nil)
		if err == nil {
			err = db.Update(fill)
		}
		if err == nil {
			err = db.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	headed := func(name, head string) string {
		return bolt(name, func(tx *bbolt.Tx) error {
			b, err := tx.CreateBucket([]byte("head"))
			if err != nil {
				return err
			}
			return b.Put([]byte("archive"), []byte(head))
		})
	}
	_, raw := written(t)
	for _, c := range []struct {
		name, path string
		kind       gis.Kind
		code       string
	}{
		{"missing", filepath.Join(dir, "nothing.segit"), gis.BadInput, "store.missing"},
		{"a folder", dir, gis.BadInput, "store.not-archive"},
		{"empty", file("empty.segit", nil), gis.BadInput, "store.not-archive"},
		{"a text", file("text.segit", []byte("particella;foglio\n1;2\n")), gis.BadInput, "store.not-archive"},
		{"a long text", file("long.segit", make([]byte, 1<<16)), gis.BadInput, "store.not-archive"},
		{"of another program", bolt("other.segit", func(*bbolt.Tx) error { return nil }), gis.BadInput, "store.not-archive"},
		{"newer", headed("newer.segit", `{"format":99,"secret":"AAAA"}`), gis.BadInput, "store.newer"},
		{"with a head that is no JSON", headed("head.segit", `{"form`), gis.Damaged, "store.head"},
		{"with an empty head", headed("nohead.segit", `{}`), gis.Damaged, "store.head"},
		{"with a head and nothing else", headed("only.segit", `{"format":2,"sealing":"none"}`), gis.Damaged, "store.head"},
		{"older, with a head and nothing else", headed("older.segit", `{"format":1,"sealing":"none","secret":"AAAA"}`), gis.Damaged, "store.damaged"},
		{"sealed in another way", headed("seal.segit", `{"format":2,"sealing":"rot13"}`), gis.Damaged, "store.head"},
		{"sealed without an envelope", headed("bare.segit", `{"format":2,"sealing":"aes-256-gcm"}`), gis.Damaged, "store.head"},
		{"cut in the middle", file("half.segit", raw[:len(raw)/8]), gis.Damaged, ""},
		{"cut to its first pages", file("pages.segit", raw[:5*4096]), gis.Damaged, ""},
	} {
		a, err := store.Open(t.Context(), c.path)
		if err == nil {
			t.Errorf("%s: opened", c.name)
			a.Close() //nolint:errcheck // it should not have opened
			continue
		}
		if gis.KindOf(err) != c.kind || c.code != "" && codeOf(err) != c.code {
			t.Errorf("%s: kind %d, %v; want kind %d, %s", c.name, gis.KindOf(err), err, c.kind, c.code)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(left) != 0 {
		t.Errorf("notes are left beside: %v, %v", left, err)
	}
}

// Bytes of the file may be others than they were: what is read is right, or
// refused.
func TestFlippedBytesAreAnErrorOrNothing(t *testing.T) {
	path, raw := written(t)
	random := rand.New(rand.NewPCG(5, 6))
	refused := 0
	for n := range 150 {
		bad := append([]byte(nil), raw...)
		for range 1 + n%40 {
			at := random.IntN(len(bad))
			switch n % 3 {
			case 0:
				at = random.IntN(40) * 4096 // the heads of pages
				at = min(at+random.IntN(64), len(bad)-1)
			case 1:
				at = min(random.IntN(40)*4096+12+random.IntN(4), len(bad)-1) // how many pages one runs over
			}
			bad[at] ^= byte(1 << random.IntN(8))
		}
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := readAll(t, path); err != nil {
			refused++
			if codeOf(err) == "" || gis.KindOf(err) == gis.Locked {
				t.Fatalf("try %d: %v", n, err)
			}
		}
	}
	if refused == 0 {
		t.Error("no damage was met")
	}
}

// codeOf is the code of an error's sentence, "" when it has none.
func codeOf(err error) string {
	var known *gis.Error
	if !errors.As(err, &known) {
		return ""
	}
	return known.Code
}

// readAll reads everything of an archive.
func readAll(t testing.TB, path string) error {
	a, err := store.Open(t.Context(), path)
	if err != nil {
		return err
	}
	defer a.Close() //nolint:errcheck // damaged as it is
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // damaged as it is
	ask := store.Ask{Dataset: "parcels", Shapes: true}
	for rows, err := range s.Scan(t.Context(), ask) {
		if err != nil {
			return err
		}
		for row := range rows.Len() {
			if sheet := rows.Text(0, row); sheet != "12" && sheet != "13" {
				t.Errorf("sheet %q was read", sheet)
			}
		}
	}
	err = s.ByKey(t.Context(), ask, gis.MakeKey("W001", "", "12", "41", ""), func(r *store.Row) error {
		if r.Text(1, r.At) != "41" {
			t.Errorf("parcel %q was found", r.Text(1, r.At))
		}
		return nil
	})
	if err != nil {
		return err
	}
	refs, err := s.Drawings(ask, orb.Bound{Max: orb.Point{1e9, 1e9}}, 2)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		if _, err := s.Drawing(ref); err != nil {
			return err
		}
	}
	if _, err := a.Supplies(); err != nil {
		return err
	}
	if _, err := a.Edits("findings"); err != nil {
		return err
	}
	return a.Operations(func(store.Operation) error { return nil })
}

func TestDamagedValuesAreSaid(t *testing.T) {
	key := gis.MakeKey("W001", "", "12", "5", "")
	ask := store.Ask{Dataset: "parcels", Shapes: true}
	all := orb.Bound{Max: orb.Point{1e9, 1e9}}
	for name, c := range map[string]struct {
		kind byte
		read func(s *store.Snapshot) error
	}{
		"rows":     {store.RowsValue, func(s *store.Snapshot) error { return s.ByKey(t.Context(), ask, key, found) }},
		"shapes":   {store.ShapesValue, func(s *store.Snapshot) error { return s.Window(t.Context(), ask, all, found) }},
		"the head": {store.MetaValue, func(s *store.Snapshot) error { _, err := s.Drawings(ask, all, 1); return err }},
		"an index": {store.IndexValue, func(s *store.Snapshot) error { _, err := s.Hits(ask, all); return err }},
		"keys":     {store.KeysValue, func(s *store.Snapshot) error { return s.ByKey(t.Context(), ask, key, found) }},
	} {
		a := openNew(t)
		load(t, a, "a", grid(plots(), "12", 5, corner))
		if a.Corrupt(c.kind) == 0 {
			t.Fatalf("%s: nothing to damage", name)
		}
		s := a.Snapshot()
		err := c.read(s)
		if gis.KindOf(err) != gis.Damaged || codeOf(err) != "store.damaged" {
			t.Errorf("%s: %v", name, err)
		}
		if err := s.Release(); err != nil {
			t.Error(err)
		}
	}
}

func found(*store.Row) error { return nil }
