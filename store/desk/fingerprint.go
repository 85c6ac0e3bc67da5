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
	"segit/gis/source"
)

// fingerprint is what tells that a file has been seen: its hash and those of
// the files that belong to it.
type fingerprint struct {
	sha256   string
	sidecars []string
	size     int64
	modified gis.Date
	files    []seenFile
	parts    []seenFile // of a geodatabase, whose folder is the first of the files
}

// seenFile is how a file was when its hash was taken.
type seenFile struct {
	path string
	info os.FileInfo
}

// still reports as an error that a file is no longer as it was.
func (f *fingerprint) still() error {
	for _, s := range slices.Concat(f.files, f.parts) {
		if s.info.IsDir() {
			if err := f.whole(s.path); err != nil {
				return err
			}
			continue
		}
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

// seenOf notes how a file and its sidecars are before they are read; their hashes
// are missing yet.
func seenOf(path string, sidecars []string) (f fingerprint, err error) {
	for _, p := range append([]string{path}, sidecars...) {
		if err := f.note(p); err != nil {
			return f, err
		}
		f.size += f.files[len(f.files)-1].info.Size()
	}
	f.modified = gis.DayOf(f.files[0].info.ModTime())
	if source.Geodatabase(path) {
		err = f.noteParts(path)
	}
	return f, err
}

// hash reads the file and its sidecars to the end.
func (f *fingerprint) hash(ctx context.Context) error {
	var err error
	if f.sha256, f.size, err = hashFile(ctx, f.files[0].path); err != nil {
		return err
	}
	for _, s := range f.files[1:] {
		sum, size, err := hashFile(ctx, s.path)
		if err != nil {
			return err
		}
		f.size += size
		f.sidecars = append(f.sidecars, filepath.Base(s.path)+" "+sum)
	}
	slices.Sort(f.sidecars)
	return nil
}

// strange reports whether no supply of the register has the size of the files:
// then none of them is these, and the hashes need not be waited for.
func (f *fingerprint) strange(register []gis.Supply) bool {
	return !slices.ContainsFunc(register, func(s gis.Supply) bool { return s.Size == f.size })
}

// hashRoom is how much of a file is hashed at once: less than the processor keeps
// near, more than the system gives at one call for nothing.
const hashRoom = 256 << 10

// hashFile is the hash and the size of a file, or of a geodatabase; see
// [hashParts].
func hashFile(ctx context.Context, path string) (string, int64, error) {
	if source.Geodatabase(path) {
		return hashParts(ctx, path)
	}
	file, err := os.Open(path)
	if err != nil {
		return "", 0, gis.Wrap(importOp, gis.BadInput, err, "import.unreadable").At(filepath.Base(path), 0)
	}
	defer file.Close() //nolint:errcheck // only read
	h := sha256.New()
	n, err := io.CopyBuffer(h, stoppable{ctx, file}, make([]byte, hashRoom))
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
