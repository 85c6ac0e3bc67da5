package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"segit/gis"
	"segit/store"
)

// leasedArchive is a sealed archive under a lease, with a clock.
type leasedArchive struct {
	t      *testing.T
	path   string
	now    time.Time
	half   []byte
	office string
	renew  func(context.Context, json.RawMessage) ([]byte, time.Time, time.Time, error)
}

func newLeased(t *testing.T) *leasedArchive {
	t.Helper()
	l := &leasedArchive{t: t, path: filepath.Join(t.TempDir(), "a.segit"), now: time.Now(), half: bytes.Repeat([]byte{7}, 32)}
	a, err := store.CreateSealed(t.Context(), l.path, "W001", 7792, []byte("gatto lampada"))
	if err != nil {
		t.Fatal(err)
	}
	edit(t, a, "f1", "assignee", "anna")
	var public []byte
	if l.office, public, err = store.NewOffice(); err != nil {
		t.Fatal(err)
	}
	if err := a.Lease(store.Lease{Half: l.half, Until: l.now.AddDate(0, 0, 7), Contact: json.RawMessage(`"here"`), Office: public}); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return l
}

func (l *leasedArchive) open(keys store.Keys) error {
	l.t.Helper()
	keys.Now = func() time.Time { return l.now }
	keys.Renew = l.renew
	a, err := store.OpenWith(l.t.Context(), l.path, keys)
	if err != nil {
		return err
	}
	if e, err := a.EditsOf(store.DatasetFindings, "f1"); err != nil || string(e.Cells["assignee"].Value) != `"anna"` {
		l.t.Errorf("%v, %v", e, err)
	}
	return a.Close()
}

func (l *leasedArchive) typed() error { return l.open(store.Keys{Passphrase: []byte("gatto lampada")}) }

func (l *leasedArchive) refused(what, code string, err error) {
	l.t.Helper()
	var known *gis.Error
	if !errors.As(err, &known) || known.Code != code || gis.KindOf(err) != gis.Locked {
		l.t.Errorf("%s: %v, want %s", what, err, code)
	}
}

// TestI14NoOpeningPastTheLease with the right passphrase: neither later, nor
// with the clock set back, nor once it was found to be over.
func TestI14NoOpeningPastTheLease(t *testing.T) {
	l := newLeased(t)
	began := l.now
	if err := l.typed(); err != nil {
		t.Fatal(err)
	}
	l.now = began.AddDate(0, 0, 6)
	if err := l.typed(); err != nil {
		t.Fatal(err)
	}
	l.now = began.AddDate(0, 0, 5)
	l.refused("the clock set back", "lease.clock", l.typed())
	l.now = began.AddDate(0, 0, 6).Add(time.Minute)
	if err := l.typed(); err != nil {
		t.Errorf("the clock is right again: %v", err)
	}
	l.now = began.AddDate(0, 0, 7).Add(time.Second)
	l.refused("past the lease", "lease.over", l.typed())
	l.now = began.AddDate(0, 0, 6).Add(2 * time.Minute)
	l.refused("past the lease, and the clock set back after", "lease.over", l.typed())
	l.now = began
	l.refused("the clock of the first day", "lease.over", l.typed())
}

// TestI14TheServerGivesAnotherLease and the archive opens again.
func TestI14TheServerGivesAnotherLease(t *testing.T) {
	l := newLeased(t)
	l.now = l.now.AddDate(0, 0, 30)
	away := errors.New("nobody answers")
	l.renew = func(_ context.Context, contact json.RawMessage) ([]byte, time.Time, time.Time, error) {
		if string(contact) != `"here"` {
			t.Errorf("%s", contact)
		}
		return nil, time.Time{}, time.Time{}, away
	}
	err := l.typed()
	if l.refused("nobody answers", "lease.over", err); !errors.Is(err, away) {
		t.Errorf("%v", err)
	}
	l.renew = func(context.Context, json.RawMessage) ([]byte, time.Time, time.Time, error) {
		return l.half, l.now.AddDate(0, 0, 7), l.now, nil
	}
	if err := l.typed(); err != nil {
		t.Fatal(err)
	}
	l.renew = nil
	if err := l.typed(); err != nil {
		t.Errorf("within the new lease: %v", err)
	}
}

// TestI14OnlyTheOfficeOpensWhatARevokedDeviceKept: it asked when its lease was
// over, and what it had not sent is for the office alone.
func TestI14OnlyTheOfficeOpensWhatARevokedDeviceKept(t *testing.T) {
	l := newLeased(t)
	if err := l.open(store.Keys{Passphrase: []byte(l.office)}); err != nil {
		t.Errorf("the office: %v", err)
	}
	l.now = l.now.AddDate(0, 0, 30)
	l.renew = func(context.Context, json.RawMessage) ([]byte, time.Time, time.Time, error) {
		return nil, time.Time{}, time.Time{}, store.ErrRevoked
	}
	l.refused("revoked", "lease.revoked", l.typed())
	l.renew, l.now = nil, l.now.AddDate(0, 0, -30)
	if err := l.typed(); gis.KindOf(err) != gis.Locked {
		t.Errorf("after it was revoked: %v", err)
	}
	other, _, err := store.NewOffice()
	if err != nil {
		t.Fatal(err)
	}
	l.refused("another office", "lease.office-other", l.open(store.Keys{Passphrase: []byte(other)}))
	if err := l.open(store.Keys{Passphrase: []byte(l.office)}); err != nil {
		t.Errorf("the office: %v", err)
	}
}

// TestLeaseOutlivesNewKeys: a new passphrase and new data keys leave it in
// force, and sync gives it more time.
func TestLeaseOutlivesNewKeys(t *testing.T) {
	l := newLeased(t)
	a, err := store.OpenWith(t.Context(), l.path, store.Keys{Passphrase: []byte("gatto lampada")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Rotate(t.Context(), []byte("gatto lampada"), nil, gis.Quiet{}); err != nil {
		t.Fatal(err)
	}
	if err := a.Renew(l.now.AddDate(0, 0, 20), l.now); err != nil {
		t.Fatal(err)
	}
	if err := a.NewPassphrase([]byte("gatto lampada")); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	l.now = l.now.AddDate(0, 0, 19)
	if err := l.typed(); err != nil {
		t.Error(err)
	}
	if err := l.open(store.Keys{Passphrase: []byte(l.office)}); err != nil {
		t.Errorf("the office: %v", err)
	}
	l.now = l.now.AddDate(0, 0, 2)
	l.refused("past the lease", "lease.over", l.typed())
}

// TestWipe leaves nothing, also when it was killed half way.
func TestWipe(t *testing.T) {
	l := newLeased(t)
	raw, err := os.ReadFile(l.path)
	if err != nil {
		t.Fatal(err)
	}
	a, err := store.OpenWith(t.Context(), l.path, store.Keys{Passphrase: []byte("gatto lampada")})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.Wipe(), a.Close()); err != nil {
		t.Fatal(err)
	}
	gone := func(what string) {
		t.Helper()
		if folder, err := os.ReadDir(filepath.Dir(l.path)); err != nil || len(folder) != 0 {
			t.Errorf("%s: %v, %v", what, folder, err)
		}
	}
	gone("erased")
	if err := os.WriteFile(l.path+".wiping", raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := l.typed(); gis.KindOf(err) != gis.BadInput {
		t.Errorf("%v", err)
	}
	gone("killed half way")
}

func TestSealedToTheOffice(t *testing.T) {
	key, public, err := store.NewOffice()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := store.SealToOffice(public, "x", []byte("plain"))
	if err != nil || bytes.Contains(sealed, []byte("plain")) {
		t.Fatal(err)
	}
	if plain, err := store.OpenAtOffice([]byte(" "+key+"\n"), "x", sealed); err != nil || string(plain) != "plain" {
		t.Errorf("%q, %v", plain, err)
	}
	for what, c := range map[string]struct {
		key, is string
		sealed  []byte
		want    gis.Kind
	}{
		"of something else": {key, "y", sealed, gis.Locked},
		"altered":           {key, "x", append(bytes.Clone(sealed[:len(sealed)-1]), sealed[len(sealed)-1]^1), gis.Locked},
		"cut":               {key, "x", sealed[:10], gis.Locked},
		"no key":            {"SEGIT-OFFICE-", "x", sealed, gis.BadUsage},
		"no key at all":     {"gatto", "x", sealed, gis.BadUsage},
	} {
		if _, err := store.OpenAtOffice([]byte(c.key), c.is, c.sealed); gis.KindOf(err) != c.want {
			t.Errorf("%s: %v", what, err)
		}
	}
}
