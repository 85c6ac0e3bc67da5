package client_test

import (
	"os"
	"slices"
	"syscall"
	"testing"

	"segit/gis"
	"segit/store"
	"segit/store/tracetest"
	"segit/sync/client"
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
