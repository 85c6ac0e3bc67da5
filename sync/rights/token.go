package rights

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// ErrToken is given for a token that is none of the server's, or is over.
var ErrToken = errors.New("rights: no token, or not any more")

// longestToken is how many bytes of a token are looked at.
const longestToken = 4096

// claim is what a token says. What its user may is looked up again when it is
// used, so that a role that was taken away is gone at once.
type claim struct {
	User    string   `json:"u"`
	Role    string   `json:"r"`
	Device  string   `json:"d,omitempty"`
	Comuni  []string `json:"c"`
	Issued  int64    `json:"i,omitempty"` // Unix seconds; 0 in tokens of before it was written
	Expires int64    `json:"e"`           // Unix seconds
	Session string   `json:"s,omitempty"` // of a browser: such a word is no token
}

// ahead is by how much the clock of who made a token may be ahead of who reads it.
const ahead = 5 * time.Minute

// Sign makes a token for a caller that begins at one moment and is over at another.
// Whoever holds it is taken for the caller meanwhile. A clock that is set back to
// before it began makes none of those that are over good again.
func Sign(key []byte, c *Caller, issued, expires time.Time) string {
	return sign(key, c, issued, expires, "")
}

// SignSession makes the word that a browser keeps for a session, which has an id
// so that it can be ended. It stands for the caller as a token does, and is none.
func SignSession(key []byte, c *Caller, issued, expires time.Time, id string) string {
	return sign(key, c, issued, expires, id)
}

func sign(key []byte, c *Caller, issued, expires time.Time, session string) string {
	raw, err := json.Marshal(claim{c.User, c.Role, c.Device, c.Comuni, issued.Unix(), expires.Unix(), session})
	if err != nil {
		raw = nil // cannot be: its fields are plain
	}
	body := base64.RawURLEncoding.EncodeToString(raw)
	return body + "." + signature(key, body)
}

func signature(key []byte, body string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("token\x00" + body)) // the key signs other things too
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// Until is when a token is over that [Read] has read.
func Until(token string) time.Time {
	var c claim
	body, _, _ := strings.Cut(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil || json.Unmarshal(raw, &c) != nil {
		return time.Time{}
	}
	return time.Unix(c.Expires, 0)
}

// Read is the caller of a token, as it was when it was signed. The error is
// ErrToken.
func Read(key []byte, token string, now time.Time) (Caller, error) {
	c, session, err := read(key, token, now)
	if err == nil && session != "" {
		return Caller{}, ErrToken
	}
	return c, err
}

// ReadSession is the caller of the word of a session, with its id. The error is
// ErrToken.
func ReadSession(key []byte, word string, now time.Time) (c Caller, id string, err error) {
	c, id, err = read(key, word, now)
	if err == nil && id == "" {
		return Caller{}, "", ErrToken
	}
	return c, id, err
}

func read(key []byte, token string, now time.Time) (Caller, string, error) {
	body, signed, _ := strings.Cut(token, ".")
	if len(token) > longestToken || !hmac.Equal([]byte(signed), []byte(signature(key, body))) {
		return Caller{}, "", ErrToken
	}
	var c claim
	raw, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil || json.Unmarshal(raw, &c) != nil || c.User == "" || !now.Before(time.Unix(c.Expires, 0)) || now.Add(ahead).Before(time.Unix(c.Issued, 0)) {
		return Caller{}, "", ErrToken
	}
	return Caller{Device: c.Device, User: c.User, Role: c.Role, Comuni: c.Comuni}, c.Session, nil
}
