package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
)

const laptopPassphrase = "gatto lampada"

// newOffice is a repository with its office key in a file.
func newOffice(t *testing.T) (dir, key string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "central")
	_, log := segitd(t, 0, "init", dir)
	at := strings.Index(log, "SEGIT-OFFICE-")
	if at < 0 {
		t.Fatalf("no office key: %s", log)
	}
	key = filepath.Join(t.TempDir(), "office.key")
	if err := os.WriteFile(key, []byte(strings.Fields(log[at:])[0]), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, key
}

// newLaptop is a sealed archive that joined under a lease.
func newLaptop(t *testing.T, dir, address string) desk {
	t.Helper()
	a, err := store.CreateSealed(t.Context(), filepath.Join(t.TempDir(), "portatile.segit"), "W001", 7792, []byte(laptopPassphrase))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() }) //nolint:errcheck // the test is over
	d := desk{a, client.New(client.Of(a))}
	code, _ := segitd(t, 0, "code", dir, "--user", "anna", "--role", "analyst", "--comune", "W001")
	d.enrolWith(t, dir, address, strings.TrimSpace(code))
	d.sync(t)
	if d.Leased() == nil {
		t.Fatal("no lease")
	}
	return d
}

// TestI14StolenLaptop: revoked, it erases itself at the next contact; what it
// had not sent only the office opens, and brings in.
func TestI14StolenLaptop(t *testing.T) {
	dir, key := newOffice(t)
	p := start(t, "segitd", dir, "127.0.0.1:0")
	laptop, other := newLaptop(t, dir, p.address), newDesk(t)
	other.enrol(t, dir, p.address)
	laptop.write(t, "f1", "assignee", "sent")
	laptop.sync(t)
	laptop.write(t, "f2", "assignee", "unsent")
	if out, _ := segitd(t, 0, "held", dir, laptop.Head.Device); !strings.Contains(out, "W001    *") {
		t.Errorf("%s", out)
	}
	segitd(t, 0, "revoke", dir, laptop.Head.Device)
	_, err := laptop.Sync(t.Context(), gis.Quiet{})
	var wiped *client.Wiped
	if !errors.As(err, &wiped) || wiped.Unsent != 1 || wiped.Kept != "" {
		t.Fatalf("%+v, %v", wiped, err)
	}
	folder, err := os.ReadDir(filepath.Dir(laptop.Path))
	if err != nil || len(folder) != 0 {
		t.Errorf("it leaves %v, %v", folder, err)
	}
	wrong := filepath.Join(t.TempDir(), "wrong.key")
	written, _, err := store.NewOffice()
	if err == nil {
		err = os.WriteFile(wrong, []byte(written), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	segitd(t, 4, "recover", dir, "--key", wrong)
	ops := filepath.Join(t.TempDir(), "ops.jsonl")
	segitd(t, 0, "recover", dir, "--key", key, "-o", ops)
	if body, err := os.ReadFile(ops); err != nil || !strings.Contains(string(body), "unsent") {
		t.Errorf("%s, %v", body, err)
	}
	segitd(t, 0, "recover", dir, "--key", key, "--join")
	segitd(t, 0, "recover", dir, "--key", key, "--join") // what came before is passed over
	other.sync(t)
	if shown := other.shown(t); string(shown["f1"].Cells["assignee"].Value) != `"sent"` || string(shown["f2"].Cells["assignee"].Value) != `"unsent"` {
		t.Errorf("%v", shown)
	}
	p.stop(t)
}

// TestI14LeaseIsGivenAgainOrNot: past its lease a laptop opens again when the
// server says so, and never when it was revoked.
func TestI14LeaseIsGivenAgainOrNot(t *testing.T) {
	dir, key := newOffice(t)
	p := start(t, "segitd", dir, "127.0.0.1:0")
	laptop := newLaptop(t, dir, p.address)
	laptop.write(t, "f2", "assignee", "unsent")
	device, path := laptop.Head.Device, laptop.Path
	if err := laptop.Close(); err != nil {
		t.Fatal(err)
	}
	open := func(given string, days int) error {
		a, err := store.OpenWith(t.Context(), path, store.Keys{
			Passphrase: []byte(given), Renew: client.Renew, Now: func() time.Time { return time.Now().AddDate(0, 0, days) },
		})
		if err != nil {
			return err
		}
		return a.Close()
	}
	if err := open(laptopPassphrase, 8); err != nil {
		t.Errorf("the server gives another lease: %v", err)
	}
	segitd(t, 0, "revoke", dir, device)
	if err := open(laptopPassphrase, 30); gis.KindOf(err) != gis.Locked || !errors.Is(err, store.ErrRevoked) {
		t.Errorf("revoked: %v", err)
	}
	p.stop(t)
	if err := open(laptopPassphrase, 0); gis.KindOf(err) != gis.Locked {
		t.Errorf("revoked, and the clock set back: %v", err)
	}
	office, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	if err := open(string(office), 0); err != nil {
		t.Errorf("the office: %v", err)
	}
}

// TestI15ALaptopGivesItsHalfBack: a server restored from before a laptop
// enrolled has lost its half of the keys. The laptop gives it back at its next
// sync with all that it had not sent; where its lease was over meanwhile, the
// office opens it, and then it does the same.
func TestI15ALaptopGivesItsHalfBack(t *testing.T) {
	dir, key := newOffice(t)
	backup := filepath.Join(t.TempDir(), "backup.tar")
	segitd(t, 0, "backup", dir, backup)
	p := start(t, "segitd", dir, "127.0.0.1:0")
	address := p.address
	laptop := newLaptop(t, dir, address)
	laptop.write(t, "f1", "assignee", "sent")
	laptop.sync(t)
	laptop.write(t, "f2", "assignee", "unsent")
	path := laptop.Path
	office, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	restored := func() {
		t.Helper()
		p.stop(t)
		segitd(t, 0, "restore", dir, backup)
		p = start(t, "segitd", dir, address)
	}
	opened := func(given string, days int) (*store.Archive, error) {
		return store.OpenWith(t.Context(), path, store.Keys{
			Passphrase: []byte(given), Renew: client.Renew, Now: func() time.Time { return time.Now().AddDate(0, 0, days) },
		})
	}
	arrived := func() {
		t.Helper()
		other := newDesk(t)
		other.enrol(t, dir, address)
		other.sync(t)
		if shown := other.shown(t); string(shown["f1"].Cells["assignee"].Value) != `"sent"` || string(shown["f2"].Cells["assignee"].Value) != `"unsent"` {
			t.Errorf("%v", shown)
		}
	}
	restored()
	laptop.sync(t)
	arrived()
	if err := laptop.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := opened(laptopPassphrase, 8)
	if err != nil {
		t.Fatalf("past the lease the server gives another: %v", err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}

	restored()
	if _, err := opened(laptopPassphrase, 30); gis.KindOf(err) != gis.Locked {
		t.Fatalf("the server has lost the half, and the lease is over: %v", err)
	}
	if a, err = opened(string(office), 0); err != nil {
		t.Fatal(err)
	}
	again := desk{a, client.New(client.Of(a))}
	again.sync(t)
	arrived()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if a, err = opened(laptopPassphrase, 60); err != nil {
		t.Fatalf("after the office opened it: %v", err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	p.stop(t)
}

// TestPlainArchivesAreUnderNoLease: the code stays good for a sealed one.
func TestPlainArchivesAreUnderNoLease(t *testing.T) {
	dir, _ := newOffice(t)
	p := start(t, "segitd", dir, "127.0.0.1:0")
	plain := newDesk(t)
	code, _ := segitd(t, 0, "code", dir, "--user", "anna", "--role", "analyst", "--comune", "W001")
	ca, err := os.ReadFile(filepath.Join(dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := plain.Enrol(t.Context(), client.EnrolRequest{Server: "https://" + p.address, CA: ca, Code: strings.TrimSpace(code)}); gis.KindOf(err) != gis.BadInput {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(plain.Path); errors.Is(err, fs.ErrNotExist) {
		t.Error("it is gone")
	}
	p.stop(t)
}

// TestUsersAndTokens from the command line, with and without a server that runs.
func TestUsersAndTokens(t *testing.T) {
	dir, _ := newFolder(t)
	segitd(t, 0, "user", dir, "rosa", "--role", "planner", "--office", "urbanistica", "--comune", "W001")
	for _, served := range []bool{false, true} {
		if served {
			p := start(t, "segitd", dir, "127.0.0.1:0")
			defer p.stop(t)
		}
		if out, _ := segitd(t, 0, "users", dir); !strings.Contains(out, "rosa") || !strings.Contains(out, "urbanistica") {
			t.Errorf("%s", out)
		}
		if out, _ := segitd(t, 0, "token", dir, "--user", "rosa"); strings.Count(out, ".") != 1 {
			t.Errorf("%s", out)
		}
		segitd(t, 2, "code", dir, "--user", "rosa", "--role", "tax", "--comune", "W001")
		segitd(t, 0, "code", dir, "--user", "rosa", "--comune", "W002")
		segitd(t, 2, "token", dir, "--user", "rosa", "--minutes", "9999")
		segitd(t, 1, "token", dir, "--user", "nobody")
	}
	segitd(t, 0, "user", dir, "rosa", "--end")
	segitd(t, 2, "token", dir, "--user", "rosa")
	segitd(t, 2, "code", dir, "--user", "rosa", "--comune", "W001")
}

// TestAUserWhomARestoreForgotCanBeEnded: only the device says who they are, and
// the register says from then on that they left.
func TestAUserWhomARestoreForgotCanBeEnded(t *testing.T) {
	dir, _ := newFolder(t)
	backup := filepath.Join(t.TempDir(), "backup.tar")
	segitd(t, 0, "backup", dir, backup)
	p := start(t, "segitd", dir, "127.0.0.1:0")
	address, d := p.address, newDesk(t)
	d.enrol(t, dir, address)
	p.stop(t)
	segitd(t, 0, "restore", dir, backup)
	p = start(t, "segitd", dir, address)
	defer func() { p.stop(t) }()
	_, log := segitd(t, 1, "user", dir, "anna", "--end")
	if !strings.Contains(log, "anna") {
		t.Errorf("a user of whom nothing is known yet: %s", log)
	}
	d.write(t, "f1", "assignee", "after")
	d.sync(t)
	out, _ := segitd(t, 0, "user", dir, "anna", "--end")
	if !strings.Contains(out, "analyst") || !strings.Contains(out, "W001") {
		t.Errorf("%s", out)
	}
	if _, err := d.Sync(t.Context(), gis.Quiet{}); err == nil {
		t.Error("a user who left is answered")
	}
	segitd(t, 0, "user", dir, "anna", "--back")
	d.sync(t)
}
