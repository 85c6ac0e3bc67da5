package client_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
	"segit/sync/wire"
)

// TestI15RestoredServerTakesTheOtherCopyFirst: a server that lost that an archive
// joined again takes the other copy in the place of the device that both were; the
// one that had joined comes in all the same.
func TestI15RestoredServerTakesTheOtherCopyFirst(t *testing.T) {
	c, a, b, backup := forked(t)
	c.rejoin(a)
	a.look()
	a.write("f3", "dopo")
	a.sync()
	c.restores(backup)
	b.sync()
	for range 2 {
		for _, d := range []*desk{a, b} {
			copied := false
			d.open(func(_ *store.Archive, l *client.Link) {
				if _, err := l.Sync(t.Context(), gis.Quiet{}); err == nil {
					return
				} else if st, _ := l.Status(); !st.Copied {
					t.Fatal(err)
				}
				copied = true
			})
			if copied {
				c.rejoin(d)
			}
		}
	}
	a.sync()
	b.sync()
	a.sync()
	c.has(a)
	c.has(b)
	if p, q := a.shown(), b.shown(); !maps.Equal(p, q) || len(p) != 3 {
		t.Errorf("%v and %v", p, q)
	}
	if got := a.disputed(); !slices.Equal(got, []string{`"copia 0"`, `"copia 1"`}) {
		t.Errorf("%v", got)
	}
	c.once(4)
}

// forked is a server, an archive and its copy, both of which wrote on: the copy was
// stopped. backup is of the server as it was before.
func forked(t *testing.T) (c *central, a, b *desk, backup string) {
	t.Helper()
	c = newCentral(t)
	a = c.desk()
	a.look()
	a.write("f1", "prima")
	a.sync()
	backup = filepath.Join(t.TempDir(), "copia.db")
	if err := c.store.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	b = a.copied()
	for n, d := range []*desk{a, b} {
		d.look()
		d.write("f2", fmt.Sprint("copia ", n))
	}
	a.sync()
	b.stops(wire.Fork)
	return c, a, b, backup
}
