package server

import (
	"crypto/x509"
	"errors"
	"net/http"
	"slices"

	"segit/sync/authority"
	"segit/sync/wire"
)

// from lets a request through to a handler when it comes from a device that
// enrolled and may still ask.
func (s *Server) from(answer handler) handler {
	return func(w http.ResponseWriter, r *http.Request, _ Device) error {
		d, err := s.known(r)
		if seen, ok := w.(*watched); ok {
			seen.device = d.ID
		}
		if err != nil {
			return err
		}
		return answer(w, r, d)
	}
}

// known is the device of a request, with what its user may now. One that may
// ask nothing is given too, with the refusal.
func (s *Server) known(r *http.Request) (Device, error) {
	d, u, err := s.presented(r)
	if err != nil {
		return Device{}, err
	}
	if err := d.refused(); err != nil {
		return d, err
	}
	c := d.Caller()
	err = u.entitle(&c)
	d.Role, d.Comuni = c.Role, c.Comuni
	return d, err
}

// presented is the device whose certificate came with a request, with what is
// known of its user.
func (s *Server) presented(r *http.Request) (Device, *User, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return Device{}, nil, wire.Refuse(http.StatusUnauthorized, wire.NoCertificate)
	}
	return s.deviceOf(r, r.TLS.PeerCertificates[0])
}

// refused is what a device is told that may ask nothing.
func (d *Device) refused() error {
	switch d.Status {
	case Revoked:
		return wire.Refuse(http.StatusForbidden, wire.Revoked)
	case Frozen:
		return wire.Refuse(http.StatusConflict, wire.Frozen)
	}
	return nil
}

// deviceOf is the device of a certificate of ours. One that is not in the
// register enrolled after the backup from which the register was restored: what
// the certificate says of it stands.
func (s *Server) deviceOf(r *http.Request, c *x509.Certificate) (Device, *User, error) {
	now := s.Now()
	d, u, err := s.Store.Standing(r.Context(), c.Subject.CommonName)
	switch {
	case err != nil && !errors.Is(err, ErrUnknown):
		return d, nil, err
	case err == nil && d.Certificate == string(authority.CertificatePEM(c.Raw)):
		// The very one that was given: it was verified when it was signed.
		if now.After(c.NotAfter) {
			return d, nil, wire.Refuse(http.StatusUnauthorized, wire.NoCertificate)
		}
		return d, u, nil
	case err == nil:
		return d, nil, wire.Refuse(http.StatusUnauthorized, wire.NoCertificate)
	}
	_, err = c.Verify(x509.VerifyOptions{
		Roots: s.Authority.Pool(), CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil || !slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageClientAuth) { // the authority's own says nothing of its use
		return d, nil, wire.Refuse(http.StatusUnauthorized, wire.NoCertificate)
	}
	g := authority.GrantOf(c)
	d = Device{
		ID: c.Subject.CommonName, User: g.User, Role: g.Role, Comuni: g.Comuni, Certificate: string(authority.CertificatePEM(c.Raw)),
		Enrolled: authority.Issued(c), Status: Active, Since: now, Former: g.Former,
	}
	if err := s.Store.Readmit(r.Context(), g.CodeHash, d); err != nil {
		return d, nil, err
	}
	if err := s.succeeded(r, d.Former...); err != nil {
		return d, nil, err
	}
	_, u, err = s.Store.Standing(r.Context(), d.ID)
	return d, u, err
}
