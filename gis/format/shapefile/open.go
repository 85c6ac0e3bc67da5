package shapefile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"segit/gis"
	"segit/gis/crs"
	"segit/gis/format/charset"
	"segit/gis/format/feature"
)

const op = "shapefile.Open"

// File is an open shapefile: one layer, named as the file.
type File struct {
	name     string  // base name, for messages
	shapes   *shapes // nil for a .dbf alone
	table    *table  // nil without a .dbf
	layer    feature.Layer
	warnings []gis.Message
	closers  []io.Closer
}

// Open opens a shapefile by its .shp, or a table by its .dbf. It reads the heads
// of the files only. A file that is no shapefile is refused with kind BadInput;
// a .dbf that stands beside a .shp is refused too, so that nothing is read twice.
func Open(path string) (*File, error) {
	f := &File{name: filepath.Base(path)}
	if err := f.open(path); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (f *File) open(path string) error {
	ext := filepath.Ext(path)
	stem := strings.TrimSuffix(path, ext)
	kind := gis.NoShape
	if strings.EqualFold(ext, ".dbf") {
		if other, ok := beside(stem, ".shp"); ok {
			return gis.Refuse(op, gis.BadInput, "shapefile.part", f.name, filepath.Base(other)).At(f.name, 0)
		}
	} else {
		reader, size, err := f.file(path)
		if err != nil {
			return err
		}
		if f.shapes, err = openShapes(reader, size); err != nil {
			return refuse(err, f.name)
		}
		kind = f.shapes.kind
		switch declared := f.shapes.declared; {
		case size < declared:
			f.warn(gis.Say("shapefile.shp-short", declared, size))
		case size > declared:
			f.warn(gis.Say("shapefile.length", declared, size))
		}
		if err := f.openIndex(stem); err != nil {
			return err
		}
	}
	if err := f.openTable(stem); err != nil {
		return err
	}
	f.layer = feature.Layer{Name: filepath.Base(stem), Count: f.count(), Schema: &gis.Schema{Dataset: filepath.Base(stem), Shape: kind}}
	if f.table != nil {
		f.layer.Schema.Columns = f.table.columns()
	}
	if f.shapes != nil {
		f.layer.EPSG = f.system(stem)
	}
	return nil
}

// file opens a file that Close closes.
func (f *File) file(path string) (io.ReaderAt, int64, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, gis.Wrap(op, gis.BadInput, err, "vector.open", filepath.Base(path)).At(f.name, 0)
	}
	f.closers = append(f.closers, file)
	info, err := file.Stat()
	if err != nil {
		return nil, 0, gis.Wrap(op, gis.BadInput, err, "vector.open", filepath.Base(path)).At(f.name, 0)
	}
	return file, info.Size(), nil
}

// beside finds the file of the same stem and another ending, in either case.
func beside(stem, ext string) (string, bool) {
	for _, name := range []string{stem + ext, stem + strings.ToUpper(ext)} {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			return name, true
		}
	}
	return "", false
}

// openIndex takes the .shx when it is there and fits; without it the records are
// found one behind the other.
func (f *File) openIndex(stem string) error {
	path, ok := beside(stem, ".shx")
	if !ok {
		f.warn(gis.Say("shapefile.no-shx"))
		return nil
	}
	reader, size, err := f.file(path)
	if err != nil {
		return err
	}
	if !f.shapes.useIndex(reader, size) {
		f.warn(gis.Say("shapefile.bad-shx"))
	}
	return nil
}

func (f *File) openTable(stem string) error {
	path, ok := beside(stem, ".dbf")
	if !ok {
		f.warn(gis.Say("shapefile.no-dbf"))
		return nil
	}
	reader, size, err := f.file(path)
	if err != nil {
		return err
	}
	encoding := charset.Auto
	if name, ok := beside(stem, ".cpg"); ok {
		text, err := head(name, 64)
		if err != nil {
			return err
		}
		if encoding, ok = charset.Parse(codePage(text)); !ok {
			f.warn(gis.Say("shapefile.encoding", text))
		}
	}
	if f.table, err = openTable(reader, size, encoding); err != nil {
		return refuse(err, filepath.Base(path))
	}
	return nil
}

// codePage is the name of an encoding out of the numbers that .cpg files hold.
func codePage(text string) string {
	switch text {
	case "65001":
		return "utf-8"
	case "1252", "88591", "8859-1", "ANSI 1252":
		return "cp1252"
	}
	return text
}

// system reads the .prj.
func (f *File) system(stem string) int {
	path, ok := beside(stem, ".prj")
	if !ok {
		f.warn(gis.Say("shapefile.no-prj"))
		return 0
	}
	text, err := head(path, 16<<10)
	if err != nil {
		f.warn(gis.Say("shapefile.no-prj"))
		return 0
	}
	epsg, ok := crs.FromWKT(text)
	if !ok {
		f.warn(gis.Say("shapefile.prj"))
	}
	return epsg
}

// head is the beginning of a small text file.
func head(path string, size int64) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", gis.Wrap(op, gis.BadInput, err, "vector.open", filepath.Base(path))
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(file, size))
	if err != nil {
		return "", gis.Wrap(op, gis.BadInput, err, "vector.open", filepath.Base(path))
	}
	return strings.TrimSpace(string(b)), nil
}

// refuse gives a refusal its file; reading errors become one.
func refuse(err error, name string) error {
	var e *gis.Error
	if errors.As(err, &e) {
		return e.At(name, 0)
	}
	return gis.Wrap(op, gis.BadInput, err, "vector.open", name).At(name, 0)
}

// count is how many features there are, as far as the heads tell.
func (f *File) count() int64 {
	switch {
	case f.shapes != nil && f.shapes.index != nil:
		return f.shapes.indexed
	case f.table != nil:
		return f.table.rows
	}
	return -1
}

// warn keeps a remark for the reading.
func (f *File) warn(m gis.Message) { f.warnings = append(f.warnings, m) }

// Layers lists the one layer.
func (f *File) Layers() []feature.Layer { return []feature.Layer{f.layer} }

// Close closes all files of the shapefile.
func (f *File) Close() error {
	var all error
	for _, c := range f.closers {
		all = errors.Join(all, c.Close())
	}
	f.closers = nil
	return all
}

// IsPart reports whether a path is the companion of a .shp that stands beside
// it (.dbf, .shx, .prj, .cpg and the like): it is read with the .shp and is no
// supply of its own.
func IsPart(path string) bool {
	ext := filepath.Ext(path)
	switch strings.ToLower(ext) {
	case ".dbf", ".shx", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".qix", ".fix", ".cst", ".qmd":
		_, ok := beside(strings.TrimSuffix(path, ext), ".shp")
		return ok
	}
	return false
}
