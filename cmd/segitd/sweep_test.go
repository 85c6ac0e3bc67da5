package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"segit/sync/server"
	"segit/sync/server/pgstore/pgtest"
)

// mortalSweep sweeps the repository that is the argument, and kills itself at the
// transaction that the role names: "sweep before 3", "sweep amid 3" or "sweep
// after 3".
func mortalSweep(role string) {
	words := strings.Fields(role)
	at, err := strconv.Atoi(words[2])
	p := &place{Dir: os.Args[1], Store: os.Getenv("SEGIT_STORE")}
	opened, failed := p.open(context.Background())
	if err != nil || failed != nil {
		os.Exit(1)
	}
	h := &here{store: &mortalStore{engine: opened, when: words[1], at: at}}
	if _, err := h.sweep(context.Background()); err != nil {
		os.Exit(1)
	}
	os.Exit(0) // there were not so many
}

// mortalStore kills the process at one of its transactions.
type mortalStore struct {
	engine
	when  string
	at, n int
}

func (s *mortalStore) Write(ctx context.Context, comune string, f func(server.Tx) error) error {
	s.n++
	switch {
	case s.n != s.at:
		return s.engine.Write(ctx, comune, f)
	case s.when == "before":
		die()
	case s.when == "amid":
		return s.engine.Write(ctx, comune, func(tx server.Tx) error {
			if err := f(tx); err != nil {
				return err
			}
			die()
			return nil
		})
	}
	s.engine.Write(ctx, comune, f) //nolint:errcheck // nobody is left to hear of it
	die()
	return nil
}

// TestI6SweepKilledAtEveryTransaction: what a sweep leaves that is killed is whole,
// is swept by the next, and of what something names nothing is gone.
func TestI6SweepKilledAtEveryTransaction(t *testing.T) {
	t.Run("file", sweepsKilled)
	t.Run("postgres", func(t *testing.T) {
		p, err := pgtest.Start()
		if err != nil {
			t.Fatal(err)
		}
		defer p.Stop()
		t.Setenv("SEGIT_STORE", p.Database(t))
		sweepsKilled(t)
	})
}

// sweptBlobs are blobs b0 to b5, of which something names the even ones, and
// uploads u0 to u2 that nobody finishes; all are old.
func sweptBlobs(tx server.Tx) error {
	old := time.Now().Add(-60 * 24 * time.Hour).UTC()
	for i := range 9 {
		u := &server.Upload{Blob: server.Blob{SHA256: fmt.Sprint("b", i), ID: fmt.Sprint("i", i), Size: 4, At: old}, Dev: "d", Have: 4}
		for offset, piece := range []string{"ab", "cd"} {
			if err := tx.AddPiece(u.ID, int64(2*offset), []byte(piece)); err != nil {
				return err
			}
		}
		if err := tx.PutUpload(u); err != nil || i >= 6 {
			if err != nil {
				return err
			}
			continue
		}
		if err := tx.Finish(u); err != nil {
			return err
		}
		if i%2 == 0 {
			if err := tx.PutRef(server.Ref{SHA256: u.SHA256, Name: server.RowKey("attachments", u.ID)}); err != nil {
				return err
			}
		}
	}
	return nil
}

func sweepsKilled(t *testing.T) {
	dir, _ := newFolder(t)
	p := &place{Dir: dir, Store: os.Getenv("SEGIT_STORE")}
	with := func(deed func(s engine)) {
		t.Helper()
		s, err := p.open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		deed(s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	with(func(s engine) {
		if err := s.Write(t.Context(), "W001", sweptBlobs); err != nil {
			t.Fatal(err)
		}
	})
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	left, kills := 6, 0 // three uploads and three blobs are to go
	for turn, when := range []string{"before", "amid", "after", "before", "amid", "after", "after"} {
		cmd := exec.Command(self, dir)
		at := 1 + turn%2
		cmd.Env = append(os.Environ(), fmt.Sprint(childRole, "=sweep ", when, " ", at))
		cmd.Run() //nolint:errcheck // it is killed
		if code := cmd.ProcessState.ExitCode(); code != -1 {
			t.Errorf("turn %d: the sweep ends with %d, want killed", turn, code)
		}
		kills++
		if left -= at - 1; when == "after" {
			left--
		}
		with(func(s engine) { wholeBlobs(t, s, left) })
	}
	with(func(s engine) {
		h := &here{store: s}
		all, err := h.sweep(t.Context())
		if err != nil || len(all) != 1 || all[0].Uploads+all[0].Blobs != left || all[0].Held.Blobs != 3 || all[0].Held.Uploads != 0 {
			t.Errorf("the last sweep: %+v, %v; %d were left", all, err, left)
		}
		wholeBlobs(t, s, 0)
	})
	if kills != 7 || left != 0 {
		t.Errorf("%d were killed, %d are left", kills, left)
	}
}

// wholeBlobs looks at all that was there: each is there with its bytes, or gone
// with them; left is how many of those that nothing names are there.
func wholeBlobs(t *testing.T, s engine, left int) {
	t.Helper()
	err := s.Read(t.Context(), "W001", func(v server.View) error {
		there := 0
		for i := range 9 {
			b, err := v.Blob(fmt.Sprint("b", i))
			if err != nil {
				return err
			}
			u, err := v.Upload("d", fmt.Sprint("b", i))
			if err != nil {
				return err
			}
			is := b != nil || u != nil
			for offset, want := range map[int64]string{0: "ab", 2: "cd"} {
				piece, _, err := v.Piece(fmt.Sprint("i", i), offset)
				if err != nil || is != (string(piece) == want) || !is && piece != nil {
					t.Errorf("blob %d is there: %v, and of its bytes %q, %v", i, is, piece, err)
				}
			}
			switch {
			case i < 6 && i%2 == 0 && b == nil:
				t.Errorf("blob %d, which something names, is gone", i)
			case i >= 6 || i%2 == 1:
				if is {
					there++
				}
			}
		}
		if there != left {
			t.Errorf("%d are left, want %d", there, left)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
