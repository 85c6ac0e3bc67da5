package largepages

import (
	"testing"

	"golang.org/x/sys/unix"
)

// A program whose memory is bounded keeps what it may map for its work.
func TestNoRoomUnderALimit(t *testing.T) {
	for name, bound := range map[string]int{"ulimit -v": unix.RLIMIT_AS, "ulimit -d": unix.RLIMIT_DATA} {
		var was unix.Rlimit
		if err := unix.Getrlimit(bound, &was); err != nil {
			t.Fatal(err)
		}
		if err := unix.Setrlimit(bound, &unix.Rlimit{Cur: min(1<<40, was.Max), Max: was.Max}); err != nil {
			t.Fatal(err)
		}
		could := affordable()
		if err := unix.Setrlimit(bound, &was); err != nil {
			t.Fatal(err)
		}
		if could {
			t.Errorf("under %s the heap is made larger", name)
		}
	}
}
