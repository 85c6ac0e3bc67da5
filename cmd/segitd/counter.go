package main

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"segit/gis"
	"segit/sync/server/folder"
	"segit/sync/wire"
)

// openCounter lets the other commands reach the office of a server that runs.
// It answers on the machine's own address only, and to who knows the word.
func openCounter(f folder.Folder, o office) (closeCounter func() error, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, gis.Wrap("segitd.serve", gis.BadInput, err, "sync.listen", "127.0.0.1:0")
	}
	c := counter{listener.Addr().String(), rand.Text()}
	server := &http.Server{Handler: c.handler(o), ReadHeaderTimeout: 5 * time.Second}
	go server.Serve(listener) //nolint:errcheck // until it is closed
	raw, err := json.Marshal(c)
	if err == nil {
		err = os.WriteFile(f.Path(counterFile), raw, 0o600)
	}
	if err != nil {
		return nil, errors.Join(gis.Wrap("segitd.serve", gis.BadInput, err, "sync.store", f), server.Close())
	}
	return func() error { return errors.Join(os.Remove(f.Path(counterFile)), server.Close()) }, nil
}

func (c *counter) handler(o office) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /here", wish(c, func(*http.Request, any) (any, error) { return true, nil }))
	mux.HandleFunc("POST /code", wish(c, func(r *http.Request, ask codeRequest) (any, error) { return o.code(r.Context(), ask) }))
	mux.HandleFunc("POST /held", wish(c, func(r *http.Request, id string) (any, error) { return o.held(r.Context(), id) }))
	mux.HandleFunc("POST /office", wish(c, func(r *http.Request, _ any) (any, error) { return o.newOffice(r.Context()) }))
	mux.HandleFunc("POST /sealed", wish(c, func(r *http.Request, _ any) (any, error) { return o.sealed(r.Context()) }))
	mux.HandleFunc("POST /join", wish(c, func(r *http.Request, u wire.Unsent) (any, error) { return o.join(r.Context(), u) }))
	mux.HandleFunc("POST /users", wish(c, func(r *http.Request, _ any) (any, error) { return o.users(r.Context()) }))
	mux.HandleFunc("POST /user", wish(c, func(r *http.Request, ask userRequest) (any, error) { return o.setUser(r.Context(), ask) }))
	mux.HandleFunc("POST /token", wish(c, func(r *http.Request, ask tokenRequest) (any, error) { return o.token(r.Context(), ask) }))
	mux.HandleFunc("POST /devices", wish(c, func(r *http.Request, _ any) (any, error) { return o.devices(r.Context()) }))
	mux.HandleFunc("POST /revoke", wish(c, func(r *http.Request, id string) (any, error) { return nil, o.revoke(r.Context(), id) }))
	mux.HandleFunc("POST /rejoin", wish(c, func(r *http.Request, id string) (any, error) { return o.rejoining(r.Context(), id) }))
	mux.HandleFunc("POST /backup", wish(c, func(r *http.Request, path string) (any, error) { return nil, o.backup(r.Context(), path) }))
	mux.HandleFunc("POST /sweep", wish(c, func(r *http.Request, _ any) (any, error) { return o.sweep(r.Context()) }))
	mux.HandleFunc("POST /withdraw", wish(c, func(r *http.Request, ask [2]string) (any, error) { return nil, o.withdraw(r.Context(), ask[0], ask[1]) }))
	mux.HandleFunc("POST /publish", c.published(o))
	return mux
}

// knows reports whether who asks knows the word.
func (c *counter) knows(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+c.Word)) == 1
}

// wish answers one kind of request.
func wish[T any](c *counter, do func(*http.Request, T) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !c.knows(r) {
			http.Error(w, "", http.StatusUnauthorized)
			return
		}
		var ask T
		body, err := io.ReadAll(io.LimitReader(r.Body, 16*wire.MaxUnsentBytes))
		if err == nil {
			err = json.Unmarshal(body, &ask)
		}
		var answer any
		if err == nil {
			answer, err = do(r, ask)
		}
		c.answer(w, answer, err)
	}
}

// sentence is what there is to say of an error.
func sentence(err error) gis.Message {
	var known *gis.Error
	if errors.As(err, &known) {
		return known.Message
	}
	return gis.Say("text.unexpected", err)
}
