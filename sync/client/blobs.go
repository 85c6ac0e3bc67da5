package client

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"segit/gis"
	"segit/store"
	"segit/sync/wire"
)

// sendBlobs sends the attachments that the server has not said it has, the small
// ones first. One that is interrupted goes on where it was.
func (l *Link) sendBlobs(ctx context.Context, t *talk, s *state, sum *Summary, p gis.Progress) error {
	if l.land == nil {
		return nil
	}
	all, err := l.land.Blobs()
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(b store.Blob) bool { return !b.Here() || b.Sent == s.reading() })
	if len(all) == 0 {
		return nil
	}
	p.Stage(gis.Say("sync.stage-blobs"), int64(len(all)))
	slices.SortFunc(all, func(a, b store.Blob) int { return cmp.Or(cmp.Compare(a.Size, b.Size), cmp.Compare(a.SHA256, b.SHA256)) })
	for i := range all {
		n, err := l.sendBlob(ctx, t, &all[i])
		sum.Bytes += n
		if err != nil {
			return err
		}
		all[i].Sent = s.reading()
		if err := l.land.PutBlob(&all[i]); err != nil {
			return err
		}
		sum.Blobs++
		p.Add(1)
	}
	return nil
}

// sendBlob sends a blob; it returns when the server says that it has all of it,
// and that the bytes are those of its name.
func (l *Link) sendBlob(ctx context.Context, t *talk, b *store.Blob) (int64, error) {
	_, comune := l.archive.Of()
	return t.upload(ctx, wire.UploadRequest{Comune: comune, SHA256: b.SHA256, Size: b.Size}, func(offset int64) ([]byte, error) {
		return l.land.BlobBytes(b, offset)
	})
}

// connected runs f in a conversation with the server.
func (l *Link) connected(op string, f func(t *talk, s *state) error) error {
	s, err := l.readState()
	if err != nil {
		return err
	}
	way, done, err := l.over(&s)
	if err != nil {
		return err
	}
	defer done()
	return refusal(op, f(&talk{s.Server, way}, &s))
}

// GetBlob fetches an attachment of so many bytes whose bytes are not here, if the
// server says that this device may have it. Interrupted, it goes on where it was
// the next time. Bytes that are not those of the name are thrown away.
func (l *Link) GetBlob(ctx context.Context, sha256 string, size int64) error {
	const op = "client.GetBlob"
	return l.connected(op, func(t *talk, s *state) error {
		b, err := l.land.Blob(sha256)
		if err != nil {
			return err
		}
		if b != nil && b.Here() {
			return nil
		}
		if b == nil {
			b = &store.Blob{SHA256: sha256, ID: uuid.NewString(), Size: size}
		}
		if err := l.land.PutBlob(b); err != nil {
			return err
		}
		for !b.Here() {
			piece, err := t.blobPiece(ctx, s.Checkout, sha256, b.Have, min(store.BlobPiece, b.Size-b.Have))
			if err != nil {
				return err
			}
			if err := l.land.GrowBlob(b, piece); err != nil {
				return err
			}
		}
		if err := l.land.CheckBlob(b); err != nil {
			return errors.Join(gis.Wrap(op, gis.BadInput, err, "sync.blob"), l.land.FreeBlob(b))
		}
		b.Sent = s.reading()
		return l.land.PutBlob(b)
	})
}

// FreeBlobs removes the bytes of attachments from the archive, of each after the
// server has said, now, that it has them. It gives how many bytes it freed.
func (l *Link) FreeBlobs(ctx context.Context) (freed int64, err error) {
	err = l.connected("client.FreeBlobs", func(t *talk, _ *state) error {
		all, err := l.land.Blobs()
		if err != nil {
			return err
		}
		_, comune := l.archive.Of()
		for i := range all {
			b := &all[i]
			if !b.Here() || b.Sent == "" {
				continue
			}
			var at wire.UploadReply
			ask := wire.UploadRequest{Comune: comune, SHA256: b.SHA256, Size: b.Size}
			if err := t.json(ctx, http.MethodPost, "/v1/uploads", ask, &at); err != nil {
				return err
			}
			if !at.Done {
				b.Sent = "" // a server that was restored: it is sent again
				if err := l.land.PutBlob(b); err != nil {
					return err
				}
				continue
			}
			if err := l.land.FreeBlob(b); err != nil {
				return err
			}
			freed += b.Size
		}
		return nil
	})
	return freed, err
}
