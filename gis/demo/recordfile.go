package demo

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"segit/gis"
)

// recordFile is a text file in a code page of one byte a character, with CR LF.
// The first error stops it and comes back from close.
type recordFile struct {
	name   string
	file   *os.File
	out    *bufio.Writer
	page   *charmap.Charmap
	lines  int
	failed error
}

// newRecordFile begins a file, which must not be there yet.
func newRecordFile(dir, name string, page *charmap.Charmap) (*recordFile, error) {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, unwritten(err, name)
	}
	return &recordFile{name: name, file: f, out: bufio.NewWriterSize(f, 1<<16), page: page}, nil
}

func unwritten(err error, name string) error {
	return gis.Wrap("demo.Write", gis.Internal, err, "demo.write", name)
}

// line writes a line.
func (r *recordFile) line(text string) {
	for _, c := range text {
		b, ok := r.page.EncodeRune(c)
		if !ok && r.failed == nil {
			r.failed = gis.Refuse("demo.Write", gis.Internal, "demo.character", string(c), r.name)
		}
		r.out.WriteByte(b) // an error stays in the writer and comes back from Flush
	}
	r.out.WriteString("\r\n")
	r.lines++
}

// record writes fields with a bar after each, the last one included.
func (r *recordFile) record(fields ...string) { r.line(strings.Join(fields, "|") + "|") }

func (r *recordFile) close() error {
	err := r.out.Flush()
	if closing := r.file.Close(); err == nil {
		err = closing
	}
	if err != nil && r.failed == nil {
		r.failed = unwritten(err, r.name)
	}
	return r.failed
}
