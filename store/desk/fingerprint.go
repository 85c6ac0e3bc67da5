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
}

// fingerprintOf reads a file and its sidecars to the end.
func fingerprintOf(ctx context.Context, path string, sidecars []string) (fingerprint, error) {
	var f fingerprint
	var err error
	if f.sha256, f.size, err = hashFile(ctx, path); err != nil {
		return f, err
	}
	for _, s := range sidecars {
		sum, size, err := hashFile(ctx, s)
		if err != nil {
			return f, err
		}
		f.size += size
		f.sidecars = append(f.sidecars, filepath.Base(s)+" "+sum)
	}
	slices.Sort(f.sidecars)
	info, err := os.Stat(path)
	if err != nil {
		return f, gis.Wrap("desk.Import", gis.BadInput, err, "import.unreadable").At(filepath.Base(path), 0)
	}
	f.modified = gis.DayOf(info.ModTime())
	return f, nil
}

func hashFile(ctx context.Context, path string) (string, int64, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", 0, gis.Wrap("desk.Import", gis.BadInput, err, "import.unreadable").At(filepath.Base(path), 0)
	}
	defer file.Close() //nolint:errcheck // only read
	h := sha256.New()
	n, err := io.Copy(h, stoppable{ctx, file})
	if ctx.Err() != nil {
		return "", 0, ctx.Err()
	}
	if err != nil {
		return "", 0, gis.Wrap("desk.Import", gis.BadInput, err, "import.unreadable").At(filepath.Base(path), 0)
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
