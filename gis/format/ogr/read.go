package ogr

import (
	"context"
	"slices"

	"segit/gis"
	"segit/gis/format/feature"
	"segit/gis/format/ogr/wire"
)

// Read reads a layer; see [feature.File]. A feature's number is its place. Where a
// file is torn, or GDAL finds a fault in it, a reject says so at the end.
func (f *file) Read(ctx context.Context, name string, schema *gis.Schema, sink gis.Sink) (gis.Counts, error) {
	const op = "ogr.Read"
	found, err := feature.Find(f.layers, name)
	if err != nil {
		return gis.Counts{}, err
	}
	target, err := found.Columns(schema)
	if err != nil {
		return gis.Counts{}, err
	}
	request := wire.Request{
		Layer: slices.IndexFunc(f.layers, func(l feature.Layer) bool { return l.Name == name }),
		Shape: schema.Shape != gis.NoShape,
	}
	r := reading{rows: feature.NewRows(ctx, schema, sink)}
	for i, col := range target {
		if col >= 0 {
			request.Columns = append(request.Columns, i)
			r.columns = append(r.columns, col)
		}
	}
	if f.process == nil {
		if err := f.reopen(ctx, op); err != nil {
			return gis.Counts{}, err
		}
	}
	release := f.process.under(ctx)
	sound, err := f.read(request, &r)
	released := release()
	if err != nil {
		f.kill() //nolint:errcheck // what the sink says counts
		return r.rows.Counts(), err
	}
	if !released || !sound {
		return r.rows.Counts(), f.fallen(ctx, op)
	}
	if t := f.torn; t != nil {
		if err := r.rows.Reject(r.number+1, gis.Say("ogr.torn", t.extent.Line, t.extent.Offset), ""); err != nil {
			return r.rows.Counts(), err
		}
	}
	return r.rows.Close()
}

// read has a layer read. It is not sound when the process went away or did not
// make sense; the error is the sink's.
func (f *file) read(request wire.Request, r *reading) (sound bool, err error) {
	kind, content, lost := f.process.ask(wire.Read, wire.AppendRequest(nil, request))
	for lost == nil && kind == wire.Features {
		if sound, err := r.features(content); err != nil || !sound {
			return sound, err
		}
		kind, content, lost = f.process.out.Receive()
	}
	if lost != nil || kind != wire.End {
		return false, nil
	}
	faulty, lost := wire.ParseFlag(content)
	if lost != nil {
		return false, nil
	}
	if faulty {
		return true, r.rows.Reject(r.number+1, gis.Say("ogr.broken-off"), "")
	}
	return true, nil
}

// reading is a layer on its way into rows.
type reading struct {
	rows    *feature.Rows
	columns []int // of the rows, in the order in which the cells come
	number  uint32
}

// features makes rows of a message. It is not sound when the message is none of
// features; the error is the sink's.
func (r *reading) features(content []byte) (sound bool, err error) {
	for cells := wire.NewCells(content); cells.More(); {
		for _, col := range r.columns {
			switch c := cells.Next(); c.Kind {
			case wire.Int:
				r.rows.Int(col, c.Int)
			case wire.Float:
				r.rows.Float(col, c.Float)
			case wire.Text:
				r.rows.Text(col, string(c.Bytes))
			}
		}
		switch c := cells.Next(); c.Kind {
		case wire.WKB:
			r.rows.WKB(c.Bytes)
		case wire.Unfit:
			r.rows.Fault(gis.Say("ogr.geometry"))
		}
		if cells.Wrong() {
			return false, nil
		}
		r.number++
		if err := r.rows.Finish(r.number); err != nil {
			return true, err
		}
	}
	return true, nil
}
