package server

import (
	"context"
	"io"
	"iter"
	"net/http"
	"regexp"
	"slices"

	"github.com/klauspost/compress/zstd"

	"segit/gis"
	"segit/gis/crs"
	"segit/store"
	"segit/sync/layer"
	"segit/sync/supply"
	"segit/sync/wire"
)

// Layers keeps what is served to other programs: part of [layer.Store].
type Layers interface {
	Layers(ctx context.Context) ([]layer.Layer, error)
	Publish(ctx context.Context, l layer.Layer, features iter.Seq2[*layer.Feature, error]) (layer.Layer, error)
	Withdrawn(ctx context.Context, comune string) ([]string, error)
}

var layerForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,62}$`)

// published lists what is served of a municipality, and what was withdrawn, to
// who may publish.
func (s *Server) published(w http.ResponseWriter, r *http.Request, d Device) error {
	comune := r.URL.Query().Get("comune")
	switch {
	case !d.Sees(comune):
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	case !s.maySupply(&d):
		return wire.Refuse(http.StatusForbidden, wire.Forbidden)
	}
	all, err := s.Config.Layers.Layers(r.Context())
	if err != nil {
		return err
	}
	found := []wire.PublishedLayer{}
	for i := range all {
		if l := &all[i]; l.Comune == comune {
			found = append(found, wire.PublishedLayer{Name: l.Name, Print: l.Print, Rows: l.Rows, Private: l.Private})
		}
	}
	withdrawn, err := s.Config.Layers.Withdrawn(r.Context(), comune)
	if err != nil {
		return err
	}
	for _, name := range withdrawn {
		found = append(found, wire.PublishedLayer{Name: name, Withdrawn: true})
	}
	return reply(w, found)
}

// publish serves a layer whose bytes have come, in the place of the one of its
// name. What is open and what is not is decided here, by what the columns are.
func (s *Server) publish(w http.ResponseWriter, r *http.Request, d Device) error {
	var ask wire.LayerRequest
	if err := readUpTo(r, &ask, wire.MaxBatchBytes); err != nil {
		return err
	}
	switch {
	case !d.Sees(ask.Comune):
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	case !s.maySupply(&d):
		return wire.Refuse(http.StatusForbidden, wire.Forbidden)
	case len(ask.Parts) == 0 || len(ask.Parts) > wire.MaxLayerParts || !layerForm.MatchString(ask.Name),
		slices.ContainsFunc(ask.Parts, func(p string) bool { return !hashForm.MatchString(p) }):
		return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
	}
	blobs, missing, err := s.parts(r.Context(), &ask)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		return reply(w, wire.LayerReply{Missing: missing})
	}
	in := &partsOf{server: s, ctx: r.Context(), comune: ask.Comune, left: blobs}
	defer in.close()
	l, features, err := layer.Read(in)
	if err != nil {
		return wire.Refuse(http.StatusUnprocessableEntity, wire.BadRequest)
	}
	if err := s.publishable(&d, &ask, &l); err != nil {
		return err
	}
	if l, err = s.Config.Layers.Publish(r.Context(), l, features); err != nil {
		if gis.KindOf(err) == gis.BadInput {
			return wire.Refuse(http.StatusUnprocessableEntity, wire.BadRequest)
		}
		return err
	}
	if err := s.used(r.Context(), ask.Comune, ask.Parts); err != nil {
		return err
	}
	return reply(w, wire.LayerReply{Rows: l.Rows, Private: l.Private})
}

// publishable holds a layer to what its publisher may see, and says of it what
// is of persons whatever its bytes say.
func (s *Server) publishable(d *Device, ask *wire.LayerRequest, l *layer.Layer) error {
	if _, known := crs.Lookup(l.EPSG); !known || l.Comune != ask.Comune || l.Name != ask.Name || l.Shape > gis.AnyShape {
		return wire.Refuse(http.StatusUnprocessableEntity, wire.BadRequest)
	}
	caller := d.Caller()
	for i := range l.Columns {
		c := &l.Columns[i]
		if !s.rights.Sees(&caller, l.Name, c.Name, c.Role) {
			return wire.Refuse(http.StatusForbidden, wire.Forbidden)
		}
		c.Personal = c.Personal || c.Role.Personal() || c.Role == gis.RoleSubject
		l.Private = l.Private || c.Personal || c.Role.Private()
	}
	l.Private = l.Private || l.Name == store.DatasetFindings
	return nil
}

// used throws the bytes of a layer away that was published: it is kept as rows.
func (s *Server) used(ctx context.Context, comune string, parts []string) error {
	return s.Store.Write(ctx, comune, func(tx Tx) error {
		for _, part := range parts {
			b, err := unnamed(tx, part)
			if err == nil && b != nil { // nil where it stood twice in the layer
				err = tx.Drop(b)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// parts are the blobs of a layer that is to be published, and those of them that
// are not here.
func (s *Server) parts(ctx context.Context, ask *wire.LayerRequest) (blobs []Blob, missing []string, err error) {
	err = s.Store.Read(ctx, ask.Comune, func(v View) error {
		blobs, missing = nil, nil
		for _, part := range ask.Parts {
			b, err := v.Blob(part)
			switch {
			case err != nil:
				return err
			case b == nil:
				missing = append(missing, part)
			default:
				blobs = append(blobs, *b)
			}
		}
		return nil
	})
	return blobs, missing, err
}

// partsOf reads the plain bytes of blobs one after the other.
type partsOf struct {
	server *Server
	ctx    context.Context //nolint:containedctx // io.Reader takes none
	comune string
	left   []Blob
	now    io.Reader
	unzip  *zstd.Decoder
}

// Read gives what follows.
func (p *partsOf) Read(b []byte) (int, error) {
	for {
		if p.now == nil {
			if len(p.left) == 0 {
				return 0, io.EOF
			}
			if err := p.open(&p.left[0]); err != nil {
				return 0, err
			}
			p.left = p.left[1:]
		}
		n, err := p.now.Read(b)
		if err == io.EOF { //nolint:errorlint // io.Reader gives it as it is
			p.now = nil
			if err = nil; n == 0 {
				continue
			}
		}
		return n, err
	}
}

func (p *partsOf) open(b *Blob) error {
	raw := &bytesOf{server: p.server, ctx: p.ctx, comune: p.comune, id: b.ID, size: b.Size}
	if p.now = raw; !b.Packed {
		return nil
	}
	if p.unzip == nil {
		var err error
		p.unzip, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(supply.MaxPlain), zstd.WithDecoderLowmem(true))
		if err != nil {
			return err
		}
	}
	p.now = p.unzip
	return p.unzip.Reset(raw)
}

func (p *partsOf) close() {
	if p.unzip != nil {
		p.unzip.Close()
	}
}
