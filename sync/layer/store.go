package layer

import (
	"context"
	"errors"
	"iter"

	"github.com/paulmach/orb"
)

// ErrUnknown is what a store says of a layer that nobody published.
var ErrUnknown = errors.New("layer: not there")

// Store keeps the layers that are served. A publication replaces the one before
// in one step: who reads sees the former or the new one, whole.
type Store interface {
	// Layers lists what is served, by municipality and name.
	Layers(ctx context.Context) ([]Layer, error)
	// Publish puts features in the place of those that were served; their rows
	// are numbered as they come. When it fails nothing has changed.
	Publish(ctx context.Context, l Layer, features iter.Seq2[*Feature, error]) (Layer, error)
	// Withdraw serves a layer no more; ErrUnknown when it was not.
	Withdraw(ctx context.Context, comune, name string) error
	// Withdrawn names the layers of a municipality that were withdrawn and not
	// published since, in order: desks do not serve those anew by themselves.
	Withdrawn(ctx context.Context, comune string) ([]string, error)
	// Layer runs f on one publication; ErrUnknown when there is none.
	Layer(ctx context.Context, comune, name string, f func(View) error) error
}

// View reads a publication.
type View interface {
	Layer() *Layer
	// Window gives the rows after one whose box meets w, ascending, at most
	// limit of them (0: all).
	Window(w orb.Bound, after uint32, limit int) ([]uint32, error)
	// Among gives the rows whose key in a column lies between two, both
	// included, ascending; nil is no bound.
	Among(column string, low, high []byte) ([]uint32, error)
	// RowOf is the row of an id, 0 for none.
	RowOf(id string) (uint32, error)
	// Rows gives features by row, in the order asked for, until found returns
	// false. A feature may be used during the call only.
	Rows(rows []uint32, found func(*Feature) (bool, error)) error
	// Scan gives the features after a row, in order, until found returns false.
	Scan(after uint32, found func(*Feature) (bool, error)) error
}
