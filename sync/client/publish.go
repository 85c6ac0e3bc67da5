package client

import (
	"context"
	"io"
	"iter"
	"net/http"
	"net/url"

	"segit/gis"
	"segit/sync/layer"
	"segit/sync/supply"
	"segit/sync/wire"
)

// served is what this archive published last of a layer, and to which state of
// the server: one that was restored may have lost it.
type served struct {
	Print string `json:"print"`
	Epoch string `json:"epoch"`
}

// publishedPrefix is under which it is kept, by layer, what this archive
// published last.
const publishedPrefix = "published/"

// Published are the layers of the archive's municipality that the server serves
// to other programs.
func (l *Link) Published(ctx context.Context) (all []wire.PublishedLayer, err error) {
	err = l.connected("client.Published", func(t *talk, _ *state) error {
		_, comune := l.archive.Of()
		return t.json(ctx, http.MethodGet, "/v1/layers?comune="+url.QueryEscape(comune), nil, &all)
	})
	return all, err
}

// PrintOf is the print of a layer as this archive published it last, "" for
// never, or before the server was restored.
func (l *Link) PrintOf(name string) (string, error) {
	var last served
	err := l.archive.View(func(tx Tx) error {
		s, err := readState(tx)
		if err != nil {
			return err
		}
		if _, err = tx.Get(publishedPrefix+name, &last); last.Epoch != s.Epoch {
			last.Print = ""
		}
		return err
	})
	return last.Print, err
}

// Publish serves a layer to other programs: its bytes go as blobs, those that
// the server has already are not sent again, and then the server serves them in
// the place of what it had. An archive that holds some sheets only is refused.
func (l *Link) Publish(ctx context.Context, is layer.Layer, features iter.Seq2[*layer.Feature, error], p gis.Progress) (layer.Layer, error) {
	const op = "client.Publish"
	s, err := l.readState()
	if err != nil {
		return is, err
	}
	if !s.Area.Whole && len(s.Area.Cells) > 0 || len(s.Want) > 0 {
		return is, gis.Refuse(op, gis.BadUsage, "sync.publish-part", is.Name)
	}
	p.Stage(gis.Say("sync.stage-publishing", is.Name), 0)
	err = l.connected(op, func(t *talk, _ *state) error {
		ask := wire.LayerRequest{Comune: is.Comune, Name: is.Name}
		body, pipe := io.Pipe()
		written := make(chan struct{})
		go func() {
			pipe.CloseWithError(layer.Write(pipe, &is, features))
			close(written)
		}()
		ask.Parts, err = t.parts(ctx, is.Comune, body, p)
		body.Close() //nolint:errcheck // whoever writes is told
		<-written    // it reads the archive
		if err != nil {
			return err
		}
		var answer wire.LayerReply
		if err := t.json(ctx, http.MethodPost, "/v1/layers", ask, &answer); err != nil {
			return err
		}
		if len(answer.Missing) > 0 {
			return gis.Refuse(op, gis.Internal, "sync.publish-missing", is.Name)
		}
		is.Rows, is.Private = answer.Rows, answer.Private
		return l.archive.Shared(func(tx Tx) error { return tx.Put(publishedPrefix+is.Name, served{is.Print, s.Epoch}) })
	})
	return is, err
}

// parts sends a stream as blobs, and gives their names in order.
func (t *talk) parts(ctx context.Context, comune string, body io.Reader, p gis.Progress) ([]string, error) {
	packer, err := supply.NewPacker()
	if err != nil {
		return nil, err
	}
	var names []string
	room := make([]byte, wire.LayerPart)
	for {
		n, end := io.ReadFull(body, room)
		if n > 0 {
			plain := room[:n]
			packed := packer.Pack(plain)
			name := supply.Name(plain)
			ask := wire.UploadRequest{Comune: comune, SHA256: name, Size: int64(len(packed)), Packed: true}
			if _, err := t.upload(ctx, ask, func(offset int64) ([]byte, error) {
				return packed[offset:min(int64(len(packed)), offset+uploadPiece)], nil
			}); err != nil {
				return nil, err
			}
			names = append(names, name)
			p.Add(1)
		}
		switch end {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return names, nil
		default:
			return nil, end
		}
	}
}
