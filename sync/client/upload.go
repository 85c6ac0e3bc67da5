package client

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"segit/gis"
	"segit/sync/wire"
)

// uploadPiece is how many bytes of a blob go in one request: what a cut costs at
// most.
const uploadPiece = 1 << 20

// upload sends a blob in pieces, from where the server has it on; piece gives
// the bytes from an offset. It gives how many bytes went out.
func (t *talk) upload(ctx context.Context, ask wire.UploadRequest, piece func(offset int64) ([]byte, error)) (int64, error) {
	sent := int64(0)
	var last error
	for range fetchTries {
		var at wire.UploadReply
		if err := t.json(ctx, http.MethodPost, "/v1/uploads", ask, &at); err != nil || at.Done {
			return sent, err
		}
		n, err := t.pieces(ctx, &at, ask.Size, piece)
		sent += n
		var refused *wire.Problem
		if err == nil || ctx.Err() != nil || errors.As(err, &refused) && refused.Code != wire.BadOffset && refused.Code != wire.BadHash {
			return sent, err
		}
		last = err
	}
	return sent, last
}

// pieces sends what follows an offset.
func (t *talk) pieces(ctx context.Context, at *wire.UploadReply, size int64, piece func(offset int64) ([]byte, error)) (sent int64, err error) {
	for offset := at.Offset; ; {
		body, err := piece(offset)
		if err != nil {
			return sent, err
		}
		r, err := t.request(ctx, http.MethodPatch, "/v1/uploads/"+at.ID, body)
		if err != nil {
			return sent, err
		}
		r.Header.Set("Content-Type", "application/offset+octet-stream")
		r.Header.Set(wire.OffsetHeader, strconv.FormatInt(offset, 10))
		_, head, err := t.read(ctx, r, wire.MaxBodyBytes)
		if err != nil {
			return sent, err
		}
		next, err := strconv.ParseInt(head.Header.Get(wire.OffsetHeader), 10, 64)
		if err != nil || next != offset+int64(len(body)) {
			return sent, gis.Wrap("client.upload", gis.BadInput, err, "sync.altered")
		}
		sent += int64(len(body))
		if offset = next; offset >= size {
			return sent, nil
		}
	}
}
