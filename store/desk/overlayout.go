package desk

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"path/filepath"
	"strings"

	"segit/gis"
	"segit/gis/format/geojson"
	"segit/gis/format/gpkg"
	"segit/gis/overlay"
	"segit/store"
)

// overlayOutput takes the rows of a result.
type overlayOutput interface {
	// encode prepares rows on the goroutine that made them.
	encode(rows *overlayRows)
	// rows takes them, in order, from one goroutine.
	rows(ctx context.Context, rows *overlayRows) error
	// close ends the result.
	close(ctx context.Context) error
}

// computed fills a column that the overlay computes.
func (f *overlayField) computed(dst []int64, null []bool, pieces []overlay.Piece) ([]int64, []bool) {
	for i := range pieces {
		p := &pieces[i]
		v, real := int64(0), p.Measure
		switch f.own {
		case shareAField:
			real = p.ShareA
		case shareBField:
			real = p.ShareB
		case sliverField:
			if p.Sliver {
				v = 1
			}
		case measureField, areaField, lengthField, pointsField:
		}
		if f.own != sliverField {
			v = int64(math.Float64bits(real))
		}
		none := f.own == shareAField && p.A < 0 || f.own == shareBField && p.B < 0 ||
			f.own == areaField && p.Kind != gis.PolygonShape || f.own == lengthField && p.Kind != gis.LineShape ||
			f.own == pointsField && p.Kind != gis.PointShape
		dst, null = append(dst, v), append(null, none)
	}
	return dst, null
}

// name is that of the result's layer.
func (o *OverlayInto) name() string {
	if o.Desk != nil {
		return o.Layer
	}
	base := filepath.Base(o.Path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// into makes the output and streams the result into it.
func (r *overlayRun) into(ctx context.Context) error {
	path := r.req.Into.Path
	if r.req.Into.Desk != nil {
		return r.intoArchive(ctx)
	}
	form, err := formOf(path, "gpkg", "geojson", "csv")
	if err != nil {
		return err
	}
	switch form {
	case "gpkg":
		return r.intoGeoPackage(ctx, path)
	case "geojson":
		return WriteFile(path, func(w io.Writer) error {
			collection, err := geojson.NewWriter(w, r.dress.schema, r.result.EPSG)
			if err != nil {
				return err
			}
			return r.stream(ctx, &geojsonOutput{collection})
		})
	}
	return WriteFile(path, func(w io.Writer) error { return r.stream(ctx, newCSVOutput(w, r.dress.schema)) })
}

func (r *overlayRun) intoGeoPackage(ctx context.Context, path string) error {
	w, err := newGeoPackage(ctx, path, r.dress.schema.Dataset)
	if err != nil {
		return err
	}
	if err := w.Layer(ctx, r.dress.schema, r.result.EPSG); err != nil {
		w.Abort()
		return err
	}
	if err := r.stream(ctx, &geopackageOutput{w}); err != nil {
		w.Abort()
		return err
	}
	return nil
}

// geopackageOutput has the records encoded by the workers.
type geopackageOutput struct{ w *gpkg.Writer }

func (o *geopackageOutput) encode(rows *overlayRows) {
	if rows.encoder == nil {
		rows.encoder = o.w.Encoder()
	}
	rows.encoded.Reset()
	rows.encoder.Rows(rows.batch, &rows.encoded)
}

func (o *geopackageOutput) rows(ctx context.Context, rows *overlayRows) error {
	return o.w.Put(ctx, &rows.encoded)
}

func (o *geopackageOutput) close(ctx context.Context) error { return o.w.Close(ctx) }

type geojsonOutput struct{ w *geojson.Writer }

func (*geojsonOutput) encode(*overlayRows) {}

func (o *geojsonOutput) rows(ctx context.Context, rows *overlayRows) error {
	return o.w.Rows(ctx, rows.batch)
}

func (o *geojsonOutput) close(context.Context) error { return o.w.Close() }

// csvOutput writes the columns without the geometry.
type csvOutput struct {
	w     *csv.Writer
	cells []string
}

func newCSVOutput(w io.Writer, schema *gis.Schema) *csvOutput {
	o := &csvOutput{w: csv.NewWriter(w)}
	for _, c := range schema.Columns {
		o.cells = append(o.cells, c.Name)
	}
	o.w.Write(o.cells) //nolint:errcheck // Flush tells
	return o
}

func (*csvOutput) encode(*overlayRows) {}

func (o *csvOutput) rows(ctx context.Context, rows *overlayRows) error {
	for row := range rows.batch.Len() {
		for col := range rows.batch.Schema.Columns {
			o.cells[col] = cellText(rows.batch, col, row)
		}
		if err := o.w.Write(o.cells); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (o *csvOutput) close(context.Context) error {
	o.w.Flush()
	return o.w.Error()
}

// intoArchive puts the result into an archive as a layer, with the record of
// how it was made.
func (r *overlayRun) intoArchive(ctx context.Context) error {
	into := r.req.Into
	if into.Desk.archive.Head.EPSG != r.result.EPSG && r.result.EPSG != 0 {
		return gis.Refuse(overlayOp, gis.BadUsage, "overlay.archive-crs", r.result.EPSG, into.Desk.archive.Head.EPSG)
	}
	err := into.Desk.with(func(s *store.Snapshot) error { return into.Desk.checkLayerName(s, into.Layer) })
	if err != nil {
		return err
	}
	record, err := r.record(ctx)
	if err != nil {
		return err
	}
	build, err := into.Desk.archive.Build(ctx)
	if err != nil {
		return err
	}
	out := &archiveOutput{rowsOf: build.Derived(overlayScope(into.Layer), r.result.EPSG), schema: r.dress.schema}
	err = r.stream(ctx, out)
	if err == nil {
		record.Pieces, record.Area, record.SetAside = r.result.Pieces, r.result.Area, r.result.SetAside
		record.Repaired = len(r.result.Aside) - r.result.SetAside
		var row *gis.Batch
		if row, err = overlayRecordRow(record); err == nil {
			err = build.Derived(overlayScope(into.Layer)+"/record", 0).Rows(ctx, row)
		}
	}
	if err != nil {
		return errors.Join(err, build.Abandon())
	}
	return build.Commit()
}

type archiveOutput struct {
	rowsOf *store.SupplyBuild
	schema *gis.Schema
	count  uint32
}

func (*archiveOutput) encode(*overlayRows) {}

func (o *archiveOutput) rows(ctx context.Context, rows *overlayRows) error {
	for i := range rows.batch.Line {
		o.count++
		rows.batch.Line[i] = o.count
	}
	return o.rowsOf.Rows(ctx, rows.batch)
}

// close has a result without rows be a layer too.
func (o *archiveOutput) close(context.Context) error {
	if o.count == 0 {
		o.rowsOf.Declare(o.schema)
	}
	return nil
}
