package store_test

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"segit/gis"
	"segit/store"
)

// editing edits, looks, undoes and does again without end, and says what is
// saved once it is.
func editing(a *store.Archive) error {
	for n := 0; ; n++ {
		ops, err := a.Append(states(1 + n%5)...)
		if err == nil && n%3 == 2 {
			ops, err = a.Undo("analista", "")
		}
		if err == nil && n%6 == 5 {
			ops, err = a.Redo("analista", "")
		}
		if err != nil {
			return err
		}
		x, err := a.LogAccess(store.Access{Deed: "finding", Actor: "analista", Count: 1})
		if err != nil {
			return err
		}
		fmt.Println("saved", ops[len(ops)-1].Seq, x.Seq)
	}
}

// A process killed while it edits loses nothing of which it said that it is
// saved, and leaves both chains whole.
func TestKilledEdits(t *testing.T) {
	path := closed(t)
	random := rand.New(rand.NewPCG(3, 4))
	ops, looks := uint64(0), uint64(0)
	for range 8 {
		other := start(t, "journal", path)
		first, err := other.out.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		// The moment is what the test is about: no event stands for it.
		<-time.After(time.Duration(random.Int64N(int64(40 * time.Millisecond))))
		if err := other.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		rest, _ := io.ReadAll(other.out) //nolint:errcheck // it was killed
		lines := bufio.NewScanner(strings.NewReader(first + string(rest)))
		for lines.Scan() {
			if words := strings.Fields(lines.Text()); len(words) == 3 {
				ops, looks = number(t, words[1]), number(t, words[2])
			}
		}
		other.Wait() //nolint:errcheck // it was killed
		a, err := store.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		for _, check := range []func(func(gis.Message)) error{
			func(found func(gis.Message)) error { return a.CheckJournal(t.Context(), found) },
			func(found func(gis.Message)) error { return a.CheckAccess(t.Context(), found) },
		} {
			if told := troubles(t, check); len(told) > 0 {
				t.Errorf("after a kill the check tells %v", told)
			}
		}
		var n, m uint64
		if err := a.Operations(func(store.Operation) error { n++; return nil }); err != nil {
			t.Fatal(err)
		}
		if err := a.Accesses(func(store.Access) error { m++; return nil }); err != nil {
			t.Fatal(err)
		}
		if n < ops || m < looks {
			t.Errorf("%d operations and %d accesses were saved, %d and %d are there", ops, looks, n, m)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if ops == 0 {
		t.Error("nothing was ever saved: the test is about nothing")
	}
}

func number(t *testing.T, text string) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
