// Package cores shares work out among the processor's cores.
package cores

import (
	"context"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Each calls work for 0 … n-1 on all cores until one fails or ctx ends.
func Each(ctx context.Context, n int, work func(i int) error) error {
	var next atomic.Int64
	group, inner := errgroup.WithContext(ctx)
	for range min(n, runtime.NumCPU()) {
		group.Go(func() error {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := inner.Err(); err != nil {
					return err
				}
				if err := work(i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}
