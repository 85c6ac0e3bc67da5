package gpkg

import (
	"context"
	"database/sql"
)

// metadataTables are those of the extension gpkg_metadata (requirement 140 and
// on).
const metadataTables = `
CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL,
  mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
INSERT INTO gpkg_extensions VALUES ('gpkg_metadata', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec131/#extension_metadata', 'read-write');
INSERT INTO gpkg_extensions VALUES ('gpkg_metadata_reference', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec131/#extension_metadata', 'read-write');
`

// note is what a file says of one of its layers.
type note struct{ table, standard, mime, body string }

// Metadata keeps a text about a layer in the file (extension gpkg_metadata):
// standard is the address of the form in which it is, mime its media type.
func (w *Writer) Metadata(table, standard, mime, body string) {
	w.notes = append(w.notes, note{table, standard, mime, body})
}

// writeNotes puts the texts into the file.
func (w *Writer) writeNotes(ctx context.Context) error {
	if len(w.notes) == 0 {
		return nil
	}
	return w.session(ctx, func(conn *sql.Conn) error {
		if err := run(ctx, conn, metadataTables); err != nil {
			return err
		}
		for i, n := range w.notes {
			_, err := conn.ExecContext(ctx, `INSERT INTO gpkg_metadata VALUES (?, 'dataset', ?, ?, ?)`, i+1, n.standard, n.mime, n.body)
			if err != nil {
				return err
			}
			if w.changed != "" {
				_, err = conn.ExecContext(ctx, `INSERT INTO gpkg_metadata_reference (reference_scope, table_name, timestamp, md_file_id) VALUES ('table', ?, ?, ?)`, n.table, w.changed, i+1)
			} else {
				_, err = conn.ExecContext(ctx, `INSERT INTO gpkg_metadata_reference (reference_scope, table_name, md_file_id) VALUES ('table', ?, ?)`, n.table, i+1)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
