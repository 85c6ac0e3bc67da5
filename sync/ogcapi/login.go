package ogcapi

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"segit/gis"
	"segit/store"
	"segit/sync/wire"
)

// A person enters with a token, typed into a page. The browser then keeps it as a
// cookie that no script reads, that no other site sends along and that is over
// when the token is or the person leaves. It is no token itself, and lets a person
// read and never write, so that no page can write in a person's name.

// triesAMinute is how often one address may try to enter.
const triesAMinute = 10

// gate counts who tries to enter.
type gate struct {
	mu    sync.Mutex
	tries map[string]int
	since time.Time
}

// opens reports whether an address may try, and counts it.
func (g *gate) opens(address string, now time.Time) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if now.Sub(g.since) >= time.Minute || now.Before(g.since) {
		g.tries, g.since = map[string]int{}, now
	}
	g.tries[host]++
	return g.tries[host] <= triesAMinute
}

// loginRoutes are the addresses of entering and leaving.
func (a *API) loginRoutes() []route {
	return []route{
		{"GET /ogc/login", a.loginPage, []string{"from", "f"}},
		{"POST /ogc/login", a.enter, nil},
		{"POST /ogc/logout", a.leave, nil},
	}
}

// loginPage asks for a token.
func (a *API) loginPage(r *request) error {
	return a.asksToken(r, http.StatusOK, r.params.get("from"), "")
}

func (a *API) asksToken(r *request, status int, from, refused string) error {
	return a.page(r, status, "login", map[string]any{"Title": r.words.Say(gis.Say("ogc.page.login")), "From": ours(from), "Refused": refused})
}

// ours is an address of the API, where a person is sent after entering.
func ours(from string) string {
	if (from == "/ogc" || strings.HasPrefix(from, "/ogc/") || strings.HasPrefix(from, "/ogc?")) && !strings.ContainsAny(from, "\\\r\n") {
		return from
	}
	return "/ogc?f=html"
}

// enter takes a token for a session.
func (a *API) enter(r *request) error {
	if err := sameSite(r); err != nil {
		return err
	}
	if !a.gate.opens(r.RemoteAddr, a.Now()) {
		r.w.Header().Set("Retry-After", "60")
		return refuse(http.StatusTooManyRequests, "ogc.login-often")
	}
	r.Body = http.MaxBytesReader(r.w, r.Body, 16<<10)
	if err := r.ParseForm(); err != nil {
		return badRequest("ogc.body")
	}
	token, from := strings.TrimSpace(r.PostForm.Get("token")), r.PostForm.Get("from")
	caller, word, until, err := a.Sessions.Enter(r.Request, token)
	var problem *wire.Problem
	if errors.As(err, &problem) {
		return a.asksToken(r, http.StatusUnauthorized, from, r.words.Say(problem.Message()))
	}
	if err != nil {
		return err
	}
	r.caller = caller
	for _, comune := range caller.Comuni {
		if gis.ValidBelfiore(comune) {
			if err := a.logged(r, comune, store.Access{Deed: "login"}); err != nil {
				return err
			}
		}
	}
	setSession(r.w, word, until.Sub(a.Now()))
	http.Redirect(r.w, r.Request, ours(from), http.StatusSeeOther)
	return nil
}

// leave ends a session, at the server too: a cookie that somebody copied is of no
// use after it.
func (a *API) leave(r *request) error {
	if err := sameSite(r); err != nil {
		return err
	}
	if c, err := r.Cookie(wire.SessionCookie); err == nil {
		if err := a.Sessions.Leave(r.Request, c.Value); err != nil {
			return err
		}
	}
	setSession(r.w, "", -1)
	http.Redirect(r.w, r.Request, "/ogc?f=html", http.StatusSeeOther)
	return nil
}

// sameSite refuses a form that another site sends.
func sameSite(r *request) error {
	if http.NewCrossOriginProtection().Check(r.Request) != nil {
		return refuse(http.StatusForbidden, "ogc.login-foreign")
	}
	return nil
}

// setSession gives the browser a token to keep; one without time to live takes it
// away.
func setSession(w http.ResponseWriter, token string, life time.Duration) {
	age := int(life / time.Second)
	if age <= 0 {
		age = -1
	}
	http.SetCookie(w, &http.Cookie{
		Name: wire.SessionCookie, Value: token, Path: "/", MaxAge: age, Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
}

// over reports whether a request is refused because the session of its cookie
// is over: the cookie is taken away, and who reads pages is asked to enter anew.
func (a *API) over(r *request, err error) bool {
	var problem *wire.Problem
	_, none := r.Cookie(wire.SessionCookie)
	if none != nil || !errors.As(err, &problem) || problem.Code != wire.BadToken || r.Header.Get("Authorization") != "" {
		return false
	}
	setSession(r.w, "", -1)
	if r.format() != html || r.Method != http.MethodGet {
		return false
	}
	http.Redirect(r.w, r.Request, "/ogc/login?from="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
	return true
}

// entering reports whether a route is of those by which one enters or leaves.
func entering(pattern string) bool {
	return strings.HasSuffix(pattern, " /ogc/login") || strings.HasSuffix(pattern, " /ogc/logout")
}
