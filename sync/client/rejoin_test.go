package client_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
	"segit/sync/server"
	"segit/sync/wire"
)

// copied is a copy of a desk's archive.
func (d *desk) copied() *desk {
	d.t.Helper()
	c := &desk{d.t, filepath.Join(d.t.TempDir(), "copia.segit")}
	raw, err := os.ReadFile(d.path)
	if err == nil {
		err = os.WriteFile(c.path, raw, 0o600)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

// look notes a read in the access log.
func (d *desk) look() {
	d.t.Helper()
	d.open(func(a *store.Archive, _ *client.Link) {
		if _, err := a.LogAccess(store.Access{Deed: "finding", Actor: "anna", Purpose: "verifica"}); err != nil {
			d.t.Fatal(err)
		}
	})
}

// device is the device that the archive is.
func (d *desk) device() (id string) {
	d.t.Helper()
	d.open(func(a *store.Archive, _ *client.Link) { id = a.Device() })
	return id
}

// stops syncs and wants the sync refused as that of an archive that is there twice.
func (d *desk) stops(code wire.Code) {
	d.t.Helper()
	d.open(func(_ *store.Archive, l *client.Link) {
		_, err := l.Sync(d.t.Context(), gis.Quiet{})
		var said *gis.Error
		if !errors.As(err, &said) || said.Kind != gis.BadInput || said.Code != "sync.problem."+string(code) {
			d.t.Errorf("%v, want %s", err, code)
		}
		if st, err := l.Status(); err != nil || !st.Copied || st.Stopped == nil {
			d.t.Errorf("%+v, %v", st, err)
		}
	})
}

// code is a new code for the user of a device, from the administrator.
func (c *central) code(device string) string {
	c.t.Helper()
	d, err := c.store.Device(c.t.Context(), device)
	if err != nil {
		c.t.Fatal(err)
	}
	code, kept := d.Rejoining(time.Now())
	if err := c.store.AddCode(c.t.Context(), kept); err != nil {
		c.t.Fatal(err)
	}
	return code
}

// rejoin lets a desk join again.
func (c *central) rejoin(d *desk) {
	c.t.Helper()
	code := c.code(d.device())
	d.open(func(_ *store.Archive, l *client.Link) {
		if user, role, err := l.Rejoin(c.t.Context(), code); err != nil || user != "anna" || role != "analyst" {
			c.t.Fatalf("%s %s %v", user, role, err)
		}
	})
}

// frozen wants a device stopped for a reason.
func (c *central) frozen(device, why string) {
	c.t.Helper()
	if d, err := c.store.Device(c.t.Context(), device); err != nil || d.Status != server.Frozen || d.Why != why {
		c.t.Errorf("%+v, %v", d, err)
	}
}

// has holds the server against a desk: all that it wrote and read is there, under
// its numbers, and its archive is sound.
func (c *central) has(d *desk) {
	c.t.Helper()
	d.sound()
	d.open(func(a *store.Archive, _ *client.Link) {
		err := c.store.Read(c.t.Context(), "W001", func(v server.View) error {
			if err := a.Operations(func(o store.Operation) error {
				raw, err := o.Encode()
				if err != nil {
					return err
				}
				if there, err := v.Accepted(o.Device, o.Seq); err != nil || there == nil || there.Hash != store.HashOf(raw) {
					c.t.Errorf("%s/%d is not at the server, %v", o.Device, o.Seq, err)
				}
				return nil
			}); err != nil {
				return err
			}
			return a.Accesses(func(x store.Access) error {
				raw, err := x.Encode()
				if err != nil {
					return err
				}
				if there, err := v.AccessLog(x.Device, x.Seq-1, 1); err != nil || len(there) != 1 || string(there[0]) != string(raw) {
					c.t.Errorf("entry %s/%d of the access log is not at the server, %v", x.Device, x.Seq, err)
				}
				return nil
			})
		})
		if err != nil {
			c.t.Error(err)
		}
		var found []gis.Message
		take := func(m gis.Message) { found = append(found, m) }
		if err := errors.Join(a.CheckJournal(c.t.Context(), take), a.CheckAccess(c.t.Context(), take)); err != nil || len(found) > 0 {
			c.t.Errorf("%v, %v", found, err)
		}
	})
}

// once wants every edit at the server once, by what it set and who tells it.
func (c *central) once(want int) {
	c.t.Helper()
	seen := map[string]bool{}
	err := c.store.Read(c.t.Context(), "W001", func(v server.View) error {
		all, err := v.Changes(0, 1000)
		for i := range all {
			o, err := wire.ParseOperation(all[i].Raw)
			if err != nil {
				return err
			}
			if all[i].Result.Status == wire.Duplicate {
				continue
			}
			what := fmt.Sprint(o.At, o.ID, o.Set["assignee"].New)
			if seen[what] {
				c.t.Errorf("%s came twice", what)
			}
			seen[what] = true
		}
		return err
	})
	if err != nil || len(seen) != want {
		c.t.Errorf("%d edits, want %d; %v", len(seen), want, err)
	}
}

// disputed are the values that a desk shows of the one conflict there is.
func (d *desk) disputed() (values []string) {
	d.t.Helper()
	d.open(func(_ *store.Archive, l *client.Link) {
		all, err := l.Conflicts()
		if err != nil || len(all) != 1 {
			d.t.Fatalf("%+v, %v", all, err)
		}
		for _, v := range all[0].Values {
			values = append(values, string(v.Value))
		}
	})
	slices.Sort(values)
	return values
}

// TestI15CopiedArchiveBothComeIn: an archive is copied, both copies edit, each the
// same finding and another one, attach a file and read. The server stops the
// device; each joins again as a device of its own, and both have everything.
func TestI15CopiedArchiveBothComeIn(t *testing.T) {
	c := newCentral(t)
	a, watcher := c.desk(), c.desk()
	a.supply(gis.Day(2025, 1, 1), territory(1, 2, 10)...)
	supplies := len(a.register())
	a.look()
	a.write("f1", "in ufficio")
	a.sync()
	a.write("f0", "prima della copia") // both have it, and nobody has sent it
	b := a.copied()
	device := a.device()
	for n, d := range []*desk{a, b} {
		d.look()
		d.write("f1", fmt.Sprint("copia ", n))
		d.write("f1", fmt.Sprint("copia ", n, " ripensata"))
		d.write(fmt.Sprint("solo ", n), "una sola copia")
		d.look()
	}
	photos := []string{a.attach("f1", "foto della prima"), b.attach("f1", "foto della seconda")}
	a.sync()
	a.write("f2", "dopo lo scambio")
	b.stops(wire.Fork)
	c.frozen(device, server.ForkedOps)
	b.stops(wire.Frozen)
	a.stops(wire.Frozen)
	for _, d := range []*desk{b, a} {
		c.rejoin(d)
		d.look()
		d.write("f3", "dopo")
		d.sync()
	}
	for range 2 {
		for _, d := range []*desk{a, b, watcher} {
			d.sync()
		}
	}
	want := a.shown()
	for _, id := range []string{"f0", "f1", "f2", "f3", "solo 0", "solo 1"} {
		if want[id] == "" {
			t.Errorf("%s is lost: %v", id, want)
		}
	}
	for _, d := range []*desk{a, b, watcher} {
		if got := d.shown(); !maps.Equal(got, want) {
			t.Errorf("%v\nwant %v", got, want)
		}
		if got := d.disputed(); !slices.Equal(got, []string{`"copia 0 ripensata"`, `"copia 1 ripensata"`}) {
			t.Errorf("%v", got)
		}
		for n, photo := range photos {
			body := []string{"foto della prima", "foto della seconda"}[n]
			if got, err := d.get(photo, len(body)); err != nil || got != body {
				t.Errorf("%q, %v", got, err)
			}
		}
		c.has(d)
		if sum := d.sync(); sum.Pushed+sum.Pulled+sum.Pending+sum.Sent+sum.Blobs != 0 {
			t.Errorf("and then %+v", sum)
		}
		if n := len(d.register()); n != supplies {
			t.Errorf("%d supplies", n)
		}
	}
	// f1 and f0 before, three of each copy, one after the exchange, one of each
	// after joining, an attachment of each.
	c.once(2 + 6 + 1 + 2 + 2)
	for _, d := range []*desk{a, b} {
		d.open(func(_ *store.Archive, l *client.Link) {
			all, err := l.Conflicts()
			if err != nil {
				t.Fatal(err)
			}
			if err := l.Resolve(all[0].ID, client.Choice{Mine: true}, "anna", ""); err != nil {
				t.Errorf("which value is mine is not known: %v", err)
			}
		})
	}
	if got, other := a.shown()["f1"], b.shown()["f1"]; got != `"copia 0 ripensata"` || other != `"copia 1 ripensata"` {
		t.Errorf("%s and %s", got, other)
	}
}

// register are the supplies of the archive.
func (d *desk) register() (all []gis.Supply) {
	d.t.Helper()
	d.open(func(a *store.Archive, _ *client.Link) {
		var err error
		if all, err = a.Supplies(); err != nil {
			d.t.Fatal(err)
		}
	})
	return all
}

// TestI15TwoEditsUnderOneNumber: where only edits tell the copies apart, both
// contents are kept at the server at once, and the device is stopped.
func TestI15TwoEditsUnderOneNumber(t *testing.T) {
	c := newCentral(t)
	a := c.desk()
	a.write("f1", "prima")
	a.sync()
	b := a.copied()
	device := a.device()
	a.write("f1", "di qua")
	b.write("f1", "di là")
	a.sync()
	b.stops(wire.Fork)
	c.frozen(device, server.ForkedOps)
	if kept, err := c.store.Kept(t.Context(), "W001"); err != nil || len(kept) != 1 {
		t.Errorf("%d operations are kept, %v", len(kept), err)
	}
	c.rejoin(b)
	c.rejoin(a)
	for range 2 {
		a.sync()
		b.sync()
	}
	c.has(a)
	c.has(b)
	c.once(3)
	if got := b.disputed(); !slices.Equal(got, []string{`"di là"`, `"di qua"`}) {
		t.Errorf("%v", got)
	}
	// A copy of the copy, from before it joined again, has nothing of its own.
	old, err := c.store.Device(t.Context(), b.device())
	if err != nil || !slices.Equal(old.Former, []string{device}) {
		t.Errorf("%+v, %v", old, err)
	}
}

// TestI15CopyOfACopyTellsNothingTwice: an archive that was stopped is copied once
// more, and both join again: what they had both not sent comes once.
func TestI15CopyOfACopyTellsNothingTwice(t *testing.T) {
	c := newCentral(t)
	a := c.desk()
	a.write("f1", "prima")
	a.sync()
	b := a.copied()
	a.write("f1", "di qua")
	a.sync()
	b.write("f2", "di là")
	b.write("f2", "di là, ripensata")
	b.stops(wire.Fork)
	d := b.copied()
	d.write("f2", "ancora altrove")
	for _, one := range []*desk{b, d} {
		c.rejoin(one)
		one.sync()
	}
	b.sync()
	for _, one := range []*desk{b, d} {
		c.has(one)
		if got := one.shown()["f2"]; got != `"ancora altrove"` {
			t.Errorf("%s", got)
		}
	}
	c.once(5)
}

// TestI15OldCopyIsToldBeforeItEdits: an archive that was put back from an old copy
// learns so at the first sync, edited or not, and joins again.
func TestI15OldCopyIsToldBeforeItEdits(t *testing.T) {
	for _, edited := range []bool{false, true} {
		c := newCentral(t)
		d := c.desk()
		d.write("f1", "ieri")
		d.sync()
		old := d.copied()
		d.look()
		d.write("f2", "oggi")
		d.write("f1", "oggi")
		d.sync()
		want := 3
		if edited {
			old.write("f3", "dopo il ripristino")
			want++
		}
		old.stops(wire.Behind)
		c.rejoin(old)
		old.sync()
		old.look()
		old.write("f4", "e si continua")
		old.sync()
		if got := old.shown(); len(got) != want || got["f1"] != `"oggi"` {
			t.Errorf("%v", got)
		}
		c.has(old)
		c.once(want + 1)
		d.stops(wire.Frozen) // had there been another copy after all
	}
}

// TestI15CopyThatOnlyReads: a copy in which nobody writes anything is found out by
// what was read in it, and its reads come, too.
func TestI15CopyThatOnlyReads(t *testing.T) {
	c := newCentral(t)
	a := c.desk()
	a.look()
	a.write("f1", "prima")
	a.sync()
	b := a.copied()
	device := a.device()
	a.look()
	a.sync()
	b.stops(wire.Behind) // it has read nothing yet, and what it has is old
	b.look()
	b.look()
	b.stops(wire.LogAltered)
	c.frozen(device, server.ForkedLog)
	c.rejoin(b)
	b.sync()
	b.sync() // with nothing of its own but reads
	c.rejoin(a)
	a.look()
	a.sync()
	c.has(a)
	c.has(b)
	if p, q := a.shown(), b.shown(); !maps.Equal(p, q) || len(p) != 1 {
		t.Errorf("%v and %v", p, q)
	}
}

// TestRejoiningIsForWhoWasStopped: an archive that syncs does not join again, and
// a code for another user lets nobody in.
func TestRejoiningIsForWhoWasStopped(t *testing.T) {
	c := newCentral(t)
	a := c.desk()
	a.write("f1", "prima")
	a.sync()
	code := c.code(a.device())
	a.open(func(_ *store.Archive, l *client.Link) {
		if _, _, err := l.Rejoin(t.Context(), code); gis.KindOf(err) != gis.BadUsage {
			t.Errorf("%v", err)
		}
	})
	b := a.copied()
	a.write("f1", "di qua")
	a.sync()
	b.write("f1", "di là")
	b.stops(wire.Fork)
	other, kept := server.NewCode("bruno", "analyst", []string{"W001"}, time.Now())
	elsewhere, away := server.NewCode("anna", "analyst", []string{"W002"}, time.Now())
	for _, k := range []server.Code{kept, away} {
		if err := c.store.AddCode(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	b.open(func(_ *store.Archive, l *client.Link) {
		for _, wrong := range []string{other, elsewhere, "x"} {
			if _, _, err := l.Rejoin(t.Context(), wrong); gis.KindOf(err) != gis.BadInput {
				t.Errorf("%v", err)
			}
		}
		if st, err := l.Status(); err != nil || !st.Copied || st.Pending != 1 {
			t.Errorf("%+v, %v", st, err)
		}
	})
	c.rejoin(b)
	b.sync()
	c.has(b)
}
