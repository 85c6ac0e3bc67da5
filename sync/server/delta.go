package server

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"segit/sync/supply"
	"segit/sync/wire"
)

// deltasAtOnce is how many deltas are made and undone at once, whoever asks: each
// wants both chunks in memory, and a window.
const deltasAtOnce = 8

// deltaTurn waits until one more delta may be worked on; done lets the next one.
func (s *Server) deltaTurn(ctx context.Context) (done func(), err error) {
	select {
	case s.deltas <- struct{}{}:
		return func() { <-s.deltas }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// baseOf is the blob from which a request wants another one told: one that is here
// and that the device may have in the same checkout. Without, the other goes whole.
func (s *Server) baseOf(v View, c *Checkout, d *Device, sha256 string) (*Blob, error) {
	if !hashForm.MatchString(sha256) {
		return nil, nil
	}
	may, err := s.mayHave(v, c, d, sha256)
	if err != nil || !may {
		return nil, err
	}
	b, err := v.Blob(sha256)
	if err != nil || b == nil || !b.Packed || b.Size > supply.MaxDeltaPlain {
		return nil, err
	}
	return b, nil
}

// told answers with what differs in a blob from another, where that is less than the
// blob; it reports whether it did.
func (s *Server) told(w http.ResponseWriter, r *http.Request, comune string, b, base *Blob) (bool, error) {
	if base == nil || !b.Packed || b.Size > supply.MaxDeltaPlain || r.Header.Get("Range") != "" {
		return false, nil
	}
	delta, err := s.differing(r.Context(), comune, b, base)
	if err != nil || delta == nil || int64(len(delta)) >= b.Size {
		return false, err
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Encoding", wire.DeltaCoding)
	h.Set("Content-Length", strconv.Itoa(len(delta)))
	h.Set("Vary", "Accept-Encoding, "+wire.DictionaryHeader)
	h.Set("Cache-Control", "private, no-cache")
	w.Write(delta) //nolint:errcheck // the caller has gone
	return true, nil
}

// differing is what differs in a blob from another.
func (s *Server) differing(ctx context.Context, comune string, b, base *Blob) ([]byte, error) {
	done, err := s.deltaTurn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	plain, err := s.unpacked(ctx, comune, b)
	if err != nil {
		return nil, err
	}
	from, err := s.unpacked(ctx, comune, base)
	if err != nil {
		return nil, err
	}
	return supply.Delta(plain, from)
}

// unpacked reads a packed blob whole.
func (s *Server) unpacked(ctx context.Context, comune string, b *Blob) ([]byte, error) {
	of := &bytesOf{server: s, ctx: ctx, comune: comune, id: b.ID, size: b.Size}
	packed, err := io.ReadAll(of)
	if err != nil {
		return nil, err
	}
	return s.packer.Unpack(packed, b.SHA256)
}

// putBlob takes a blob told from another that is here, whole in one request. Who
// sends must be one who may have the other: what the sum of a guess is would else
// tell what is in it.
func (s *Server) putBlob(w http.ResponseWriter, r *http.Request, d Device) error {
	sha256, checkout := r.PathValue("sha256"), r.URL.Query().Get("checkout")
	switch {
	case !hashForm.MatchString(sha256):
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	case !s.uploads(&d):
		return wire.Refuse(http.StatusForbidden, wire.Forbidden)
	case r.Header.Get("Content-Encoding") != wire.DeltaCoding:
		return wire.Refuse(http.StatusUnsupportedMediaType, wire.BadRequest)
	}
	delta, err := io.ReadAll(http.MaxBytesReader(w, r.Body, wire.MaxBatchBytes))
	if err != nil {
		return wire.Refuse(http.StatusRequestEntityTooLarge, wire.TooLarge)
	}
	comune := ""
	var base *Blob
	err = s.within(r, &d, checkout, func(v View, c *Checkout) error {
		comune = c.Comune
		base, err = s.baseOf(v, c, &d, supply.BaseOf(delta))
		return err
	})
	if err != nil {
		return err
	}
	if base == nil {
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	done, err := s.deltaTurn(r.Context())
	if err != nil {
		return err
	}
	defer done()
	from, err := s.unpacked(r.Context(), comune, base)
	if err != nil {
		return err
	}
	plain, err := supply.Undelta(delta, from, sha256)
	if err != nil {
		return wire.Refuse(http.StatusUnprocessableEntity, wire.BadHash)
	}
	if err := s.keepWhole(r.Context(), &d, comune, sha256, s.packer.Pack(plain)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// keepWhole keeps a blob of which all bytes are there, in the place of an upload of
// the same that was under way.
func (s *Server) keepWhole(ctx context.Context, d *Device, comune, sha256 string, packed []byte) error {
	size := int64(len(packed))
	if err := s.room(ctx, d.ID, &wire.UploadRequest{Comune: comune, SHA256: sha256, Size: size, Packed: true}); err != nil {
		return err
	}
	now := s.Now().UTC().Truncate(time.Microsecond)
	return s.Store.Write(ctx, comune, func(tx Tx) error {
		if b, err := tx.Blob(sha256); err != nil || b != nil {
			if err == nil {
				err = wanted(tx, b, now)
			}
			return err
		}
		old, err := tx.Upload(d.ID, sha256)
		if err == nil && old != nil {
			err = tx.Discard(old)
		}
		if err != nil {
			return err
		}
		u := &Upload{Dev: d.ID, Have: size, Blob: Blob{SHA256: sha256, ID: uuid.NewString(), Size: size, Packed: true, At: now}}
		if err := tx.PutUpload(u); err != nil {
			return err
		}
		for from := 0; from < len(packed); from += PieceBytes {
			if err := tx.AddPiece(u.ID, int64(from), packed[from:min(from+PieceBytes, len(packed))]); err != nil {
				return err
			}
		}
		return tx.Finish(u)
	})
}
