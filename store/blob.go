package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"

	"segit/gis"
)

// Blob is a file that stands beside something, a photo or a document, named by
// the SHA-256 of its bytes.
type Blob struct {
	SHA256 string `json:"sha256"`
	ID     string `json:"id"`   // of its pieces
	Size   int64  `json:"size"` // bytes
	Have   int64  `json:"have"` // of them, those that are here
	// Sent is in which reading of the central repository it confirmed that it has
	// the blob, "" while it did not.
	Sent string `json:"sent,omitempty"`
}

// Here reports whether all its bytes are here.
func (b *Blob) Here() bool { return b.Have == b.Size }

// The keys of blobs, and how many bytes stand in one value: a blob is written
// and read without the whole in memory.
const (
	blobPrefix  = "blob/"  // by SHA-256
	piecePrefix = "piece/" // by id of the blob and number
	// BlobPiece is how many bytes of a blob stand together.
	BlobPiece = 1 << 20
)

func pieceKey(id string, n int64) string { return fmt.Sprintf("%s%s/%08d", piecePrefix, id, n) }

// KeepBlob keeps the bytes of r: they are durable when it returns. Kept before,
// they are not kept twice.
func (a *Archive) KeepBlob(ctx context.Context, r io.Reader) (Blob, error) {
	b := Blob{ID: uuid.NewString()}
	if err := a.sweepBlobs(); err != nil {
		return b, err
	}
	h := sha256.New()
	piece := make([]byte, BlobPiece)
	for n := int64(0); ; n++ {
		if err := ctx.Err(); err != nil {
			return b, errors.Join(err, a.dropPieces(b.ID))
		}
		size, err := io.ReadFull(r, piece)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return b, errors.Join(err, a.dropPieces(b.ID))
		}
		if size > 0 {
			h.Write(piece[:size])
			b.Size += int64(size)
			if err := a.Shared(func(tx *SharedTx) error { return tx.PutBytes(pieceKey(b.ID, n), piece[:size]) }); err != nil {
				return b, err
			}
		}
		if err != nil {
			break
		}
	}
	b.SHA256, b.Have = hex.EncodeToString(h.Sum(nil)), b.Size
	was, err := a.Blob(b.SHA256)
	if err != nil {
		return b, err
	}
	if was != nil && was.Here() {
		return *was, a.dropPieces(b.ID)
	}
	if was == nil {
		return b, a.PutBlob(&b)
	}
	b.Sent = was.Sent
	if err := a.PutBlob(&b); err != nil {
		return b, err
	}
	return b, a.dropPieces(was.ID)
}

// Blob is a blob by the SHA-256 of its bytes, nil for none.
func (a *Archive) Blob(sha256 string) (b *Blob, err error) {
	err = a.SharedView(func(tx *SharedTx) error {
		found := new(Blob)
		there, err := tx.Get(blobPrefix+sha256, found)
		if there {
			b = found
		}
		return err
	})
	return b, err
}

// Blobs are all blobs, by SHA-256.
func (a *Archive) Blobs() (all []Blob, err error) {
	err = a.SharedView(func(tx *SharedTx) error {
		all = nil
		return tx.Each(blobPrefix, func(_ string, raw json.RawMessage) error {
			var b Blob
			if err := json.Unmarshal(raw, &b); err != nil {
				return gis.Wrap("store.Blobs", gis.Damaged, err, "store.damaged", sharedBucket)
			}
			all = append(all, b)
			return nil
		})
	})
	return all, err
}

// PutBlob keeps what is known of a blob, in the place of what was.
func (a *Archive) PutBlob(b *Blob) error {
	return a.Shared(func(tx *SharedTx) error { return tx.Put(blobPrefix+b.SHA256, b) })
}

// GrowBlob adds a piece to a blob that comes from elsewhere: BlobPiece bytes, or
// the last.
func (a *Archive) GrowBlob(b *Blob, piece []byte) error {
	grown := *b
	grown.Have += int64(len(piece))
	err := a.Shared(func(tx *SharedTx) error {
		return errors.Join(tx.PutBytes(pieceKey(b.ID, b.Have/BlobPiece), piece), tx.Put(blobPrefix+b.SHA256, &grown))
	})
	if err == nil {
		*b = grown
	}
	return err
}

// BlobBytes gives the bytes of a blob from an offset to the end of a piece.
func (a *Archive) BlobBytes(b *Blob, offset int64) (piece []byte, err error) {
	err = a.SharedView(func(tx *SharedTx) error {
		piece, err = tx.Bytes(pieceKey(b.ID, offset/BlobPiece))
		return err
	})
	if err == nil && offset < b.Have && int64(len(piece)) <= offset%BlobPiece {
		err = gis.Refuse("store.Blob", gis.Damaged, "store.damaged", sharedBucket)
	}
	if err != nil || offset >= b.Have {
		return nil, err
	}
	return piece[offset%BlobPiece:], nil
}

// WriteBlob writes a blob, after it compared all its bytes with its name.
func (a *Archive) WriteBlob(b *Blob, w io.Writer) error {
	if err := a.CheckBlob(b); err != nil {
		return err
	}
	return a.copyBlob(b, w)
}

// CheckBlob compares all bytes of a blob with its name; others are an error of
// kind Damaged.
func (a *Archive) CheckBlob(b *Blob) error {
	h := sha256.New()
	if err := a.copyBlob(b, h); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != b.SHA256 {
		return gis.Refuse("store.Blob", gis.Damaged, "store.damaged", sharedBucket)
	}
	return nil
}

func (a *Archive) copyBlob(b *Blob, w io.Writer) error {
	for offset := int64(0); offset < b.Size; {
		piece, err := a.BlobBytes(b, offset)
		if err != nil {
			return err
		}
		if _, err := w.Write(piece); err != nil {
			return err
		}
		offset += int64(len(piece))
	}
	return nil
}

// FreeBlob removes the bytes of a blob and keeps what is known of it.
func (a *Archive) FreeBlob(b *Blob) error {
	b.Have = 0
	return errors.Join(a.PutBlob(b), a.dropPieces(b.ID))
}

// dropPieces removes the pieces of an id.
func (a *Archive) dropPieces(id string) error {
	return a.Shared(func(tx *SharedTx) error {
		return tx.deleteAll(piecePrefix+id+"/", func(string) bool { return true })
	})
}

// sweepBlobs removes pieces that no blob names: what a keeping left that was
// killed.
func (a *Archive) sweepBlobs() error {
	all, err := a.Blobs()
	if err != nil {
		return err
	}
	named := map[string]bool{}
	for i := range all {
		named[all[i].ID] = true
	}
	return a.Shared(func(tx *SharedTx) error {
		return tx.deleteAll(piecePrefix, func(key string) bool {
			id, _, _ := strings.Cut(strings.TrimPrefix(key, piecePrefix), "/")
			return !named[id]
		})
	})
}

// deleteAll removes the values under a prefix whose keys are chosen.
func (t *SharedTx) deleteAll(prefix string, chosen func(key string) bool) error {
	var keys []string
	if err := t.Keys(prefix, func(key string) error {
		if chosen(key) {
			keys = append(keys, key)
		}
		return nil
	}); err != nil {
		return err
	}
	for _, key := range keys {
		if err := t.Delete(key); err != nil {
			return err
		}
	}
	return nil
}
