package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"segit/gis"
	"segit/gis/text"
	"segit/store"
	"segit/sync/client"
)

// copied is a copy of a desk's archive, open beside it.
func (d desk) copied(t *testing.T) desk {
	t.Helper()
	raw, err := os.ReadFile(d.Path)
	path := filepath.Join(t.TempDir(), "copia.segit")
	if err == nil {
		err = os.WriteFile(path, raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	a, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() }) //nolint:errcheck // the test is over
	return desk{a, client.New(client.Of(a))}
}

// TestI15AdministratorsLetCopiesJoinAgain: the list of devices says which is
// stopped and why, a code lets a copy join again, and the sentences say what to do.
func TestI15AdministratorsLetCopiesJoinAgain(t *testing.T) {
	dir, _ := newFolder(t)
	p := start(t, "segitd", dir, "127.0.0.1:0")
	a := newDesk(t)
	a.enrol(t, dir, p.address)
	a.write(t, "f1", "assignee", "anna")
	a.sync(t)
	b := a.copied(t)
	a.write(t, "f1", "assignee", "bruno")
	b.write(t, "f1", "assignee", "carla")
	a.sync(t)
	device := a.Device()
	_, err := b.Sync(t.Context(), gis.Quiet{})
	words, failed := text.Load(text.Italian)
	if said := words.Error(err); failed != nil || gis.KindOf(err) != gis.BadInput || !strings.Contains(said, "segitctl rejoin") || !strings.Contains(said, "amministratore") {
		t.Errorf("%v, %v", said, failed)
	}
	out, _ := segitd(t, 0, "devices", dir)
	if !strings.Contains(out, "frozen") || !strings.Contains(out, "copiato") {
		t.Errorf("devices: %s", out)
	}
	for _, d := range []desk{a, b} {
		code, said := segitd(t, 0, "rejoin", dir, device)
		if !strings.Contains(said, device) || strings.Contains(said, "!") {
			t.Errorf("rejoin says %q", said)
		}
		if _, _, err := d.Rejoin(t.Context(), strings.TrimSpace(code)); err != nil {
			t.Fatal(err)
		}
		d.sync(t)
	}
	if out, _ := segitd(t, 0, "--json", "devices", dir); !strings.Contains(out, `"why":"fork"`) || !strings.Contains(out, `"former":["`+device+`"]`) {
		t.Errorf("devices: %s", out)
	}
	if _, said := segitd(t, 0, "rejoin", dir, a.Device()); !strings.Contains(said, "! ") {
		t.Errorf("of a device that is in use it says %q", said)
	}
	segitd(t, 1, "rejoin", dir, "nobody")
	segitd(t, 0, "revoke", dir, device)
	segitd(t, 2, "rejoin", dir, device)
	segitd(t, 0, "user", dir, "anna", "--end")
	segitd(t, 2, "rejoin", dir, a.Device())
	var ended *gis.Error
	if _, err := a.Sync(t.Context(), gis.Quiet{}); !errors.As(err, &ended) {
		t.Errorf("%v", err)
	}
}

// TestI15LaptopsJoinAgainUnderALeaseOfTheirOwn: two copies of a laptop's archive
// join again; each is closed anew with the half of its own device, and opens past
// its lease because the server says so to that one. A copy whose lease is over
// before it joins again is opened by the office.
func TestI15LaptopsJoinAgainUnderALeaseOfTheirOwn(t *testing.T) {
	dir, key := newOffice(t)
	p := start(t, "segitd", dir, "127.0.0.1:0")
	a := newLaptop(t, dir, p.address)
	device, half := a.Device(), a.Half()
	copyOf := func(name string) string {
		t.Helper()
		raw, err := os.ReadFile(a.Path)
		path := filepath.Join(t.TempDir(), name)
		if err == nil {
			err = os.WriteFile(path, raw, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	open := func(path, given string, days int) (desk, error) {
		l, err := store.OpenWith(t.Context(), path, store.Keys{
			Passphrase: []byte(given), Renew: client.Renew, Now: func() time.Time { return time.Now().AddDate(0, 0, days) },
		})
		if err != nil {
			return desk{}, err
		}
		return desk{l, client.New(client.Of(l))}, nil
	}
	paths := []string{copyOf("una.segit"), copyOf("altra.segit")}
	a.write(t, "f1", "assignee", "anna")
	a.sync(t)
	office, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	for n, path := range paths {
		given, days := laptopPassphrase, 0
		if n == 1 { // by now the device is stopped, and this copy was in a drawer
			if _, err := open(path, given, 30); gis.KindOf(err) != gis.Locked {
				t.Errorf("past the lease: %v", err)
			}
			given = string(office)
		}
		d, err := open(path, given, days)
		if err != nil {
			t.Fatal(err)
		}
		d.write(t, "f2", "assignee", "copia "+path[len(path)-8:])
		code, _ := segitd(t, 0, "rejoin", dir, device)
		if _, _, err := d.Rejoin(t.Context(), strings.TrimSpace(code)); err != nil {
			t.Fatal(err)
		}
		d.sync(t)
		if d.Leased() == nil || string(d.Half()) == string(half) {
			t.Error("the lease is not one of its own")
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		for _, after := range []int{0, 8} {
			again, err := open(path, laptopPassphrase, after)
			if err != nil {
				t.Fatalf("after %d days: %v", after, err)
			}
			again.sync(t)
			if err := again.CheckJournal(t.Context(), func(m gis.Message) { t.Errorf("%v", m) }); err != nil {
				t.Error(err)
			}
			if err := again.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	p.stop(t)
}
