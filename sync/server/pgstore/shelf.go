package pgstore

import (
	"github.com/jackc/pgx/v5"

	"segit/sync/server"
)

// Entry is an entry by name.
func (t *comuneTx) Entry(name string) (*server.Entry, error) {
	e := &server.Entry{Name: name}
	there, err := t.one(func(row pgx.Row) error { return row.Scan(&e.N, &e.Head, &e.Parts) },
		`SELECT n, head, parts FROM entries WHERE comune = $1 AND name = $2`, t.comune, name)
	if err != nil || !there {
		return nil, err
	}
	return e, nil
}

// Entries are those written after a number.
func (t *comuneTx) Entries(after uint64, limit int) ([]server.Entry, error) {
	return all(t.talk, func(row pgx.CollectableRow) (e server.Entry, err error) {
		err = row.Scan(&e.N, &e.Name, &e.Head, &e.Parts)
		return e, err
	}, `SELECT n, name, head, parts FROM entries WHERE comune = $1 AND n > $2 ORDER BY n LIMIT $3`, t.comune, after, limit)
}

// EntryHead is the number of the last writing of an entry.
func (t *comuneTx) EntryHead() (n uint64, err error) {
	_, err = t.one(func(row pgx.Row) error { return row.Scan(&n) }, `SELECT coalesce(max(n), 0) FROM entries WHERE comune = $1`, t.comune)
	return n, err
}

// PutEntry keeps an entry.
func (t *comuneTx) PutEntry(e *server.Entry, refs []server.Ref) error {
	last, err := t.EntryHead()
	if err != nil {
		return err
	}
	e.N = last + 1
	t.later(`INSERT INTO entries (comune, name, n, head, parts) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (comune, name) DO UPDATE SET n = excluded.n, head = excluded.head, parts = excluded.parts`, t.comune, e.Name, e.N, e.Head, e.Parts)
	t.later(`DELETE FROM refs WHERE comune = $1 AND name = $2`, t.comune, []byte(e.Name))
	for _, r := range refs {
		if err := t.PutRef(r); err != nil {
			return err
		}
	}
	return t.say()
}

// PutRef ties a blob to a name. The name of a row has a zero byte, which no text
// of PostgreSQL may have.
func (t *comuneTx) PutRef(r server.Ref) error {
	t.later(`INSERT INTO refs (comune, sha256, name, cell, schema) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		t.comune, r.SHA256, []byte(r.Name), r.Cell, r.Schema)
	t.later(`UPDATE blobs SET dev = '' WHERE comune = $1 AND sha256 = $2 AND dev <> ''`, t.comune, r.SHA256)
	return nil
}

// Refs are what names a blob.
func (t *comuneTx) Refs(sha256 string) ([]server.Ref, error) {
	return all(t.talk, func(row pgx.CollectableRow) (server.Ref, error) {
		r := server.Ref{SHA256: sha256}
		var name []byte
		err := row.Scan(&name, &r.Cell, &r.Schema)
		r.Name = string(name)
		return r, err
	}, `SELECT name, cell, schema FROM refs WHERE comune = $1 AND sha256 = $2 ORDER BY name, cell`, t.comune, sha256)
}

// Blob is a blob that is here whole.
func (t *comuneTx) Blob(sha256 string) (*server.Blob, error) {
	b := &server.Blob{SHA256: sha256}
	there, err := t.one(func(row pgx.Row) error { return row.Scan(&b.ID, &b.Size, &b.Packed, &b.At) },
		`SELECT id, size, packed, at FROM blobs WHERE comune = $1 AND sha256 = $2`, t.comune, sha256)
	if err != nil || !there {
		return nil, err
	}
	b.At = b.At.UTC()
	return b, nil
}

// Upload is a blob on its way.
func (t *comuneTx) Upload(dev, sha256 string) (*server.Upload, error) {
	u := &server.Upload{Dev: dev, Blob: server.Blob{SHA256: sha256}}
	there, err := t.one(func(row pgx.Row) error { return row.Scan(&u.ID, &u.Size, &u.Packed, &u.Have, &u.At) },
		`SELECT id, size, packed, have, at FROM uploads WHERE comune = $1 AND dev = $2 AND sha256 = $3`, t.comune, dev, sha256)
	if err != nil || !there {
		return nil, err
	}
	u.At = u.At.UTC()
	return u, nil
}

// PutUpload keeps where an upload is.
func (t *comuneTx) PutUpload(u *server.Upload) error {
	t.later(`INSERT INTO uploads (comune, dev, sha256, id, size, packed, have, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (comune, dev, sha256) DO UPDATE SET id = excluded.id, size = excluded.size, packed = excluded.packed, have = excluded.have, at = excluded.at`,
		t.comune, u.Dev, u.SHA256, u.ID, u.Size, u.Packed, u.Have, u.At)
	return nil
}

// AddPiece keeps bytes of an upload.
func (t *comuneTx) AddPiece(id string, offset int64, piece []byte) error {
	t.later(`INSERT INTO pieces (comune, id, "from", bytes) VALUES ($1, $2, $3, $4)`, t.comune, id, offset, piece)
	return t.say() // it is large: it does not wait with others
}

// Piece gives the piece in which an offset lies.
func (t *comuneTx) Piece(id string, offset int64) (piece []byte, from int64, err error) {
	there, err := t.one(func(row pgx.Row) error { return row.Scan(&from, &piece) },
		`SELECT "from", bytes FROM pieces WHERE comune = $1 AND id = $2 AND "from" <= $3 ORDER BY "from" DESC LIMIT 1`, t.comune, id, offset)
	if err != nil || !there || offset >= from+int64(len(piece)) {
		return nil, 0, err
	}
	return piece, from, nil
}

// Finish makes a blob of an upload.
func (t *comuneTx) Finish(u *server.Upload) error {
	added, err := t.one(func(pgx.Row) error { return nil },
		`INSERT INTO blobs (comune, sha256, id, size, packed, at, dev) VALUES ($1, $2, $3, $4, $5, $6,
			CASE WHEN EXISTS (SELECT FROM refs WHERE comune = $1 AND sha256 = $2) THEN '' ELSE $7 END) ON CONFLICT DO NOTHING RETURNING true`,
		t.comune, u.SHA256, u.ID, u.Size, u.Packed, u.At, u.Dev)
	if err != nil {
		return err
	}
	if !added {
		return t.Discard(u)
	}
	t.later(`DELETE FROM uploads WHERE comune = $1 AND dev = $2 AND sha256 = $3`, t.comune, u.Dev, u.SHA256)
	return nil
}

// Discard removes an upload and its bytes.
func (t *comuneTx) Discard(u *server.Upload) error {
	t.later(`DELETE FROM pieces WHERE comune = $1 AND id = $2`, t.comune, u.ID)
	t.later(`DELETE FROM uploads WHERE comune = $1 AND dev = $2 AND sha256 = $3`, t.comune, u.Dev, u.SHA256)
	return nil
}
