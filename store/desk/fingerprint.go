package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"slices"

	"segit/gis"
)

// fingerprint is what tells that a file has been seen: its hash and those of
// the files that belong to it.
type fingerprint struct {
	sha256   string
	sidecars []string
	size     int64
	modified gis.Date
	files    []seenFile
}

// seenFile is how a file was when its hash was taken.
type seenFile struct {
	path string
	info os.FileInfo
}

// still reports as an error that a file is no longer as it was.
func (f *fingerprint) still() error {
	for _, s := range f.files {
		info, err := os.Stat(s.path)
		if err != nil || info.Size() != s.info.Size() || !info.ModTime().Equal(s.info.ModTime()) {
			return gis.Wrap(importOp, gis.BadInput, err, "import.changed").At(filepath.Base(s.path), 0)
		}
	}
	return nil
}

// note keeps how a file is before it is read.
func (f *fingerprint) note(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return gis.Wrap(importOp, gis.BadInput, err, "import.unreadable").At(filepath.Base(path), 0)
	}
	f.files = append(f.files, seenFile{path, info})
	return nil
}

// fingerprintOf reads a file and its sidecars to the end.
func fingerprintOf(ctx context.Context, path string, sidecars []string) (fingerprint, error) {
	var f fingerprint
	err := f.note(path)
	if err != nil {
		return f, err
	}
	f.modified = gis.DayOf(f.files[0].info.ModTime())
	if f.sha256, f.size, err = hashFile(ctx, path); err != nil {
		return f, err
	}
	for _, s := range sidecars {
		if err := f.note(s); err != nil {
			return f, err
		}
		sum, size, err := hashFile(ctx, s)
		if err != nil {
			return f, err
		}
		f.size += size
		f.sidecars = append(f.sidecars, filepath.Base(s)+" "+sum)
	}
	slices.Sort(f.sidecars)
	return f, nil
}

func hashFile(ctx context.Context, path string) (string, int64, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", 0, gis.Wrap(importOp, gis.BadInput, err, "import.unreadable").At(filepath.Base(path), 0)
	}
	defer file.Close() //nolint:errcheck // only read
	h := sha256.New()
	n, err := io.Copy(h, stoppable{ctx, file})
	if ctx.Err() != nil {
		return "", 0, ctx.Err()
	}
	if err != nil {
		return "", 0, gis.Wrap(importOp, gis.BadInput, err, "import.unreadable").At(filepath.Base(path), 0)
	}
	return hex.EncodeToString(h.Sum(nil)), n, nil
}

// stoppable is a reader that ends when its context does.
type stoppable struct {
	ctx context.Context //nolint:containedctx // io.Reader takes none
	io.Reader
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.Reader.Read(p)
}
