package main

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"segit/gis"
	"segit/sync/client"
	"segit/sync/server/pgstore/pgtest"
)

// TestI14DatabaseRestoreKeepsRevocations: a database put back by its own tools
// gives no revoked laptop its rights back, one that it never knew neither, and what
// they left for the office is there.
func TestI14DatabaseRestoreKeepsRevocations(t *testing.T) {
	p, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer p.Stop()
	database := p.Database(t)
	t.Setenv("SEGIT_STORE", database)
	dir, key := newOffice(t)
	server := start(t, "segitd", dir, "127.0.0.1:0")
	address := server.address
	laptop := newLaptop(t, dir, address)
	laptop.sync(t)

	name, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	dump := filepath.Join(p.Dir, "backup")
	pg := func(program string, args ...string) {
		t.Helper()
		cmd, err := p.Command(program, append([]string{"-h", p.Dir, "-U", "postgres"}, args...)...)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v %s", program, err, out)
		}
	}
	pg("pg_dump", "-Fc", "-f", dump, strings.Trim(name.Path, "/"))

	later, other := newLaptop(t, dir, address), newDesk(t)
	laptop.write(t, "f1", "assignee", "unsent")
	later.write(t, "f2", "assignee", "late")
	devices := []string{laptop.Head.Device, later.Head.Device}
	for i, d := range []desk{laptop, later} {
		segitd(t, 0, "revoke", dir, devices[i])
		var wiped *client.Wiped
		if _, err := d.Sync(t.Context(), gis.Quiet{}); !errors.As(err, &wiped) || wiped.Kept != "" {
			t.Fatalf("%+v, %v", wiped, err)
		}
	}
	server.stop(t)

	pg("dropdb", strings.Trim(name.Path, "/"))
	pg("createdb", "-O", name.User.Username(), strings.Trim(name.Path, "/"))
	pg("pg_restore", "-d", strings.Trim(name.Path, "/"), dump)
	if _, said := segitd(t, 0, "renew", dir, "--lang", "en"); !strings.Contains(said, "stays so") {
		t.Errorf("renew says %s", said)
	}
	listed, _ := segitd(t, 0, "devices", dir)
	for _, line := range strings.Split(listed, "\n") {
		for _, id := range devices {
			if strings.Contains(line, id) && !strings.Contains(line, "revoked") {
				t.Errorf("it has its rights back: %s", line)
			}
		}
	}
	if !strings.Contains(listed, devices[0]) || !strings.Contains(listed, devices[1]) {
		t.Errorf("not there: %s", listed)
	}
	server = start(t, "segitd", dir, address)
	segitd(t, 0, "recover", dir, "--key", key, "--join")
	other.enrol(t, dir, address)
	other.sync(t)
	if shown := other.shown(t); string(shown["f1"].Cells["assignee"].Value) != `"unsent"` || string(shown["f2"].Cells["assignee"].Value) != `"late"` {
		t.Errorf("%v", shown)
	}
	server.stop(t)

	// A folder that is new cannot tell what was forgotten.
	if err := os.RemoveAll(filepath.Join(dir, "lasting")); err != nil {
		t.Fatal(err)
	}
	if _, said := segitd(t, 0, "renew", dir, "--lang", "en"); !strings.Contains(said, "revoked again") {
		t.Errorf("renew says %s", said)
	}
}
