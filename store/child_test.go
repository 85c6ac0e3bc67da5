package store_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

// childRole is the variable by which a test starts this binary again as another
// process, to be locked out, limited or killed; the archive is its argument.
const childRole = "SEGIT_STORE_TEST_ROLE"

// child is the life of such a process; it gives its exit code.
func child(role string) int {
	if role == "soak" {
		return soakChild()
	}
	a, err := store.OpenWith(context.Background(), os.Args[len(os.Args)-1], store.Keys{Passphrase: passphrase})
	if err == nil && role == "fill" {
		err = fillUp(a)
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("ready")
	switch role {
	case "hold":
		io.Copy(io.Discard, os.Stdin) //nolint:errcheck // until the parent closes it
	case "rotate":
		if _, err := a.Rotate(context.Background(), nextPassphrase, nil, steps{}); err != nil {
			fmt.Println(err)
			return 1
		}
		io.Copy(io.Discard, os.Stdin) //nolint:errcheck // until the parent kills it
	case "edit":
		edits(a)
	case "draw":
		if made, err := a.KeepDrawings(context.Background()); err == nil {
			fmt.Println("kept", made)
		}
	case "journal":
		fmt.Println(editing(a))
		return 1
	case "import":
		for n := 0; ; n++ {
			if err := renew(a, n); err != nil {
				fmt.Println(err)
				return 1
			}
			fmt.Println("imported")
		}
	}
	if err := a.Close(); err != nil {
		return 1
	}
	return 0
}

// renew imports two sheets in one build: of every generation both have the
// same number of rows, with as many rejects as the sheets have rows a side.
func renew(a *store.Archive, n int) error {
	ctx := context.Background()
	build, err := a.Build(ctx)
	if err != nil {
		return err
	}
	side := 20 + n%40
	in := intakeOf(fmt.Sprint(n))
	in.Supply.Date = gis.Day(2001, 1, 1) + gis.Date(a.Generation())
	s := build.Supply(in)
	for _, sheet := range []string{"12", "13"} {
		if err := s.Rows(ctx, grid(plots(), sheet, side, orb.Point{507_000, 4_151_000})); err != nil {
			return err
		}
		s.Close()
	}
	for line := range side {
		if err := s.Reject(line+1, gis.Say("test.reason"), "riga"); err != nil {
			return err
		}
	}
	s.Counted(gis.Counts{Read: int64(2*side*side + side), Rejected: int64(side)})
	return build.Commit()
}

// steps says so whenever a part of the work is in the file.
type steps struct{}

func (steps) Stage(gis.Message, int64) { fmt.Println("step") }

func (steps) Add(int64) { fmt.Println("step") }

// process is this binary running again.
type process struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// says waits for a line of the process.
func (p *process) says(t *testing.T, want string) {
	t.Helper()
	if line, err := p.out.ReadString('\n'); err != nil || line != want+"\n" {
		t.Fatalf("the other process says %q, %v; want %q", line, err, want)
	}
}

// start runs this binary again and waits until it has the archive.
func start(t *testing.T, role, path string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, path)
	cmd.Env = append(os.Environ(), childRole+"="+role)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() }) //nolint:errcheck // it may be gone, as it should
	p := &process{cmd, in, bufio.NewReader(out)}
	p.says(t, "ready")
	return p
}

// edits writes edits one after the other, goes on after one that fails, and
// tells which are saved.
func edits(a *store.Archive) {
	for n := range 6 {
		raw, err := json.Marshal(fmt.Sprint("stato ", n))
		if err == nil {
			_, err = a.Append(store.Operation{
				Layer: store.DatasetFindings, ID: fmt.Sprint("f", n), Kind: store.SetKind, Actor: "analista",
				Set: map[string]store.Change{"state": {New: raw}},
			})
		}
		if err == nil {
			fmt.Println("saved", n)
		}
	}
}
