package pgstore_test

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

	"segit/sync/server/pgstore"
)

// postgres is a database server of these tests alone: its own folder, its own
// socket, no port.
type postgres struct {
	dir  string
	cmd  *exec.Cmd
	next atomic.Int32
}

func TestMain(m *testing.M) {
	os.Exit(func() int {
		p := new(postgres)
		err := p.start()
		if err != nil {
			fmt.Fprintln(os.Stderr, "PostgreSQL does not start:", err) //nolint:errcheck // nowhere left to say it
			return 1
		}
		defer p.stop()
		shared.Store(p)
		return m.Run()
	}())
}

var shared atomic.Pointer[postgres]

// program finds a program of the newest PostgreSQL of this machine.
func program(name string) (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil || len(found) == 0 {
		return exec.LookPath(name)
	}
	slices.Sort(found)
	return found[len(found)-1], nil
}

// command is a program of PostgreSQL, which refuses to run as root.
func (p *postgres) command(name string, args ...string) (*exec.Cmd, error) {
	path, err := program(name)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = p.dir
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
	return cmd, os.Chown(p.dir, uid, gid)
}

func (p *postgres) start() (err error) {
	if p.dir, err = os.MkdirTemp("", "segit-pg"); err != nil {
		return err
	}
	data := filepath.Join(p.dir, "data")
	cmd, err := p.command("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	if err != nil {
		return err
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return p.run()
}

// run starts the server on its folder and waits until it answers.
func (p *postgres) run() (err error) {
	p.cmd, err = p.command("postgres", "-D", filepath.Join(p.dir, "data"), "-k", p.dir, "-c", "listen_addresses=", "-c", "max_connections=40", "-c", "shared_buffers=32MB")
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
		c, err := pgx.Connect(ctx, p.url("postgres", "postgres"))
		if err == nil {
			return c.Close(ctx)
		}
		<-time.After(50 * time.Millisecond) // the socket is not there yet, and nothing says when
	}
	return fmt.Errorf("no answer: %s", log.Bytes())
}

func (p *postgres) stop() {
	p.cmd.Process.Signal(syscall.SIGINT) //nolint:errcheck // it may be gone
	p.cmd.Wait()                         //nolint:errcheck // whatever it says
	os.RemoveAll(p.dir)                  //nolint:errcheck // a folder of the system's temporary ones
}

// crash kills the server as a power cut would, and starts it again.
func (p *postgres) crash(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	p.cmd.Wait() //nolint:errcheck // it was stopped at once
	if err := p.run(); err != nil {
		t.Fatal(err)
	}
}

func (p *postgres) url(user, database string) string {
	return fmt.Sprintf("postgres://%s@/%s?host=%s", user, database, p.dir)
}

// database makes an empty database whose owner is no superuser.
func (p *postgres) database(t testing.TB) string {
	t.Helper()
	ctx := t.Context()
	c, err := pgx.Connect(ctx, p.url("postgres", "postgres"))
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
	return p.url(name, name)
}

func open(t testing.TB, url string) *pgstore.Store {
	t.Helper()
	s, err := pgstore.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func open2(t *testing.T, url string) (*pgstore.Store, error) {
	t.Helper()
	s, err := pgstore.Open(t.Context(), url)
	if err == nil {
		err = s.Close()
	}
	return s, err
}
