package desk

import (
	"context"
	"errors"
	"io"
	"os"
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
	if old, err := os.Stat(path); err == nil && !old.Mode().IsRegular() && !old.IsDir() {
		return writeInto(path, fill)
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

// writeInto writes into what is there and is no file: a device or a pipe, whose
// place nothing may take.
func writeInto(path string, fill func(io.Writer) error) error {
	out, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err == nil {
		err = errors.Join(fill(out), out.Close())
	}
	var ours *gis.Error
	if err == nil || errors.As(err, &ours) || errors.Is(err, context.Canceled) {
		return err
	}
	return gis.Wrap("desk.WriteFile", gis.BadInput, err, "desk.output", path)
}

// IsArchive reports whether a path is named as archives are.
func IsArchive(path string) bool { return strings.EqualFold(filepath.Ext(path), ".segit") }

// spareArchive refuses to write where an archive is: a name given twice by a
// slip must not cost the work of years.
func spareArchive(path string) error {
	if IsArchive(path) {
		return gis.Refuse("desk.WriteFile", gis.BadUsage, "desk.output-archive", path)
	}
	return nil
}
