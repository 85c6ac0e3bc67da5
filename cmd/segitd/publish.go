package main

import (
	"context"
	"encoding/json"
	"io"
	"iter"
	"net/http"

	"segit/gis"
	"segit/sync/layer"
)

func (h *here) publish(ctx context.Context, l layer.Layer, features iter.Seq2[*layer.Feature, error]) (layer.Layer, error) {
	return h.store.Publish(ctx, l, features)
}

// publish sends a layer to the server that runs, feature by feature.
func (c *counter) publish(ctx context.Context, l layer.Layer, features iter.Seq2[*layer.Feature, error]) (published layer.Layer, err error) {
	body, pipe := io.Pipe()
	go func() { pipe.CloseWithError(layer.Write(pipe, &l, features)) }()
	defer body.Close() //nolint:errcheck // whoever writes is told
	err = c.send(ctx, "publish", body, &published)
	return published, err
}

func (c *counter) withdraw(ctx context.Context, comune, name string) error {
	return c.ask(ctx, "withdraw", [2]string{comune, name}, new(any))
}

// published takes a layer that comes as a stream.
func (c *counter) published(o office) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !c.knows(r) {
			http.Error(w, "", http.StatusUnauthorized)
			return
		}
		l, features, err := layer.Read(r.Body)
		if err == nil {
			l, err = o.publish(r.Context(), l, features)
		}
		c.answer(w, l, err)
	}
}

// answer sends what became of a wish.
func (c *counter) answer(w http.ResponseWriter, answer any, err error) {
	if err != nil {
		w.WriteHeader(http.StatusConflict)
		answer = map[string]any{"kind": gis.KindOf(err), "say": sentence(err)}
	}
	json.NewEncoder(w).Encode(answer) //nolint:errcheck // who asked has gone
}
