package client

import (
	"context"
	"crypto/x509"
	"net/http"
	"slices"

	"segit/gis"
	"segit/sync/authority"
	"segit/sync/wire"
)

// EnrolRequest says which central repository an archive joins.
type EnrolRequest struct {
	Server string // address, "https://segit.example.it:8443"
	CA     []byte // PEM of the server's authority (ca.pem)
	Code   string // one-time, from the administrator
}

// Enrol joins an archive to a central repository: afterwards it syncs. The
// device's key is made here and never leaves the archive. Repeated after an
// answer that was lost it goes on where it stopped.
func (l *Link) Enrol(ctx context.Context, req EnrolRequest) (user, role string, err error) {
	const op = "client.Enrol"
	server, err := serverURL(req.Server)
	if err != nil {
		return "", "", err
	}
	if !x509.NewCertPool().AppendCertsFromPEM(req.CA) {
		return "", "", gis.Refuse(op, gis.BadInput, "sync.pem", "CERTIFICATE")
	}
	device, comune := l.archive.Of()
	s, err := l.request(device, server, req.CA)
	if err != nil {
		return "", "", err
	}
	way, done, err := l.over(&s)
	if err != nil {
		return "", "", err
	}
	defer done()
	t := &talk{server, way}
	answer, err := admission(ctx, t, wire.EnrolRequest{Code: req.Code, CSR: string(s.Request), Plain: l.archive.Plaintext()})
	if err != nil {
		return "", "", refusal(op, err)
	}
	if !covers(&answer, comune) {
		return "", "", gis.Refuse(op, gis.BadInput, "sync.other-comune", comune)
	}
	s.Certificate, s.Request, s.User, s.Role = []byte(answer.Certificate), nil, answer.User, answer.Role
	return s.User, s.Role, l.archive.Shared(func(tx Tx) error { return tx.Put(stateKey, s) })
}

// admission asks for a device's certificate.
func admission(ctx context.Context, t *talk, ask wire.EnrolRequest) (wire.EnrolReply, error) {
	var answer wire.EnrolReply
	err := t.json(ctx, http.MethodPost, "/v1/enrol", ask, &answer)
	if err == nil {
		_, err = authority.ParseCertificate([]byte(answer.Certificate))
	}
	return answer, err
}

// covers reports whether a device that was admitted is of a municipality.
func covers(answer *wire.EnrolReply, comune string) bool {
	return slices.Contains(answer.Comuni, comune) || slices.Contains(answer.Comuni, "*")
}

// request makes the device's key and request, and keeps them before they go
// out: the answer belongs to this key.
func (l *Link) request(device, server string, ca []byte) (s state, err error) {
	err = l.archive.Shared(func(tx Tx) error {
		if _, err := tx.Get(stateKey, &s); err != nil {
			return err
		}
		if s.Certificate != nil && s.Stopped.copied() {
			return gis.Refuse("client.Enrol", gis.BadUsage, "sync.enrolled-copied", s.Server)
		}
		if s.Certificate != nil {
			return gis.Refuse("client.Enrol", gis.BadUsage, "sync.enrolled", s.Server)
		}
		if s.Request == nil {
			if s.Request, s.Key, err = authority.NewRequest(device); err != nil {
				return err
			}
		}
		s.Server, s.CA = server, ca
		return tx.Put(stateKey, s)
	})
	return s, err
}
