package client_test

import (
	"maps"
	"os"
	"slices"
	"syscall"
	"testing"

	"segit/gis"
	"segit/store"
	"segit/store/tracetest"
	"segit/sync/client"
	"segit/sync/wire"
)

// fullSweep is the variable that makes the sweep go through every call.
const fullSweep = "SEGIT_SWEEP"

// TestI6CloneInterruptedAtEveryCall: a desk that is being filled, then one that
// gives sheets back, is killed before a call that changes its file, or the disk
// is full there: the next sync goes on, and ends as one that nobody disturbed.
func TestI6CloneInterruptedAtEveryCall(t *testing.T) {
	c := newCentral(t)
	a := c.desk()
	a.supply(gis.Day(2025, 1, 1), territory(1, 3, 20)...)
	a.supply(gis.Day(2025, 2, 1), territory(2, 3, 21)...)
	a.compute("prova/2025", "f1", "f2")
	a.write("f1", "anna")
	a.sync()
	for _, part := range []struct {
		name  string
		begin func(*desk)
	}{
		{"filled", func(*desk) {}},
		{"shrunk", func(d *desk) {
			d.sync()
			d.open(func(_ *store.Archive, l *client.Link) {
				if err := l.SetArea([]string{"_/1"}); err != nil {
					t.Fatal(err)
				}
			})
		}},
	} {
		calls, want := 0, []store.Content(nil)
		run := func(tr *tracetest.Tracer) (*desk, int) {
			d := c.desk()
			part.begin(d)
			code, said := tr.Run(t, []string{d.path}, []string{childRole + "=sync"})
			if code != 0 && tr.At == 0 {
				t.Fatalf("undisturbed: exit %d\n%s", code, said)
			}
			return d, code
		}
		var whole tracetest.Tracer
		d, _ := run(&whole)
		calls, want = len(whole.Calls), d.contents()
		step := 1
		if os.Getenv(fullSweep) == "" {
			step = max(1, calls/4)
		}
		for _, how := range []syscall.Errno{0, syscall.ENOSPC} {
			for n := 1 + calls%step; n <= calls; n += step {
				d, _ := run(&tracetest.Tracer{At: n, Fails: how})
				d.sync()
				if got := d.contents(); !slices.Equal(got, want) {
					t.Errorf("%s, call %d of %d, %v:\n%v\nwant\n%v", part.name, n, calls, how, got, want)
				}
				d.sound()
				if part.name == "shrunk" {
					d.nothingElse([]string{"_/1"})
				}
				if sum := d.sync(); sum.Supplies+sum.Chunks+sum.Sent != 0 {
					t.Errorf("%s, call %d of %d: the next sync does %+v", part.name, n, calls, sum)
				}
			}
		}
		t.Logf("%s: %d calls, by %d", part.name, calls, step)
	}
}

// TestI6RejoiningInterruptedAtEveryCall: an archive that joins again is killed
// before a call that changes its file, or the disk is full there: with the same
// code or the next sync it goes on, and both copies end with everything, once.
func TestI6RejoiningInterruptedAtEveryCall(t *testing.T) {
	run := func(tr *tracetest.Tracer) {
		c := newCentral(t)
		a := c.desk()
		a.look()
		a.write("f1", "prima")
		a.sync()
		a.write("f2", "non inviata")
		b := a.copied()
		for n, d := range []*desk{a, b} {
			d.look()
			d.writeIn("f1", []string{"di qua", "di là"}[n], "A/12")
		}
		a.sync()
		b.stops(wire.Fork)
		code := c.code(b.device())
		exit, said := tr.Run(t, []string{b.path}, []string{childRole + "=rejoin " + code})
		if tr.At == 0 {
			if exit != 0 {
				t.Fatalf("undisturbed: exit %d\n%s", exit, said)
			}
			return
		}
		b.open(func(_ *store.Archive, l *client.Link) {
			if _, err := l.Sync(t.Context(), gis.Quiet{}); err == nil {
				return // it had come far enough
			}
			if _, _, err := l.Rejoin(t.Context(), code); err != nil {
				t.Errorf("call %d: %v", tr.At, err)
			}
		})
		b.sync()
		c.rejoin(a)
		a.sync()
		b.sync()
		c.has(a)
		c.has(b)
		c.once(4)
		if p, q := a.shown(), b.shown(); !maps.Equal(p, q) {
			t.Errorf("call %d: %v and %v", tr.At, p, q)
		}
	}
	var whole tracetest.Tracer
	run(&whole)
	calls, step := len(whole.Calls), 1
	if os.Getenv(fullSweep) == "" {
		step = max(1, calls/4)
	}
	for _, how := range []syscall.Errno{0, syscall.ENOSPC} {
		for n := 1 + calls%step; n <= calls; n += step {
			run(&tracetest.Tracer{At: n, Fails: how})
		}
	}
	t.Logf("%d calls, by %d", calls, step)
}
