package client_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"segit/gis"
	"segit/store"
	"segit/sync/authority"
	"segit/sync/client"
	"segit/sync/server"
	"segit/sync/server/boltstore"
)

// childRole is the variable by which a test starts this binary again as a desk that
// syncs the archive that is its argument ("sync"), or lets it join again
// ("rejoin CODE").
const childRole = "SEGIT_CLIENT_TEST_ROLE"

func TestMain(m *testing.M) {
	if os.Getenv(childRole) == "" {
		os.Exit(m.Run())
	}
	a, err := store.Open(context.Background(), os.Args[len(os.Args)-1])
	if err == nil {
		if code, rejoins := strings.CutPrefix(os.Getenv(childRole), "rejoin "); rejoins {
			_, _, err = client.New(client.Of(a)).Rejoin(context.Background(), code)
		} else {
			_, err = client.New(client.Of(a)).Sync(context.Background(), gis.Quiet{})
		}
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	a.Close() //nolint:errcheck // what was synced is durable
}

// central is a server in this process, over TLS.
type central struct {
	t     testing.TB
	store *boltstore.Store
	ca    []byte
	web   *httptest.Server

	authority *authority.Authority
	wire      *counting
	core      *server.Server

	mu   sync.Mutex
	meet func(w http.ResponseWriter, r *http.Request, answer http.Handler) // nil: answer
}

func newCentral(t testing.TB) *central {
	t.Helper()
	ca, err := authority.New(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	c := &central{t: t, authority: ca}
	if c.ca, _, err = ca.PEM(); err != nil {
		t.Fatal(err)
	}
	if c.store, err = boltstore.Open(filepath.Join(t.TempDir(), "segitd.db"), boltstore.Options{NoSync: true}); err != nil {
		t.Fatal(err)
	}
	core, err := server.New(t.Context(), server.Config{Store: c.store, Layers: c.store, Authority: ca, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	c.core = core
	handler := core.Handler()
	c.web = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		meet := c.meet
		c.mu.Unlock()
		if meet == nil {
			handler.ServeHTTP(w, r)
		} else {
			meet(w, r, handler)
		}
	}))
	c.wire = &counting{Listener: c.web.Listener}
	c.web.Listener = c.wire
	c.web.TLS = tlsOf(t, ca)
	c.web.EnableHTTP2 = true // as segitd answers
	c.web.StartTLS()
	t.Cleanup(func() {
		c.web.Close()
		c.store.Close() //nolint:errcheck // the test is over
	})
	return c
}

func (c *central) meets(f func(w http.ResponseWriter, r *http.Request, answer http.Handler)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.meet = f
}

// killedAt kills a process, which start starts, before or after the nth request that
// it makes is answered, and waits for its end. It reports whether it made so many.
func (c *central) killedAt(request int, after bool, start func() *exec.Cmd) (reached bool) {
	count, victim := 0, make(chan *os.Process, 1)
	c.meets(func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		c.mu.Lock()
		count++
		mine := count == request
		c.mu.Unlock()
		if !mine || after {
			answer.ServeHTTP(w, r)
		}
		if !mine {
			return
		}
		if after {
			w.(http.Flusher).Flush()
		}
		p := <-victim
		p.Kill() //nolint:errcheck // it may have ended by itself
		panic(http.ErrAbortHandler)
	})
	cmd := start()
	victim <- cmd.Process
	cmd.Wait() //nolint:errcheck // it was killed
	c.meets(nil)
	c.mu.Lock()
	defer c.mu.Unlock()
	return count >= request
}

// desk is an archive that enrolled.
type desk struct {
	t    testing.TB
	path string
}

func (c *central) desk() *desk {
	c.t.Helper()
	d := &desk{c.t, filepath.Join(c.t.TempDir(), "banco.segit")}
	a, err := store.Create(c.t.Context(), d.path, "W001", 7792)
	if err != nil {
		c.t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // what was written is durable
	code, kept := server.NewCode("anna", "analyst", []string{"W001"}, time.Now())
	if err := c.store.AddCode(c.t.Context(), kept); err != nil {
		c.t.Fatal(err)
	}
	if _, _, err := client.New(client.Of(a)).Enrol(c.t.Context(), client.EnrolRequest{Server: c.web.URL, CA: c.ca, Code: code}); err != nil {
		c.t.Fatal(err)
	}
	return d
}

// open gives the archive to f.
func (d *desk) open(f func(*store.Archive, *client.Link)) {
	d.t.Helper()
	a, err := store.Open(d.t.Context(), d.path)
	if err != nil {
		d.t.Fatal(err)
	}
	f(a, client.New(client.Of(a)))
	if err := a.Close(); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) write(id, value string) {
	d.t.Helper()
	d.open(func(a *store.Archive, _ *client.Link) {
		raw, err := json.Marshal(value)
		if err != nil {
			d.t.Fatal(err)
		}
		if _, err := a.Append(store.Operation{
			Layer: store.DatasetFindings, ID: id, Cell: "A/12", Kind: store.SetKind, Actor: "anna", Set: map[string]store.Change{"assignee": {New: raw}},
		}); err != nil {
			d.t.Fatal(err)
		}
	})
}

func (d *desk) sync() (sum client.Summary) {
	d.t.Helper()
	d.open(func(_ *store.Archive, l *client.Link) {
		var err error
		if sum, err = l.Sync(d.t.Context(), gis.Quiet{}); err != nil {
			d.t.Fatal(err)
		}
	})
	return sum
}

// shown are the assignees that people see.
func (d *desk) shown() (names map[string]string) {
	d.t.Helper()
	names = map[string]string{}
	d.open(func(a *store.Archive, _ *client.Link) {
		all, err := a.Edits(store.DatasetFindings)
		if err != nil {
			d.t.Fatal(err)
		}
		for id, e := range all {
			names[id] = string(e.Cells["assignee"].Value)
		}
	})
	return names
}

// process starts a sync in a process of its own.
func (d *desk) process() *exec.Cmd { return d.child("sync") }

// child starts what a desk does in a process of its own.
func (d *desk) child(role string) *exec.Cmd {
	d.t.Helper()
	self, err := os.Executable()
	if err != nil {
		d.t.Fatal(err)
	}
	cmd := exec.Command(self, d.path)
	cmd.Env = append(os.Environ(), childRole+"="+role)
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	return cmd
}
