package gpkg

import (
	"context"
	"errors"
	"math"
	"runtime"
	"sync"

	"segit/gis"
	"segit/gis/format/feature"
	"segit/gis/format/sqlite"
)

// scan reads rows of a layer from pages of the file and gives the number of the
// last. A page that does not read is refused with [gis.Error] "sqlite.damaged".
func (f *File) scan(l *layer, pages *sqlite.Table, memory *sqlite.Scanner, target []int, rows *feature.Rows) (last uint32, err error) {
	cells := make([]lastText, len(l.stored.columns))
	wantShape := rows.WantsShape() && l.stored.shape >= 0
	place := uint32(0)
	err = memory.Scan(pages, func(key int64, r *sqlite.Record) error {
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
		place++
		last = place
		if l.key != "" && key > 0 && key <= math.MaxUint32 {
			last = uint32(key)
		}
		return rows.Finish(last)
	})
	if err == nil && f.pages.Changed() {
		err = gis.Refuse("gpkg.Read", gis.BadInput, "gpkg.changed").At(f.name, 0)
	}
	return last, err
}

// scanAll reads a layer in one go.
func (f *File) scanAll(l *layer, target []int, rows *feature.Rows) error {
	last, err := f.scan(l, l.rows, new(sqlite.Scanner), target, rows)
	return breakOff(rows, last, err)
}

// breakOff makes one reject of the rows of pages that do not read.
func breakOff(rows *feature.Rows, last uint32, err error) error {
	if refused := brokenOff(err); refused != nil {
		return rows.Reject(last+1, gis.Say("gpkg.broken-off"), refused.Error())
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

// lotPages is how many leaves of a table make a lot: some hundreds of features.
const lotPages = 64

// scanLots reads a layer as scan does, on all cores: each reads lots of pages
// ahead, and rows takes them over in the order of the file. Features must have
// numbers of their own.
func (f *File) scanLots(ctx context.Context, l *layer, target []int, rows *feature.Rows) error {
	type done struct {
		lot  *feature.Lot
		last uint32
		err  error
	}
	parts := l.rows.Split((l.rows.Pages() + f.lotPages - 1) / f.lotPages)
	workers := runtime.GOMAXPROCS(0)
	free := make(chan *feature.Lot, 2*workers)
	for range cap(free) {
		free <- feature.NewLot(ctx, rows.Schema())
	}
	slots := make([]chan done, len(parts))
	for i := range slots {
		slots[i] = make(chan done, 1)
	}
	ctx, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	defer all.Wait()
	defer stop()
	var take sync.Mutex
	next := 0
	for range workers {
		all.Go(func() {
			var memory sqlite.Scanner
			for {
				// Part and lot are taken together, so that the lowest part
				// under way always has a lot.
				take.Lock()
				var lot *feature.Lot
				select {
				case <-ctx.Done():
				case lot = <-free:
				}
				at := next
				next++
				take.Unlock()
				if lot == nil || at >= len(parts) {
					return
				}
				last, err := f.scan(l, parts[at], &memory, target, lot.Rows)
				slots[at] <- done{lot, last, err}
			}
		})
	}
	last := uint32(0)
	var broken error
	for _, slot := range slots {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case d := <-slot:
			if d.err == nil || brokenOff(d.err) != nil {
				if err := rows.Take(d.lot); err != nil {
					return err
				}
			}
			last = max(last, d.last)
			switch {
			case d.err == nil:
			case brokenOff(d.err) == nil:
				return d.err
			case broken == nil:
				broken = d.err
			}
			free <- d.lot
		}
	}
	return breakOff(rows, last, broken)
}
