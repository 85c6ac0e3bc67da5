package shapefile

import "io"

// windowSize is how much of a file is held at once, unless a single record is
// longer.
const windowSize = 1 << 20

// window gives stretches of a file without reading each on its own.
type window struct {
	from io.ReaderAt
	size int64
	buf  []byte
	at   int64 // offset of buf
}

// slice is n bytes from an offset, valid until the next call. nil without an
// error when they do not lie in the file.
func (w *window) slice(offset, n int64) ([]byte, error) {
	if offset < 0 || n < 0 || offset > w.size || n > w.size-offset {
		return nil, nil
	}
	if offset < w.at || offset+n > w.at+int64(len(w.buf)) {
		length := min(max(n, windowSize), w.size-offset)
		if int64(cap(w.buf)) < length {
			w.buf = make([]byte, length)
		}
		w.buf, w.at = w.buf[:length], offset
		if _, err := w.from.ReadAt(w.buf, offset); err != nil && err != io.EOF {
			w.buf = w.buf[:0]
			return nil, err
		}
	}
	return w.buf[offset-w.at : offset-w.at+n : offset-w.at+n], nil
}
