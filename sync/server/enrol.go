package server

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"segit/sync/authority"
	"segit/sync/wire"
)

// codeDays is how long a code may wait to be used.
const codeDays = 7

// NewCode makes a one-time code and what is kept of it. The code has 80 random
// bits, in groups that can be read aloud.
func NewCode(user, role string, comuni []string, now time.Time) (string, Code) {
	room := make([]byte, 10)
	rand.Read(room) //nolint:errcheck // it ends the program rather than fail
	text := base32.StdEncoding.EncodeToString(room)
	code := strings.Join([]string{text[:4], text[4:8], text[8:12], text[12:]}, "-")
	return code, Code{Hash: codeHash(code), User: user, Role: role, Comuni: comuni, Expires: now.AddDate(0, 0, codeDays)}
}

func codeHash(code string) string {
	sum := sha256.Sum256([]byte(strings.ToUpper(strings.TrimSpace(code))))
	return hex.EncodeToString(sum[:])
}

// enrol makes a device known. The same request again gives the same answer.
func (s *Server) enrol(w http.ResponseWriter, r *http.Request, _ Device) error {
	var ask wire.EnrolRequest
	if err := read(r, &ask); err != nil {
		return err
	}
	request, err := authority.ParseRequest([]byte(ask.CSR))
	if err != nil {
		return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
	}
	id := request.Subject.CommonName
	if _, err := uuid.Parse(id); err != nil {
		return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
	}
	was, err := s.predecessor(r, ask.Former)
	if err != nil {
		return err
	}
	var former []string
	if was.ID != "" {
		former = append(slices.Clone(was.Former), was.ID)
	}
	hash := codeHash(ask.Code)
	d, err := s.Store.Enrol(r.Context(), hash, func(c Code, before *Device) (Device, error) {
		if before != nil {
			if before.ID != id || !sameKey(before, request.PublicKey) {
				return Device{}, wire.Refuse(http.StatusForbidden, wire.BadCode)
			}
			return *before, nil
		}
		now := s.Now()
		if now.After(c.Expires) {
			return Device{}, wire.Refuse(http.StatusForbidden, wire.BadCode)
		}
		if was.ID != "" && was.User != c.User {
			return Device{}, wire.Refuse(http.StatusForbidden, wire.OtherUser)
		}
		if c.Lease > 0 && ask.Plain {
			return Device{}, wire.Refuse(http.StatusConflict, wire.NeedsSealed)
		}
		var half []byte
		if c.Lease > 0 {
			half = newHalf()
		}
		certificate, err := s.Authority.Device(request, authority.Grant{User: c.User, Role: c.Role, Comuni: c.Comuni, CodeHash: hash, Former: former}, now)
		return Device{
			ID: id, User: c.User, Role: c.Role, Comuni: c.Comuni, Certificate: string(certificate), Enrolled: now, Status: Active, Since: now,
			Lease: c.Lease, Half: half, Former: former,
		}, err
	})
	switch {
	case errors.Is(err, ErrUnknown):
		return wire.Refuse(http.StatusForbidden, wire.BadCode)
	case errors.Is(err, ErrEnrolled):
		return wire.Refuse(http.StatusConflict, wire.Enrolled)
	case err != nil:
		return err
	}
	if err := s.succeeded(r, d.Former...); err != nil {
		return err
	}
	return reply(w, wire.EnrolReply{Device: d.ID, Certificate: d.Certificate, User: d.User, Role: d.Role, Comuni: d.Comuni})
}

func sameKey(d *Device, key any) bool {
	c, err := authority.ParseCertificate([]byte(d.Certificate))
	if err != nil {
		return false
	}
	public, ok := c.PublicKey.(*ecdsa.PublicKey)
	return ok && public.Equal(key)
}
