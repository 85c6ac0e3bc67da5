package shapefile

import (
	"context"
	"path/filepath"

	"segit/gis"
	"segit/gis/format/feature"
)

// Read reads the features; see [feature.File]. A feature's number is its record
// number. Rows that the table marks as deleted are skipped, and counted in a
// warning. A record without its row, or a row without its record, is rejected.
func (f *File) Read(ctx context.Context, layer string, schema *gis.Schema, sink gis.Sink) (gis.Counts, error) {
	if _, err := feature.Find(f.Layers(), layer); err != nil {
		return gis.Counts{}, err
	}
	target, err := f.layer.Columns(schema)
	if err != nil {
		return gis.Counts{}, err
	}
	for _, w := range f.warnings {
		sink.Warn(w)
	}
	r := reading{file: f, target: target, rows: feature.NewRows(ctx, schema, sink)}
	if f.shapes != nil {
		f.shapes.rewind()
	}
	if f.table != nil {
		f.table.rewind()
	}
	for number := int64(1); ; number++ {
		more, err := r.feature(number)
		if err != nil {
			return r.rows.Counts(), err
		}
		if !more {
			break
		}
	}
	counts, err := r.rows.Close()
	if err == nil {
		r.remarks(sink)
	}
	return counts, err
}

// reading is one walk through the features.
type reading struct {
	file    *File
	target  []int
	rows    *feature.Rows
	rings   assembly
	deleted int64
}

// feature reads the feature of a number and reports whether it was there.
func (r *reading) feature(number int64) (bool, error) {
	shapes, table := r.file.shapes, r.file.table
	var rec record
	var isRecord bool
	var row []byte
	var err error
	if shapes != nil {
		if rec, isRecord, err = shapes.at(number); err != nil {
			return false, r.failed(err)
		}
	}
	if table != nil {
		if row, err = table.row(number); err != nil {
			return false, r.failed(err)
		}
	}
	if !isRecord && row == nil {
		return false, nil
	}
	if row != nil {
		if deleted(row) {
			r.deleted++
			return true, nil
		}
		if zeros(row) {
			r.rows.Fault(gis.Say("shapefile.zeros"))
		}
		table.cells(r.rows, row, r.target)
	} else if table != nil {
		r.rows.Fault(gis.Say("shapefile.no-row"))
	}
	switch {
	case shapes == nil:
	case !isRecord:
		r.rows.Fault(gis.Say("shapefile.no-record"))
	case rec.cut:
		r.rows.Fault(gis.Say("shapefile.cut"))
	default:
		r.geometry(rec.content)
	}
	return true, r.rows.Finish(uint32(number))
}

// failed says that the disk did not give the bytes.
func (r *reading) failed(err error) error {
	return gis.Wrap("shapefile.Read", gis.BadInput, err, "vector.open", filepath.Base(r.file.name))
}

// remarks warns of what the whole file was like.
func (r *reading) remarks(sink gis.Sink) {
	if s := r.file.shapes; s != nil && s.astray > 0 {
		sink.Warn(gis.Say("shapefile.astray", s.astray))
	}
	if r.deleted > 0 {
		sink.Warn(gis.Say("shapefile.deleted", r.deleted))
	}
	t := r.file.table
	if t == nil {
		return
	}
	if t.rows < t.declared {
		sink.Warn(gis.Say("shapefile.dbf-length", t.declared, t.rows))
	}
	if t.asterisk > 0 {
		sink.Warn(gis.Say("shapefile.asterisks", t.asterisk))
	}
	if odd := t.decoder.Odd(); odd > 0 {
		sink.Warn(gis.Say("shapefile.mixed-encoding", odd))
	}
}
