package ogcapi_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"segit/gis"
	"segit/store"
	"segit/sync/authority"
	"segit/sync/layer"
	"segit/sync/ogcapi"
	"segit/sync/rights"
	"segit/sync/server"
	"segit/sync/server/boltstore"
	"segit/sync/server/pgstore"
	"segit/sync/server/pgstore/pgtest"
)

// site is an API under test, over a store with two invented municipalities of
// different zones.
type site struct {
	t       *testing.T
	now     time.Time
	store   engine
	core    *server.Server
	handler http.Handler
	key     []byte
	mu      sync.Mutex
	entries []store.Access // of the access log
}

// edits are the server's, with an eye on its access log.
type edits struct {
	*server.Server
	site *site
}

func (e edits) LogAs(ctx context.Context, c *rights.Caller, comune string, entry store.Access) error {
	e.site.mu.Lock()
	e.site.entries = append(e.site.entries, entry)
	e.site.mu.Unlock()
	return e.Server.LogAs(ctx, c, comune, entry)
}

const day = 24 * time.Hour

// engine is a store of both kinds of things.
type engine interface {
	server.Store
	layer.Store
}

// cluster is the PostgreSQL of these tests.
var cluster atomic.Pointer[pgtest.Cluster]

func TestMain(m *testing.M) {
	os.Exit(func() int {
		p, err := pgtest.Start()
		if err != nil {
			fmt.Fprintln(os.Stderr, "PostgreSQL does not start:", err) //nolint:errcheck // nowhere left to say it
			return 1
		}
		defer p.Stop()
		cluster.Store(p)
		return m.Run()
	}())
}

// onEach tries something over every store.
func onEach(t *testing.T, try func(t *testing.T, s *site)) {
	t.Helper()
	for name, open := range map[string]func(t *testing.T) (engine, error){
		"bolt": func(t *testing.T) (engine, error) {
			return boltstore.Open(filepath.Join(t.TempDir(), "segitd.db"), boltstore.Options{NoSync: true})
		},
		"postgres": func(t *testing.T) (engine, error) {
			return pgstore.Open(t.Context(), cluster.Load().WithPostGIS(t))
		},
	} {
		t.Run(name, func(t *testing.T) { try(t, newSite(t, open)) })
	}
}

func newSite(t *testing.T, open func(t *testing.T) (engine, error)) *site {
	t.Helper()
	s := &site{t: t, now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}
	ca, err := authority.New(s.now)
	s.must(err)
	s.store, err = open(t)
	s.must(err)
	t.Cleanup(func() { s.store.Close() }) //nolint:errcheck // the test is over
	s.core, err = server.New(t.Context(), server.Config{Store: s.store, Authority: ca, Now: func() time.Time { return s.now }})
	s.must(err)
	table, err := rights.BuiltIn()
	s.must(err)
	api, err := ogcapi.New(ogcapi.Config{
		Layers: s.store, Edits: edits{s.core, s}, Rights: table, Asking: s.core.Asking, Sessions: s.core, Now: func() time.Time { return s.now }, Temp: t.TempDir(), Told: func(told server.Told) {
			if told.Err != nil {
				t.Errorf("%s: %v", told.Route, told.Err)
			}
		},
	})
	s.must(err)
	s.handler = api.Handler()
	id, err := s.store.Identity(t.Context())
	s.must(err)
	s.key = id.Key
	s.publish(parcels("W001", 7792), grid("W001", 30, 502700, 4166000))
	s.publish(parcels("W002", 7791), grid("W002", 5, 500000, 4600000))
	s.publish(layer.Layer{Comune: "W001", Name: "units", EPSG: 7792, Shape: gis.NoShape, Private: true, Columns: []layer.Column{
		{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet},
		{Name: "parcel", Type: gis.Text, Role: gis.RoleParcel},
		{Name: "sub", Type: gis.Text, Role: gis.RoleSub},
		{Name: "holder", Type: gis.Text, Role: gis.RoleSurname, Personal: true},
	}}, units())
	s.publish(findingsLayer(), findings())
	return s
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) publish(l layer.Layer, features iter.Seq2[*layer.Feature, error]) {
	s.t.Helper()
	_, err := s.store.Publish(s.t.Context(), l, features)
	s.must(err)
}

func parcels(comune string, epsg int) layer.Layer {
	return layer.Layer{
		Comune: comune, Name: "parcels", EPSG: epsg, Shape: gis.PolygonShape, Supplies: []layer.Supply{{Source: "cadastral-map", SHA256: strings.Repeat("ab", 32), Date: 20000}},
		Columns: []layer.Column{
			{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet},
			{Name: "parcel", Type: gis.Text, Role: gis.RoleParcel},
			{Name: "surface", Type: gis.Number, Role: gis.RoleSurface},
			{Name: "owner", Type: gis.Text, Role: gis.RoleSurname, Personal: true},
		},
	}
}

// grid are n squares of 20 m, six in a row, 25 m apart; sheet 1 has the first
// half. The even ones are valid since 2020, the odd ones in 2024 alone.
func grid(comune string, n int, x0, y0 float64) iter.Seq2[*layer.Feature, error] {
	return func(yield func(*layer.Feature, error) bool) {
		for i := range n {
			x, y := x0+25*float64(i%6), y0+25*float64(i/6)
			f := square(fmt.Sprintf("%s._.%d.%d", comune, 1+2*i/n, i), x, y, 20)
			f.Values = fmt.Appendf(nil, `["%d","%d",%d.5,"Rossi"]`, 1+2*i/n, i, 100+i)
			f.From, f.To = gis.Day(2020, 1, 1), gis.OpenEnd
			if i%2 == 1 {
				f.From, f.To = gis.Day(2024, 1, 1), gis.Day(2025, 1, 1)
			}
			if !yield(f, nil) {
				return
			}
		}
	}
}

func square(id string, x, y, side float64) *layer.Feature {
	g := orb.Polygon{{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}}
	return &layer.Feature{ID: id, From: gis.Always, To: gis.OpenEnd, WKB: wkb.MustMarshal(g), Box: [4]float64{x, y, x + side, y + side}}
}

func units() iter.Seq2[*layer.Feature, error] {
	return func(yield func(*layer.Feature, error) bool) {
		for i := range 4 {
			yield(&layer.Feature{ID: fmt.Sprintf("W001._.1.%d.%d", i, i), From: gis.Always, To: gis.OpenEnd, Box: layer.NoBox(), Values: fmt.Appendf(nil, `["1","%d","%d","Bianchi"]`, i, i)}, nil)
		}
	}
}

func findingsLayer() layer.Layer {
	l := layer.Layer{Comune: "W001", Name: "findings", EPSG: 7792, Shape: gis.AnyShape, Private: true}
	for _, name := range []string{"id", "control", "section", "sheet", "fiscal_code", "state", "note", "proof"} {
		l.Columns = append(l.Columns, layer.Column{Name: name, Type: gis.Text, Personal: name == "fiscal_code"})
	}
	return l
}

func findings() iter.Seq2[*layer.Feature, error] {
	return func(yield func(*layer.Feature, error) bool) {
		for i := range 4 {
			f := square(fmt.Sprintf("W001.f%d", i), 502700+25*float64(i), 4166000, 20)
			f.Values = fmt.Appendf(nil, `["f%d","ghost-building","A","1","RSSMRA80A01C351X","new",null,"proof%d"]`, i, i)
			if !yield(f, nil) {
				return
			}
		}
	}
}

// token is that of a user with a role in municipalities; "" for nobody.
func (s *site) token(role string, comuni ...string) string {
	c := rights.Caller{User: "anna", Role: role, Comuni: comuni}
	return rights.Sign(s.key, &c, s.now, s.now.Add(day))
}

// ask sends a request; head are names and values of header fields.
func (s *site) ask(method, path string, body []byte, head ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequestWithContext(s.t.Context(), method, "https://segit.test"+path, bytes.NewReader(body))
	r.TLS = &tls.ConnectionState{}
	for i := 0; i < len(head); i += 2 {
		if head[i+1] != "" {
			r.Header.Set(head[i], head[i+1])
		}
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

// get asks for JSON and wants a status; user "" is nobody.
func (s *site) get(status int, path, token string, answer any) http.Header {
	s.t.Helper()
	word := ""
	if token != "" {
		word = "Bearer " + token
	}
	w := s.ask("GET", path, nil, "Authorization", word)
	if w.Code != status {
		s.t.Fatalf("GET %s: %d %s, want %d", path, w.Code, w.Body, status)
	}
	if answer != nil {
		if err := json.Unmarshal(w.Body.Bytes(), answer); err != nil {
			s.t.Fatalf("GET %s: %v in %s", path, err, w.Body)
		}
	}
	return w.Header()
}

type featureOut struct {
	Type       string         `json:"type"`
	ID         string         `json:"id"`
	Geometry   *geometryOut   `json:"geometry"`
	Properties map[string]any `json:"properties"`
	Links      []linkOut      `json:"links"`
}

type geometryOut struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
}

type linkOut struct {
	Href, Rel, Type string
	Templated       bool
}

type pageOut struct {
	Type           string       `json:"type"`
	Features       []featureOut `json:"features"`
	Links          []linkOut    `json:"links"`
	TimeStamp      string       `json:"timeStamp"`
	NumberReturned int          `json:"numberReturned"`
	NumberMatched  *int         `json:"numberMatched"`
}

func (p pageOut) ids() []string {
	var all []string
	for _, f := range p.Features {
		all = append(all, f.ID)
	}
	return all
}

func hrefOf(links []linkOut, rel string) string {
	if i := slices.IndexFunc(links, func(l linkOut) bool { return l.Rel == rel || strings.HasSuffix(l.Rel, "/"+rel) }); i >= 0 {
		return strings.TrimPrefix(links[i].Href, "https://segit.test")
	}
	return ""
}

// items is a page of features.
func (s *site) items(query, token string) pageOut {
	s.t.Helper()
	var p pageOut
	s.get(200, query, token, &p)
	return p
}

// first is the first coordinate of a polygon.
func (f *featureOut) first(t *testing.T) [2]float64 {
	t.Helper()
	var rings [][][2]float64
	if f.Geometry == nil {
		t.Fatalf("%s has no geometry", f.ID)
	}
	if err := json.Unmarshal(f.Geometry.Coordinates, &rings); err != nil {
		t.Fatal(err)
	}
	return rings[0][0]
}
