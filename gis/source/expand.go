package source

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"segit/gis"
)

// Candidate is a file that can be imported.
type Candidate struct {
	Path string
	Recognition
}

// Refused is a file that cannot, with the reason.
type Refused struct {
	Path string
	Err  error
}

// Expand lists what the paths offer, in order of path: files as they are,
// and so geodatabases, folders with everything below them. Sidecars are folded
// into their files; archives (.segit) and hidden entries of folders are passed
// over. The error is only that of a cancelled context.
func Expand(ctx context.Context, paths []string, among []Descriptor) ([]Candidate, []Refused, error) {
	var candidates []Candidate
	var refused []Refused
	seen := map[string]bool{}
	take := func(path string) error {
		if seen[path] {
			return nil
		}
		seen[path] = true
		r, err := Recognise(ctx, path, among)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			refused = append(refused, Refused{path, err})
		default:
			candidates = append(candidates, Candidate{path, r})
		}
		return nil
	}
	for _, path := range paths {
		if path != "" { // a variable that was never set must not mean this folder
			path = filepath.Clean(path)
		}
		if info, err := os.Stat(path); err != nil || !info.IsDir() || Geodatabase(path) {
			if err := take(path); err != nil {
				return nil, nil, err
			}
			continue
		}
		found, unreadable := walk(path)
		refused = append(refused, unreadable...)
		if len(found) == 0 && len(unreadable) == 0 {
			refused = append(refused, Refused{path, gis.Refuse("source.Expand", gis.BadInput, "source.empty-folder").At(filepath.Base(path), 0)})
		}
		for _, file := range found {
			if err := take(file); err != nil {
				return nil, nil, err
			}
		}
	}
	return candidates, foldSidecars(candidates, refused), nil
}

// walk lists the files and geodatabases below a folder, without archives and
// hidden entries.
func walk(folder string) (files []string, unreadable []Refused) {
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			unreadable = append(unreadable, Refused{path, gis.Wrap("source.Expand", gis.BadInput, err, "source.unreadable").At(filepath.Base(path), 0)})
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		hidden := strings.HasPrefix(entry.Name(), ".") && path != folder
		switch {
		case entry.IsDir() && hidden:
			return fs.SkipDir
		case entry.IsDir() && Geodatabase(path):
			files = append(files, path)
			return fs.SkipDir
		case entry.IsDir(), hidden, extensionOf(path) == ".segit":
			return nil
		}
		files = append(files, path)
		return nil
	})
	if err != nil {
		unreadable = append(unreadable, Refused{folder, err})
	}
	return files, unreadable
}

// foldSidecars leaves out of the refused files those that a candidate brings
// along.
func foldSidecars(candidates []Candidate, refused []Refused) []Refused {
	brought := map[string]bool{}
	for _, c := range candidates {
		for _, s := range c.Sidecars {
			brought[s] = true
		}
	}
	return slices.DeleteFunc(refused, func(r Refused) bool {
		var e *gis.Error
		return errors.As(r.Err, &e) && e.Code == "source.sidecar" && brought[r.Path]
	})
}
