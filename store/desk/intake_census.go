package desk

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"segit/gis"
	"segit/gis/format/censuario"
	"segit/gis/format/charset"
	"segit/gis/source"
)

// reader takes one file of a format into a sink.
type reader func(ctx context.Context, j *job, sink *watch) (gis.Counts, error)

// readers are the formats that can be imported.
func (r *intake) readers() map[source.Format]reader {
	return map[source.Format]reader{
		source.FAB: r.census(censuario.FAB), source.TER: r.census(censuario.TER), source.SOG: r.census(censuario.SOG),
		source.TIT: r.census(censuario.TIT), source.PRM: r.census(censuario.PRM),
		source.Sheet: r.sheet, source.InspireGML: r.inspireGML,
		source.Shapefile: r.vector, source.GeoPackage: r.vector, source.GeoJSON: r.vector, source.OtherGIS: r.vector,
		source.Delimited: r.table,
	}
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
		params, err := parametersBeside(j.candidate.Path)
		if err != nil {
			return gis.Counts{}, err
		}
		if params.Update {
			// Replacing the whole by what changed would lose the rest.
			return gis.Counts{}, gis.Refuse(importOp, gis.BadInput, "import.update-supply").At(sink.file, 0)
		}
		counts, err := censuario.Read(ctx, kind, file, censuario.Options{File: sink.file, Comune: r.desk.archive.Head.Comune}, sink)
		if err != nil {
			return counts, err
		}
		if m, differs := params.Mismatch(kind, counts); differs {
			sink.Warn(m)
		}
		return counts, nil
	}
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
