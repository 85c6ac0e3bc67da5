package desk

import (
	"context"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"segit/gis"
	"segit/gis/finding"
	"segit/gis/format/geojson"
	"segit/gis/format/gpkg"
	"segit/gis/text"
	"segit/store"
)

const exportOp = "desk.Export"

// formOf is the form that a file name asks for.
func formOf(path string, forms ...string) (string, error) {
	form := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
	if !slices.Contains(forms, form) {
		return "", gis.Refuse(exportOp, gis.BadUsage, "desk.form", form, strings.Join(forms, ", "))
	}
	return form, nil
}

// Export writes a layer, of all its sources, to a .gpkg, .geojson or .csv file,
// in the archive's CRS. Layers of one name whose sources differ in columns go
// into a GeoPackage as one layer each. Findings go with what people did on
// them. It gives the number of rows.
func (d *Desk) Export(ctx context.Context, layer, path string, words text.Catalogue) (int64, error) {
	if layer == store.DatasetFindings {
		n, err := d.ExportFindings(ctx, FindingFilter{}, path, words)
		return int64(n), err
	}
	form, err := formOf(path, "gpkg", "geojson", "csv")
	if err != nil {
		return 0, err
	}
	var n int64
	err = d.with(func(s *store.Snapshot) error {
		sets, err := d.setsOf(exportOp, s, layer)
		if err == nil {
			err = d.exported(layer, sets)
		}
		if err != nil {
			return err
		}
		switch form {
		case "gpkg":
			return d.exportGeoPackage(ctx, s, sets, path, &n)
		case "geojson":
			return WriteFile(path, func(w io.Writer) error { return d.exportGeoJSON(ctx, s, sets, w, &n) })
		}
		return WriteFile(path, func(w io.Writer) error { return d.exportCSV(ctx, s, sets, w, &n) })
	})
	return n, err
}

// exported writes a layer that goes out whole into the access log.
func (d *Desk) exported(layer string, sets []store.Dataset) error {
	rows := int64(0)
	for i := range sets {
		if sets[i].Schema.Private() {
			rows += sets[i].Rows
		}
	}
	if rows == 0 {
		return nil
	}
	_, err := d.logAccess(store.Access{Deed: "export", What: layer, Count: rows})
	return err
}

// rowsOf reads a dataset of one source.
func rowsOf(ctx context.Context, s *store.Snapshot, set *store.Dataset, take func(*gis.Batch) error) error {
	q := store.Ask{Dataset: set.Schema.Dataset, Source: set.Schema.Source, Shapes: true}
	for rows, err := range s.Scan(ctx, q) {
		if err != nil {
			return err
		}
		if err := take(rows.Batch); err != nil {
			return err
		}
	}
	return nil
}

// newGeoPackage begins a file where there is a folder for it, for layers of some
// names. What else the file that is there holds stays.
func newGeoPackage(ctx context.Context, path string, layers ...string) (*gpkg.Writer, error) {
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return nil, gis.Wrap(exportOp, gis.BadInput, err, "desk.output", path)
	}
	tables, err := gpkg.Tables(ctx, path)
	if err != nil {
		return nil, err
	}
	for _, table := range tables {
		if !slices.ContainsFunc(layers, func(l string) bool { return strings.EqualFold(l, table) }) {
			return gpkg.Update(ctx, path)
		}
	}
	return gpkg.Create(ctx, path)
}

func (d *Desk) exportGeoPackage(ctx context.Context, s *store.Snapshot, sets []store.Dataset, path string, n *int64) error {
	names := make([]string, len(sets))
	for i := range sets {
		if names[i] = sets[i].Schema.Dataset; len(sets) > 1 {
			names[i] += "_" + strings.ReplaceAll(sets[i].Schema.Source, "-", "_")
		}
	}
	w, err := newGeoPackage(ctx, path, names...)
	if err != nil {
		return err
	}
	for i := range sets {
		schema := *sets[i].Schema
		schema.Dataset = names[i]
		epsg := 0
		if schema.Shape != gis.NoShape {
			epsg = s.EPSG()
		}
		err := w.Layer(ctx, &schema, epsg)
		if err == nil {
			err = rowsOf(ctx, s, &sets[i], func(b *gis.Batch) error {
				*n += int64(b.Len())
				return w.Rows(ctx, b)
			})
		}
		if err != nil {
			w.Abort()
			return err
		}
	}
	return w.Close(ctx)
}

func (d *Desk) exportGeoJSON(ctx context.Context, s *store.Snapshot, sets []store.Dataset, out io.Writer, n *int64) error {
	w, err := geojson.NewWriter(out, sets[0].Schema, s.EPSG())
	if err != nil {
		return err
	}
	for i := range sets {
		err := rowsOf(ctx, s, &sets[i], func(b *gis.Batch) error {
			*n += int64(b.Len())
			return w.Rows(ctx, b)
		})
		if err != nil {
			return err
		}
	}
	return w.Close()
}

func (d *Desk) exportCSV(ctx context.Context, s *store.Snapshot, sets []store.Dataset, out io.Writer, n *int64) error {
	w := csv.NewWriter(out)
	for i := range sets {
		var header []string
		for _, c := range sets[i].Schema.Columns {
			header = append(header, c.Name)
		}
		if err := w.Write(append(header, "valid_from", "valid_to")); err != nil {
			return err
		}
		err := rowsOf(ctx, s, &sets[i], func(b *gis.Batch) error {
			*n += int64(b.Len())
			for row := range b.Len() {
				cells := make([]string, 0, len(header)+2)
				for col := range b.Schema.Columns {
					cells = append(cells, cellText(b, col, row))
				}
				if err := w.Write(append(cells, b.From[row].String(), b.To[row].String())); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// ExportFindings writes findings with what people did on them to a .csv, .xlsx,
// .geojson or .gpkg file.
func (d *Desk) ExportFindings(ctx context.Context, filter FindingFilter, path string, words text.Catalogue) (int, error) {
	form, err := formOf(path, "csv", "xlsx", "geojson", "gpkg")
	if err != nil {
		return 0, err
	}
	filter.Evidence = true
	all, err := d.findings(ctx, filter)
	if err == nil {
		err = d.seen(all, store.Access{Deed: "export", What: store.DatasetFindings, Filter: strings.TrimSpace(filter.Control + " " + filter.logged())})
	}
	if err != nil {
		return 0, err
	}
	if form == "gpkg" {
		return len(all), d.findingsGeoPackage(ctx, all, path, words)
	}
	return len(all), WriteFile(path, func(w io.Writer) error {
		switch form {
		case "geojson":
			return finding.WriteGeoJSON(w, d.archive.Head.EPSG, each(all), words)
		case "xlsx":
			return finding.WriteXLSX(w, each(all), words)
		}
		return finding.WriteCSV(w, each(all), words)
	})
}

func (d *Desk) findingsGeoPackage(ctx context.Context, all []gis.Finding, path string, words text.Catalogue) error {
	rows := finding.Batch(all, words)
	w, err := newGeoPackage(ctx, path, rows.Schema.Dataset)
	if err != nil {
		return err
	}
	if err = w.Layer(ctx, rows.Schema, d.archive.Head.EPSG); err == nil {
		err = w.Rows(ctx, rows)
	}
	if err != nil {
		w.Abort()
		return err
	}
	return w.Close(ctx)
}
