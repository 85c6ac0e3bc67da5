package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"segit/sync/server"
	"segit/sync/server/folder"
)

// childRole is the variable by which a test starts this binary again as segitd,
// or as a server that kills itself.
const childRole = "SEGIT_SEGITD_TEST_ROLE"

func TestMain(m *testing.M) {
	switch role := os.Getenv(childRole); {
	case role == "segitd":
		main()
	case role == "desk":
		syncing()
	case strings.HasPrefix(role, "sweep "):
		mortalSweep(role)
	case role != "":
		mortal(role)
	default:
		os.Exit(m.Run())
	}
}

// mortal serves the folder that is its argument, and kills itself at the
// request that the role names: "before 3", "after 3" or "amid 3", or, told at
// "stopping 3" to stop, when it has answered that.
func mortal(role string) {
	when, number, _ := strings.Cut(role, " ")
	at, err := strconv.Atoi(number)
	f := folder.Folder(os.Args[len(os.Args)-1])
	store, failed := f.Open()
	if err != nil || failed != nil {
		os.Exit(1)
	}
	ca, err := f.Authority()
	pair, failed := f.Certificate("", "")
	if err != nil || failed != nil {
		os.Exit(1)
	}
	core, err := server.New(context.Background(), server.Config{Store: store, Authority: ca, Now: time.Now})
	listener, failed := net.Listen("tcp", os.Getenv("SEGIT_SEGITD_TEST_LISTEN"))
	if err != nil || failed != nil {
		os.Exit(1)
	}
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	log.Info("serving", "address", listener.Addr().String())
	count := 0
	ctx, stop := context.WithCancel(context.Background())
	serve(ctx, listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { //nolint:errcheck // it is killed
		count++
		switch {
		case count != at:
			core.Handler().ServeHTTP(w, r)
		case when == "stopping":
			stop()
			core.Handler().ServeHTTP(w, r)
		case when == "before":
			die()
		case when == "after":
			core.Handler().ServeHTTP(httptest.NewRecorder(), r)
			die()
		default:
			answer := httptest.NewRecorder()
			core.Handler().ServeHTTP(answer, r)
			w.Write(answer.Body.Bytes()[:answer.Body.Len()/2]) //nolint:errcheck // who asked gets half
			http.NewResponseController(w).Flush()              //nolint:errcheck // or less
			die()
		}
	}), pair, stopPatience, log)
	die()
}

func die() {
	syscall.Kill(os.Getpid(), syscall.SIGKILL) //nolint:errcheck // nothing after it runs
	select {}
}

// process is a server in a process of its own.
type process struct {
	cmd     *exec.Cmd
	address string
	metrics string // address of them, "" for none
	log     *bytes.Buffer
	read    chan struct{} // closed when its log has ended
}

// start runs a server; role is "segitd" or what [mortal] takes.
func start(t testing.TB, role, dir, listen string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "serve", "--listen", listen, dir)
	cmd.Env = append(os.Environ(), childRole+"="+role, "SEGIT_SEGITD_TEST_LISTEN="+listen)
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() }) //nolint:errcheck // it may be gone
	lines := bufio.NewReader(out)
	p := &process{cmd: cmd, log: new(bytes.Buffer), read: make(chan struct{})}
	for p.address == "" {
		raw, err := lines.ReadBytes('\n')
		var line struct{ Msg, Address string }
		if err != nil {
			t.Fatalf("segitd ends: %s%s", p.log, raw)
		}
		p.log.Write(raw)
		if json.Unmarshal(raw, &line) != nil {
			continue
		}
		switch line.Msg {
		case "metrics":
			p.metrics = line.Address
		case "serving":
			p.address = line.Address
		}
	}
	go func() {
		p.log.ReadFrom(lines) //nolint:errcheck // until it ends
		close(p.read)
	}()
	return p
}

// stop asks the server to end, and gives its exit code and log.
func (p *process) stop(t *testing.T) (int, string) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	return p.ended()
}

// ended waits until the server is gone.
func (p *process) ended() (int, string) {
	<-p.read
	p.cmd.Wait() //nolint:errcheck // its code says it
	return p.cmd.ProcessState.ExitCode(), p.log.String()
}
