package gpkg

import (
	"context"
	"database/sql"
	"strings"

	"segit/gis/format/sqlite"
)

// indexRoots are the first pages of the three tables behind a spatial index.
type indexRoots struct{ node, parent, rowid uint32 }

// makeIndex makes the spatial index of a layer, empty, and its triggers, which
// call functions that only the programs which edit the file have.
func (l *openLayer) makeIndex(ctx context.Context, conn *sql.Conn) error {
	name := "rtree_" + l.schema.Dataset + "_" + l.shape
	pairs := []string{"{t}", quote(l.schema.Dataset), "{g}", quote(l.shape), "{i}", quote(l.key), "{r}", quote(name)}
	for _, event := range []string{"insert", "update1", "update2", "update3", "update4", "delete"} {
		pairs = append(pairs, "{r_"+event+"}", quote(name+"_"+event))
	}
	err := run(ctx, conn, "CREATE VIRTUAL TABLE "+quote(name)+" USING rtree(id, minx, maxx, miny, maxy)",
		strings.NewReplacer(pairs...).Replace(indexTriggers))
	if err == nil {
		_, err = conn.ExecContext(ctx, `INSERT INTO gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')`,
			l.schema.Dataset, l.shape)
	}
	for ending, root := range map[string]*uint32{"_node": &l.index.node, "_parent": &l.index.parent, "_rowid": &l.index.rowid} {
		if err == nil {
			*root, err = rootOf(ctx, conn, name+ending)
		}
	}
	return err
}

// fillIndex writes the packed tree into the tables behind the index, in place of
// the empty root that is there.
func (l *openLayer) fillIndex() error {
	t := pack(l.cells, l.count)
	var record sqlite.Builder
	var bytes []byte
	finish := func() []byte {
		bytes = record.Append(bytes[:0])
		record.Reset()
		return bytes
	}
	record.Null()
	nodes, parents, rows := l.pages.Fill(l.index.node), l.pages.Fill(l.index.parent), l.pages.Fill(l.index.rowid)
	for i := range t.nodes {
		n := &t.nodes[i]
		record.Reset()
		record.Null()
		record.Blob(func(b []byte) []byte { return append(b, n.data...) })
		if err := nodes.Add(int64(i+1), finish()); err != nil {
			return err
		}
		if n.parent == 0 {
			continue
		}
		record.Null()
		record.Int(n.parent)
		if err := parents.Add(int64(i+1), finish()); err != nil {
			return err
		}
	}
	for id, leaf := range t.leafOf {
		if leaf == 0 {
			continue
		}
		record.Reset()
		record.Null()
		record.Int(int64(leaf))
		if err := rows.Add(int64(id), finish()); err != nil {
			return err
		}
	}
	for _, table := range []*sqlite.Filler{nodes, parents, rows} {
		if err := table.Close(); err != nil {
			return err
		}
	}
	return nil
}
