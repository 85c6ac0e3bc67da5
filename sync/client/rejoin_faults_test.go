package client_test

import (
	"fmt"
	"maps"
	"net/http"
	"os/exec"
	"slices"
	"testing"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
	"segit/sync/wire"
)

// TestI15RestoredServerGetsBackWhatWasSentBeforeJoining: a server that lost that
// an archive joined again, and what it had sent as either device, gets all of it
// back under the same names.
func TestI15RestoredServerGetsBackWhatWasSentBeforeJoining(t *testing.T) {
	c, a, b, backup := forked(t)
	for _, d := range []*desk{a, b} {
		c.rejoin(d)
		d.look()
		d.write("f3", "dopo")
		d.sync()
	}
	a.sync()
	c.restores(backup)
	for range 2 {
		for _, d := range []*desk{b, a} {
			d.sync()
		}
	}
	c.has(a)
	c.has(b)
	if p, q := a.shown(), b.shown(); !maps.Equal(p, q) || len(p) != 3 {
		t.Errorf("%v and %v", p, q)
	}
	if got := a.disputed(); !slices.Equal(got, []string{`"copia 0"`, `"copia 1"`}) {
		t.Errorf("%v", got)
	}
	c.once(5)
	if d, err := c.store.Device(t.Context(), b.device()); err != nil || len(d.Former) != 1 {
		t.Errorf("%+v, %v", d, err)
	}
}

// TestI6RejoiningKilledAtEveryRequest: an archive whose process is killed before
// or after any request of its joining again goes on, with the same code or with a
// sync, and nothing is lost or comes twice.
func TestI6RejoiningKilledAtEveryRequest(t *testing.T) {
	for request := 1; ; request++ {
		for _, when := range []string{"before", "after"} {
			c := newCentral(t)
			a := c.desk()
			a.write("f1", "prima")
			a.sync()
			a.look()
			a.write("f2", "non inviata")
			b := a.copied()
			for n, d := range []*desk{a, b} {
				d.look()
				d.write("f1", fmt.Sprint("copia ", n))
			}
			a.sync()
			b.stops(wire.Fork)
			code := c.code(b.device())
			rejoins := func() *exec.Cmd { return b.child("rejoin " + code) }
			if !c.killedAt(request, when == "after", rejoins) {
				if request < 4 {
					t.Errorf("%d requests only", request-1)
				}
				return
			}
			b.open(func(_ *store.Archive, l *client.Link) {
				_, failed := l.Sync(t.Context(), gis.Quiet{})
				if failed == nil {
					return // it had its certificate already
				}
				if _, _, err := l.Rejoin(t.Context(), code); err != nil {
					t.Errorf("%s %d: %v after %v", when, request, err, failed)
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
				t.Errorf("%s %d: %v and %v", when, request, p, q)
			}
		}
	}
}

// TestI15CopiedWhileItJoinsAgain: an archive is copied between its admission and
// its becoming the new device: the copy finds the new device stopped, and joins
// with a code of its own.
func TestI15CopiedWhileItJoinsAgain(t *testing.T) {
	c := newCentral(t)
	a := c.desk()
	a.write("f1", "prima")
	a.sync()
	b := a.copied()
	a.write("f1", "di qua")
	a.sync()
	b.write("f2", "di là")
	b.stops(wire.Fork)
	c.meets(func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		if r.URL.Path != "/v1/enrol" {
			panic(http.ErrAbortHandler)
		}
		answer.ServeHTTP(w, r)
	})
	code := c.code(b.device())
	b.open(func(_ *store.Archive, l *client.Link) {
		if _, _, err := l.Rejoin(t.Context(), code); !client.Away(err) {
			t.Errorf("%v", err)
		}
	})
	c.meets(nil)
	d := b.copied()
	d.write("f3", "altrove")
	b.sync()
	b.write("f3", "di là, dopo")
	b.sync()
	d.open(func(_ *store.Archive, l *client.Link) {
		_, err := l.Sync(t.Context(), gis.Quiet{}) // it becomes the same device, which is ahead of it
		if gis.KindOf(err) != gis.BadInput {
			t.Errorf("%v", err)
		}
		if st, err := l.Status(); err != nil || !st.Copied {
			t.Errorf("%+v, %v", st, err)
		}
	})
	for _, one := range []*desk{d, b, a} {
		c.rejoin(one)
		one.sync()
	}
	for range 2 {
		for _, one := range []*desk{d, b, a} {
			one.open(func(_ *store.Archive, l *client.Link) {
				if _, err := l.Sync(t.Context(), gis.Quiet{}); err != nil {
					t.Error(err)
				}
			})
		}
	}
	for _, one := range []*desk{a, b, d} {
		c.has(one)
		if got := one.disputed(); !slices.Equal(got, []string{`"altrove"`, `"di là, dopo"`}) {
			t.Errorf("%v", got)
		}
	}
	c.once(5)
}
