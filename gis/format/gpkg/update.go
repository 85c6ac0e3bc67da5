package gpkg

import (
	"context"
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"segit/gis"
	"segit/gis/format/sqlite"
)

// Tables are the names of all that a GeoPackage holds: layers, tables without
// geometry, tiles. A file that is no database has none, as one that is not
// there; a database that cannot be read as a GeoPackage is refused.
func Tables(ctx context.Context, path string) (names []string, err error) {
	head := make([]byte, len(sqlite.Magic))
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err == nil {
		// A file too short to be one is none.
		n, _ := io.ReadFull(f, head)
		f.Close() //nolint:errcheck // only read
		if string(head[:n]) != sqlite.Magic {
			return nil, nil // no database
		}
		err = reading(ctx, path, func(conn *sql.Conn) (err error) {
			names, err = listed(ctx, conn, `SELECT table_name FROM gpkg_contents ORDER BY rowid`)
			return err
		})
	}
	if err != nil && ctx.Err() == nil {
		err = gis.Wrap("gpkg.Tables", gis.BadInput, err, "gpkg.update", filepath.Base(path))
	}
	return names, err
}

// reading runs SQL on a file that is there, and changes nothing.
func reading(ctx context.Context, path string, do func(*sql.Conn) error) error {
	address, err := dataSource(path, "mode=ro")
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", address)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // only read
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // only read
	return do(conn)
}

// listed is the first column of a query.
func listed(ctx context.Context, conn *sql.Conn, query string, args ...any) ([]string, error) {
	rows, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err tells
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

// Update begins a GeoPackage that holds what the one at path holds; a layer that
// is begun takes the place of one of that name, and all else stays. The file at
// path is as it was until [Writer.Close].
func Update(ctx context.Context, path string) (*Writer, error) {
	w, err := begin(path)
	if err != nil {
		return nil, err
	}
	if err := w.copy(ctx); err != nil {
		w.Abort()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, gis.Wrap("gpkg.Update", gis.BadInput, err, "gpkg.update", filepath.Base(path))
	}
	return w, nil
}

// copy fills the draft with what is there, without the room that deletions left.
func (w *Writer) copy(ctx context.Context) error {
	err := reading(ctx, w.path, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, "VACUUM INTO ?", w.part)
		return err
	})
	if err != nil {
		return err
	}
	return w.session(ctx, func(conn *sql.Conn) error {
		// Rows are written page by page, which knows this form alone.
		for pragma, want := range map[string]string{"encoding": "UTF-8", "auto_vacuum": "0"} {
			if is, err := listed(ctx, conn, "PRAGMA "+pragma); err != nil || !slices.Equal(is, []string{want}) {
				return gis.Wrap("gpkg.Update", gis.BadInput, err, "gpkg.update", filepath.Base(w.path))
			}
		}
		if w.before, err = listed(ctx, conn, `SELECT table_name FROM gpkg_contents`); err != nil {
			return err
		}
		return run(ctx, conn, strings.ReplaceAll(optionalTables, "CREATE TABLE ", "CREATE TABLE IF NOT EXISTS "))
	})
}

// supersede removes a layer that was there before under a name, letter case
// aside, as SQLite knows names.
func (w *Writer) supersede(ctx context.Context, name string) error {
	at := slices.IndexFunc(w.before, func(b string) bool { return strings.EqualFold(b, name) })
	if at < 0 {
		return nil
	}
	old := w.before[at]
	w.before = slices.Delete(w.before, at, at+1)
	return w.session(ctx, func(conn *sql.Conn) error {
		columns, err := listed(ctx, conn, `SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?`, old)
		if err != nil {
			return err
		}
		for _, column := range columns {
			if err := run(ctx, conn, "DROP TABLE IF EXISTS "+quote("rtree_"+old+"_"+column)); err != nil {
				return err
			}
		}
		kind, err := listed(ctx, conn, `SELECT type FROM sqlite_master WHERE name = ? AND type IN ('table', 'view')`, old)
		if err != nil {
			return err
		}
		for _, k := range kind {
			if err := run(ctx, conn, "DROP "+k+" "+quote(old)); err != nil {
				return err
			}
		}
		tables, err := listed(ctx, conn, `SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c
			WHERE m.type = 'table' AND m.name LIKE 'gpkg\_%' ESCAPE '\' AND c.name = 'table_name'`)
		if err != nil {
			return err
		}
		for _, table := range tables {
			if _, err := conn.ExecContext(ctx, "DELETE FROM "+quote(table)+" WHERE table_name = ?", old); err != nil {
				return err
			}
		}
		return nil
	})
}
