package store_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store"
)

var passphrase = []byte("gatto lampada fiume sasso")

// sealedArchive makes a sealed archive with a sheet and gives its path and its
// recovery key.
func sealedArchive(t *testing.T) (path, recovery string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "prova.segit")
	a, err := store.CreateSealed(t.Context(), path, "W001", 7792, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	load(t, a, "a", grid(plots(), "12", 5, corner))
	if recovery, err = a.NewRecovery(); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return path, recovery
}

// opens checks that a key opens an archive with all its rows, or how it does
// not: code is "" where it must.
func opens(t *testing.T, path string, keys store.Keys, code string) {
	t.Helper()
	a, err := store.OpenWith(t.Context(), path, keys)
	if code != "" {
		if codeOf(err) != code || gis.KindOf(err) != gis.Locked {
			t.Errorf("%v, want %s", err, code)
		}
		return
	}
	if err != nil {
		t.Error(err)
		return
	}
	s := a.Snapshot()
	if n := count(t, s, store.Ask{Dataset: "parcels"}); n != 25 {
		t.Errorf("%d rows, want 25", n)
	}
	if err := s.Release(); err != nil {
		t.Error(err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}

// A passphrase that is set has eight letters at least, whichever way it is set; one
// of before, whatever its length, opens.
func TestShortPassphraseIsNotSet(t *testing.T) {
	for given, want := range map[string]string{
		"": "store.passphrase-empty", "   ": "store.passphrase-empty", "x": "store.passphrase-short", "gattone": "store.passphrase-short",
		"  gattone ": "store.passphrase-short", "perche\u0301s": "store.passphrase-short", "gattonee": "", "perche\u0301 s": "",
	} {
		if got := codeOf(store.FitPassphrase([]byte(given))); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
	path := filepath.Join(t.TempDir(), "a.segit")
	if _, err := store.CreateSealed(t.Context(), path, "W001", 7792, []byte("x")); codeOf(err) != "store.passphrase-short" || gis.KindOf(err) != gis.BadUsage {
		t.Errorf("create: %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file was made: %v", err)
	}
	a, err := store.CreateSealed(t.Context(), path, "W001", 7792, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.NewPassphrase([]byte("x")); codeOf(err) != "store.passphrase-short" {
		t.Errorf("change: %v", err)
	}
	if _, err := a.Rotate(t.Context(), []byte("x"), nil, gis.Quiet{}); codeOf(err) != "store.passphrase-short" || a.Rotating() {
		t.Errorf("rotation: %v", err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if a, err = store.OpenWith(t.Context(), path, by(string(passphrase))); err == nil {
		err = a.Close()
	}
	if err != nil {
		t.Error(err)
	}
}

// An archive of before the rule has a passphrase of one letter, and opens.
func TestShortPassphraseOfBeforeOpens(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.segit")
	a, err := store.CreateSealed(t.Context(), path, "W001", 7792, passphrase)
	if err == nil {
		err = errors.Join(store.SetLock(a, []byte("x")), a.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	if a, err = store.OpenWith(t.Context(), path, by("x")); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
}

func by(secret string) store.Keys { return store.Keys{Passphrase: []byte(secret)} }

func TestKeysOfASealedArchive(t *testing.T) {
	path, recovery := sealedArchive(t)
	opens(t, path, store.Keys{}, "store.sealed")
	opens(t, path, by(string(passphrase)), "")
	opens(t, path, by("Gatto lampada fiume sasso"), "store.passphrase-wrong")
	opens(t, path, by(recovery), "")
	_, other := sealedArchive(t)
	opens(t, path, by(other), "store.recovery-other")
	mistyped := []byte(other)
	mistyped[0], mistyped[1] = mistyped[1], mistyped[0]
	if !bytes.Equal(mistyped, []byte(other)) {
		opens(t, path, by(string(mistyped)), "store.recovery-mistyped")
	}
	if names := beside(t, path); len(names) != 1 {
		t.Errorf("the folder holds %v, want the archive alone", names)
	}
}

func TestPassphraseIsTheSameHoweverAccentsAreTyped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "prova.segit")
	a, err := store.CreateSealed(t.Context(), path, "W001", 7792, []byte("perch\u00e9 s\u00ec"))
	if err != nil {
		t.Fatal(err)
	}
	load(t, a, "a", grid(plots(), "12", 5, corner))
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	opens(t, path, by("perche\u0301 si\u0300"), "")
}

// What stands in the clear before the seal may be changed by anybody: it is
// noticed before it is believed.
func TestForgedHeads(t *testing.T) {
	path, _ := sealedArchive(t)
	genuine, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		key, old, new string
		kind          gis.Kind
		code          string
	}{
		"another municipality":          {"archive", `"W001"`, `"C351"`, gis.Damaged, "store.head-forged"},
		"another CRS":                   {"archive", `7792`, `7791`, gis.Damaged, "store.head-forged"},
		"another id":                    {"archive", `"id":"`, `"id":"0`, gis.Locked, "store.passphrase-wrong"},
		"a newer format":                {"archive", `"format":3`, `"format":4`, gis.BadInput, "store.newer"},
		"an older one":                  {"archive", `"format":3`, `"format":1`, gis.Damaged, "store.head"},
		"no sealing":                    {"archive", `"aes-256-gcm"`, `"none"`, gis.Damaged, "store.head"},
		"endless stretching":            {"envelope", `"time":3`, `"time":4000000000`, gis.Damaged, "store.head"},
		"stretching over memory":        {"envelope", `"memory":65536`, `"memory":4294967295`, gis.Damaged, "store.head"},
		"cheap stretching":              {"envelope", `"memory":65536`, `"memory":8`, gis.Damaged, "store.head"},
		"no threads":                    {"envelope", `"threads":4`, `"threads":0`, gis.Damaged, "store.head"},
		"another key number":            {"envelope", `"number":1`, `"number":2`, gis.Damaged, "store.head-forged"},
		"a lock of a kind that is none": {"envelope", `"kind":"recovery"`, `"kind":"recoverx"`, gis.Damaged, "store.head"},
		"a lock twice":                  {"envelope", `"kind":"recovery"`, `"kind":"keyring"`, gis.Damaged, "store.head-forged"},
		"no JSON":                       {"envelope", `{`, `[`, gis.Damaged, "store.head"},
	} {
		if err := os.WriteFile(path, genuine, 0o600); err != nil {
			t.Fatal(err)
		}
		rewrite(t, path, func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte("head"))
			was := b.Get([]byte(c.key))
			is := bytes.Replace(was, []byte(c.old), []byte(c.new), 1)
			if bytes.Equal(was, is) {
				t.Fatalf("%s: %s does not hold %s", name, was, c.old)
			}
			return b.Put([]byte(c.key), is)
		})
		a, err := store.OpenWith(t.Context(), path, by(string(passphrase)))
		if gis.KindOf(err) != c.kind || codeOf(err) != c.code {
			t.Errorf("%s: kind %d, %v; want kind %d, %s", name, gis.KindOf(err), err, c.kind, c.code)
		}
		if err == nil {
			a.Close() //nolint:errcheck // it should not have opened
		}
	}
}

// rewrite changes the file of an archive under its back.
func rewrite(t *testing.T, path string, change func(tx *bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err == nil {
		err = db.Update(change)
	}
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A record that is put back to what it was before does not go unnoticed.
func TestGenerationPutBack(t *testing.T) {
	path, _ := sealedArchive(t)
	current := []byte("current")
	var was []byte
	rewrite(t, path, func(tx *bbolt.Tx) error {
		was = bytes.Clone(tx.Bucket([]byte("generations")).Get(current))
		return nil
	})
	a, err := store.OpenWith(t.Context(), path, by(string(passphrase)))
	if err != nil {
		t.Fatal(err)
	}
	load(t, a, "b", grid(plots(), "13", 5, corner))
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	rewrite(t, path, func(tx *bbolt.Tx) error { return tx.Bucket([]byte("generations")).Put(current, was) })
	if _, err := store.OpenWith(t.Context(), path, by(string(passphrase))); codeOf(err) != "store.put-back" {
		t.Errorf("%v", err)
	}
}

// Numbers of segments that a killed import used are not used again: what it
// left could be put in the place of later values.
func TestNumbersOfAKilledImportAreGone(t *testing.T) {
	path, _ := sealedArchive(t)
	a := unlocked(t, path, by(string(passphrase)))
	build := begin(t, a)
	s := build.Supply(intakeOf("killed"))
	if err := s.Rows(t.Context(), grid(plots(), "14", 4, corner)); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if err := build.WriteOut(); err != nil {
		t.Fatal(err)
	}
	used := segmentsIn(a)
	raw, err := os.ReadFile(path) // as a kill leaves it
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy.segit")
	if err := os.WriteFile(copied, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := build.Abandon(); err != nil {
		t.Fatal(err)
	}
	b := unlocked(t, copied, by(string(passphrase)))
	load(t, b, "later", grid(plots(), "14", 4, corner))
	if now := segmentsIn(b); now <= used {
		t.Errorf("segment %d after the killed import had used %d", now, used)
	}
}

// segmentsIn is the greatest number of a segment that stands in the file.
func segmentsIn(a *store.Archive) uint32 {
	var most uint32
	a.Sealed(func(bucket, key, _ []byte) {
		if string(bucket) == "segments" {
			most = max(most, binary.BigEndian.Uint32(key))
		}
	})
	return most
}

func TestClockSetBackIsTold(t *testing.T) {
	path, _ := sealedArchive(t)
	a := unlocked(t, path, by(string(passphrase)))
	if len(a.Notices) != 0 {
		t.Errorf("told %v", a.Notices)
	}
	if err := a.See(time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // writing does not make it forget
		a = unlocked(t, path, by(string(passphrase)))
		if len(a.Notices) != 1 || a.Notices[0].Code != "store.clock-back" {
			t.Errorf("told %v", a.Notices)
		}
		load(t, a, "b", grid(plots(), "13", 3, corner))
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
