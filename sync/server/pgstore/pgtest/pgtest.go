// Package pgtest runs a PostgreSQL for tests: of its own folder and socket,
// without a port.
package pgtest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Cluster is a database server of some tests alone.
type Cluster struct {
	Dir  string // its folder, and that of its socket
	cmd  *exec.Cmd
	next atomic.Int32
}

// Start makes a cluster and starts it.
func Start() (*Cluster, error) {
	p := new(Cluster)
	if err := p.start(); err != nil {
		return nil, err
	}
	return p, nil
}

// program finds a program of the newest PostgreSQL of this machine.
func program(name string) (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil || len(found) == 0 {
		return exec.LookPath(name)
	}
	slices.Sort(found)
	return found[len(found)-1], nil
}

// Command is a program of PostgreSQL, which refuses to run as root.
func (p *Cluster) Command(name string, args ...string) (*exec.Cmd, error) {
	path, err := program(name)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = p.Dir
	if os.Getuid() != 0 {
		return cmd, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, err
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	return cmd, os.Chown(p.Dir, uid, gid)
}

func (p *Cluster) start() (err error) {
	if p.Dir, err = os.MkdirTemp("", "segit-pg"); err != nil {
		return err
	}
	data := filepath.Join(p.Dir, "data")
	cmd, err := p.Command("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	if err != nil {
		return err
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return p.Run()
}

// Run starts the server on its folder and waits until it answers.
func (p *Cluster) Run() (err error) {
	p.cmd, err = p.Command("postgres", "-D", filepath.Join(p.Dir, "data"), "-k", p.Dir, "-c", "listen_addresses=", "-c", "max_connections=40", "-c", "shared_buffers=32MB")
	if err != nil {
		return err
	}
	var log bytes.Buffer
	p.cmd.Stderr = &log
	if err := p.cmd.Start(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for ctx.Err() == nil {
		c, err := pgx.Connect(ctx, p.URL("postgres", "postgres"))
		if err == nil {
			return c.Close(ctx)
		}
		<-time.After(50 * time.Millisecond) // the socket is not there yet, and nothing says when
	}
	return fmt.Errorf("no answer: %s", log.Bytes())
}

// Used is the time that the processors gave to a server that was stopped.
func (p *Cluster) Used() time.Duration {
	return p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()
}

// Stop ends the server and removes its folder.
func (p *Cluster) Stop() {
	p.cmd.Process.Signal(syscall.SIGINT) //nolint:errcheck // it may be gone
	p.cmd.Wait()                         //nolint:errcheck // whatever it says
	os.RemoveAll(p.Dir)                  //nolint:errcheck // a folder of the system's temporary ones
}

// Crash kills the server as a power cut would, and starts it again.
func (p *Cluster) Crash(t testing.TB) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	p.cmd.Wait() //nolint:errcheck // it was stopped at once
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
}

// URL is the way to a database as a user.
func (p *Cluster) URL(user, database string) string {
	return fmt.Sprintf("postgres://%s@/%s?host=%s", user, database, p.Dir)
}

// Database makes an empty database whose owner is no superuser.
func (p *Cluster) Database(t testing.TB) string {
	t.Helper()
	ctx := t.Context()
	c, err := pgx.Connect(ctx, p.URL("postgres", "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx) //nolint:errcheck // what was done is done
	name := fmt.Sprint("t", p.next.Add(1))
	for _, statement := range []string{"CREATE ROLE " + name + " LOGIN", "CREATE DATABASE " + name + " OWNER " + name} {
		if _, err := c.Exec(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
	return p.URL(name, name)
}

// WithPostGIS is [Cluster.Database] where layers can be published.
func (p *Cluster) WithPostGIS(t testing.TB) string {
	t.Helper()
	ctx := t.Context()
	url := p.Database(t)
	config, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	c, err := pgx.Connect(ctx, p.URL("postgres", config.Database))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx) //nolint:errcheck // what was done is done
	if _, err := c.Exec(ctx, "CREATE EXTENSION postgis"); err != nil {
		t.Fatal(err)
	}
	return url
}
