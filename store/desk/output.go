package desk

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"segit/gis"
)

// WriteFile writes a file whole or not at all: beside its place first, then
// renamed, so that who reads it never sees half.
func WriteFile(path string, fill func(io.Writer) error) error {
	if err := spareArchive(path); err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return gis.Wrap("desk.WriteFile", gis.BadInput, err, "desk.output", path)
	}
	err = fill(draft)
	if err == nil {
		err = draft.Sync()
	}
	err = errors.Join(err, draft.Close())
	if err == nil {
		if err = os.Chmod(draft.Name(), 0o644); err == nil {
			err = os.Rename(draft.Name(), path)
		}
	}
	if err == nil {
		return nil
	}
	err = errors.Join(err, os.Remove(draft.Name()))
	var ours *gis.Error
	if errors.As(err, &ours) || errors.Is(err, context.Canceled) {
		return err
	}
	return gis.Wrap("desk.WriteFile", gis.BadInput, err, "desk.output", path)
}

// spareArchive refuses to write where an archive is: a name given twice by a
// slip must not cost the work of years.
func spareArchive(path string) error {
	if strings.EqualFold(filepath.Ext(path), ".segit") {
		return gis.Refuse("desk.WriteFile", gis.BadUsage, "desk.output-archive", path)
	}
	return nil
}
