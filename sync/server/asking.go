package server

import (
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"segit/sync/rights"
	"segit/sync/wire"
)

// endedLife is how long it is known of a session that is over anyway that it was
// ended: a clock set back by less does not bring it to life.
const endedLife = 24 * time.Hour

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
		return s.inSession(r, c.Value)
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
	return s.standing(r, c)
}

// inSession is the user of a session that nobody ended.
func (s *Server) inSession(r *http.Request, word string) (rights.Caller, error) {
	c, id, err := rights.ReadSession(s.identity.Key, word, s.Now())
	if err != nil {
		return rights.Caller{}, wire.Refuse(http.StatusUnauthorized, wire.BadToken)
	}
	ended, err := s.Store.SessionEnded(r.Context(), id)
	switch {
	case err != nil:
		return rights.Caller{}, err
	case ended:
		return rights.Caller{}, wire.Refuse(http.StatusUnauthorized, wire.BadToken)
	}
	return s.standing(r, c)
}

// Enter begins a session of a browser with a token: it gives its user, and the
// word that the browser keeps, which is over when the token is, or when [Leave]
// ends it. The token is none of the session's and goes on.
func (s *Server) Enter(r *http.Request, token string) (c rights.Caller, word string, until time.Time, err error) {
	if c, err = s.bearing(r, token); err != nil {
		return c, "", until, err
	}
	claimed, err := rights.Read(s.identity.Key, token, s.Now()) // what the register says is asked anew each time
	if err != nil {
		return c, "", until, wire.Refuse(http.StatusUnauthorized, wire.BadToken)
	}
	until = rights.Until(token)
	return c, rights.SignSession(s.identity.Key, &claimed, s.Now(), until, uuid.NewString()), until, nil
}

// Leave ends a session, wherever its word was copied to.
func (s *Server) Leave(r *http.Request, word string) error {
	_, id, err := rights.ReadSession(s.identity.Key, word, s.Now())
	if err != nil {
		return nil // it is over, or was none
	}
	return s.Store.EndSession(r.Context(), id, rights.Until(word), s.Now().Add(-endedLife))
}

// standing is a caller as it stands now.
func (s *Server) standing(r *http.Request, c rights.Caller) (rights.Caller, error) {
	if err := s.active(r, c.Device); err != nil {
		return rights.Caller{}, err
	}
	err := s.entitled(r.Context(), &c)
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
	now := s.Now()
	expires := now.Add(tokenLife)
	return reply(w, wire.Token{Token: rights.Sign(s.identity.Key, &c, now, expires), Expires: expires.UTC().Truncate(time.Second)})
}
