package pgstore

import (
	"errors"

	"github.com/jackc/pgx/v5"

	"segit/sync/server"
)

func none(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	return err
}

// Entry is an entry by name.
func (t *comuneTx) Entry(name string) (*server.Entry, error) {
	e := &server.Entry{Name: name}
	err := t.tx.QueryRow(t.ctx, `SELECT n, head, parts FROM entries WHERE comune = $1 AND name = $2`, t.comune, name).Scan(&e.N, &e.Head, &e.Parts)
	if err != nil {
		return nil, none(err)
	}
	return e, nil
}

// Entries are those written after a number.
func (t *comuneTx) Entries(after uint64, limit int) ([]server.Entry, error) {
	rows, err := t.tx.Query(t.ctx, `SELECT n, name, head, parts FROM entries WHERE comune = $1 AND n > $2 ORDER BY n LIMIT $3`, t.comune, after, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (e server.Entry, err error) {
		return e, row.Scan(&e.N, &e.Name, &e.Head, &e.Parts)
	})
}

// EntryHead is the number of the last writing of an entry.
func (t *comuneTx) EntryHead() (n uint64, err error) {
	err = t.tx.QueryRow(t.ctx, `SELECT coalesce(max(n), 0) FROM entries WHERE comune = $1`, t.comune).Scan(&n)
	return n, err
}

// PutEntry keeps an entry.
func (t *comuneTx) PutEntry(e *server.Entry, refs []server.Ref) error {
	last, err := t.EntryHead()
	if err != nil {
		return err
	}
	e.N = last + 1
	var batch pgx.Batch
	batch.Queue(`INSERT INTO entries (comune, name, n, head, parts) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (comune, name) DO UPDATE SET n = excluded.n, head = excluded.head, parts = excluded.parts`, t.comune, e.Name, e.N, e.Head, e.Parts)
	batch.Queue(`DELETE FROM refs WHERE comune = $1 AND name = $2`, t.comune, []byte(e.Name))
	for _, r := range refs {
		queueRef(&batch, t.comune, r)
	}
	return t.tx.SendBatch(t.ctx, &batch).Close()
}

// queueRef ties a blob to a name. The name of a row has a zero byte, which no
// text of PostgreSQL may have.
func queueRef(batch *pgx.Batch, comune string, r server.Ref) {
	batch.Queue(`INSERT INTO refs (comune, sha256, name, cell, schema) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		comune, r.SHA256, []byte(r.Name), r.Cell, r.Schema)
}

// PutRef ties a blob to a name.
func (t *comuneTx) PutRef(r server.Ref) error {
	var batch pgx.Batch
	queueRef(&batch, t.comune, r)
	return t.tx.SendBatch(t.ctx, &batch).Close()
}

// Refs are what names a blob.
func (t *comuneTx) Refs(sha256 string) ([]server.Ref, error) {
	rows, err := t.tx.Query(t.ctx, `SELECT name, cell, schema FROM refs WHERE comune = $1 AND sha256 = $2 ORDER BY name, cell`, t.comune, sha256)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (server.Ref, error) {
		r := server.Ref{SHA256: sha256}
		var name []byte
		err := row.Scan(&name, &r.Cell, &r.Schema)
		r.Name = string(name)
		return r, err
	})
}

// Blob is a blob that is here whole.
func (t *comuneTx) Blob(sha256 string) (*server.Blob, error) {
	b := &server.Blob{SHA256: sha256}
	err := t.tx.QueryRow(t.ctx, `SELECT id, size, packed, at FROM blobs WHERE comune = $1 AND sha256 = $2`, t.comune, sha256).Scan(&b.ID, &b.Size, &b.Packed, &b.At)
	if err != nil {
		return nil, none(err)
	}
	b.At = b.At.UTC()
	return b, nil
}

// Upload is a blob on its way.
func (t *comuneTx) Upload(dev, sha256 string) (*server.Upload, error) {
	u := &server.Upload{Dev: dev, Blob: server.Blob{SHA256: sha256}}
	err := t.tx.QueryRow(t.ctx, `SELECT id, size, packed, have, at FROM uploads WHERE comune = $1 AND dev = $2 AND sha256 = $3`, t.comune, dev, sha256).
		Scan(&u.ID, &u.Size, &u.Packed, &u.Have, &u.At)
	if err != nil {
		return nil, none(err)
	}
	u.At = u.At.UTC()
	return u, nil
}

// PutUpload keeps where an upload is.
func (t *comuneTx) PutUpload(u *server.Upload) error {
	_, err := t.tx.Exec(t.ctx, `INSERT INTO uploads (comune, dev, sha256, id, size, packed, have, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (comune, dev, sha256) DO UPDATE SET id = excluded.id, size = excluded.size, packed = excluded.packed, have = excluded.have, at = excluded.at`,
		t.comune, u.Dev, u.SHA256, u.ID, u.Size, u.Packed, u.Have, u.At)
	return err
}

// AddPiece keeps bytes of an upload.
func (t *comuneTx) AddPiece(id string, offset int64, piece []byte) error {
	_, err := t.tx.Exec(t.ctx, `INSERT INTO pieces (comune, id, "from", bytes) VALUES ($1, $2, $3, $4)`, t.comune, id, offset, piece)
	return err
}

// Piece gives the piece in which an offset lies.
func (t *comuneTx) Piece(id string, offset int64) (piece []byte, from int64, err error) {
	err = t.tx.QueryRow(t.ctx, `SELECT "from", bytes FROM pieces WHERE comune = $1 AND id = $2 AND "from" <= $3 ORDER BY "from" DESC LIMIT 1`,
		t.comune, id, offset).Scan(&from, &piece)
	if err != nil || offset >= from+int64(len(piece)) {
		return nil, 0, none(err)
	}
	return piece, from, nil
}

// Finish makes a blob of an upload.
func (t *comuneTx) Finish(u *server.Upload) error {
	done, err := t.tx.Exec(t.ctx, `INSERT INTO blobs (comune, sha256, id, size, packed, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		t.comune, u.SHA256, u.ID, u.Size, u.Packed, u.At)
	if err != nil {
		return err
	}
	if done.RowsAffected() == 0 {
		return t.Discard(u)
	}
	_, err = t.tx.Exec(t.ctx, `DELETE FROM uploads WHERE comune = $1 AND dev = $2 AND sha256 = $3`, t.comune, u.Dev, u.SHA256)
	return err
}

// Discard removes an upload and its bytes.
func (t *comuneTx) Discard(u *server.Upload) error {
	var batch pgx.Batch
	batch.Queue(`DELETE FROM pieces WHERE comune = $1 AND id = $2`, t.comune, u.ID)
	batch.Queue(`DELETE FROM uploads WHERE comune = $1 AND dev = $2 AND sha256 = $3`, t.comune, u.Dev, u.SHA256)
	return t.tx.SendBatch(t.ctx, &batch).Close()
}
