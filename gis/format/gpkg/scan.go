package gpkg

import (
	"context"
	"errors"
	"math"
	"sync"

	"golang.org/x/sync/errgroup"

	"segit/gis"
	"segit/gis/format/feature"
	"segit/gis/format/sqlite"
)

// scan reads rows of a layer from the pages of the file; place is the number of
// rows before them.
func (f *File) scan(l *layer, pages *sqlite.Table, target []int, rows *feature.Rows, place uint32) error {
	cells := make([]lastText, len(l.stored.columns))
	wantShape := rows.WantsShape() && l.stored.shape >= 0
	err := pages.Scan(func(key int64, r *sqlite.Record) error {
		place++
		for i, at := range l.stored.taken {
			if col := target[i]; col >= 0 {
				l.stored.set(rows, col, r, at, key, &cells[at])
			}
		}
		if s := l.stored.shape; wantShape && s < r.Len() && r.Kind(s) != sqlite.Null {
			if r.Kind(s) == sqlite.Blob {
				blobShape(rows, r.Bytes(s))
			} else {
				rows.Fault(gis.Say("gpkg.blob"))
			}
		}
		number := place
		if l.key != "" && key > 0 && key <= math.MaxUint32 {
			number = uint32(key)
		}
		return rows.Finish(number)
	})
	if refused := brokenOff(err); refused != nil {
		return rows.Reject(place+1, gis.Say("gpkg.broken-off"), refused.Error())
	}
	if err == nil && f.pages.Changed() {
		return gis.Refuse("gpkg.Read", gis.BadInput, "gpkg.changed").At(f.name, 0)
	}
	return err
}

// brokenOff is the refusal of a page that does not read, nil for all else.
func brokenOff(err error) *gis.Error {
	var refused *gis.Error
	if errors.As(err, &refused) && refused.Code == "sqlite.damaged" {
		return refused
	}
	return nil
}

// lastText is the text that a column had last: sheets and codes repeat from row
// to row, and a text that is the same again takes no memory.
type lastText struct{ text string }

// set sets a cell from the value that a record holds at a place.
func (s *stored) set(rows *feature.Rows, col int, r *sqlite.Record, at int, key int64, last *lastText) {
	if at >= r.Len() { // written before the column was added
		set(rows, col, s.columns[at].value)
		return
	}
	switch r.Kind(at) {
	case sqlite.Null:
		if at == s.key {
			rows.Int(col, key)
		}
	case sqlite.Int:
		if s.columns[at].real {
			rows.Float(col, float64(r.Int(at)))
			return
		}
		rows.Int(col, r.Int(at))
	case sqlite.Float:
		rows.Float(col, r.Float(at))
	case sqlite.Text:
		if !r.SameText(at, last.text) {
			last.text = r.Text(at)
		}
		rows.Text(col, last.text)
	case sqlite.Blob:
		rows.Text(col, string(r.Bytes(at)))
	}
}

// ReadParts reads a layer as [File.Read] does, divided into stretches of rows
// that n goroutines read at once: sink gives the taker of each stretch, from 0
// in the order of the file. Where the layer cannot be divided there is one.
func (f *File) ReadParts(ctx context.Context, name string, schema *gis.Schema, n int, sink func(part int) gis.Sink) (gis.Counts, error) {
	l, target, err := f.find(name, schema)
	if err != nil {
		return gis.Counts{}, err
	}
	// A key stands for a row wherever its stretch begins; a place does not.
	if l.stored == nil || l.key == "" {
		return f.Read(ctx, name, schema, sink(0))
	}
	group, inner := errgroup.WithContext(ctx)
	var mu sync.Mutex
	var total gis.Counts
	for part, pages := range l.rows.Split(n) {
		group.Go(func() error {
			rows := feature.NewRows(inner, schema, sink(part))
			if err := f.scan(l, pages, target, rows, 0); err != nil {
				return err
			}
			counts, err := rows.Close()
			mu.Lock()
			defer mu.Unlock()
			total.Read += counts.Read
			total.Rejected += counts.Rejected
			return err
		})
	}
	return total, group.Wait()
}
