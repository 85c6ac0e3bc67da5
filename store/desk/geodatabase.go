package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"segit/gis"
)

// databaseParts are the files that a geodatabase is made of, in order of name. Who has
// it open leaves locks there, which are none of it; it has no folders.
func databaseParts(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, gis.Wrap(importOp, gis.BadInput, err, "import.unreadable").At(filepath.Base(folder), 0)
	}
	var paths []string
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() || strings.EqualFold(filepath.Ext(path), ".lock") {
			continue
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// noteParts notes how the files of a geodatabase are: its size is theirs, its day
// that of the newest.
func (f *fingerprint) noteParts(folder string) error {
	paths, err := databaseParts(folder)
	if err != nil {
		return err
	}
	f.size = 0
	for i, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return gis.Wrap(importOp, gis.BadInput, err, "import.unreadable").At(filepath.Base(path), 0)
		}
		f.parts = append(f.parts, seenFile{path: path, info: info})
		f.size += info.Size()
		if day := gis.DayOf(info.ModTime()); i == 0 || day > f.modified {
			f.modified = day
		}
	}
	return nil
}

// whole reports as an error that a geodatabase has other files than were noted,
// none of which is gone. Its folder changes with the locks, and tells nothing.
func (f *fingerprint) whole(folder string) error {
	paths, err := databaseParts(folder)
	if err == nil && len(paths) != len(f.parts) {
		err = gis.Refuse(importOp, gis.BadInput, "import.changed").At(filepath.Base(folder), 0)
	}
	return err
}

// hashParts is the hash of a geodatabase, and the size of its files: that of the
// list of their hashes and names in order, as "sha256sum * | sha256sum" gives it
// in the folder.
func hashParts(ctx context.Context, folder string) (string, int64, error) {
	paths, err := databaseParts(folder)
	if err != nil {
		return "", 0, err
	}
	list := sha256.New()
	var size int64
	for _, path := range paths {
		sum, n, err := hashFile(ctx, path)
		if err != nil {
			return "", 0, err
		}
		size += n
		if _, err := fmt.Fprintf(list, "%s  %s\n", sum, filepath.Base(path)); err != nil {
			return "", 0, err
		}
	}
	return hex.EncodeToString(list.Sum(nil)), size, nil
}
