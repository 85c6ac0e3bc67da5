package store_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"

	"segit/store"
	"segit/store/tracetest"
)

// Whatever call the disk fails or the process is killed at, an edit that was
// said to be saved is there, and what the same process writes after a failure
// does no harm.
func TestSavedEditsStay(t *testing.T) {
	for _, how := range []syscall.Errno{0, syscall.EIO, syscall.ENOSPC} {
		for at := 1; ; at++ {
			path := closed(t)
			tr := tracetest.Tracer{At: at, Fails: how}
			_, said := tr.Run(t, []string{path}, []string{childRole + "=edit"})
			if strings.Contains(said, "goroutine ") {
				t.Fatalf("%v at call %d: %s", how, at, said)
			}
			sound(t, path)
			a, err := store.Open(t.Context(), path)
			if err != nil {
				t.Fatalf("%v at call %d: %v", how, at, err)
			}
			there, err := a.Edits(store.DatasetFindings)
			if err != nil {
				t.Fatal(err)
			}
			for n := range 6 {
				if _, is := there[fmt.Sprint("f", n)]; !is && strings.Contains(said, fmt.Sprint("saved ", n)) {
					t.Errorf("%v at call %d: edit %d was said to be saved", how, at, n)
				}
			}
			edit(t, a, "later", "state", "checking")
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			sound(t, path)
			if t.Failed() || at > len(tr.Calls) {
				t.Logf("%v: %d calls", how, len(tr.Calls))
				break
			}
		}
	}
}
