package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"

	"segit/store"
	"segit/sync/supply"
	"segit/sync/wire"
)

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// beginUpload announces a blob, or asks where its upload is. One that is here is
// done at once.
func (s *Server) beginUpload(w http.ResponseWriter, r *http.Request, d Device) error {
	var ask wire.UploadRequest
	if err := read(r, &ask); err != nil {
		return err
	}
	switch {
	case !d.Sees(ask.Comune):
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	case !s.uploads(&d):
		return wire.Refuse(http.StatusForbidden, wire.Forbidden)
	case !hashForm.MatchString(ask.SHA256) || ask.Size < 0:
		return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
	case ask.Size > wire.MaxBlobBytes:
		return wire.Refuse(http.StatusRequestEntityTooLarge, wire.TooLarge)
	}
	if err := s.room(r.Context(), d.ID, &ask); err != nil {
		return err
	}
	now := s.Now().UTC().Truncate(time.Microsecond)
	answer := wire.UploadReply{ID: ask.Comune + "-" + ask.SHA256}
	err := s.Store.Write(r.Context(), ask.Comune, func(tx Tx) error {
		blob, err := tx.Blob(ask.SHA256)
		if err != nil {
			return err
		}
		if answer.Done = blob != nil; answer.Done {
			return wanted(tx, blob, now)
		}
		u, err := tx.Upload(d.ID, ask.SHA256)
		if err != nil {
			return err
		}
		if u != nil && u.Size == ask.Size && u.Packed == ask.Packed {
			answer.Offset = u.Have
			return nil
		}
		if u != nil { // packed anew, into other bytes
			if err := tx.Discard(u); err != nil {
				return err
			}
		}
		return tx.PutUpload(&Upload{Dev: d.ID, Blob: Blob{SHA256: ask.SHA256, ID: uuid.NewString(), Size: ask.Size, Packed: ask.Packed, At: now}})
	})
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/v1/uploads/"+answer.ID)
	return reply(w, answer)
}

// wanted notes that a device counts on a blob that nothing names yet: it stays as
// long as a new one.
func wanted(tx Tx, b *Blob, now time.Time) error {
	refs, err := tx.Refs(b.SHA256)
	if err != nil || len(refs) > 0 {
		return err
	}
	b.At = now
	return tx.PutBlob(b)
}

// uploads reports whether the user of a device may send blobs: whoever may write
// something.
func (s *Server) uploads(d *Device) bool {
	c := d.Caller()
	return s.rights.Writes(&c, store.DatasetFindings, "*")
}

// uploadOf reads which upload a path speaks of.
func uploadOf(r *http.Request, d *Device) (comune, sha256 string, err error) {
	comune, sha256, _ = strings.Cut(r.PathValue("id"), "-")
	if !d.Sees(comune) || !hashForm.MatchString(sha256) {
		return "", "", wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	return comune, sha256, nil
}

// uploadAt says where an upload is.
func (s *Server) uploadAt(w http.ResponseWriter, r *http.Request, d Device) error {
	comune, sha256, err := uploadOf(r, &d)
	if err != nil {
		return err
	}
	offset := int64(-1)
	err = s.Store.Read(r.Context(), comune, func(v View) error {
		u, err := v.Upload(d.ID, sha256)
		if u != nil {
			offset = u.Have
		}
		return err
	})
	if err != nil {
		return err
	}
	if offset < 0 {
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	w.Header().Set(wire.OffsetHeader, strconv.FormatInt(offset, 10))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// upload takes bytes of a blob, from where those before end. What came of a
// request that is cut stays.
func (s *Server) upload(w http.ResponseWriter, r *http.Request, d Device) error {
	comune, sha256, err := uploadOf(r, &d)
	if err != nil {
		return err
	}
	offset, err := strconv.ParseInt(r.Header.Get(wire.OffsetHeader), 10, 64)
	if err != nil || offset < 0 {
		return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
	}
	piece := make([]byte, PieceBytes)
	for {
		n, cut := io.ReadFull(r.Body, piece)
		u, err := s.append(context.WithoutCancel(r.Context()), comune, d.ID, sha256, offset, piece[:n])
		if err != nil {
			return err
		}
		offset = u.Have
		if u.Have == u.Size {
			if err := s.finish(r.Context(), comune, u); err != nil {
				return err
			}
			break
		}
		if errors.Is(cut, io.EOF) || errors.Is(cut, io.ErrUnexpectedEOF) {
			break
		}
		if cut != nil {
			return wire.Refuse(http.StatusBadRequest, wire.BadRequest) // nobody listens any more
		}
	}
	w.Header().Set(wire.OffsetHeader, strconv.FormatInt(offset, 10))
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// append keeps bytes at an offset, which is where the upload is.
func (s *Server) append(ctx context.Context, comune, dev, sha256 string, offset int64, piece []byte) (u *Upload, err error) {
	err = s.Store.Write(ctx, comune, func(tx Tx) error {
		if u, err = tx.Upload(dev, sha256); err != nil {
			return err
		}
		switch {
		case u == nil:
			return wire.Refuse(http.StatusNotFound, wire.NotFound)
		case u.Have != offset:
			p := wire.Refuse(http.StatusConflict, wire.BadOffset)
			p.Seq = uint64(u.Have)
			return p
		case u.Have+int64(len(piece)) > u.Size:
			return wire.Refuse(http.StatusRequestEntityTooLarge, wire.TooLarge)
		case len(piece) == 0:
			return nil
		}
		if err := tx.AddPiece(u.ID, u.Have, piece); err != nil {
			return err
		}
		u.Have += int64(len(piece))
		u.At = s.Now().UTC().Truncate(time.Microsecond)
		return tx.PutUpload(u)
	})
	return u, err
}

// finish makes a blob of an upload whose bytes are those of its name; others are
// thrown away.
func (s *Server) finish(ctx context.Context, comune string, u *Upload) error {
	good, err := s.matches(ctx, comune, u)
	if err != nil {
		return err
	}
	err = s.Store.Write(ctx, comune, func(tx Tx) error {
		if !good {
			return tx.Discard(u)
		}
		return tx.Finish(u)
	})
	if err == nil && !good {
		return wire.Refuse(http.StatusUnprocessableEntity, wire.BadHash)
	}
	return err
}

// matches reads an upload to its end and compares its hash.
func (s *Server) matches(ctx context.Context, comune string, u *Upload) (bool, error) {
	whole := &bytesOf{server: s, ctx: ctx, comune: comune, id: u.ID, size: u.Size}
	var plain io.Reader = whole
	if u.Packed {
		unzip, err := zstd.NewReader(whole, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(supply.MaxPlain), zstd.WithDecoderLowmem(true))
		if err != nil {
			return false, err
		}
		defer unzip.Close()
		plain = io.LimitReader(unzip, supply.MaxPlain+1)
	}
	h := sha256.New()
	if _, err := io.Copy(h, plain); err != nil {
		return false, whole.err // what does not unpack is no fault of ours
	}
	return hex.EncodeToString(h.Sum(nil)) == u.SHA256, nil
}
