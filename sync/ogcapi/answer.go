package ogcapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"segit/gis"
	"segit/gis/text"
	"segit/sync/server"
	"segit/sync/wire"
)

// refusal is an answer other than what was asked for.
type refusal struct {
	status int
	say    gis.Message
	allow  string // of a method that is not: those that are
}

// Error names the sentence.
func (e *refusal) Error() string { return "ogcapi: " + e.say.Code }

func refuse(status int, code string, args ...any) error {
	return &refusal{status: status, say: gis.Say(code, args...)}
}

func badRequest(code string, args ...any) error { return refuse(http.StatusBadRequest, code, args...) }

func notFound() error { return refuse(http.StatusNotFound, "ogc.not-found") }

// answers runs a route's handler, makes its error an answer and tells of it.
func (a *API) answers(route route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		began := a.Now()
		seen := wire.Watch(w)
		told := server.Told{Method: hr.Method, Route: route.pattern}
		r := &request{Request: hr, w: &seen, root: rootOf(hr), words: a.words[langOf(hr)]}
		seen.Header().Set("Vary", "Accept, Accept-Language, Authorization, Cookie")
		seen.Header().Set("Access-Control-Allow-Origin", "*")
		seen.Header().Set("Access-Control-Expose-Headers", "Content-Crs, Link, ETag, Location, Allow")
		err := a.run(r, route)
		half := err != nil && seen.Wrote
		switch {
		case half && hr.Context().Err() != nil:
			told.Code = wire.Broken // nobody listens any more
		case half:
			told.Code, told.Err = wire.Broken, err
		case err != nil:
			told.Code, told.Err = a.refused(r, err)
		}
		told.Status, told.Device, told.Took = seen.Status, r.caller.Device, a.Now().Sub(began)
		if a.Told != nil {
			a.Told(told)
		}
		if half {
			panic(http.ErrAbortHandler) // half an answer is none
		}
	})
}

func (a *API) run(r *request, route route) (err error) {
	if r.params, err = readParams(r.Request, route.params); err != nil {
		return err
	}
	if r.caller, err = a.Asking(r.Request); err != nil {
		if entering(route.pattern) {
			return route.answer(r) // as nobody: who enters or leaves has no session to show
		}
		if a.over(r, err) {
			return nil
		}
		return err
	}
	return route.answer(r)
}

// rootOf is the address under which the caller reached the API.
func rootOf(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host + "/ogc"
}

// langOf is the language of the answer: Italian unless English is wanted more.
func langOf(r *http.Request) text.Lang {
	for _, wanted := range strings.Split(r.Header.Get("Accept-Language"), ",") {
		if w := strings.ToLower(strings.TrimSpace(wanted)); strings.HasPrefix(w, "en") {
			return text.English
		} else if strings.HasPrefix(w, "it") {
			return text.Italian
		}
	}
	return text.Italian
}

// refused answers an error, and gives what is told of it.
func (a *API) refused(r *request, err error) (wire.Code, error) {
	status, say, code := http.StatusInternalServerError, gis.Say("ogc.broken"), wire.Broken
	var ours error
	var no *refusal
	var problem *wire.Problem
	var known *gis.Error
	switch {
	case errors.As(err, &no):
		status, say, code = no.status, no.say, wire.Code(strings.TrimPrefix(no.say.Code, "ogc."))
		if no.allow != "" {
			r.w.Header().Set("Allow", no.allow)
		}
	case errors.As(err, &problem):
		status, say, code = problem.Status, problem.Message(), problem.Code
		if why, aside := strings.CutPrefix(string(code), "parked."); aside {
			say = gis.Say("sync.parked." + why) // of an operation that was not taken
		}
	case errors.As(err, &known) && known.Kind == gis.BadInput:
		status, say, code = http.StatusBadRequest, known.Message, wire.BadRequest
	case r.Context().Err() != nil:
		status = http.StatusServiceUnavailable // nobody listens any more
	default:
		ours = err
	}
	if status == http.StatusUnauthorized {
		r.w.Header().Set("WWW-Authenticate", `Bearer realm="segit"`)
	}
	sentence := r.words.Say(say)
	if r.format() == html {
		if a.page(r, status, "problem", map[string]any{"Title": http.StatusText(status), "Sentence": sentence, "Status": status}) == nil {
			return code, ours
		}
	}
	raw, failed := json.Marshal(map[string]any{
		"type": "about:blank", "title": http.StatusText(status), "status": status, "detail": sentence, "code": code,
	})
	if failed != nil {
		raw = nil // cannot be: its fields are plain
	}
	r.w.Header().Set("Content-Type", wire.ProblemType)
	r.w.WriteHeader(status)
	r.w.Write(raw) //nolint:errcheck // the caller has gone
	return code, ours
}

// The media types of answers.
const (
	jsonType    = "application/json"
	geoType     = "application/geo+json"
	htmlType    = "text/html; charset=utf-8"
	schemaType  = "application/schema+json"
	openAPIType = "application/vnd.oai.openapi+json;version=3.0"
	tileType    = "application/vnd.mapbox-vector-tile"
)

// The formats that a caller can ask for.
type format uint8

const (
	asJSON format = iota
	html
)

// format is what the caller wants: by the parameter f, else by the header
// Accept, else JSON.
func (r *request) format() format {
	switch r.params.get("f") {
	case "html":
		return html
	case "json", "geojson", "mvt":
		return asJSON
	}
	for _, wanted := range strings.Split(r.Header.Get("Accept"), ",") {
		kind, _, _ := strings.Cut(strings.TrimSpace(wanted), ";")
		switch strings.TrimSpace(kind) {
		case "text/html", "application/xhtml+xml":
			return html
		case "application/json", "application/geo+json", "application/schema+json", "*/*", "application/*":
			return asJSON
		}
	}
	return asJSON
}

// reply sends a value as JSON.
func (r *request) reply(kind string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	r.w.Header().Set("Content-Type", kind)
	_, err = r.w.Write(raw)
	return err
}

// link is a way to another answer.
type link struct {
	Href      string `json:"href"`
	Rel       string `json:"rel"`
	Type      string `json:"type,omitempty"`
	Title     string `json:"title,omitempty"`
	Templated bool   `json:"templated,omitempty"`
}

// selfLinks are the answer itself and its other form.
func (r *request) selfLinks(path, kind string) []link {
	self, other := link{r.root + path + "?f=json", "self", kind, "", false}, link{r.root + path + "?f=html", "alternate", "text/html", "", false}
	if r.format() == html {
		self.Rel, other.Rel = "alternate", "self"
		return []link{other, self}
	}
	return []link{self, other}
}

// stamp is a moment as answers tell it.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
