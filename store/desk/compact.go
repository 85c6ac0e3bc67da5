package desk

import (
	"context"

	"segit/gis"
	"segit/store"
)

// Compacted says what compacting did to a file.
type Compacted = store.Compacted

// Compact writes an archive that nobody has open into a fresh file, without the
// room that deletions left, and puts that in its place.
func Compact(ctx context.Context, path string, keys Keys, p gis.Progress) (Compacted, error) {
	return store.Compact(ctx, path, keys, p)
}
