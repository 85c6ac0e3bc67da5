package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/paulmach/orb"
	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store"
)

var nextPassphrase = []byte("nuvola chiodo mela vento")

// ring is a keyring in memory; broken makes it one that does not answer.
type ring struct {
	kept   map[string][]byte
	broken error
}

func (r *ring) Get(_ context.Context, name string) ([]byte, error) { return r.kept[name], r.broken }

func (r *ring) Set(_ context.Context, name string, secret []byte) error {
	if r.broken == nil {
		r.kept[name] = secret
	}
	return r.broken
}

func (r *ring) Delete(_ context.Context, name string) error {
	delete(r.kept, name)
	return r.broken
}

// unlocked opens an archive for a test and closes it with the test.
func unlocked(t *testing.T, path string, keys store.Keys) *store.Archive {
	t.Helper()
	a, err := store.OpenWith(t.Context(), path, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func TestPassphraseChanges(t *testing.T) {
	path, recovery := sealedArchive(t)
	a := unlocked(t, path, by(recovery))
	if a.UnlockedBy != "recovery" {
		t.Errorf("unlocked by %q", a.UnlockedBy)
	}
	if err := a.NewPassphrase(nil); codeOf(err) != "store.passphrase-empty" {
		t.Errorf("an empty one: %v", err)
	}
	if err := a.NewPassphrase(nextPassphrase); err != nil {
		t.Fatal(err)
	}
	newer, err := a.NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	opens(t, path, by(string(passphrase)), "store.passphrase-wrong")
	opens(t, path, by(recovery), "store.recovery-other")
	opens(t, path, by(string(nextPassphrase)), "")
	opens(t, path, by(newer), "")
}

func TestKeyring(t *testing.T) {
	path, _ := sealedArchive(t)
	r := &ring{kept: map[string][]byte{}, broken: errors.New("no bus")}
	a := unlocked(t, path, by(string(passphrase)))
	if err := a.AddKeyring(t.Context(), r); codeOf(err) != "store.keyring-none" {
		t.Errorf("a keyring that is not there: %v", err)
	}
	r.broken = nil
	if err := a.AddKeyring(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	opens(t, path, store.Keys{Keyring: r}, "")
	opens(t, path, store.Keys{Keyring: &ring{}}, "store.sealed")
	opens(t, path, store.Keys{Keyring: &ring{broken: errors.New("no bus")}}, "store.sealed")
	// What the keyring does not know is asked, and why is told.
	asked := store.Keys{Keyring: &ring{}, Ask: func(context.Context) ([]byte, error) { return passphrase, nil }}
	a = unlocked(t, path, asked)
	if len(a.Notices) != 1 || a.Notices[0].Code != "store.keyring-other" {
		t.Errorf("told %v", a.Notices)
	}
	if err := a.RemoveKeyring(t.Context(), r); err != nil || len(r.kept) != 0 {
		t.Errorf("%v, the keyring keeps %d", err, len(r.kept))
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	opens(t, path, store.Keys{Keyring: r}, "store.sealed")
}

func TestRotation(t *testing.T) {
	path, recovery := sealedArchive(t)
	r := &ring{kept: map[string][]byte{}}
	a := unlocked(t, path, by(string(passphrase)))
	if err := a.AddKeyring(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Append(store.Operation{Layer: "findings", ID: "f", Set: map[string]store.Change{"state": {New: []byte(`"new"`)}}}); err != nil {
		t.Fatal(err)
	}
	s := a.Snapshot()
	before := sealedBy(a)
	for range 3 { // the number of the key goes on
		rotated, err := a.Rotate(t.Context(), nextPassphrase, r, gis.Quiet{})
		if err != nil || rotated.Recovery == "" || rotated.Recovery == recovery || rotated.Keyring {
			t.Fatalf("%+v, %v", rotated, err)
		}
		recovery = rotated.Recovery
	}
	if n := count(t, s, store.Ask{Dataset: "parcels"}); n != 25 {
		t.Errorf("a reader of before sees %d rows", n)
	}
	if err := s.Release(); err != nil {
		t.Error(err)
	}
	after := sealedBy(a)
	if len(before) != 1 || len(after) != 1 || before[1] != after[4] || a.Rotating() {
		t.Errorf("values by key: %v before, %v after", before, after)
	}
	if edits, err := a.Edits("findings"); err != nil || len(edits) != 1 {
		t.Errorf("%d edits, %v", len(edits), err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	opens(t, path, by(string(passphrase)), "store.passphrase-wrong")
	opens(t, path, by(string(nextPassphrase)), "")
	opens(t, path, by(recovery), "")
	opens(t, path, store.Keys{Keyring: r}, "")
}

// sealedBy counts the sealed values by the number of their key.
func sealedBy(a *store.Archive) map[byte]int {
	n := map[byte]int{}
	a.Sealed(func(_, _, sealed []byte) { n[sealed[0]]++ })
	return n
}

// An exchange of keys that is killed after any of its transactions is brought
// to its end later, and the archive can be worked with in between.
func TestKilledRotation(t *testing.T) {
	path, _ := sealedArchive(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, steps := range []int{0, 1, 4, 9} {
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		other := start(t, "rotate", path)
		for range steps {
			other.says(t, "step")
		}
		if err := other.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		other.Wait() //nolint:errcheck // it was killed
		a, err := store.OpenWith(t.Context(), path, by(string(nextPassphrase)))
		if gis.KindOf(err) == gis.Locked && steps == 0 {
			opens(t, path, by(string(passphrase)), "") // killed before it began
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if a.Rotating() != (len(a.Notices) == 1) {
			t.Errorf("step %d: told %v", steps, a.Notices)
		}
		load(t, a, "b", grid(plots(), "13", 3, orb.Point{508000, 4151000}))
		rotated, err := a.Rotate(t.Context(), nextPassphrase, nil, gis.Quiet{})
		if err != nil || a.Rotating() {
			t.Fatalf("%+v, %v", rotated, err)
		}
		if len(sealedBy(a)) != 1 {
			t.Errorf("step %d: values by key %v", steps, sealedBy(a))
		}
		s := a.Snapshot()
		if n := count(t, s, store.Ask{Dataset: "parcels"}); n != 34 {
			t.Errorf("step %d: %d rows", steps, n)
		}
		if err := errors.Join(s.Release(), a.Close()); err != nil {
			t.Error(err)
		}
		if a, err = store.OpenWith(t.Context(), path, by(rotated.Recovery)); err != nil {
			t.Fatal(err) // nobody saw the one that the killed process made
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestCancelledRotation(t *testing.T) {
	path, _ := sealedArchive(t)
	a := unlocked(t, path, by(string(passphrase)))
	ctx, cancel := context.WithCancel(t.Context())
	rotated, err := a.Rotate(ctx, nextPassphrase, nil, stopper{cancel: cancel})
	if !errors.Is(err, context.Canceled) || rotated.Recovery == "" || !a.Rotating() {
		t.Fatalf("%+v, %v", rotated, err)
	}
	again, err := a.Rotate(t.Context(), nil, nil, gis.Quiet{})
	if err != nil || again.Recovery == "" || a.Rotating() {
		t.Errorf("%+v, %v", again, err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	opens(t, path, by(rotated.Recovery), "store.recovery-other")
	opens(t, path, by(again.Recovery), "")
}

// Between two keys an archive can be checked, compacted, rescued and changed,
// and the exchange goes on after it.
func TestArchiveBetweenTwoKeys(t *testing.T) {
	path, _ := sealedArchive(t)
	a := unlocked(t, path, by(string(passphrase)))
	for n := range 8 {
		load(t, a, "b", grid(plots(), strconv.Itoa(20+n), 3, orb.Point{508000, 4151000}))
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := a.Rotate(ctx, nextPassphrase, nil, stopper{cancel: cancel}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	load(t, a, "c", grid(plots(), "40", 3, orb.Point{509000, 4151000}))
	if keys := sealedBy(a); len(keys) != 2 || !a.Rotating() {
		t.Fatalf("values by key %v", keys)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	keys := by(string(nextPassphrase))
	whole := func(path string) {
		t.Helper()
		done, err := store.Check(t.Context(), path, keys, gis.Quiet{}, func(trouble store.Trouble) error {
			t.Errorf("%s: %v", path, trouble)
			return nil
		})
		if err != nil || done.Rows != 25+8*9+9 {
			t.Errorf("%+v, %v", done, err)
		}
	}
	whole(path)
	if _, err := store.Compact(t.Context(), path, keys, gis.Quiet{}); err != nil {
		t.Fatal(err)
	}
	whole(path)
	out := filepath.Join(t.TempDir(), "out")
	if _, err := store.Rescue(t.Context(), path, keys, out, gis.Quiet{}); err != nil {
		t.Fatal(err)
	}
	whole(out)
	for _, path := range []string{path, out} {
		a := unlocked(t, path, keys)
		if _, err := a.Rotate(t.Context(), nextPassphrase, nil, gis.Quiet{}); err != nil || a.Rotating() || len(sealedBy(a)) != 1 {
			t.Errorf("%s: %v, values by key %v", path, err, sealedBy(a))
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		whole(path)
	}
}

func TestPlaintextHasNoKeys(t *testing.T) {
	a := openNew(t)
	for name, err := range map[string]error{
		"passphrase": a.NewPassphrase(passphrase),
		"keyring":    a.AddKeyring(t.Context(), &ring{}),
		"no keyring": a.RemoveKeyring(t.Context(), &ring{}),
		"recovery":   second(a.NewRecovery()),
		"rotation":   second(a.Rotate(t.Context(), passphrase, nil, gis.Quiet{})),
	} {
		if codeOf(err) != "store.in-the-clear" || gis.KindOf(err) != gis.BadUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
	if locks, err := a.Locks(); len(locks) != 0 || err != nil {
		t.Errorf("%v, %v", locks, err)
	}
}

func second[T any](_ T, err error) error { return err }

// A value that does not open stops an exchange, which goes on where it was once
// the value is mended.
func TestRotationMeetsDamage(t *testing.T) {
	path, _ := sealedArchive(t)
	var key, good []byte
	rewrite(t, path, func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("supplies"))
		k, v := b.Cursor().First()
		key, good = append(key, k...), append(good, v...)
		bad := append([]byte(nil), v...)
		bad[len(bad)-1] ^= 1
		return b.Put(key, bad)
	})
	a := unlocked(t, path, by(string(passphrase)))
	if _, err := a.Rotate(t.Context(), nextPassphrase, nil, gis.Quiet{}); gis.KindOf(err) != gis.Damaged || !a.Rotating() {
		t.Fatalf("%v", err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	rewrite(t, path, func(tx *bbolt.Tx) error { return tx.Bucket([]byte("supplies")).Put(key, good) })
	a = unlocked(t, path, by(string(nextPassphrase)))
	if _, err := a.Rotate(t.Context(), nil, nil, gis.Quiet{}); err != nil || a.Rotating() {
		t.Fatalf("%v", err)
	}
}

// Readers and writers go on while the keys are exchanged.
func TestWorkDuringRotation(t *testing.T) {
	path, _ := sealedArchive(t)
	a := unlocked(t, path, by(string(passphrase)))
	for n := range 10 {
		load(t, a, "b", grid(plots(), strconv.Itoa(20+n), 3, orb.Point{508000, 4151000}))
	}
	stop, ended := make(chan struct{}), make(chan error, 2)
	go func() {
		for {
			select {
			case <-stop:
				ended <- nil
				return
			default:
			}
			s := a.Snapshot()
			rows := 0
			for block, err := range s.Scan(context.Background(), store.Ask{Dataset: "parcels", Shapes: true}) {
				if err != nil {
					ended <- err
					return
				}
				rows += block.Len()
			}
			if err := s.Release(); err != nil || rows != 25+90 {
				ended <- fmt.Errorf("%d rows: %w", rows, err)
				return
			}
		}
	}()
	go func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				ended <- nil
				return
			default:
			}
			change := map[string]store.Change{"assignee": {New: []byte(strconv.Quote(strconv.Itoa(n)))}}
			if _, err := a.Append(store.Operation{Layer: "findings", ID: "f", Set: change}); err != nil {
				ended <- err
				return
			}
		}
	}()
	for range 2 {
		if _, err := a.Rotate(t.Context(), nextPassphrase, nil, gis.Quiet{}); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	for range 2 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	if keys := sealedBy(a); len(keys) != 1 {
		t.Errorf("values by key %v", keys)
	}
}

// losing is a progress at whose first stage the file is gone.
type losing struct {
	gis.Quiet
	archive *store.Archive
}

func (l losing) Stage(gis.Message, int64) { l.archive.LoseFile() } //nolint:errcheck // as a disk that is gone

// An exchange that failed says what holds now: before the new keys were in force
// there is no recovery key, and after it the archive is not as it was.
func TestFailedRotationSaysWhatHolds(t *testing.T) {
	open := func() *store.Archive {
		path, _ := sealedArchive(t)
		a, err := store.OpenWith(t.Context(), path, by(string(passphrase)))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { a.Close() }) //nolint:errcheck // its file is gone
		return a
	}
	a := open()
	if err := a.LoseFile(); err != nil {
		t.Fatal(err)
	}
	if r, err := a.Rotate(t.Context(), passphrase, nil, gis.Quiet{}); err == nil || r.Recovery != "" {
		t.Errorf("before the exchange: %+v, %v", r, err)
	}
	a = open()
	if r, err := a.Rotate(t.Context(), passphrase, nil, losing{archive: a}); codeOf(err) != "store.rotate-stopped" || r.Recovery == "" {
		t.Errorf("after the exchange: recovery %t, %v", r.Recovery != "", err)
	}
}
