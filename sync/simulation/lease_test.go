package simulation_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
	"segit/sync/server"
	"segit/sync/wire"
)

// TestI14Revocation: a device under lease that is revoked at any moment, dies
// anywhere and meets any network ends erased. Nothing that it wrote is lost: it
// is on the server, or the office opens it, and nobody else does.
func TestI14Revocation(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	key, public, err := store.NewOffice()
	if err != nil {
		t.Fatal(err)
	}
	left := 0
	for seed := range schedules() / 4 {
		w := newWorld(t, ca, 90_000+uint64(seed), 3, rough())
		if err := w.store.SetOffice(t.Context(), public); err != nil {
			t.Fatal(err)
		}
		for range 30 {
			w.step()
		}
		lost := w.devices[0]
		lease(w, lost)
		for range w.random.IntN(6) {
			lost.disk.look()
			w.edit(lost)
		}
		wrote := slices.Clone(lost.disk.journal)
		if err := w.store.SetStatus(t.Context(), lost.disk.device, server.Revoked, w.clock); err != nil {
			t.Fatal(err)
		}
		lost.line.down = false
		for n := 0; !lost.disk.wiped; n++ {
			if n > 200 {
				t.Fatalf("seed %d: it is never erased", seed)
			}
			w.sync(lost)
		}
		if len(lost.disk.journal)+len(lost.disk.values) > 0 {
			t.Error("something is left on the device")
		}
		left += check14(t, w, lost, wrote, key)
		w.close()
		if t.Failed() {
			t.Fatalf("seed %d: %v", seed, w.log)
		}
	}
	if left == 0 {
		t.Error("no schedule left anything to the office")
	}
}

// lease puts a device under a lease, as the first sync with a code for one does.
func lease(w *world, d *device) {
	w.t.Helper()
	known, err := w.store.Device(w.t.Context(), d.disk.device)
	if err != nil {
		w.t.Fatal(err)
	}
	id, err := w.store.Identity(w.t.Context())
	if err != nil || known.ID == "" {
		w.t.Fatal(err)
	}
	d.disk.lease = &store.Lease{Half: bytes.Repeat([]byte{1}, 32), Until: w.clock.AddDate(0, 0, 7), Office: id.Office}
}

// check14 checks that all that a device wrote is on the server or for the
// office, and gives how many operations are for the office.
func check14(t *testing.T, w *world, lost *device, wrote []string, key string) int {
	t.Helper()
	have := map[string]bool{}
	for _, a := range w.accepted() {
		have[string(a.Raw)] = true
	}
	var sealed [][]byte
	err := w.store.Read(t.Context(), comune, func(v server.View) error {
		all, err := v.Sealed()
		for _, s := range all {
			sealed = append(sealed, s.Body)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if lost.disk.left != nil {
		sealed = append(sealed, lost.disk.left)
	}
	other, _, err := store.NewOffice()
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, body := range sealed {
		what := wire.UnsentOf(lost.disk.device)
		if _, err := store.OpenAtOffice([]byte(other), what, body); gis.KindOf(err) != gis.Locked {
			t.Errorf("another office opens it: %v", err)
		}
		plain, err := store.OpenAtOffice([]byte(key), what, body)
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(bytes.NewReader(plain))
		var u wire.Unsent
		if err != nil || json.NewDecoder(z).Decode(&u) != nil {
			t.Fatal(err)
		}
		for _, o := range u.Ops {
			have[string(o)] = true
			count++
		}
	}
	for i, o := range wrote {
		if !have[o] {
			t.Errorf("operation %d is lost", i+1)
		}
	}
	var p *client.Wiped
	if _, err := lost.link.Sync(t.Context(), gis.Quiet{}); errors.As(err, &p) {
		t.Error("an erased device has something to erase")
	}
	return count
}
