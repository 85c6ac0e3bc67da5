package ogr

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"segit/gis"
	"segit/gis/format/xmltext"
)

// torn is a GML, KML or GPX that is cut or damaged. GDAL gives no feature of such a
// file, or loses some before the fault, so it is shown the part in which all are
// whole, closed as a document.
type torn struct {
	extent xmltext.Extent
	folder string // of what closes the document; "" when no feature is whole
	path   string // by which GDAL opens the part
}

// tear looks whether a file is torn; nil when it is not, or is none of those kinds.
// The file is read through, since GDAL tells nothing of a fault before it is there.
func tear(ctx context.Context, path string) (*torn, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // only read
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, err
	}
	extent, err := xmltext.Survey(ctx, file)
	if errors.Is(err, xmltext.ErrUntold) || err == nil && (extent.Whole() || !extent.Features) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	t := &torn{extent: extent}
	if extent.Sound == 0 {
		return t, nil
	}
	if t.folder, err = os.MkdirTemp("", program+"-"); err != nil {
		return nil, err
	}
	if err := t.close(path); err != nil {
		return nil, errors.Join(err, t.remove())
	}
	return t, nil
}

// close writes what makes the sound part of a file a document: a description, that
// GDAL reads as if it were the file, of that part and of the tags that close it,
// which stand at the end of the description. The file itself is not copied. The
// description has the file's name, for GDAL names layers by it.
func (t *torn) close(path string) error {
	var name bytes.Buffer
	if err := xml.EscapeText(&name, []byte(path)); err != nil {
		return err
	}
	t.path = filepath.Join(t.folder, filepath.Base(path))
	var own bytes.Buffer
	if err := xml.EscapeText(&own, []byte(t.path)); err != nil {
		return err
	}
	describe := func(from int) string {
		region := func(file string, at, from int64, length int) string {
			return fmt.Sprintf(`<SubfileRegion><Filename relative="0">%s</Filename><DestinationOffset>%d</DestinationOffset><SourceOffset>%020d</SourceOffset><RegionLength>%d</RegionLength></SubfileRegion>`, file, at, from, length)
		}
		sound, rest := t.extent.Sound, len(t.extent.Closing)
		return fmt.Sprintf("<VSISparseFile><Length>%d</Length>", sound+int64(rest)) + region(name.String(), 0, 0, int(sound)) + region(own.String(), sound, int64(from), rest) + "</VSISparseFile><!--"
	}
	text := describe(len(describe(0))) + string(t.extent.Closing) + "-->"
	return os.WriteFile(t.path, []byte(text), 0o600)
}

// remove removes what was written.
func (t *torn) remove() error { return os.RemoveAll(t.folder) }

// shown is the path by which GDAL opens a file.
func (f *file) shown() string {
	if f.torn != nil {
		return "/vsisparse/" + f.torn.path
	}
	return f.path
}

// mend finds out whether the file is torn. One with no whole feature is refused.
func (f *file) mend(ctx context.Context, op string) error {
	t, err := tear(ctx, f.path)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return gis.Wrap(op, gis.BadInput, err, "vector.open", f.name).At(f.name, 0)
	case t != nil && t.folder == "":
		return gis.Refuse(op, gis.BadInput, "ogr.torn-early", t.extent.Line, t.extent.Offset).At(f.name, t.extent.Line)
	}
	f.torn = t
	return nil
}
