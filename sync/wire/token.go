package wire

import "time"

// Token stands for a device's user before programs that know no certificates:
// it is sent as "Authorization: Bearer".
type Token struct {
	Token   string    `json:"token"`
	Expires time.Time `json:"expires"`
}

// SessionCookie is the cookie in which a browser keeps a token. By its name
// browsers take it over TLS only, and from this server alone.
const SessionCookie = "__Host-segit"
