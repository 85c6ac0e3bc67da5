package rights_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"segit/sync/rights"
)

func TestToken(t *testing.T) {
	key := []byte("a key of the server")
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	who := rights.Caller{User: "anna", Role: "tax", Device: "d", Comuni: []string{"W001"}}
	token := rights.Sign(key, &who, now, now.Add(15*time.Minute))
	if got, err := rights.Read(key, token, now); err != nil || !reflect.DeepEqual(got, who) {
		t.Fatalf("%v, %v", got, err)
	}
	if _, err := rights.Read(key, token, now.Add(-4*time.Minute)); err != nil {
		t.Errorf("of a clock that is a little behind: %v", err)
	}
	body, signed, _ := strings.Cut(token, ".")
	other := rights.Sign(key, &rights.Caller{User: "boss"}, now, now.Add(time.Hour))
	otherBody, _, _ := strings.Cut(other, ".")
	for name, c := range map[string]struct {
		key   []byte
		token string
		now   time.Time
	}{
		"over":             {key, token, now.Add(15 * time.Minute)},
		"of later":         {key, token, now.Add(-6 * time.Minute)},
		"another server's": {[]byte("another"), token, now},
		"altered":          {key, otherBody + "." + signed, now},
		"unsigned":         {key, body + ".", now},
		"cut":              {key, body, now},
		"nothing":          {key, "", now},
		"of nobody":        {key, rights.Sign(key, &rights.Caller{}, now, now.Add(time.Hour)), now},
		"huge":             {key, strings.Repeat("x", 1<<20), now},
	} {
		if got, err := rights.Read(c.key, c.token, c.now); !errors.Is(err, rights.ErrToken) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// TestSessionsAreNoTokens, nor tokens sessions.
func TestSessionsAreNoTokens(t *testing.T) {
	key, now := []byte("k"), time.Unix(1000, 0)
	who := rights.Caller{User: "anna", Role: "tax", Comuni: []string{"W001"}}
	token, word := rights.Sign(key, &who, now, now.Add(time.Hour)), rights.SignSession(key, &who, now, now.Add(time.Hour), "s1")
	if c, id, err := rights.ReadSession(key, word, now); err != nil || id != "s1" || !reflect.DeepEqual(c, who) {
		t.Errorf("%v, %q, %v", c, id, err)
	}
	if c, err := rights.Read(key, word, now); !errors.Is(err, rights.ErrToken) {
		t.Errorf("a session reads as a token: %v, %v", c, err)
	}
	if c, id, err := rights.ReadSession(key, token, now); !errors.Is(err, rights.ErrToken) || id != "" {
		t.Errorf("a token reads as a session: %v, %v", c, err)
	}
	if _, _, err := rights.ReadSession(key, word, now.Add(time.Hour)); !errors.Is(err, rights.ErrToken) {
		t.Errorf("when it is over: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	key := []byte("k")
	now := time.Unix(0, 0)
	f.Add(rights.Sign(key, &rights.Caller{User: "u"}, now, now.Add(time.Hour)))
	f.Add("a.b")
	f.Fuzz(func(t *testing.T, token string) {
		if c, err := rights.Read(key, token, now); err == nil && c.User == "" {
			t.Error("a token of nobody")
		}
	})
}
