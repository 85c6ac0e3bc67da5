package server

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"segit/sync/wire"
)

// place is what a cursor says; a device cannot read it and cannot make one.
type place struct {
	Epoch    string `json:"e"`
	Checkout string `json:"c"`
	CSeq     uint64 `json:"n"`
}

func (s *Server) cursor(checkout string, cseq uint64) string {
	raw, err := json.Marshal(place{s.identity.Epoch, checkout, cseq})
	if err != nil {
		raw = nil // cannot be: its fields are plain
	}
	body := base64.RawURLEncoding.EncodeToString(raw)
	return body + "." + s.sign(body)
}

// sign is the signature of a cursor's body.
func (s *Server) sign(body string) string {
	mac := hmac.New(sha256.New, s.identity.Key)
	mac.Write([]byte(body))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// placeOf reads a cursor of a checkout.
func (s *Server) placeOf(cursor, checkout string) (place, error) {
	var p place
	body, signature, _ := strings.Cut(cursor, ".")
	raw, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil || !hmac.Equal([]byte(signature), []byte(s.sign(body))) || json.Unmarshal(raw, &p) != nil || p.Checkout != checkout {
		return p, wire.Refuse(http.StatusBadRequest, wire.BadCursor)
	}
	if p.Epoch != s.identity.Epoch {
		return p, wire.Refuse(http.StatusGone, wire.OldCursor)
	}
	return p, nil
}
