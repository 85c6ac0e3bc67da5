package tracetest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// Tracer runs a process and stands at each of its system calls that change
// files, in the order in which they begin, whichever thread makes them.
type Tracer struct {
	At     int           // the call, counted from 1, at which something happens; 0 for none
	Fails  syscall.Errno // what the call gives; 0: the process is killed before it
	Record bool          // keep what is written

	Calls []Call // that were made
}

// fileCalls are the calls that change files, by number.
func fileCalls() map[uint64]string {
	return map[uint64]string{
		unix.SYS_PWRITE64: "pwrite", unix.SYS_FSYNC: "fsync", unix.SYS_FDATASYNC: "fsync", unix.SYS_FTRUNCATE: "ftruncate",
		unix.SYS_TRUNCATE: "truncate", unix.SYS_RENAME: "rename", unix.SYS_RENAMEAT: "renameat", unix.SYS_RENAMEAT2: "renameat",
		unix.SYS_LINK: "link", unix.SYS_LINKAT: "linkat", unix.SYS_UNLINK: "unlink", unix.SYS_UNLINKAT: "unlinkat",
		unix.SYS_FCHMOD: "fchmod", unix.SYS_FCHOWN: "fchown",
	}
}

// Run starts this very program again, with arguments and more of an environment.
// It gives the exit code, -1 for a process that was killed, and what it said.
func (tr *Tracer) Run(t testing.TB, args, env []string) (code int, said string) {
	t.Helper()
	runtime.LockOSThread() // a process is traced by one thread
	defer runtime.UnlockOSThread()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close() //nolint:errcheck // read by its name
	pid, err := syscall.ForkExec(self, append([]string{self}, args...), &syscall.ProcAttr{
		Env: append(os.Environ(), env...), Files: []uintptr{0, out.Fd(), out.Fd()},
		Sys: &syscall.SysProcAttr{Ptrace: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	code = tr.follow(t, pid)
	raw, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return code, string(raw)
}

// follow stands at the stops of a process and of its threads until it ends.
func (tr *Tracer) follow(t testing.TB, pid int) int {
	inside := map[int]bool{}  // threads between the beginning and the end of a call
	failing := map[int]bool{} // those whose call is to fail
	began := false
	for {
		var status syscall.WaitStatus
		thread, err := syscall.Wait4(-1, &status, syscall.WALL, nil)
		if err != nil {
			t.Fatalf("the traced process: %v", err)
		}
		switch {
		case (status.Exited() || status.Signaled()) && thread == pid:
			if status.Signaled() {
				return -1
			}
			return status.ExitStatus()
		case status.Exited() || status.Signaled():
			continue
		}
		signal := 0
		switch stop := status.StopSignal(); {
		case !began:
			began = true
			const options = syscall.PTRACE_O_TRACECLONE | syscall.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_EXITKILL
			if err := syscall.PtraceSetOptions(pid, options); err != nil {
				t.Fatal(err)
			}
		case stop == syscall.SIGTRAP|0x80:
			if inside[thread] = !inside[thread]; inside[thread] {
				if failing[thread] = tr.enter(t, pid, thread); failing[thread] && tr.Fails == 0 {
					continue // killed
				}
			} else if failing[thread] {
				set(t, thread, func(r *syscall.PtraceRegs) { r.Rax = uint64(-int64(tr.Fails)) })
				failing[thread] = false
			}
		case stop == syscall.SIGTRAP, stop == syscall.SIGSTOP: // a thread begins
		default:
			signal = int(stop)
		}
		if err := syscall.PtraceSyscall(thread, signal); err != nil && err != syscall.ESRCH {
			t.Fatal(err)
		}
	}
}

func set(t testing.TB, thread int, change func(*syscall.PtraceRegs)) {
	t.Helper()
	var regs syscall.PtraceRegs
	err := syscall.PtraceGetRegs(thread, &regs)
	if err == nil {
		change(&regs)
		err = syscall.PtraceSetRegs(thread, &regs)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// enter notes a call that begins, and reports whether it is the one that does
// not come to its end.
func (tr *Tracer) enter(t testing.TB, pid, thread int) bool {
	var r syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(thread, &r); err != nil {
		return false
	}
	name := fileCalls()[r.Orig_rax]
	if name == "" {
		return false
	}
	c := Call{Name: name}
	file := func(fd uint64) string {
		path, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", pid, fd))
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	text := func(at uint64) string { return string(bytes.SplitN(peek(pid, at, 4096), []byte{0}, 2)[0]) }
	switch name {
	case "pwrite":
		c.Path, c.Offset = file(r.Rdi), int64(r.R10)
		if tr.Record {
			c.Data = peek(pid, r.Rsi, int(r.Rdx))
		}
	case "ftruncate":
		c.Path, c.Offset = file(r.Rdi), int64(r.Rsi)
	case "fsync", "fchmod", "fchown":
		c.Path = file(r.Rdi)
	case "truncate":
		c.Path, c.Offset = text(r.Rdi), int64(r.Rsi)
	case "rename", "link":
		c.Path, c.To = text(r.Rdi), text(r.Rsi)
	case "renameat", "linkat":
		c.Path, c.To = text(r.Rsi), text(r.R10)
	case "unlink":
		c.Path = text(r.Rdi)
	case "unlinkat":
		c.Path = text(r.Rsi)
	}
	if strings.HasPrefix(filepath.Base(c.Path), ".") || strings.HasPrefix(c.Path, "/proc/") || strings.HasPrefix(c.Path, "/dev/") {
		return false // the note of who holds the archive
	}
	tr.Calls = append(tr.Calls, c)
	if tr.At != len(tr.Calls) {
		return false
	}
	if tr.Fails == 0 {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		return true
	}
	set(t, thread, func(r *syscall.PtraceRegs) { r.Orig_rax = ^uint64(0) })
	return true
}

// peek reads what a process has at a place, less where its memory ends.
func peek(pid int, at uint64, n int) []byte {
	b := make([]byte, n)
	got, err := unix.ProcessVMReadv(pid, []unix.Iovec{{Base: &b[0], Len: uint64(n)}}, []unix.RemoteIovec{{Base: uintptr(at), Len: n}}, 0)
	if err != nil || got < 0 {
		// It may end within the next page.
		if rest := 4096 - int(at%4096); rest < n {
			return peek(pid, at, rest)
		}
		return nil
	}
	return b[:got]
}
