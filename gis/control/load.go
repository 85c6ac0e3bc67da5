package control

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// together loads tables that do not need each other on all cores.
func together(ctx context.Context, loads ...func(context.Context) error) error {
	group, inner := errgroup.WithContext(ctx)
	for _, load := range loads {
		group.Go(func() error { return load(inner) })
	}
	return group.Wait()
}

// only keeps the error of a load; the table stays in the facts.
func only[T any](load func(context.Context) (T, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := load(ctx)
		return err
	}
}
