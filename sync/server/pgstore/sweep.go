package pgstore

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"segit/sync/server"
)

// Comuni are the municipalities to which something was written: those that have
// partitions.
func (s *Store) Comuni(ctx context.Context) ([]string, error) {
	rows, err := s.pool.Query(ctx, `SELECT upper(substr(c.relname, 10)) FROM pg_inherits i, pg_class c WHERE i.inhrelid = c.oid AND i.inhparent = to_regclass('counters') ORDER BY 1`)
	if err != nil {
		return nil, wrong(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return all, wrong(err)
}

// Weight is how much blobs take.
func (t *comuneTx) Weight() (w server.Weight, err error) {
	t.find(func(row pgx.Row) error { return row.Scan(&w.Blobs, &w.Bytes) }, `SELECT count(*), coalesce(sum(size), 0)::bigint FROM blobs WHERE comune = $1`, t.comune)
	t.find(func(row pgx.Row) error { return row.Scan(&w.Uploads, &w.Coming) }, `SELECT count(*), coalesce(sum(have), 0)::bigint FROM uploads WHERE comune = $1`, t.comune)
	err = t.say()
	return w, err
}

// Coming is how many bytes a device has announced and not finished, or sent while
// nothing names them.
func (t *comuneTx) Coming(dev string) (size int64, err error) {
	_, err = t.one(func(row pgx.Row) error { return row.Scan(&size) },
		`SELECT (SELECT coalesce(sum(size), 0) FROM uploads WHERE comune = $1 AND dev = $2)::bigint
			+ (SELECT coalesce(sum(size), 0) FROM blobs WHERE comune = $1 AND dev = $2 AND dev <> '')::bigint`, t.comune, dev)
	return size, err
}

// Uploads are those that rest since before a moment.
func (t *comuneTx) Uploads(before time.Time) ([]server.Upload, error) {
	return all(t.talk, func(row pgx.CollectableRow) (u server.Upload, err error) {
		err = row.Scan(&u.Dev, &u.SHA256, &u.ID, &u.Size, &u.Packed, &u.Have, &u.At)
		u.At = u.At.UTC()
		return u, err
	}, `SELECT dev, sha256, id, size, packed, have, at FROM uploads WHERE comune = $1 AND at < $2`, t.comune, before)
}

// Unnamed are the blobs that nothing names, here since before a moment.
func (t *comuneTx) Unnamed(before time.Time) ([]server.Blob, error) {
	return all(t.talk, func(row pgx.CollectableRow) (b server.Blob, err error) {
		err = row.Scan(&b.SHA256, &b.ID, &b.Size, &b.Packed, &b.At)
		b.At = b.At.UTC()
		return b, err
	}, `SELECT sha256, id, size, packed, at FROM blobs WHERE comune = $1 AND at < $2
		AND NOT EXISTS (SELECT 1 FROM refs WHERE comune = $1 AND refs.sha256 = blobs.sha256)`, t.comune, before)
}

// PutBlob keeps what is known of a blob that is here.
func (t *comuneTx) PutBlob(b *server.Blob) error {
	t.later(`UPDATE blobs SET at = $3 WHERE comune = $1 AND sha256 = $2`, t.comune, b.SHA256, b.At)
	return nil
}

// Drop removes a blob and its bytes.
func (t *comuneTx) Drop(b *server.Blob) error {
	t.later(`DELETE FROM pieces WHERE comune = $1 AND id = $2`, t.comune, b.ID)
	t.later(`DELETE FROM blobs WHERE comune = $1 AND sha256 = $2`, t.comune, b.SHA256)
	return nil
}
