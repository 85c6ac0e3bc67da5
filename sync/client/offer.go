package client

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"segit/gis"
	"segit/store"
	"segit/sync/supply"
	"segit/sync/wire"
)

// offering sends what was imported or computed here and the server has not, or
// not as it is now.
type offering struct {
	link     *Link
	talk     *talk
	checkout string
	now      time.Time // the server's
	pair     tls.Certificate
	packer   *supply.Packer
	held     map[string]*held
	all      []gis.Supply // the register
	sum      *Summary
	ties     *ties // nil before they are wanted

	mu sync.Mutex // of sum
}

func (l *Link) offer(ctx context.Context, t *talk, s *state, session *wire.Session, sum *Summary, p gis.Progress) error {
	packer, err := supply.NewPacker()
	if err != nil {
		return err
	}
	o := &offering{link: l, talk: t, checkout: s.Checkout, now: session.Time, packer: packer, sum: sum}
	if o.pair, err = tls.X509KeyPair(s.Certificate, s.Key); err != nil {
		return gis.Wrap("client.offer", gis.Damaged, err, "sync.pem", "CERTIFICATE")
	}
	if o.held, err = l.readHeld(); err != nil {
		return err
	}
	snapshot := l.land.Snapshot()
	defer snapshot.Release() //nolint:errcheck // a sweep that failed is tried again at the next open
	if o.all, err = l.land.Supplies(); err != nil {
		return err
	}
	for i := range o.all {
		u := &o.all[i]
		name := "supply/" + o.origin(u)
		for key, h := range o.held {
			if h.Local == u.ID {
				name = key // it may be another's, imported here as well
			}
		}
		if err := o.one(ctx, snapshot, name, u, "", p); err != nil {
			return err
		}
	}
	scopes := snapshot.ComputedScopes()
	// In the order in which they stand here, so that lists show them so elsewhere.
	for _, scope := range slices.SortedFunc(maps.Keys(scopes), func(p, q string) int { return cmp.Compare(scopes[p][0], scopes[q][0]) }) {
		if err := o.one(ctx, snapshot, computedPrefix+scope, nil, scope, p); err != nil {
			return err
		}
	}
	return nil
}

// origin names a supply among those of all desks.
func (o *offering) origin(u *gis.Supply) string {
	if u.Origin != "" {
		return u.Origin
	}
	device, _ := o.link.archive.Of()
	for _, f := range o.link.archive.Former() { // as which it was sent, it goes on
		name := fmt.Sprintf("%s/%d", f.Device, u.ID)
		if h := o.held["supply/"+name]; h != nil && h.Local == u.ID {
			return name
		}
	}
	return fmt.Sprintf("%s/%d", device, u.ID)
}

// one sends one entry, if it is not at the server as it is here.
func (o *offering) one(ctx context.Context, s *store.Snapshot, name string, u *gis.Supply, scope string, p gis.Progress) error {
	is, err := printOf(s, u, scope)
	if err != nil {
		return err
	}
	h := o.held[name]
	switch {
	case h != nil && h.Print == is && !o.cutOtherwise(h, name, u):
		return nil
	case h != nil && h.Print == "":
		// It came, and a kill kept the note of how.
		h.Print = is
		return o.note(name, h)
	}
	known := h.chunks()
	p.Stage(gis.Say("sync.stage-sending"), 0)
	head, err := o.head(s, name, u, scope)
	if err != nil {
		return err
	}
	head.Schemas = map[string]*gis.Schema{}
	if u == nil {
		for _, schema := range s.ComputedSchemas(scope) {
			head.Schemas[schemaName(schema)] = schema // a layer may have come out empty
		}
	}
	parts, err := o.send(ctx, s, name, u, head.Schemas, func(sha256 string) bool { return !known[sha256[:shortName]] }, p)
	if err != nil {
		return err
	}
	key, _ := o.pair.PrivateKey.(*ecdsa.PrivateKey)
	signed, raw, err := supply.Sign(head, parts, key, o.pair.Certificate[0])
	if err != nil {
		return err
	}
	now := sentOf(u, head.Delivery, parts, raw)
	now.Print, now.Cut = is, cutForm
	if u == nil && h != nil && h.Print != lostPrint && bytes.Equal(h.Digests, now.Digests) {
		now.N = h.N // computed again, and the same came of it
		return o.note(name, now)
	}
	now.N, err = o.deliver(ctx, signed, raw, func(missing []string) error {
		_, err := o.send(ctx, s, name, u, map[string]*gis.Schema{}, func(sha256 string) bool { return slices.Contains(missing, sha256) }, p)
		return err
	})
	if err != nil {
		return err
	}
	o.sum.Sent++
	return o.note(name, now)
}

// deliver posts an entry, and gives the number of its writing; a server that was
// restored has lost chunks that it had, which are sent again.
func (o *offering) deliver(ctx context.Context, signed supply.Signed, raw [][]byte, again func(missing []string) error) (uint64, error) {
	answer, err := o.post(ctx, signed, raw)
	if err == nil && len(answer.Missing) > 0 {
		if err = again(answer.Missing); err == nil {
			answer, err = o.post(ctx, signed, raw)
		}
	}
	if err == nil && answer.N == 0 {
		err = gis.Refuse("client.offer", gis.Internal, "sync.problem."+string(wire.BadHash), 0)
	}
	return answer.N, err
}

// cutOtherwise reports whether an entry of this desk was sent as entries were cut
// before.
func (o *offering) cutOtherwise(h *held, name string, u *gis.Supply) bool {
	return u != nil && u.Origin == "" && name == "supply/"+o.origin(u) && h.Cut != cutForm
}

// chunks are those of an entry that the server has, by the beginnings of their
// names.
func (h *held) chunks() map[string]bool {
	known := map[string]bool{}
	if h != nil && h.Print != lostPrint {
		for _, part := range h.Parts {
			known[part.Key[len(part.Key)-shortName:]] = true
		}
	}
	return known
}

// sentOf is what the server has of an entry after it took it.
func sentOf(u *gis.Supply, delivery string, parts []supply.Part, raw [][]byte) *held {
	h := &held{Delivery: delivery}
	if u != nil {
		h.Local = u.ID
	}
	var digests []byte
	for i := range raw {
		digests = append(digests, supply.Digest(raw[i])...)
		h.Parts = append(h.Parts, (&listedPart{parts[i], shortDigest(raw[i])}).here())
	}
	h.Digests = supply.Digest(digests)
	return h
}

func (o *offering) note(name string, h *held) error {
	o.held[name] = h
	return o.link.archive.Shared(func(tx Tx) error { return tx.Put(heldPrefix+name, h) })
}

// head says what an entry is of.
func (o *offering) head(s *store.Snapshot, name string, u *gis.Supply, scope string) (supply.Head, error) {
	device, comune := o.link.archive.Of()
	h := supply.Head{Comune: comune, Device: device, CRS: s.EPSG(), At: o.now}
	if u == nil {
		h.Scope, h.EPSG = scope, s.SaidIn(0, scope)
		return h, nil
	}
	h.Origin, h.EPSG = name[len("supply/"):], s.SaidIn(u.ID, "")
	h.Delivery = fmt.Sprintf("%s/%d", device, u.Delivery)
	if before := o.held[name]; before != nil {
		h.Delivery = before.Delivery
	}
	entry := *u
	entry.ID, entry.Delivery, entry.Replaces, entry.Origin, entry.Partial = 0, 0, nil, "", false
	h.Supply = &entry
	for i := range o.all {
		other := &o.all[i]
		if other.Delivery == u.Delivery && other.Origin == "" && !o.adopted(other) {
			h.Together++
		}
		if slices.Contains(u.Replaces, other.ID) {
			h.Replaces = append(h.Replaces, o.origin(other))
		}
	}
	return h, nil
}

// adopted reports whether a supply imported here stands at the server as
// another's.
func (o *offering) adopted(u *gis.Supply) bool {
	for name, h := range o.held {
		if h.Local == u.ID {
			return name != "supply/"+o.origin(u)
		}
	}
	return false
}

// send cuts the rows of an entry into chunks, and sends those that want chooses;
// it enters their schemas.
func (o *offering) send(
	ctx context.Context, s *store.Snapshot, name string, u *gis.Supply, schemas map[string]*gis.Schema, want func(sha256 string) bool, p gis.Progress,
) ([]supply.Part, error) {
	var parts []supply.Part
	works, inner := errgroup.WithContext(ctx)
	works.SetLimit(o.link.atOnce)
	out := func(part supply.Part, plain, base []byte) {
		parts = append(parts, part)
		if want(part.SHA256) {
			works.Go(func() error {
				p.Add(1)
				return o.upload(inner, part.SHA256, plain, base)
			})
		}
	}
	alone := func(part supply.Part, plain []byte) { out(part, plain, nil) }
	before := o.earlier(inner, s, u)
	defer before.stop()
	local := uint32(0)
	if u != nil {
		local = u.ID
	}
	err := cut(inner, s, local, name, nil, func(at store.Place, n int, c *supply.Chunk, lines []uint32) error {
		part, plain, err := partOf(inner, &at, c, lines)
		if err != nil {
			return err
		}
		var base []byte
		if want(part.SHA256) {
			if base, err = before.chunk(&at, n); err != nil {
				return err
			}
		}
		if b := at.Bound; b.Min[0] <= b.Max[0] {
			part.Box = []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
		}
		if supply.Outlined(&at) {
			if part.Outline, err = outlineOf(s, local, c.Rows, at.Scope); err != nil {
				return err
			}
		}
		schemas[part.Schema] = at.Schema
		out(part, plain, base)
		return nil
	})
	if err == nil && u != nil && slices.ContainsFunc(parts, func(p supply.Part) bool { return p.Cell == store.UnlocatedCell && tied(schemas[p.Schema]) }) {
		err = o.tied(inner, s, local, func(part supply.Part, plain []byte) {
			part.Tied = true
			alone(part, plain)
		})
	}
	if err == nil && u != nil {
		err = o.rejects(u, alone)
	}
	if failed := works.Wait(); failed != nil {
		return nil, failed
	}
	return parts, err
}

// partOf is a chunk as a part of its entry.
func partOf(ctx context.Context, at *store.Place, c *supply.Chunk, lines []uint32) (part supply.Part, plain []byte, err error) {
	if ctx.Err() != nil {
		return part, nil, context.Cause(ctx)
	}
	plain, err = c.Encode()
	return supply.Part{
		Dataset: at.Schema.Dataset, Schema: schemaName(at.Schema), Scope: at.Scope, Cell: at.Cell,
		Rows: len(lines), Lines: supply.EncodeLines(lines), SHA256: supply.Name(plain), Size: len(plain),
	}, plain, err
}

// tied gives the rows of a supply that lie in no sheet as parts of the sheets to
// which they are tied.
func (o *offering) tied(ctx context.Context, s *store.Snapshot, supplied uint32, out func(supply.Part, []byte)) (err error) {
	if o.ties == nil {
		if o.ties, err = tiesOf(ctx, s); err != nil {
			return err
		}
	}
	return o.ties.cutTied(ctx, s, supplied, func(at store.Place, _ int, c *supply.Chunk, lines []uint32) error {
		part, plain, err := partOf(ctx, &at, c, lines)
		if err == nil {
			out(part, plain)
		}
		return err
	})
}

// outlineOf is where a sheet lies by rows that a supply says, in the archive's
// CRS; 0 stands for rows that were computed.
func outlineOf(s *store.Snapshot, supplied uint32, rows *gis.Batch, scope string) ([]byte, error) {
	var shapes gis.Shapes
	shapes.AppendAll(&rows.Shapes)
	if err := s.InPlane(s.SaidIn(supplied, scope), &shapes); err != nil {
		return nil, err
	}
	return supply.Outline(rows.Schema.Dataset, &shapes)
}

// rejects gives the rejects of a supply as parts.
func (o *offering) rejects(u *gis.Supply, out func(supply.Part, []byte)) error {
	var lines bytes.Buffer
	n := 0
	flush := func() {
		if n > 0 {
			plain := bytes.Clone(lines.Bytes())
			out(supply.Part{Cell: store.UnlocatedCell, Rows: n, Rejects: true, SHA256: supply.Name(plain), Size: len(plain)}, plain)
		}
		lines.Reset()
		n = 0
	}
	err := o.link.land.KeptRejects(u.ID, func(r store.KeptReject) error {
		r.Supply = 0
		raw, err := json.Marshal(r.Reject)
		if err != nil {
			return gis.Wrap("client.offer", gis.Internal, err, "sync.stream")
		}
		lines.Write(append(raw, '\n'))
		if n++; lines.Len() >= 2<<20 {
			flush()
		}
		return nil
	})
	flush()
	return err
}

// post sends an entry.
func (o *offering) post(ctx context.Context, signed supply.Signed, parts [][]byte) (wire.EntryReply, error) {
	var answer wire.EntryReply
	head, err := json.Marshal(signed)
	if err != nil {
		return answer, gis.Wrap("client.offer", gis.Internal, err, "sync.stream")
	}
	body, err := (&batch{lines: append([][]byte{head}, parts...)}).encode()
	if err != nil {
		return answer, err
	}
	raw, err := o.talk.ask(ctx, http.MethodPost, "/v1/supplies", wire.StreamType, body, wire.MaxBatchBytes)
	if err != nil {
		return answer, err
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return answer, gis.Wrap("client.offer", gis.BadInput, err, "sync.altered")
	}
	return answer, nil
}

// upload sends a chunk that the server has not: what differs from base, which it
// has, or the whole, going on from where it was.
func (o *offering) upload(ctx context.Context, sha256 string, plain, base []byte) error {
	if done, err := o.differing(ctx, sha256, plain, base); done || err != nil {
		return err
	}
	body := o.packer.Pack(plain)
	_, comune := o.link.archive.Of()
	n, err := o.talk.upload(ctx, wire.UploadRequest{Comune: comune, SHA256: sha256, Size: int64(len(body)), Packed: true}, func(offset int64) ([]byte, error) {
		return body[offset:min(offset+uploadPiece, int64(len(body)))], nil
	})
	o.count(n)
	return err
}

// count adds to the bytes that were sent.
func (o *offering) count(n int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sum.Bytes += n
}
