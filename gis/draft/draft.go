// Package draft writes files whole or not at all: beside their place first, then
// put into it, so that who reads one never sees half. What a killed run left
// beside a place is cleared away by the next that writes there.
package draft

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// Draft is a file on its way to its place.
type Draft struct {
	path string
	file *os.File // open, which tells others that somebody works on it
}

// New begins a file, hidden in the folder of its place. Drafts for that place on
// which nobody works any more are removed.
func New(path string) (*Draft, error) {
	sweep(path)
	file, err := os.CreateTemp(filepath.Dir(path), prefix(path)+"*"+ending)
	if err != nil {
		return nil, err
	}
	if err := lock(file); err != nil {
		return nil, errors.Join(err, file.Close(), os.Remove(file.Name()))
	}
	return &Draft{path, file}, nil
}

const ending = ".part"

func prefix(path string) string { return "." + filepath.Base(path) + "." }

// sweep removes what killed runs left.
func sweep(path string) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return // there is no folder: the caller will see
	}
	for _, e := range entries {
		middle, ok := strings.CutPrefix(e.Name(), prefix(path))
		if middle, ok = cut(middle, ok); !ok || strings.Trim(middle, "0123456789") != "" {
			continue
		}
		left, err := os.OpenFile(filepath.Join(filepath.Dir(path), e.Name()), os.O_RDWR, 0)
		if err != nil {
			continue // gone, or not ours
		}
		free := lock(left) == nil
		left.Close() //nolint:errcheck // nothing was written
		if free {
			os.Remove(left.Name()) //nolint:errcheck // somebody has it open
		}
	}
}

func cut(middle string, ok bool) (string, bool) {
	middle, ends := strings.CutSuffix(middle, ending)
	return middle, ok && ends
}

// Name is where the draft stands.
func (d *Draft) Name() string { return d.file.Name() }

// File is the draft, open for writing.
func (d *Draft) File() *os.File { return d.file }

// Place makes the bytes durable and gives the file its name, in the place of any
// that was there. After an error nothing of the draft is left.
func (d *Draft) Place() error {
	err := d.file.Sync()
	if err == nil {
		err = os.Chmod(d.Name(), 0o644)
	}
	err = errors.Join(err, d.file.Close())
	if err == nil {
		err = os.Rename(d.Name(), d.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(d.Name()))
	}
	return nil
}

// Discard throws the draft away. It may follow any call but a good Place.
func (d *Draft) Discard() {
	d.file.Close()      //nolint:errcheck // it is thrown away
	os.Remove(d.Name()) //nolint:errcheck // the next run removes it
}
