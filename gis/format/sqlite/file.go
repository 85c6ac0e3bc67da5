package sqlite

import (
	"encoding/binary"
	"io"
	"os"

	"segit/gis"
)

// File is an open database file. It may be used by many goroutines.
type File struct {
	header
	in   *os.File
	size int64
}

// Open opens a file for reading. A journal beside it that still holds something
// is refused: the pages alone are not the whole truth then.
func Open(path string) (*File, error) {
	for ending, code := range map[string]string{"-wal": "sqlite.wal", "-journal": "sqlite.journal"} {
		if info, err := os.Stat(path + ending); err == nil && info.Size() > 0 {
			return nil, unusual(code)
		}
	}
	in, err := os.Open(path)
	if err != nil {
		return nil, gis.Wrap("sqlite.Open", gis.BadInput, err, "sqlite.header")
	}
	f := &File{in: in}
	info, err := in.Stat()
	if err == nil {
		f.size = info.Size()
		f.header, err = headerOf(in, f.size)
	}
	if err != nil {
		in.Close() //nolint:errcheck // only read
		return nil, err
	}
	return f, nil
}

// Missing is how many bytes the file has lost at its end: its header tells of so
// many more. What stands before them can be read.
func (f *File) Missing() int64 { return f.missing }

// Size is how many bytes the file has.
func (f *File) Size() int64 { return f.size }

// Close closes the file.
func (f *File) Close() error { return f.in.Close() }

// Changed reports whether another program has changed the file since it was
// opened, by the counter that every change raises.
func (f *File) Changed() bool {
	var now [4]byte
	_, err := f.in.ReadAt(now[:], 24)
	return err != nil || binary.BigEndian.Uint32(now[:]) != f.change
}

// windowSize is how much of a file is read at a time.
const windowSize = 256 << 10

// window reads pages through a stretch of the file kept in memory. It is for
// one goroutine.
type window struct {
	file *File
	data []byte
	at   int64
}

// page gives the bytes of a page, 1-based, valid until the next call.
func (w *window) page(number uint32) ([]byte, error) {
	f := w.file
	if number == 0 || number > f.pages {
		return nil, damaged(number)
	}
	at := int64(number-1) * int64(f.pageSize)
	if at < w.at || at+int64(f.pageSize) > w.at+int64(len(w.data)) {
		if cap(w.data) < f.pageSize {
			w.data = make([]byte, max(windowSize, f.pageSize))
		}
		w.at = at
		n, err := f.in.ReadAt(w.data[:cap(w.data)], at)
		if err != nil && err != io.EOF {
			return nil, gis.Wrap("sqlite.Scan", gis.BadInput, err, "sqlite.damaged", number)
		}
		w.data = w.data[:n]
		if n < f.pageSize {
			return nil, damaged(number)
		}
	}
	return w.data[at-w.at:][:f.pageSize], nil
}
