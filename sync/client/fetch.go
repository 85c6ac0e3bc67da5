package client

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"segit/gis"
	"segit/store"
	"segit/sync/supply"
	"segit/sync/wire"
)

// fetchTries is how often a transfer that was cut goes on from where it was.
const fetchTries = 5

// kept is how many bytes of chunks are written in one transaction: what a kill
// costs.
const kept = 2 << 20

// fetch brings the chunks of a group into the archive, sealed, beside its
// territory: those that are there already stay, those of which the archive has
// the rows in another supply are made of these, the rest comes from the server.
func (w *intake) fetch(ctx context.Context, t *talk, group []*arriving, sum *Summary, p gis.Progress) error {
	missing := map[string]string{} // cell by name
	for _, a := range group {
		for i := range a.need {
			missing[a.need[i].SHA256] = a.need[i].Cell
		}
	}
	if err := w.land().SharedView(func(tx *store.SharedTx) error {
		return tx.Keys(chunkPrefix, func(key string) error {
			delete(missing, strings.TrimPrefix(key, chunkPrefix))
			return nil
		})
	}); err != nil {
		return err
	}
	b := &chunkWriter{land: w.land()}
	if err := w.again(ctx, missing, b); err != nil {
		return err
	}
	works, inner := errgroup.WithContext(ctx)
	works.SetLimit(w.link.atOnce)
	var mu sync.Mutex
	bring := func(name string, base []byte) {
		works.Go(func() error {
			packed, came, err := w.chunk(inner, t, name, base)
			if err != nil {
				return err
			}
			mu.Lock()
			sum.Chunks++
			sum.Bytes += came
			mu.Unlock()
			p.Add(1)
			return b.put(name, packed)
		})
	}
	err := w.changed(inner, group, missing, bring)
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		if err == nil {
			bring(name, nil)
		}
	}
	// What the workers met comes first: it may be why nothing went on.
	return errors.Join(works.Wait(), err, b.flush())
}

func (w *intake) land() *store.Archive { return w.link.land }

// chunkWriter writes chunks, several in one transaction.
type chunkWriter struct {
	land *store.Archive

	mu     sync.Mutex
	chunks map[string][]byte
	size   int
}

func (b *chunkWriter) put(name string, packed []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.chunks == nil {
		b.chunks = map[string][]byte{}
	}
	b.chunks[name] = packed
	if b.size += len(packed); b.size < kept {
		return nil
	}
	return b.write()
}

func (b *chunkWriter) flush() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.write()
}

func (b *chunkWriter) write() error {
	if len(b.chunks) == 0 {
		return nil
	}
	err := b.land.Shared(func(tx *store.SharedTx) error {
		for name, packed := range b.chunks {
			if err := tx.PutBytes(chunkPrefix+name, packed); err != nil {
				return err
			}
		}
		return nil
	})
	b.chunks, b.size = nil, 0
	return err
}

// chunk fetches a chunk, packed, and says how many bytes came; base is one that is
// like it, nil for none. A transfer that is cut goes on from where it was; what came
// whole and is not what its name says is thrown away, and asked for once more.
func (w *intake) chunk(ctx context.Context, t *talk, name string, base []byte) (packed []byte, came int64, err error) {
	if base != nil {
		if packed, came = w.differing(ctx, t, name, base); packed != nil {
			return packed, came, nil
		}
	}
	var failed error
	for range 2 {
		packed, err := t.blob(ctx, w.state.Checkout, name, supply.MaxPacked, nil)
		came += int64(len(packed))
		if err != nil {
			return nil, came, err
		}
		if _, failed = w.packer.Unpack(packed, name); failed == nil {
			return packed, came, nil
		}
	}
	return nil, came, failed
}

// blob fetches a blob, going on from what is there already.
func (t *talk) blob(ctx context.Context, checkout, name string, limit int64, have []byte) ([]byte, error) {
	tag := ""
	var last error
	for range fetchTries {
		r, err := t.request(ctx, http.MethodGet, "/v1/blobs/"+name+"?checkout="+checkout, nil)
		if err != nil {
			return nil, err
		}
		if len(have) > 0 && tag != "" {
			r.Header.Set("Range", "bytes="+strconv.Itoa(len(have))+"-")
			r.Header.Set("If-Range", tag)
		}
		raw, head, err := t.read(ctx, r, limit)
		if head != nil {
			tag = head.Header.Get("ETag")
			if head.StatusCode != http.StatusPartialContent || !strings.HasPrefix(head.Header.Get("Content-Range"), "bytes "+strconv.Itoa(len(have))+"-") {
				have = nil
			}
			have = append(have, raw...)
		}
		var refused *wire.Problem
		if err == nil || ctx.Err() != nil || errors.As(err, &refused) {
			return have, err
		}
		last = err
	}
	return nil, last
}

// blobPiece fetches some bytes of a blob.
func (t *talk) blobPiece(ctx context.Context, checkout, name string, from, size int64) ([]byte, error) {
	var last error
	for range fetchTries {
		r, err := t.request(ctx, http.MethodGet, "/v1/blobs/"+name+"?checkout="+checkout, nil)
		if err != nil {
			return nil, err
		}
		r.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", from, from+size-1))
		raw, head, err := t.read(ctx, r, store.BlobPiece)
		var refused *wire.Problem
		switch {
		case err == nil && head.StatusCode == http.StatusPartialContent && int64(len(raw)) == size:
			return raw, nil
		case err == nil:
			return nil, gis.Refuse("client.blob", gis.BadInput, "sync.altered")
		case ctx.Err() != nil, errors.As(err, &refused):
			return nil, err
		}
		last = err
	}
	return nil, last
}
