package client

import (
	"context"
	"net/http"

	"segit/store"
	"segit/sync/supply"
	"segit/sync/wire"
)

// worthIt is how much smaller than a chunk its delta must be for the whole not to be
// packed and sent.
const worthIt = 4

// differing sends a chunk as what differs from another that the server has. It
// reports whether that was done: where it was not, the whole is sent.
func (o *offering) differing(ctx context.Context, sha256 string, plain, base []byte) (bool, error) {
	if base == nil {
		return false, nil
	}
	delta, err := supply.Delta(plain, base)
	if err != nil || delta == nil || len(delta) > len(plain)/worthIt {
		return false, err
	}
	r, err := o.talk.request(ctx, http.MethodPut, "/v1/blobs/"+sha256+"?checkout="+o.checkout, delta)
	if err != nil {
		return false, err
	}
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Header.Set("Content-Encoding", wire.DeltaCoding)
	if _, err = o.talk.answer(ctx, r, wire.MaxBodyBytes); err == nil {
		o.count(int64(len(delta)))
		return true, nil
	}
	// The server lost the other chunk, or something on the way knows nothing of PUT, or
	// the link was cut: what else it is, the whole is told as well.
	return false, ctx.Err()
}

// placeOf names a chunk among those of a supply by where its rows stand.
type placeOf struct {
	schema, scope, cell string
	n                   int
}

// changed brings the chunks that are like one of a supply that is here: bring gets
// their names and the plain bytes of the other. missing loses them.
func (w *intake) changed(ctx context.Context, group []*arriving, missing map[string]string, bring func(name string, base []byte)) error {
	if len(missing) == 0 {
		return nil
	}
	s := w.land().Snapshot()
	defer s.Release() //nolint:errcheck // a sweep that failed is tried again at the next open
	register, err := w.land().Supplies()
	if err != nil {
		return err
	}
	came := map[uint32]bool{}
	for _, h := range w.held {
		came[h.Local] = true
	}
	for _, a := range group {
		if a.head.Supply == nil {
			continue
		}
		wanted, cells, scopes := a.wanted(missing)
		before := supplyBefore(s, register, a.head.Supply.Source, came, scopes)
		if before == 0 {
			continue
		}
		here := func(p store.Place) bool { return cells[p.Cell] }
		err := cut(ctx, s, before, "", here, func(at store.Place, n int, c *supply.Chunk, _ []uint32) error {
			name, ok := wanted[placeOf{schemaName(at.Schema), at.Scope, at.Cell, n}]
			if _, still := missing[name]; !ok || !still || ctx.Err() != nil {
				return context.Cause(ctx)
			}
			plain, err := c.Encode()
			if err == nil {
				delete(missing, name)
				bring(name, plain)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// wanted are the parts of an entry that are missing, by their places, with the cells
// and scopes in which they lie.
func (a *arriving) wanted(missing map[string]string) (wanted map[placeOf]string, cells, scopes map[string]bool) {
	wanted, cells, scopes = map[placeOf]string{}, map[string]bool{}, map[string]bool{}
	last := placeOf{n: -1}
	for i := range a.part {
		p := &a.part[i]
		if p.Tied || p.Rejects {
			continue
		}
		at := placeOf{p.Schema, p.Scope, p.Cell, last.n + 1}
		if at.schema != last.schema || at.scope != last.scope || at.cell != last.cell {
			at.n = 0
		}
		last = at
		if _, ok := missing[p.SHA256]; ok {
			wanted[at], cells[p.Cell], scopes[p.Scope] = p.SHA256, true, true
		}
	}
	return wanted, cells, scopes
}

// differing fetches a chunk as what differs from another one, and gives it packed;
// nil where that does not come, and the whole is to be asked for.
func (w *intake) differing(ctx context.Context, t *talk, name string, base []byte) (packed []byte, came int64) {
	r, err := t.request(ctx, http.MethodGet, "/v1/blobs/"+name+"?checkout="+w.state.Checkout, nil)
	if err != nil {
		return nil, 0
	}
	wire.OfferDictionary(r.Header, supply.Name(base))
	raw, head, err := t.read(ctx, r, supply.MaxPacked)
	if err != nil {
		return nil, int64(len(raw))
	}
	if head.Header.Get("Content-Encoding") == wire.DeltaCoding {
		if plain, err := supply.Undelta(raw, base, name); err == nil {
			return w.packer.Pack(plain), int64(len(raw))
		}
		return nil, int64(len(raw))
	}
	if _, err := w.packer.Unpack(raw, name); err != nil {
		return nil, int64(len(raw))
	}
	return raw, int64(len(raw))
}
