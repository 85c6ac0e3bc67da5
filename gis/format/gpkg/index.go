package gpkg

import (
	"context"
	"iter"
	"strings"
)

// index makes the spatial index of a layer, filled before its triggers exist:
// they call functions that only the programs which edit the file have.
func (w *Writer) index(ctx context.Context, l *openLayer) error {
	name := "rtree_" + l.schema.Dataset + "_" + l.shape
	if err := w.run(ctx, "CREATE VIRTUAL TABLE "+quote(name)+" USING rtree(id, minx, maxx, miny, maxy)"); err != nil {
		return err
	}
	if len(l.cells) > 0 {
		if err := w.fillIndex(ctx, name, l.cells); err != nil {
			return err
		}
	}
	pairs := []string{"{t}", quote(l.schema.Dataset), "{g}", quote(l.shape), "{i}", quote(l.key), "{r}", quote(name)}
	for _, event := range []string{"insert", "update1", "update2", "update3", "update4", "delete"} {
		pairs = append(pairs, "{r_"+event+"}", quote(name+"_"+event))
	}
	if err := w.run(ctx, strings.NewReplacer(pairs...).Replace(indexTriggers)); err != nil {
		return err
	}
	return w.insert(ctx, `INSERT INTO gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')`,
		l.schema.Dataset, l.shape)
}

// fillIndex writes the packed tree.
func (w *Writer) fillIndex(ctx context.Context, name string, cells []cell) error {
	ids := make([]int64, len(cells))
	for i, c := range cells {
		ids[i] = c.id // in order; packing sorts the cells otherwise
	}
	t := pack(cells)
	err := w.fillTable(ctx, name+"_node", func(yield func(int64, any) bool) {
		for _, n := range t.nodes {
			if !yield(n.number, n.data) {
				return
			}
		}
	})
	if err == nil {
		err = w.fillTable(ctx, name+"_parent", func(yield func(int64, any) bool) {
			for _, n := range t.nodes {
				if n.number != 1 && !yield(n.number, n.parent) {
					return
				}
			}
		})
	}
	if err == nil {
		err = w.fillTable(ctx, name+"_rowid", func(yield func(int64, any) bool) {
			for _, id := range ids {
				if !yield(id, t.leafOf[id]) {
					return
				}
			}
		})
	}
	return err
}

// fillTable puts rows of two values into a table behind the index. The root is
// there already, empty.
func (w *Writer) fillTable(ctx context.Context, table string, rows iter.Seq2[int64, any]) error {
	insert, err := w.conn.PrepareContext(ctx, "INSERT OR REPLACE INTO "+quote(table)+" VALUES (?, ?)")
	if err != nil {
		return w.failed(err)
	}
	defer insert.Close()
	for key, value := range rows {
		if _, err := insert.ExecContext(ctx, key, value); err != nil {
			return w.failed(err)
		}
	}
	return nil
}
