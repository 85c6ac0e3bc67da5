//go:build unix

package store_test

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"segit/gis"
	"segit/store"
)

// fillUp imports with a limit on the size of files, as a full disk has it, and
// again without: the first must fail and leave what was there, the second go in.
func fillUp(a *store.Archive) error {
	if err := renew(a, 0); err != nil {
		return err
	}
	signal.Ignore(syscall.SIGXFSZ)
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		return err
	}
	info, err := os.Stat(a.Path)
	if err != nil {
		return err
	}
	// Getting a little further each time, the disk is full at another page.
	for more := uint64(0); more < 1<<19; more += 1 << 18 {
		limit := syscall.Rlimit{Cur: uint64(info.Size()) + more, Max: was.Max}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			return err
		}
		failed := importLarge(a)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
			return err
		}
		if gis.KindOf(failed) != gis.Internal || codeOf(failed) != "store.write" || a.Generation() != 1 {
			return fmt.Errorf("with %d bytes more, in generation %d: %w", more, a.Generation(), failed)
		}
	}
	return renew(a, 1)
}

// importLarge imports more than the file has room for.
func importLarge(a *store.Archive) error {
	ctx := context.Background()
	build, err := a.Build(ctx)
	if err != nil {
		return err
	}
	s := build.Supply(intakeOf("large"))
	b := grid(plots(), "12", 160, corner)
	for i := range b.Shapes.XY { // nothing that packs well
		b.Shapes.XY[i] += float64(i*7919%104729) / 104729
	}
	if err := s.Rows(ctx, b); err != nil {
		return err
	}
	return build.Commit()
}

func TestFullDisk(t *testing.T) {
	path := closed(t)
	other := start(t, "fill", path) // says so when something was otherwise
	if err := other.in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := other.Wait(); err != nil {
		t.Fatal(err)
	}
	a, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // read only
	if a.Generation() != 2 {
		t.Errorf("generation %d, want the imports before and after the disk was full", a.Generation())
	}
	whole(t, a)
}
