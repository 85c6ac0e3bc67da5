package cores_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"segit/store/cores"
)

func TestEach(t *testing.T) {
	done := make([]atomic.Int32, 1000)
	if err := cores.Each(t.Context(), len(done), func(i int) error { done[i].Add(1); return nil }); err != nil {
		t.Fatal(err)
	}
	for i := range done {
		if n := done[i].Load(); n != 1 {
			t.Errorf("%d was done %d times", i, n)
		}
	}
	bad := errors.New("bad")
	if err := cores.Each(t.Context(), 1000, func(i int) error {
		if i == 5 {
			return bad
		}
		return nil
	}); !errors.Is(err, bad) {
		t.Errorf("%v, want the failure", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := cores.Each(ctx, 5, func(int) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v after the end", err)
	}
}
