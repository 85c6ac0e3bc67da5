package desk

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"segit/gis"
	"segit/gis/draft"
)

// WriteFile writes a file whole or not at all: beside its place first, then
// renamed, so that who reads it never sees half.
func WriteFile(path string, fill func(io.Writer) error) error {
	if err := spareArchive(path); err != nil {
		return err
	}
	d, err := draft.New(path)
	if err != nil {
		return gis.Wrap("desk.WriteFile", gis.BadInput, err, "desk.output", path)
	}
	if err = fill(d.File()); err != nil {
		d.Discard()
	} else if err = d.Place(); err == nil {
		return nil
	}
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
