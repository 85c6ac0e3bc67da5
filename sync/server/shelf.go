package server

import "time"

// ShelfView reads the supplies and blobs of a municipality.
type ShelfView interface {
	// Entry is an entry by name, nil when it never came.
	Entry(name string) (*Entry, error)
	// Entries are those whose last writing comes after a number, in its order.
	Entries(after uint64, limit int) ([]Entry, error)
	// EntryHead is the number of the last writing of an entry.
	EntryHead() (uint64, error)
	// Blob is a blob that is here whole, nil for one that is not.
	Blob(sha256 string) (*Blob, error)
	// Refs are what names a blob: who may see one of them may have it.
	Refs(sha256 string) ([]Ref, error)
	// Upload is a blob on its way from a device, nil for none.
	Upload(dev, sha256 string) (*Upload, error)
	// Weight is how much blobs take, and Coming how many bytes a device has
	// announced and not finished, or sent while nothing names them.
	Weight() (Weight, error)
	Coming(dev string) (int64, error)
	// Uploads are those that nobody went on with since before a moment, and
	// Unnamed the blobs that nothing names, here since before it.
	Uploads(before time.Time) ([]Upload, error)
	Unnamed(before time.Time) ([]Blob, error)
	// Piece gives the piece of a blob's bytes in which an offset lies, and where
	// it begins; nothing at its end.
	Piece(id string, offset int64) (piece []byte, from int64, err error)
}

// Shelf also writes.
type Shelf interface {
	// PutEntry keeps an entry in the place of the one of its name, gives it the
	// next number, and ties its blobs to it, in the place of those it had.
	PutEntry(e *Entry, refs []Ref) error
	// PutRef ties a blob to what names it; again, it does nothing.
	PutRef(r Ref) error
	// PutUpload keeps where an upload is, in the place of where it was.
	PutUpload(u *Upload) error
	// AddPiece keeps the bytes of an upload that follow those before.
	AddPiece(id string, offset int64, piece []byte) error
	// Finish makes a blob of an upload; of one that is here already nothing stays.
	Finish(u *Upload) error
	// Discard removes an upload and its bytes.
	Discard(u *Upload) error
	// PutBlob keeps since when a blob that is here lies here as it does.
	PutBlob(b *Blob) error
	// Drop removes a blob and its bytes.
	Drop(b *Blob) error
}

// Entry is what is kept of a supply or of computed rows: as its device signed
// it.
type Entry struct {
	N     uint64 // of its last writing, ascending
	Name  string
	Head  []byte // JSON of a supply.Signed
	Parts []byte // the parts as they came, one a line
}

// Blob is bytes named by the SHA-256 of their plain form.
type Blob struct {
	SHA256 string `json:"sha256"`
	ID     string `json:"id"`               // of its pieces
	Size   int64  `json:"size"`             // of the bytes kept
	Packed bool   `json:"packed,omitempty"` // they are compressed with zstd
	// At is when it was whole, or was asked for by a device that would have sent
	// it; of an upload, when its last piece came.
	At time.Time `json:"at,omitzero"`
}

// Upload is a blob on its way.
type Upload struct {
	Blob
	Dev  string `json:"dev"`
	Have int64  `json:"have"` // bytes that are here
}

// Ref ties a blob to what names it: a part of an entry, in a cell, or an
// attachment of a row.
type Ref struct {
	SHA256 string `json:"sha256"`
	Name   string `json:"name"`             // of the entry, or RowKey of the row
	Cell   string `json:"cell"`             // of the part; of a row "", it lies where it lies now
	Schema string `json:"schema,omitempty"` // of the part's rows, as its entry names it; \"\" for rejects
}

// PieceBytes is how many bytes of a blob are kept and sent at once.
const PieceBytes = 1 << 20

// shelfRoutes are the requests about supplies, blobs and areas.
func (s *Server) shelfRoutes() map[string]handler {
	return map[string]handler{
		"PATCH /v1/checkouts/{id}":        s.area,
		"GET /v1/checkouts/{id}/snapshot": packed(s.snapshot),
		"GET /v1/checkouts/{id}/manifest": packed(s.manifest),
		"GET /v1/sheets":                  packed(s.sheets),
		"GET /v1/blobs/{sha256}":          s.blob,
		"PUT /v1/blobs/{sha256}":          s.putBlob,
		"POST /v1/uploads":                s.beginUpload,
		"HEAD /v1/uploads/{id}":           s.uploadAt,
		"PATCH /v1/uploads/{id}":          s.upload,
		"POST /v1/supplies":               s.supplied,
	}
}
