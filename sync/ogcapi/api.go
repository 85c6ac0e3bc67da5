package ogcapi

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/paulmach/orb"

	"segit/gis/finding"
	"segit/gis/text"
	"segit/store"
	"segit/sync/layer"
	"segit/sync/rights"
	"segit/sync/server"
	"segit/sync/wire"
)

// Config is what the API is made of.
type Config struct {
	Layers layer.Store
	Edits  Edits
	Rights rights.Table
	// Asking says who makes a request; the zero caller is anonymous. Its error
	// is a [wire.Problem], or a fault of ours.
	Asking   func(*http.Request) (rights.Caller, error)
	Sessions Sessions
	Now      func() time.Time
	Told     func(server.Told) // of every request answered; nil for nobody
	Temp     string            // folder for files in the making, "" for the system's
}

// Edits are what people wrote on findings, and where reading is logged.
type Edits interface {
	// Read runs f on one state of a municipality.
	Read(ctx context.Context, comune string, f func(server.View) error) error
	// WriteAs joins the operations that f makes, in one transaction, as edits of
	// the caller. Device, number, chain, comune and time are filled in.
	WriteAs(ctx context.Context, c *rights.Caller, comune string, f func(server.View) ([]store.Operation, error)) ([]wire.Result, error)
	// LogAs keeps an entry of the access log, durable when it returns.
	LogAs(ctx context.Context, c *rights.Caller, comune string, entry store.Access) error
	// Comuni are the municipalities of the repository.
	Comuni(ctx context.Context) ([]string, error)
}

// Sessions are those of persons who entered by a browser.
type Sessions interface {
	// Enter begins one with a token, and gives its user and the word that the
	// browser keeps until a moment. Its error is as that of [Config.Asking].
	Enter(r *http.Request, token string) (c rights.Caller, word string, until time.Time, err error)
	// Leave ends one; its word is of no use any more, whoever has it.
	Leave(r *http.Request, word string) error
}

// API answers requests under /ogc, and the page at /.
type API struct {
	Config
	words  map[text.Lang]text.Catalogue
	states finding.States
	pages  pages

	mu       sync.Mutex
	layers   []layer.Layer
	layersAt time.Time
	tiles    tileShelf
	findings findingShelf
	gate     gate
}

// New makes the API.
func New(c Config) (*API, error) {
	a := &API{Config: c, words: map[text.Lang]text.Catalogue{}, tiles: newTileShelf(), findings: findingShelf{published: map[string]*derived{}, together: map[string]keptFindings{}}}
	for _, lang := range []text.Lang{text.Italian, text.English} {
		words, err := text.Load(lang)
		if err != nil {
			return nil, err
		}
		a.words[lang] = words
	}
	var err error
	if a.states, err = finding.BuiltInStates(); err != nil {
		return nil, err
	}
	a.pages, err = newPages()
	return a, err
}

// request is one that is being answered.
type request struct {
	*http.Request
	w      http.ResponseWriter
	caller rights.Caller
	words  text.Catalogue
	root   string // address of the API: https://host/ogc
	params params
}

type handler func(r *request) error

// Handler answers all that is under /ogc, and /.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, route := range append(a.routes(), a.loginRoutes()...) {
		mux.Handle(route.pattern, a.answers(route))
		// An address with a slash at its end is the same.
		if method, path, _ := strings.Cut(route.pattern, " "); path == "/ogc" {
			mux.Handle(method+" /ogc/{$}", a.answers(route))
		}
	}
	mux.Handle("/ogc/", a.answers(route{"/ogc/", func(*request) error { return notFound() }, nil}))
	return mux
}

// route is an address with what answers it and the parameters that it knows.
type route struct {
	pattern string
	answer  handler
	params  []string
}

func (a *API) routes() []route {
	const c, item, tile = "/ogc/collections/{collection}", "/ogc/collections/{collection}/items/{id}", "/{matrixSet}/{matrix}/{row}/{col}"
	query := []string{"f", "limit", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs", "after", "comune"}
	all := []route{
		{"GET /{$}", a.welcome, nil},
		{"GET /ogc", a.landing, []string{"f"}},
		{"GET /ogc/conformance", a.conformance, []string{"f"}},
		{"GET /ogc/api", a.openAPI, []string{"f"}},
		{"GET /ogc/collections", a.collectionList, []string{"f"}},
		{"GET " + c, a.collection, []string{"f"}},
		{"GET " + c + "/schema", a.schema, []string{"f"}},
		{"GET " + c + "/queryables", a.queryables, []string{"f"}},
		{"GET " + c + "/items", a.items, query},
		{"POST " + c + "/items", a.create, []string{"crs", "comune"}},
		{"OPTIONS " + c + "/items", a.itemsOptions, nil},
		{"GET " + item, a.item, []string{"f", "crs"}},
		{"PUT " + item, a.replace, []string{"crs"}},
		{"PATCH " + item, a.update, []string{"crs"}},
		{"DELETE " + item, a.remove, nil},
		{"OPTIONS " + item, a.itemOptions, nil},
		{"GET " + c + "/geopackage", a.geoPackage, []string{"comune"}},
		{"GET " + c + "/tilejson", a.tileJSON, nil},
		{"GET " + c + "/xyz/{z}/{x}/{y}", a.xyz, nil},
		{"GET " + c + "/tiles", a.collectionTilesets, []string{"f"}},
		{"GET " + c + "/tiles/{matrixSet}", a.collectionTileset, []string{"f"}},
		{"GET " + c + "/tiles" + tile, a.collectionTile, []string{"f"}},
		{"GET /ogc/tiles", a.datasetTilesets, []string{"f"}},
		{"GET /ogc/tiles/{matrixSet}", a.datasetTileset, []string{"f", "collections"}},
		{"GET /ogc/tiles" + tile, a.datasetTile, []string{"f", "collections"}},
		{"GET /ogc/tileMatrixSets", a.matrixSets, []string{"f"}},
		{"GET /ogc/tileMatrixSets/{matrixSet}", a.matrixSet, []string{"f"}},
		{"GET /ogc/assets/{name}", a.asset, nil},
	}
	return all
}

// collection is a layer of all the municipalities in which the caller sees it.
type collection struct {
	name  string
	parts []layer.Layer // by municipality
	rows  uint32
}

// known are the layers that are served, as they were a moment ago at most.
const layersStay = time.Second

func (a *API) known(ctx context.Context) ([]layer.Layer, error) {
	now := a.Now()
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.layersAt.IsZero() || now.Sub(a.layersAt) >= layersStay || now.Before(a.layersAt) {
		all, err := a.Layers.Layers(ctx)
		if err != nil {
			return nil, err
		}
		a.layers, a.layersAt = all, now
	}
	return a.layers, nil
}

// sees reports whether a caller may know of a layer of a municipality. Rows of
// persons and units are never for who is not known.
func (a *API) sees(c *rights.Caller, l *layer.Layer) bool {
	return a.Rights.SeesSome(c, l.Name) && c.Sees(l.Comune) && (c.Known() || !l.Private)
}

// collections are those that the caller sees, by name.
func (a *API) collections(r *request) ([]collection, error) {
	all, err := a.known(r.Context())
	if err != nil {
		return nil, err
	}
	var found []collection
	for i := range all {
		l := &all[i]
		if !a.sees(&r.caller, l) {
			continue
		}
		at := slices.IndexFunc(found, func(c collection) bool { return c.name == l.Name })
		if at < 0 {
			at = len(found)
			found = append(found, collection{name: l.Name})
		}
		part := *l
		if l.Name == store.DatasetFindings {
			part = withEdits(part)
		}
		found[at].parts = append(found[at].parts, part)
		found[at].rows += l.Rows
	}
	if found, err = a.unpublishedFindings(r, found); err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b collection) int { return strings.Compare(a.name, b.name) })
	return found, nil
}

// one is the collection that a request names; what the caller does not see is
// not there.
func (a *API) one(r *request) (*collection, error) {
	all, err := a.collections(r)
	if err != nil {
		return nil, err
	}
	name := r.PathValue("collection")
	for i := range all {
		if all[i].name == name {
			return &all[i], nil
		}
	}
	return nil, notFound()
}

// epsg is the CRS in which the rows are kept: that of all municipalities, or
// geographic RDN2008 where they differ.
func (c *collection) epsg() int {
	code := c.parts[0].EPSG
	for i := range c.parts {
		if c.parts[i].EPSG != code {
			return 6706
		}
	}
	return code
}

// columns are the properties of the features that the caller sees, of all
// municipalities.
func (a *API) columns(caller *rights.Caller, c *collection) []layer.Column {
	var all []layer.Column
	for i := range c.parts {
		for _, column := range c.parts[i].Columns {
			if c.name == store.DatasetFindings && column.Name == proofColumn {
				continue
			}
			if a.Rights.Sees(caller, c.name, column.Name, column.Role) && !slices.ContainsFunc(all, func(o layer.Column) bool { return o.Name == column.Name }) {
				all = append(all, column)
			}
		}
	}
	return all
}

// bound is the box of the collection in CRS84; false when nothing is on the map.
func (c *collection) bound() (orb.Bound, bool) { return c.boundIn(crs84) }

// boundIn is the box in another CRS, east or longitude first.
func (c *collection) boundIn(code int) (orb.Bound, bool) {
	var box orb.Bound
	found := false
	for i := range c.parts {
		b := c.parts[i].Bound()
		if b.Min[0] > b.Max[0] {
			continue
		}
		b = movedBound(b, c.parts[i].EPSG, code)
		if !found {
			box, found = b, true
			continue
		}
		box = box.Union(b)
	}
	return box, found
}
