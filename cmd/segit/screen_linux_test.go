package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is how long a step on the screen may take before it counts as lost;
// a drawing in software on a busy machine is slow.
const patience = 60 * time.Second

// screen is an X server of its own with the application on it.
type screen struct {
	t       *testing.T
	display string
	lines   chan map[string]any
	app     *exec.Cmd
	ended   chan error
	log     *os.File
}

// tool is the path of a program that the test cannot do without.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing; .ci/packages installs it: %v", name, err)
	}
	return path
}

// newScreen starts an X server on a display that is free.
func newScreen(t *testing.T) *screen {
	t.Helper()
	tool(t, "xdotool")
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	server := exec.Command(tool(t, "Xvfb"), "-displayfd", "3", "-screen", "0", "1500x950x24", "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{writer}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Process.Signal(syscall.SIGTERM); err != nil {
			t.Errorf("the X server did not live until the end: %v", err)
		}
		_ = server.Wait() // ends by the signal: its status says nothing
	})
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	number, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatalf("the X server did not start: %v", err)
	}
	return &screen{t: t, display: ":" + strings.TrimSpace(number)}
}

// start runs the application with its trace going through a pipe, so that each
// line is read as soon as it is written.
func (s *screen) start(binary string, args ...string) {
	s.t.Helper()
	dir := s.t.TempDir()
	pipe := filepath.Join(dir, "trace")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		s.t.Fatal(err)
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.log = log
	s.app = exec.Command(binary, append(args, "--ui-trace", pipe)...)
	s.app.Stdout, s.app.Stderr = log, log
	s.app.Env = append(os.Environ(), "DISPLAY="+s.display, "LANG=it_IT.UTF-8", "LC_ALL=it_IT.UTF-8",
		"HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_CACHE_HOME="+dir, "XDG_RUNTIME_DIR="+dir,
		"LIBGL_ALWAYS_SOFTWARE=1", "FYNE_THEME=light", "FYNE_SCALE=1", "WAYLAND_DISPLAY=")
	if err := s.app.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.ended = make(chan error, 1)
	go func() { s.ended <- s.app.Wait() }()
	s.t.Cleanup(func() {
		_ = s.app.Process.Kill() // most often it has ended already
		_ = log.Close()
	})
	s.lines = make(chan map[string]any, 10_000)
	go s.read(pipe)
}

// read hands the lines of the trace on until the application closes it.
func (s *screen) read(pipe string) {
	defer close(s.lines)
	f, err := os.Open(pipe)
	if err != nil {
		return
	}
	defer f.Close() //nolint:errcheck // it was only read
	in := bufio.NewScanner(f)
	for in.Scan() {
		line := map[string]any{}
		if json.Unmarshal(in.Bytes(), &line) != nil {
			line = map[string]any{"control": "trace", "event": "broken", "text": in.Text()}
		}
		s.lines <- line
	}
}

// wait is the next line of the trace that matches; lines before it are passed
// over.
func (s *screen) wait(control, event string, match func(map[string]any) bool) map[string]any {
	s.t.Helper()
	deadline := time.After(patience)
	seen := []string{}
	for {
		select {
		case line, open := <-s.lines:
			if !open {
				s.t.Fatalf("the application ended before %s/%s:\n%s\n%s", control, event, strings.Join(seen, "\n"), s.said())
			}
			if line["control"] == control && line["event"] == event && (match == nil || match(line)) {
				return line
			}
			seen = append(seen, fmt.Sprint(line))
		case <-deadline:
			s.t.Fatalf("no %s/%s in %v; seen:\n%s\n%s", control, event, patience, strings.Join(seen, "\n"), s.said())
		}
	}
}

// said is what the application wrote to its terminal.
func (s *screen) said() string {
	body, err := os.ReadFile(s.log.Name())
	if err != nil {
		return err.Error()
	}
	return string(body)
}

// do sends input with xdotool.
func (s *screen) do(args ...string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+s.display)
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("xdotool %v: %v\n%s", args, err, out)
	}
}

// leave ends the application with Ctrl+Q and gives how it ended.
func (s *screen) leave() error {
	s.do("key", "ctrl+q")
	select {
	case err := <-s.ended:
		return err
	case <-time.After(patience):
		return fmt.Errorf("still running: %w", os.ErrDeadlineExceeded)
	}
}

// build makes the application once for the test.
func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "segit")
	cmd := exec.Command(tool(t, "go"), "build", "-tags", "migrated_fynedo", "-o", binary, ".")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}
