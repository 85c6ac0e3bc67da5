package desk

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"segit/gis"
	"segit/gis/format/censuario"
	"segit/gis/format/charset"
	"segit/gis/source"
)

// reader takes one file of a format into a sink.
type reader func(ctx context.Context, j *job, sink *watch) (gis.Counts, error)

// reader is the one that takes a format; false when none does.
func (r *intake) reader(f source.Format) (reader, bool) {
	switch f {
	case source.FAB:
		return r.census(censuario.FAB), true
	case source.TER:
		return r.census(censuario.TER), true
	case source.SOG:
		return r.census(censuario.SOG), true
	case source.TIT:
		return r.census(censuario.TIT), true
	case source.PRM:
		return r.census(censuario.PRM), true
	case source.Sheet:
		return r.sheet, true
	case source.InspireGML:
		return r.inspireGML, true
	case source.Shapefile, source.GeoPackage, source.GeoJSON, source.OtherGIS:
		return r.vector, true
	case source.Delimited:
		return r.table, true
	}
	return nil, false
}

// census reads a file of the census and holds it against what its request
// parameters announced, when they lie beside it.
func (r *intake) census(kind censuario.Kind) reader {
	return func(ctx context.Context, j *job, sink *watch) (gis.Counts, error) {
		file, err := os.Open(j.candidate.Path)
		if err != nil {
			return gis.Counts{}, gis.Wrap(importOp, gis.BadInput, err, "import.unreadable").At(sink.file, 0)
		}
		defer file.Close() //nolint:errcheck // only read
		counts, err := censuario.Read(ctx, kind, file, censuario.Options{File: sink.file, Comune: r.desk.archive.Head.Comune}, sink)
		if err == nil {
			err = sink.stranger(r.desk.archive.Head.Comune)
		}
		if err != nil {
			return counts, err
		}
		if m, differs := j.parameters.Mismatch(kind, counts); differs {
			sink.Warn(m)
		}
		return counts, nil
	}
}

// isCensus reports whether a file is one of those that a PRM speaks of.
func isCensus(f source.Format) bool {
	return slices.Contains([]source.Format{source.FAB, source.TER, source.SOG, source.TIT, source.PRM}, f)
}

// maxParameters is how much of a PRM is looked at; theirs have some hundred
// bytes.
const maxParameters = 64 << 10

// parametersBeside reads the .PRM of the same name, if there is one.
func parametersBeside(path string) (censuario.Parameters, error) {
	base := strings.TrimSuffix(path, filepath.Ext(path))
	for _, extension := range []string{".PRM", ".prm"} {
		file, err := os.Open(base + extension)
		if err != nil {
			continue
		}
		raw, err := io.ReadAll(io.LimitReader(file, maxParameters))
		if err = errors.Join(err, file.Close()); err != nil {
			return censuario.Parameters{}, gis.Wrap(importOp, gis.BadInput, err, "import.unreadable").At(filepath.Base(base+extension), 0)
		}
		decoder := charset.NewDecoder(charset.Auto)
		return censuario.ParseParameters(decoder.Line(raw)), nil
	}
	return censuario.Parameters{}, nil
}
