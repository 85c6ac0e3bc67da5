package server

import (
	"net/http"
	"strings"
	"time"

	"segit/sync/rights"
	"segit/sync/wire"
)

// tokenLife is how long a token stands for a device's user.
const tokenLife = 15 * time.Minute

// Asking says who makes a request: the user of a token (Authorization: Bearer, or
// Basic with any name and the token as the password, or of what reads only the
// cookie of a browser), else the user of a device's certificate, else nobody. A token or certificate
// that does not hold is refused and not taken for nobody.
func (s *Server) Asking(r *http.Request) (rights.Caller, error) {
	if word := r.Header.Get("Authorization"); word != "" {
		token, bearer := strings.CutPrefix(word, "Bearer ")
		if _, password, basic := r.BasicAuth(); basic {
			token, bearer = password, true // programs that know names and passwords alone
		}
		if !bearer {
			return rights.Caller{}, wire.Refuse(http.StatusUnauthorized, wire.BadToken)
		}
		return s.bearing(r, token)
	}
	// A browser sends a cookie without being asked: it lets read and not write.
	if c, err := r.Cookie(wire.SessionCookie); err == nil && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		return s.bearing(r, c.Value)
	}
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return rights.Caller{}, nil
	}
	d, err := s.known(r)
	if err != nil {
		return rights.Caller{}, err
	}
	return d.Caller(), nil
}

// bearing is the user of a token.
func (s *Server) bearing(r *http.Request, token string) (rights.Caller, error) {
	c, err := rights.Read(s.identity.Key, token, s.Now())
	if err != nil {
		return rights.Caller{}, wire.Refuse(http.StatusUnauthorized, wire.BadToken)
	}
	if err := s.active(r, c.Device); err != nil {
		return rights.Caller{}, err
	}
	err = s.entitled(r.Context(), &c)
	return c, err
}

// active refuses the token of a device that may do nothing any more.
func (s *Server) active(r *http.Request, id string) error {
	if id == "" {
		return nil
	}
	d, err := s.Store.Device(r.Context(), id)
	if err != nil {
		return wire.Refuse(http.StatusUnauthorized, wire.BadToken)
	}
	return d.refused()
}

// token gives the user of a device a token, for programs that know no
// certificates.
func (s *Server) token(w http.ResponseWriter, _ *http.Request, d Device) error {
	c := d.Caller()
	expires := s.Now().Add(tokenLife)
	return reply(w, wire.Token{Token: rights.Sign(s.identity.Key, &c, expires), Expires: expires.UTC().Truncate(time.Second)})
}
