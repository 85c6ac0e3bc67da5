package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/demo"
	"segit/gis/text"
	workdesk "segit/store/desk"
	"segit/sync/client"
	"segit/sync/sharing"
)

// newImporter is a desk that imported the fictional municipality and joined.
func newImporter(t *testing.T, dir, address string) sharing.Desk {
	t.Helper()
	at := filepath.Join(t.TempDir(), "demo")
	if _, err := workdesk.Demo(t.Context(), at, demo.Options{Seed: 1, Units: 200}, gis.Quiet{}, func(workdesk.ImportedFile) {}); err != nil {
		t.Fatal(err)
	}
	opened, err := workdesk.Open(t.Context(), filepath.Join(at, workdesk.DemoArchive))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() }) //nolint:errcheck // the test is over
	ca, err := os.ReadFile(filepath.Join(dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	code, _ := segitd(t, 0, "code", dir, "--user", "anna", "--role", "analyst", "--comune", demo.Comune, "--lease", "0")
	d := sharing.Desk{Desk: opened}
	if _, _, err := d.Enrol(t.Context(), client.EnrolRequest{Server: "https://" + address, CA: ca, Code: strings.TrimSpace(code)}); err != nil {
		t.Fatal(err)
	}
	return d
}

// served are the layers that are served, and those that were withdrawn.
func served(t *testing.T, d sharing.Desk) (names, withdrawn []string) {
	t.Helper()
	all, err := d.Published(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if l := &all[i]; l.Withdrawn {
			withdrawn = append(withdrawn, l.Name)
		} else if names = append(names, l.Name); l.Private || l.Rows == 0 {
			t.Errorf("%+v", l)
		}
	}
	return names, withdrawn
}

// TestWhoSyncsFeedsWhatIsOpen: the open layers of a desk that imports are served
// by its sync, those of persons are not, and what was withdrawn stays so until
// somebody publishes it by name.
func TestWhoSyncsFeedsWhatIsOpen(t *testing.T) {
	dir, _ := newOffice(t)
	p := start(t, "segitd", dir, "127.0.0.1:0")
	first := newImporter(t, dir, p.address)
	sync := func(d sharing.Desk) {
		t.Helper()
		if sum, err := d.Sync(t.Context(), gis.Quiet{}); err != nil || sum.Unserved != nil {
			t.Fatalf("%v, %v", err, sum.Unserved)
		}
	}
	sync(first)
	names, withdrawn := served(t, first)
	if !slices.Contains(names, "parcels") || !slices.Contains(names, "buildings") || len(withdrawn) > 0 {
		t.Errorf("served: %v, withdrawn: %v", names, withdrawn)
	}
	for _, of := range []string{"subjects", "titles", "units", "tari", "findings"} {
		if slices.Contains(names, of) {
			t.Errorf("%s is served", of)
		}
	}
	segitd(t, 0, "withdraw", dir, demo.Comune, "parcels")
	second := newImporter(t, dir, p.address) // it never published any
	sync(second)
	if now, gone := served(t, second); slices.Contains(now, "parcels") || len(now) != len(names)-1 || !slices.Equal(gone, []string{"parcels"}) {
		t.Errorf("served: %v, withdrawn: %v", now, gone)
	}
	words, err := text.Load(text.Italian)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := second.Publish(t.Context(), []string{"parcels"}, words, gis.Quiet{}); err != nil {
		t.Fatal(err)
	}
	if now, gone := served(t, second); len(now) != len(names) || len(gone) > 0 {
		t.Errorf("served: %v, withdrawn: %v", now, gone)
	}
	p.stop(t)
}
