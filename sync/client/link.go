package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"segit/gis"
	"segit/store"
	"segit/sync/wire"
)

// Link is an archive and the way to its central repository.
type Link struct {
	archive Archive
	land    *store.Archive    // nil: its supplies do not travel
	way     http.RoundTripper // nil: TLS to the server, with the device's certificate
	now     func() time.Time
	pending pending
	atOnce  int // chunks on their way at the same time
}

// New joins an archive to the network.
func New(a Archive) *Link {
	l := NewOver(a, nil, time.Now)
	l.atOnce = 4
	return l
}

// NewOver goes another way than the network, by another clock, one request after
// the other.
func NewOver(a Archive, way http.RoundTripper, now func() time.Time) *Link {
	return &Link{archive: a, land: territory(a), way: way, now: now, pending: pending{room: mostKept}, atOnce: 1}
}

// patience is how long a server may take to begin its answer.
const patience = 2 * time.Minute

// over is the way to the server of s.
func (l *Link) over(s *state) (http.RoundTripper, func(), error) {
	if l.way != nil {
		return l.way, func() {}, nil
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(s.CA) {
		return nil, nil, gis.Refuse("client.over", gis.BadInput, "sync.pem", "CERTIFICATE")
	}
	c := &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS13}
	if s.Certificate != nil {
		pair, err := tls.X509KeyPair(s.Certificate, s.Key)
		if err != nil {
			return nil, nil, gis.Wrap("client.over", gis.Damaged, err, "sync.pem", "CERTIFICATE")
		}
		c.Certificates = []tls.Certificate{pair}
	}
	t := &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: c, ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: patience / 4, ResponseHeaderTimeout: patience,
	}
	return t, t.CloseIdleConnections, nil
}

// talk is a conversation with a server.
type talk struct {
	server string
	way    http.RoundTripper
}

// ask sends a request and reads the answer, of at most limit bytes. A refusal
// is a [wire.Problem].
func (t *talk) ask(ctx context.Context, method, path, kind string, body []byte, limit int64) ([]byte, error) {
	r, err := t.request(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", kind)
	if kind == wire.StreamType {
		r.Header.Set("Content-Encoding", "gzip")
	}
	return t.answer(ctx, r, limit)
}

func (t *talk) request(ctx context.Context, method, path string, body []byte) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, method, t.server+path, bytes.NewReader(body))
	if err != nil {
		return nil, gis.Wrap("client.ask", gis.BadUsage, err, "sync.url", t.server)
	}
	return r, nil
}

// answer sends a request and reads the answer whole.
func (t *talk) answer(ctx context.Context, r *http.Request, limit int64) ([]byte, error) {
	raw, _, err := t.read(ctx, r, limit)
	return raw, err
}

// read also gives the answer's head. An answer that is cut gives what came of it
// beside the error.
func (t *talk) read(ctx context.Context, r *http.Request, limit int64) ([]byte, *http.Response, error) {
	answer, err := t.way.RoundTrip(r)
	if err != nil {
		return nil, nil, t.lost(ctx, err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	raw, err := io.ReadAll(io.LimitReader(answer.Body, limit+1))
	switch {
	case err != nil:
		return raw, answer, t.lost(ctx, err)
	case int64(len(raw)) > limit:
		return nil, answer, gis.Refuse("client.ask", gis.BadInput, "sync.too-large", limit>>20)
	case answer.StatusCode >= http.StatusBadRequest:
		return nil, answer, wire.ReadProblem(answer.StatusCode, raw)
	}
	return raw, answer, nil
}

// lost says that the server was not reached, or not understood.
func (t *talk) lost(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var foreign *tls.CertificateVerificationError
	if errors.As(err, &foreign) {
		return gis.Wrap("client.ask", gis.BadInput, err, "sync.foreign-server", t.server)
	}
	return gis.Wrap("client.ask", gis.Internal, err, unreachable, t.server)
}

// json asks with a JSON body and reads a JSON answer.
func (t *talk) json(ctx context.Context, method, path string, ask, answer any) error {
	var body []byte
	if ask != nil {
		var err error
		if body, err = json.Marshal(ask); err != nil {
			return gis.Wrap("client.ask", gis.Internal, err, "sync.stream")
		}
	}
	raw, err := t.ask(ctx, method, path, "application/json", body, wire.MaxBatchBytes)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, answer); err != nil {
		return gis.Wrap("client.ask", gis.BadInput, err, "sync.altered")
	}
	return nil
}

// Away reports the error of a server that was not reached: work goes on, and
// the next sync may find it.
func Away(err error) bool {
	var known *gis.Error
	return errors.As(err, &known) && known.Code == unreachable
}

const unreachable = "sync.unreachable"

// refusal turns a problem into an error of ours, with its sentence.
func refusal(op string, err error) error {
	var p *wire.Problem
	if !errors.As(err, &p) {
		return err
	}
	kind := gis.Internal
	switch p.Code {
	case wire.BadCode, wire.Enrolled, wire.Revoked, wire.Frozen, wire.NoCertificate, wire.Forbidden, wire.Fork, wire.Ended, wire.NeedsSealed, wire.Full, wire.DeviceFull,
		wire.LogAltered, wire.Behind, wire.OtherUser:
		kind = gis.BadInput
	}
	return &gis.Error{Op: op, Kind: kind, Message: p.Message()}
}

// serverURL reads the address of a server as people write it.
func serverURL(text string) (string, error) {
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return "", gis.Wrap("client.Enrol", gis.BadUsage, err, "sync.url", text)
	}
	return strings.TrimSuffix(u.String(), "/"), nil
}
