package ogcapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"segit/sync/wire"
)

// TestAPersonEntersByBrowser: with a token typed into the page a person sees what
// the token shows, until it is over; the cookie writes nothing, comes from no
// other site, and is guessed at some times a minute only.
func TestAPersonEntersByBrowser(t *testing.T) { onEach(t, aPersonEnters) }

func aPersonEnters(t *testing.T, s *site) {
	const units = "/ogc/collections/units?f=html"
	form := func(token, from string) []byte { return []byte(url.Values{"token": {token}, "from": {from}}.Encode()) }
	enter := func(body []byte, head ...string) (int, http.Header, string) {
		w := s.ask("POST", "/ogc/login", body, append([]string{"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin"}, head...)...)
		return w.Code, w.Header(), w.Body.String()
	}
	if w := s.ask("GET", "/ogc/login?from=/ogc/collections", nil, "Accept", "text/html"); w.Code != 200 || !strings.Contains(w.Body.String(), `value="/ogc/collections"`) {
		t.Errorf("the page: %d %s", w.Code, w.Body)
	}
	token := s.token("analyst", "W001")
	if code, head, _ := enter(form(token, "/ogc"), "Sec-Fetch-Site", "cross-site"); code != 403 || head.Get("Set-Cookie") != "" {
		t.Errorf("from another site: %d", code)
	}
	if code, head, body := enter(form("x."+token, "/ogc")); code != 401 || head.Get("Set-Cookie") != "" || !strings.Contains(body, `role="alert"`) {
		t.Errorf("a wrong token: %d %s", code, body)
	}
	for from, want := range map[string]string{units: units, "https://evil.test/": "/ogc?f=html", "//evil.test": "/ogc?f=html", "/ogc\\evil": "/ogc?f=html"} {
		if code, head, _ := enter(form(token, from)); code != 303 || head.Get("Location") != want {
			t.Errorf("to %s: %d %s", from, code, head.Get("Location"))
		}
	}
	_, head, _ := enter(form(token, units))
	set := head.Get("Set-Cookie")
	for _, part := range []string{wire.SessionCookie + "=", "Secure", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=86400"} {
		if !strings.Contains(set, part) {
			t.Errorf("the cookie %q has no %s", set, part)
		}
	}
	cookie, _, _ := strings.Cut(set, ";")
	logins := 0
	for _, e := range s.entries {
		if e.Deed == "login" {
			logins++
		}
	}
	if logins != 5 {
		t.Errorf("%d logins are in the access log", logins)
	}
	if w := s.ask("GET", units, nil); w.Code != 404 {
		t.Errorf("nobody sees units: %d", w.Code)
	}
	if w := s.ask("GET", units, nil, "Cookie", cookie); w.Code != 200 || !strings.Contains(w.Body.String(), "anna") || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("who entered: %d", w.Code)
	}
	if w := s.ask("DELETE", findingItems+"/W001.f0", nil, "Cookie", cookie, "If-Match", "*"); w.Code != 404 {
		t.Errorf("a cookie writes: %d", w.Code)
	}
	if w := s.ask("POST", "/ogc/logout", nil, "Cookie", cookie, "Sec-Fetch-Site", "same-origin"); w.Code != 303 || !strings.Contains(w.Header().Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("leaving: %d %s", w.Code, w.Header())
	}
	if w := s.ask("GET", units, nil, "Cookie", cookie); w.Code != 303 || w.Header().Get("Location") != "/ogc/login?from="+url.QueryEscape(units) {
		t.Errorf("a copy of the cookie after leaving: %d", w.Code)
	}
	if w := s.ask("GET", "/ogc/collections/units", nil, "Authorization", "Bearer "+token); w.Code != 200 {
		t.Errorf("the token of who left the browser: %d", w.Code)
	}
	_, word, _ := strings.Cut(cookie, "=")
	if w := s.ask("GET", "/ogc/collections/units", nil, "Authorization", "Bearer "+word); w.Code != 401 {
		t.Errorf("a cookie as a token: %d", w.Code)
	}
	if w := s.ask("GET", units, nil, "Cookie", wire.SessionCookie+"="+token); w.Code != 303 {
		t.Errorf("a token as a cookie: %d", w.Code)
	}
	_, head, _ = enter(form(token, units))
	cookie, _, _ = strings.Cut(head.Get("Set-Cookie"), ";")
	if w := s.ask("GET", units, nil, "Cookie", cookie); w.Code != 200 {
		t.Errorf("who enters again: %d", w.Code)
	}
	s.now = s.now.Add(2 * day)
	w := s.ask("GET", units, nil, "Cookie", cookie)
	if w.Code != 303 || w.Header().Get("Location") != "/ogc/login?from="+url.QueryEscape(units) || !strings.Contains(w.Header().Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("when it is over: %d %s", w.Code, w.Header())
	}
	if w := s.ask("GET", "/ogc/collections", nil, "Cookie", cookie, "Accept", "application/json"); w.Code != 401 {
		t.Errorf("a program when it is over: %d", w.Code)
	}
	if w := s.ask("GET", "/ogc/login", nil, "Cookie", cookie); w.Code != 200 {
		t.Errorf("who enters anew: %d", w.Code)
	}
	often := 0
	for range 12 {
		if often, _, _ = enter(form("wrong", "")); often == 429 {
			break
		}
	}
	if often != 429 {
		t.Errorf("the twelfth try in a minute: %d", often)
	}
}
