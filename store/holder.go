package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"syscall"
)

// holding is the note beside an open archive that tells others who has it. It
// is a courtesy: the lock is the file's own.
type holding struct {
	Program string `json:"program"`
	PID     int    `json:"pid"`
	User    string `json:"user"`
	Host    string `json:"host"`
}

func notePath(path string) string {
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".held")
}

// holdNote writes the note and gives its path, "" when the folder does not
// take it (the archive works all the same).
func holdNote(path string) string {
	h := holding{Program: filepath.Base(os.Args[0]), PID: os.Getpid()}
	if u, err := user.Current(); err == nil {
		h.User = u.Username
	}
	h.Host, _ = os.Hostname() //nolint:errcheck // an unnamed host is an empty word in a courtesy note
	raw, err := json.Marshal(h)
	if err != nil || os.WriteFile(notePath(path), raw, 0o600) != nil {
		return ""
	}
	return notePath(path)
}

// whoHolds words the note of the process that has the archive; "?" when there
// is none, or when it was left by a process of this machine that is no more.
func whoHolds(path string) string {
	var h holding
	raw, err := os.ReadFile(notePath(path))
	if err != nil || json.Unmarshal(raw, &h) != nil {
		return "?"
	}
	if here, err := os.Hostname(); err == nil && here == h.Host && !running(h.PID) {
		return "?"
	}
	return fmt.Sprintf("%s (pid %d, %s@%s)", h.Program, h.PID, h.User, h.Host)
}

// running reports whether a process of this machine is alive.
func running(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false // how Windows says it
	}
	defer p.Release() //nolint:errcheck // a handle to look through
	err = p.Signal(syscall.Signal(0))
	return err == nil || !errors.Is(err, os.ErrProcessDone)
}
