package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"strconv"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"segit/gis"
	"segit/gis/crs"
	"segit/gis/draft"
)

// Writer makes a GeoPackage. It writes beside the wanted file and puts the
// result in its place at [Writer.Close], so that a file half written is never
// taken for a whole one. What is small goes in through SQL; the rows and their
// index are written page by page. A Writer is not for several goroutines.
type Writer struct {
	path, part string
	draft      *draft.Draft
	layer      *openLayer
	names      map[string]bool // of the layers begun
	before     []string        // tables of the file that was there, those that stay
	changed    string          // last_change of the layers, "" for now
	notes      []note
}

// Create begins a GeoPackage at path, in place of any file that is there.
func Create(ctx context.Context, path string) (*Writer, error) {
	w, err := begin(path)
	if err != nil {
		return nil, err
	}
	err = w.session(ctx, func(conn *sql.Conn) error {
		err := run(ctx, conn, "PRAGMA application_id = "+strconv.Itoa(applicationID), "PRAGMA user_version = "+strconv.Itoa(userVersion), coreTables)
		if err != nil {
			return err
		}
		return reference(ctx, conn, 4326)
	})
	if err != nil {
		w.Abort()
		return nil, err
	}
	return w, nil
}

func begin(path string) (*Writer, error) {
	w := &Writer{path: path, names: map[string]bool{}}
	var err error
	if w.draft, err = draft.New(path); err != nil {
		return nil, w.failed(err)
	}
	w.part = w.draft.Name()
	return w, nil
}

// session runs SQL on the file, which is closed again before it returns: between
// sessions the pages are written directly.
func (w *Writer) session(ctx context.Context, do func(*sql.Conn) error) error {
	address, err := dataSource(w.part, "")
	if err != nil {
		return w.failed(err)
	}
	db, err := sql.Open("sqlite", address)
	if err != nil {
		return w.failed(err)
	}
	err = func() error {
		conn, err := db.Conn(ctx)
		if err != nil {
			return err
		}
		// The journal is off because a file that was not closed is thrown away.
		err = run(ctx, conn, "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "BEGIN")
		if err == nil {
			err = do(conn)
		}
		if err == nil {
			err = run(ctx, conn, "COMMIT")
		}
		return errors.Join(err, conn.Close())
	}()
	if err = errors.Join(err, db.Close()); err == nil {
		return nil
	}
	var ours *gis.Error
	if ctx.Err() != nil {
		return ctx.Err()
	} else if errors.As(err, &ours) {
		return err
	}
	return w.failed(err)
}

// Stamp sets the moment of the last change that the file tells of its layers,
// instead of now, so that the same content gives the same bytes.
func (w *Writer) Stamp(t time.Time) { w.changed = t.UTC().Format(stampLayout) }

// stampLayout is the form of a moment in a GeoPackage (requirement 15).
const stampLayout = "2006-01-02T15:04:05.000Z"

// dataSource is a path as the driver wants it, with SQLite's own parameters.
func dataSource(path, query string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: query}).String(), nil
}

// run executes statements that have no parameters.
func run(ctx context.Context, conn *sql.Conn, statements ...string) error {
	for _, s := range statements {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// failed says that the file could not be written.
func (w *Writer) failed(err error) error {
	return gis.Wrap("gpkg.Write", gis.Internal, err, "gpkg.write", filepath.Base(w.path))
}

// reference puts a system into the table of systems unless it is there.
func reference(ctx context.Context, conn *sql.Conn, epsg int) error {
	s, ok := crs.Lookup(epsg)
	if !ok {
		return gis.Refuse("gpkg.Write", gis.BadInput, "crs.unknown", epsg)
	}
	const columns = "srs_name, srs_id, organization, organization_coordsys_id, definition"
	_, err := conn.ExecContext(ctx, `INSERT INTO gpkg_spatial_ref_sys (`+columns+`) SELECT ?, ?, 'EPSG', ?, ?
		WHERE NOT EXISTS (SELECT 1 FROM gpkg_spatial_ref_sys WHERE srs_id = ?)`, s.Name, s.EPSG, s.EPSG, s.WKT(), s.EPSG)
	return err
}

// Layer begins a layer named as the schema's dataset, in the system of an EPSG
// code; rows that follow go there. EPSG 0 writes "undefined". A name that was
// begun already is refused; a layer of that name which was there before gives way.
func (w *Writer) Layer(ctx context.Context, schema *gis.Schema, epsg int) error {
	if err := w.finishLayer(ctx); err != nil {
		return err
	}
	if w.names[schema.Dataset] || schema.Dataset == "" {
		return gis.Refuse("gpkg.Layer", gis.BadUsage, "gpkg.layer-twice", schema.Dataset)
	}
	w.names[schema.Dataset] = true
	if err := w.supersede(ctx, schema.Dataset); err != nil {
		return err
	}
	return w.startLayer(ctx, schema, epsg)
}

// Rows appends the rows of a batch to the layer begun last; the batch must be of
// the layer's schema. The batch belongs to the caller again after the call.
func (w *Writer) Rows(ctx context.Context, b *gis.Batch) error {
	if w.layer == nil {
		return gis.Refuse("gpkg.Rows", gis.Internal, "gpkg.no-layer")
	}
	e := &w.layer.encoded
	e.Reset()
	w.layer.encoder.Rows(b, e)
	return w.Put(ctx, e)
}

// Encoder makes an encoder for the rows of the layer begun last. Encoders work
// at once; what they make is put by one goroutine.
func (w *Writer) Encoder() *Encoder {
	return &Encoder{srs: w.layer.encoder.srs, shape: w.layer.encoder.shape}
}

// Put appends rows that an encoder of the layer made.
func (w *Writer) Put(ctx context.Context, e *Encoded) error {
	if w.layer == nil {
		return gis.Refuse("gpkg.Rows", gis.Internal, "gpkg.no-layer")
	}
	if err := w.layer.put(ctx, e); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return w.failed(err)
	}
	return nil
}

// Close finishes the file and puts it in its place, on the disk before it
// returns. After an error there is no new file, and an old one is as it was.
func (w *Writer) Close(ctx context.Context) error {
	err := w.finishLayer(ctx)
	if err == nil {
		err = w.writeNotes(ctx)
	}
	if err != nil {
		w.Abort()
		return err
	}
	if err := w.draft.Place(); err != nil {
		return w.failed(err)
	}
	return nil
}

// Abort throws away what was written. It may follow any call but a good Close.
func (w *Writer) Abort() {
	if w.layer != nil {
		w.layer.pages.Discard()
		w.layer = nil
	}
	w.draft.Discard()
}
