package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/text"
	"segit/store"
	"segit/sync/client"
)

// segitd runs a command line in this process.
func segitd(t testing.TB, want int, args ...string) (out, log string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), args, &stdout, &stderr, func(string) string { return "" })
	if code != want {
		t.Fatalf("segitd %v ends with %d, want %d: %s", args, code, want, stderr.String())
	}
	return stdout.String(), stderr.String()
}

// newFolder makes a repository and gives the first administrator's code.
func newFolder(t *testing.T) (dir, code string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "central")
	out, _ := segitd(t, 0, "init", dir)
	return dir, strings.TrimSpace(out)
}

// desk is an archive with its link.
type desk struct {
	*store.Archive
	*client.Link
}

func newDesk(t testing.TB) desk {
	t.Helper()
	a, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "banco.segit"), "W001", 7792)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() }) //nolint:errcheck // the test is over
	return desk{a, client.New(client.Of(a))}
}

// enrol joins a desk to a repository with a new code.
func (d desk) enrol(t testing.TB, dir, address string) {
	t.Helper()
	code, _ := segitd(t, 0, "code", dir, "--user", "anna", "--role", "analyst", "--comune", "W001", "--lease", "0")
	d.enrolWith(t, dir, address, strings.TrimSpace(code))
}

func (d desk) enrolWith(t testing.TB, dir, address, code string) {
	t.Helper()
	ca, err := os.ReadFile(filepath.Join(dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Enrol(t.Context(), client.EnrolRequest{Server: "https://" + address, CA: ca, Code: code}); err != nil {
		t.Fatal(err)
	}
}

// write edits a finding.
func (d desk) write(t *testing.T, id, column, value string) {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Append(store.Operation{
		Layer: store.DatasetFindings, ID: id, Cell: "A/12", Kind: store.SetKind, Actor: "anna", Set: map[string]store.Change{column: {New: raw}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (d desk) sync(t *testing.T) client.Summary {
	t.Helper()
	sum, err := d.Sync(t.Context(), gis.Quiet{})
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// shown is what people see of the findings, without what is of this device only.
func (d desk) shown(t *testing.T) map[string]store.Edits {
	t.Helper()
	all, err := d.Edits(store.DatasetFindings)
	if err != nil {
		t.Fatal(err)
	}
	for id, e := range all {
		e.Seqs = nil
		all[id] = e
	}
	return all
}

// same checks that two desks see the same.
func same(t *testing.T, a, b desk) {
	t.Helper()
	if p, q := a.shown(t), b.shown(t); !reflect.DeepEqual(p, q) {
		t.Errorf("one sees\n%v\nthe other\n%v", p, q)
	}
}

func TestDesksExchangeEditsAndKeepConflicts(t *testing.T) {
	dir, admin := newFolder(t)
	p := start(t, "segitd", dir, "127.0.0.1:0")
	a, b, chief := newDesk(t), newDesk(t), newDesk(t)
	chief.enrolWith(t, dir, p.address, admin)
	a.enrol(t, dir, p.address)
	b.enrol(t, dir, p.address)
	a.write(t, "f1", "assignee", "<anna & co>")
	b.write(t, "f1", "assignee", "bruno")
	b.write(t, "f2", "due", "2026-12-31")
	if sum := a.sync(t); sum != (client.Summary{Pushed: 1}) {
		t.Errorf("%+v", sum)
	}
	if sum := b.sync(t); sum != (client.Summary{Pushed: 2, Pulled: 1, Conflicts: 1}) {
		t.Errorf("%+v", sum)
	}
	if sum := a.sync(t); sum != (client.Summary{Pulled: 2, Conflicts: 1}) {
		t.Errorf("%+v", sum)
	}
	same(t, a, b)
	all, err := a.Conflicts()
	if err != nil || len(all) != 1 || len(all[0].Values) != 2 {
		t.Fatalf("%v, %v", all, err)
	}
	if err := a.Resolve(all[0].ID, client.Choice{Number: 2}, "anna", ""); err != nil {
		t.Fatal(err)
	}
	if sum := a.sync(t); sum != (client.Summary{Pushed: 1}) {
		t.Errorf("%+v", sum)
	}
	if sum := b.sync(t); sum != (client.Summary{Pulled: 1}) {
		t.Errorf("%+v", sum)
	}
	same(t, a, b)
	if value := string(b.shown(t)["f1"].Cells["assignee"].Value); value != `"bruno"` {
		t.Errorf("decided is %s", value)
	}
	for _, d := range []desk{a, b} {
		if err := d.CheckJournal(t.Context(), func(m gis.Message) { t.Errorf("%v", m) }); err != nil {
			t.Error(err)
		}
	}
	code, log := p.stop(t)
	if code != 0 || strings.Contains(log, "anna") || strings.Contains(log, "bruno") || !strings.Contains(log, a.Head.Device) {
		t.Errorf("segitd ends with %d: %s", code, log)
	}
	if _, err := os.Stat(filepath.Join(dir, counterFile)); err == nil {
		t.Error("a server that stopped is still announced")
	}
}

// TestI14RevokedDevicesAreRefused: after a revocation no request of the device
// succeeds; what it had not sent stays in its archive.
func TestI14RevokedDevicesAreRefused(t *testing.T) {
	dir, _ := newFolder(t)
	p := start(t, "segitd", dir, "127.0.0.1:0")
	a := newDesk(t)
	a.enrol(t, dir, p.address)
	a.sync(t)
	out, _ := segitd(t, 0, "--json", "devices", dir)
	if !strings.Contains(out, a.Head.Device) || !strings.Contains(out, `"active"`) {
		t.Errorf("devices: %s", out)
	}
	segitd(t, 0, "revoke", dir, a.Head.Device)
	_, log := segitd(t, 1, "revoke", dir, "nobody")
	if !strings.Contains(log, "nobody") {
		t.Errorf("revoke says %q", log)
	}
	a.write(t, "f1", "assignee", "anna")
	_, err := a.Sync(t.Context(), gis.Quiet{})
	words, failed := text.Load(text.Italian)
	if failed != nil || gis.KindOf(err) != gis.BadInput || !strings.Contains(words.Error(err), "revocato") {
		t.Errorf("%v", err)
	}
	if st, err := a.Status(); err != nil || st.Pending != 1 {
		t.Errorf("%+v, %v", st, err)
	}
	out, _ = segitd(t, 0, "devices", dir)
	if !strings.Contains(out, "revoked") {
		t.Errorf("devices: %s", out)
	}
}

// TestI15RestoredServersGetEverythingBack: what came after a backup comes back
// from the devices, also from one that enrolled after it.
func TestI15RestoredServersGetEverythingBack(t *testing.T) {
	dir, _ := newFolder(t)
	p := start(t, "segitd", dir, "127.0.0.1:0")
	a, b := newDesk(t), newDesk(t)
	a.enrol(t, dir, p.address)
	a.write(t, "f1", "assignee", "anna")
	a.sync(t)
	backup := filepath.Join(t.TempDir(), "backup.tar")
	segitd(t, 0, "backup", dir, backup)
	segitd(t, 2, "backup", dir, backup) // it is there
	b.enrol(t, dir, p.address)
	b.write(t, "f1", "assignee", "bruno")
	b.write(t, "f3", "due", "2026-12-31")
	b.sync(t)
	a.write(t, "f2", "assignee", "ada")
	a.sync(t)
	segitd(t, 4, "restore", dir, backup) // it serves
	p.stop(t)
	_, log := segitd(t, 0, "restore", dir, backup)
	if !strings.Contains(log, "before-restore") {
		t.Errorf("restore says %q", log)
	}
	p = start(t, "segitd", dir, p.address)
	a.sync(t)
	if e := a.shown(t)["f2"]; string(e.Cells["assignee"].Value) != `"ada"` {
		t.Errorf("%v", e)
	}
	b.sync(t)
	a.sync(t)
	same(t, a, b)
	if len(a.shown(t)) != 3 {
		t.Errorf("%v", a.shown(t))
	}
	p.stop(t)
}

func TestCommandLine(t *testing.T) {
	dir, _ := newFolder(t)
	for _, c := range []struct {
		want int
		args []string
	}{
		{2, []string{"init", dir}},
		{2, []string{"burn"}},
		{2, []string{"code", dir}},
		{2, []string{"code", dir, "--user", "u", "--role", "king", "--comune", "W001"}},
		{2, []string{"code", dir, "--user", "u", "--role", "tax", "--comune", "1"}},
		{3, []string{"devices", filepath.Join(dir, "none")}},
		{3, []string{"restore", dir, filepath.Join(dir, "ca.pem")}},
		{2, []string{"serve", dir, "--listen", "256.0.0.1:1"}},
		{3, []string{"serve", dir, "--certificate", filepath.Join(dir, "ca.key"), "--key", filepath.Join(dir, "ca.key")}},
		{0, []string{"devices", dir}},
	} {
		if _, log := segitd(t, c.want, c.args...); c.want != 0 && log == "" {
			t.Errorf("%v says nothing", c.args)
		}
	}
	if out, _ := segitd(t, 0, "--json", "code", dir, "--user", "u", "--role", "tax", "--comune", "W001"); !strings.HasPrefix(out, `{"code":"`) {
		t.Errorf("%s", out)
	}
}
