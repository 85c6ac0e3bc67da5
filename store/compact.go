package store

import (
	"context"
	"errors"

	"segit/gis"
)

// Compacted says what compacting did to a file.
type Compacted struct{ Before, After int64 } // bytes

// Compact writes an archive that nobody has open into a fresh file without the
// room that deletions left, and puts that in its place. Cancelled or failed, it
// leaves the archive as it was.
func Compact(ctx context.Context, path string, keys Keys, p gis.Progress) (Compacted, error) {
	const op = "store.Compact"
	// Opening brings an old format up to date and clears away leftovers, which
	// would be copied otherwise.
	a, err := OpenWith(ctx, path, keys)
	if err != nil {
		return Compacted{}, err
	}
	readOnly := a.readOnly
	if err := a.Close(); err != nil {
		return Compacted{}, err
	}
	if readOnly {
		return Compacted{}, gis.Refuse(op, gis.BadInput, "store.read-only", path)
	}
	db, err := openBolt(path, false)
	if err != nil {
		return Compacted{}, refuseOpening(path, err)
	}
	var c Compacted
	c.Before, c.After, err = (&rewriting{path: path, db: db}).run(ctx, p)
	var known *gis.Error
	if err != nil && !errors.As(err, &known) && ctx.Err() == nil {
		err = gis.Wrap(op, gis.Internal, err, "store.compact", path)
	}
	return c, err
}
