package desk

import (
	"context"

	"segit/gis"
	"segit/store"
)

// Trouble is something wrong with an archive, told as its user knows it.
type Trouble = store.Trouble

// Checked says what a check went through.
type Checked = store.Checked

// Check reads everything an archive holds and says what is not as it must be.
// Nobody may have the archive open. It changes nothing.
func Check(ctx context.Context, path string, keys Keys, p gis.Progress, found func(Trouble) error) (Checked, error) {
	return store.Check(ctx, path, keys, p, found)
}
