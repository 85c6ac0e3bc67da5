package desk

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"segit/gis"
	"segit/gis/crs"
	"segit/gis/format/cxf"
	"segit/gis/format/inspire"
	"segit/gis/format/xmltext"
)

const importOp = "desk.Import"

// headSize is how much of a file is looked at before it is read.
const headSize = 64 << 10

// openWithHead opens a file and gives its first bytes too.
func openWithHead(path string) (*os.File, []byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, gis.Wrap(importOp, gis.BadInput, err, "import.unreadable").At(filepath.Base(path), 0)
	}
	head := make([]byte, headSize)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, nil, errors.Join(gis.Wrap(importOp, gis.BadInput, err, "import.unreadable").At(filepath.Base(path), 0), file.Close())
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, nil, errors.Join(gis.Wrap(importOp, gis.BadInput, err, "import.unreadable").At(filepath.Base(path), 0), file.Close())
	}
	return file, head[:n], nil
}

// sheet reads a cadastral sheet with its quality file.
func (r *intake) sheet(ctx context.Context, j *job, sink *watch) (gis.Counts, error) {
	file, head, err := openWithHead(j.candidate.Path)
	if err != nil {
		return gis.Counts{}, err
	}
	defer file.Close() //nolint:errcheck // only read
	epsg, err := r.sheetCRS(head, sink)
	if err != nil {
		return gis.Counts{}, err
	}
	sink.SetCRS(epsg)
	opts := cxf.Options{File: sink.file, Comune: r.desk.archive.Head.Comune}
	for _, path := range j.candidate.Sidecars {
		if strings.EqualFold(filepath.Ext(path), ".sup") {
			if opts.Sup, err = readSup(path); err != nil {
				// The sheet is good without it: said, and read on.
				sink.Warn(gis.Say("import.sup-unread", filepath.Base(path)))
			} else if n := len(opts.Sup.Rejected); n > 0 {
				sink.Warn(gis.Say("import.sup-lines", filepath.Base(path), n, opts.Sup.Rejected[0].Line))
			}
		}
	}
	return cxf.Read(ctx, file, opts, sink)
}

func readSup(path string) (*cxf.Sup, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // only read
	return cxf.ReadSup(file)
}

// sheetCRS is the CRS of a sheet: the one that was given, else what the size
// of its coordinates says. Sheets in ETRF2000 are in the municipality's RDN2008
// zone; a Cassini sheet has an origin of its own, that only a person can name.
func (r *intake) sheetCRS(head []byte, sink *watch) (int, error) {
	if r.req.EPSG != 0 {
		return r.req.EPSG, nil
	}
	h, _ := cxf.Peek(head)
	switch h.Family {
	case cxf.Cassini:
		return 0, gis.Refuse(importOp, gis.BadInput, "import.cassini").At(sink.file, 0)
	case cxf.GaussBoagaWest:
		sink.Warn(gis.Say("import.crs-assumed", 3003))
		return 3003, nil
	case cxf.GaussBoagaEast:
		sink.Warn(gis.Say("import.crs-assumed", 3004))
		return 3004, nil
	}
	return crs.ZoneOf(r.desk.archive.Head.Comune), nil
}

// inspireGML reads the published parcels.
func (r *intake) inspireGML(ctx context.Context, j *job, sink *watch) (gis.Counts, error) {
	file, head, err := openWithHead(j.candidate.Path)
	if err != nil {
		return gis.Counts{}, err
	}
	defer file.Close() //nolint:errcheck // only read
	epsg := r.req.EPSG
	if epsg == 0 {
		var ok bool
		if epsg, ok = inspire.PeekCRS(head); !ok {
			if extent, err := xmltext.Survey(ctx, file); err == nil && !extent.Whole() && extent.Sound == 0 {
				return gis.Counts{}, gis.Refuse(importOp, gis.BadInput, "inspire.torn-early", extent.Line).At(sink.file, extent.Line)
			}
			return gis.Counts{}, gis.Refuse(importOp, gis.BadInput, "import.no-crs").At(sink.file, 0)
		}
	}
	sink.SetCRS(epsg)
	return inspire.Read(ctx, file, inspire.Options{File: sink.file, Comune: r.desk.archive.Head.Comune, EPSG: epsg}, sink)
}
