package main

import (
	"fmt"
	"testing"

	"segit/gis"
)

// TestI6ServerKilledAtEveryRequest: a server killed before, after and amid any
// request of a sync, or while it stops after having answered it, is started again,
// and with no other help all is there once.
func TestI6ServerKilledAtEveryRequest(t *testing.T) {
	dir, _ := newFolder(t)
	p := start(t, "segitd", dir, "127.0.0.1:0")
	address := p.address
	a, b := newDesk(t), newDesk(t)
	a.enrol(t, dir, address)
	b.enrol(t, dir, address)
	a.sync(t)
	b.sync(t)
	p.stop(t)
	written, killed := 0, 0
	// A sync asks at most for the session, sends, and reads a page.
	for request := 1; request <= 3; request++ {
		for _, when := range []string{"before", "after", "amid", "stopping"} {
			for n, d := range []desk{a, b} {
				d.write(t, fmt.Sprint("f", written%4), "assignee", fmt.Sprint(when, request, n))
				written++
				p := start(t, fmt.Sprint(when, " ", request), dir, address)
				if _, err := d.Sync(t.Context(), gis.Quiet{}); err != nil || when == "stopping" {
					killed++
					if code, _ := p.ended(); code != -1 {
						t.Errorf("%s %d: the server ends with %d, want killed", when, request, code)
					}
				} else {
					t.Errorf("%s %d: the sync does not notice", when, request)
				}
				p = start(t, "segitd", dir, address)
				d.sync(t)
				if again := d.sync(t); again.Pushed+again.Pulled+again.Pending != 0 {
					t.Errorf("%s %d: the next sync does %+v", when, request, again)
				}
				p.stop(t)
			}
		}
	}
	p = start(t, "segitd", dir, address)
	a.sync(t)
	b.sync(t)
	same(t, a, b)
	if killed != written {
		t.Errorf("the server was killed %d times of %d", killed, written)
	}
	for _, d := range []desk{a, b} {
		if st, err := d.Status(); err != nil || st.Pending != 0 || st.Parked != 0 {
			t.Errorf("%+v, %v", st, err)
		}
	}
	p.stop(t)
}
