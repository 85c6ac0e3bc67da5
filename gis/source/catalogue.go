package source

import (
	"bytes"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/sync/errgroup"

	"segit/assets"
	"segit/gis"
)

// Catalogue is every source that the program knows, by id. It fails only when
// the program was built with a broken descriptor.
func Catalogue() ([]Descriptor, error) {
	names, err := fs.Glob(assets.Sources(), "source/*.toml")
	if err != nil {
		return nil, err
	}
	catalogue := make([]Descriptor, len(names))
	var reading errgroup.Group
	for i, name := range names {
		reading.Go(func() error {
			body, err := fs.ReadFile(assets.Sources(), name)
			if err != nil {
				return err
			}
			catalogue[i], err = Load(bytes.NewReader(body), path.Base(name), nil)
			return err
		})
	}
	if err := reading.Wait(); err != nil {
		return nil, err
	}
	return catalogue, nil
}

// File is the descriptor of a source as it is written: what a profile starts
// from.
func File(id string) ([]byte, error) {
	body, err := fs.ReadFile(assets.Sources(), "source/"+id+".toml")
	if err != nil || strings.ContainsAny(id, "/.") {
		return nil, gis.Refuse("source.File", gis.NotFound, "source.unknown", id)
	}
	return body, nil
}
