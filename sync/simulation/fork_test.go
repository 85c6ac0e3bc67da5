package simulation_test

import (
	"reflect"
	"testing"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
	"segit/sync/server"
	"segit/sync/wire"
)

// copyOf copies a device's archive: both go on as the same device.
func (w *world) copyOf(d *device) {
	c := &device{disk: d.disk.clone(), saved: d.saved}
	c.disk.now, c.disk.fate = w.now, w.fate
	c.line = &line{world: w, shows: c.disk.certificate}
	c.link = client.NewOver(c.disk, c.line, w.now)
	w.devices = append(w.devices, c)
	w.say("copied %s", d.disk.device[:4])
}

// putBack puts a device's archive back as it was at some earlier time: what it
// wrote since and had not sent is gone with the disk.
func (w *world) putBack(d *device, old *disk) {
	now, f := d.disk.now, d.disk.fate
	*d.disk = *old.clone()
	d.disk.now, d.disk.fate = now, f
	d.link = client.NewOver(d.disk, d.line, w.now)
	d.saved = len(d.disk.journal)
	w.say("put back %s", d.disk.device[:4])
}

// rejoin lets a device that was stopped join again, with a code of the
// administrator for the user that its device was of.
func (w *world) rejoin(d *device) error {
	old, err := w.store.Device(w.t.Context(), d.disk.device)
	if err != nil {
		return err
	}
	code, kept := old.Rejoining(w.clock)
	if err := w.store.AddCode(w.t.Context(), kept); err != nil {
		return err
	}
	err, _ = w.attempt(d, func() error {
		_, _, err := d.link.Rejoin(w.t.Context(), code)
		return err
	})
	return err
}

// stoppedByCopy reports whether a device was told to join again.
func (w *world) stoppedByCopy(d *device) bool {
	st, err := d.link.Status()
	certainly(w.t, err)
	return st.Copied
}

// rejoinAll brings back whoever was stopped, until nobody is: also not by what the
// other copy has just sent.
func (w *world) rejoinAll() {
	w.t.Helper()
	w.faults = faults{}
	for _, deliver := range w.late {
		deliver()
	}
	w.late = nil
	quiet := 0
	for range 12 {
		quiet++
		for _, d := range w.devices {
			d.line.down = false
			_, err := d.link.Sync(w.t.Context(), gis.Quiet{})
			if err == nil {
				continue
			}
			if quiet = 0; !w.stoppedByCopy(d) {
				w.t.Fatalf("%s: %v, and is not told to join again\n%v", d.disk.device, err, w.log)
			}
			if err := w.rejoin(d); err != nil {
				w.t.Fatalf("%s does not join again: %v\n%v", d.disk.device, err, w.log)
			}
		}
		if quiet == 2 {
			return
		}
	}
	w.t.Fatal("somebody is always stopped")
}

// TestI15ForkKeepsBoth: archives are copied and put back from old copies while
// everything goes wrong. Both of each go on, are stopped, and join again: then
// every edit that anybody saved is at the server once, everybody sees the same,
// and the access logs are there whole.
func TestI15ForkKeepsBoth(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	joined := 0
	for seed := range schedules() {
		w := newWorld(t, ca, 95_000+uint64(seed), 2, rough())
		if seed%2 == 1 { // and the server is put back, too
			w.faults.backup, w.faults.restore = 0.05, 0.03
		}
		old := map[*device]*disk{}
		for range 70 {
			d := w.devices[w.random.IntN(len(w.devices))]
			switch {
			case w.chance(0.03) && len(w.devices) < 5:
				w.copyOf(d)
			case w.chance(0.04):
				old[d] = d.disk.clone()
			case w.chance(0.02) && old[d] != nil && w.sentAll(d):
				w.putBack(d, old[d])
			case w.chance(0.1) && w.stoppedByCopy(d):
				_ = w.rejoin(d) // what goes wrong is tried again
			default:
				w.step()
			}
		}
		w.rejoinAll()
		w.settle()
		joined += w.heldOnce()
		want := w.rows()
		for _, d := range w.devices {
			if !reflect.DeepEqual(d.disk.edits, want) {
				t.Errorf("%s shows\n%s\nthe server has\n%s", d.disk.device, asJSON(d.disk.edits), asJSON(want))
			}
		}
		w.close()
		if t.Failed() {
			t.Fatalf("seed %d: %v", seed, w.log)
		}
	}
	if joined < schedules()/2 {
		t.Errorf("%d devices joined again only", joined)
	}
}

// sentAll reports whether the server has all that a device wrote: nothing goes
// with a disk that is put back then.
func (w *world) sentAll(d *device) bool {
	all := true
	w.view(func(v server.View) error {
		for _, raw := range d.disk.journal {
			o, err := wire.ParseOperation([]byte(raw))
			certainly(w.t, err)
			a, err := v.Accepted(o.Device, o.Seq)
			certainly(w.t, err)
			all = all && a != nil && a.Hash == o.Hash
		}
		return nil
	})
	return all
}

func (w *world) view(f func(server.View) error) {
	certainly(w.t, w.store.Read(w.t.Context(), comune, f))
}

// heldOnce holds the server against what the devices have: every operation and
// every entry of their logs under its number, and none of either twice. It gives
// how many devices were others before.
func (w *world) heldOnce() (joined int) {
	w.t.Helper()
	written := map[string]string{} // by the word of each operation
	for _, a := range w.accepted() {
		if a.Result.Status == wire.Duplicate {
			continue // another copy had told it, and it joined nothing
		}
		o, err := wire.ParseOperation(a.Raw)
		certainly(w.t, err)
		if other := written[o.Purpose]; other != "" {
			w.t.Errorf("%s came as %s too", o.Name(), other)
		}
		written[o.Purpose] = o.Name()
	}
	w.view(func(v server.View) error {
		for _, d := range w.devices {
			joined += len(d.disk.former)
			for _, raw := range d.disk.journal {
				o, err := wire.ParseOperation([]byte(raw))
				certainly(w.t, err)
				if a, err := v.Accepted(o.Device, o.Seq); err != nil || a == nil || a.Hash != o.Hash {
					w.t.Errorf("%s is not at the server, %v", o.Name(), err)
				}
			}
			for n, raw := range d.disk.access {
				x, err := store.DecodeAccess([]byte(raw))
				certainly(w.t, err)
				if x.Seq != uint64(n+1) {
					w.t.Errorf("entry %d of the log is number %d", n+1, x.Seq)
				}
				if there, err := v.AccessLog(x.Device, x.Seq-1, 1); err != nil || len(there) != 1 || string(there[0]) != raw {
					w.t.Errorf("entry %s/%d of the log is not at the server, %v", x.Device, x.Seq, err)
				}
			}
		}
		return nil
	})
	for word := range w.saved {
		if written[word] == "" {
			w.t.Errorf("%s was saved and never came", word)
		}
	}
	return joined
}
