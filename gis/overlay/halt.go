package overlay

import (
	"context"
	"sync/atomic"
)

// halt is raised when a run is to end. What works long on a single row or pair
// looks at it between steps and leaves off, whatever it gives then: a run that
// ended hands nothing on.
type halt struct{ up atomic.Bool }

// haltOf is raised when ctx ends, until release is called.
func haltOf(ctx context.Context) (h *halt, release func() bool) {
	h = &halt{}
	return h, context.AfterFunc(ctx, func() { h.up.Store(true) })
}

// raised reports that work is to be left off; nil never is.
func (h *halt) raised() bool { return h != nil && h.up.Load() }
