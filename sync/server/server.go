package server

import (
	"context"
	"net/http"
	"time"

	"segit/sync/authority"
	"segit/sync/merge"
	"segit/sync/rights"
	"segit/sync/supply"
	"segit/sync/wire"
)

// Config is what a server is made of.
type Config struct {
	Store     Store
	Layers    Layers // nil: none are served to other programs
	Authority *authority.Authority
	Now       func() time.Time
	// Quota is how many bytes the blobs of a municipality may take, and
	// DeviceQuota what a device may have on its way; 0: no limit.
	Quota, DeviceQuota int64
	Told               func(Told) // of every request answered; may be called from many goroutines
}

// Told is what is told of a request: nothing in it names a person.
type Told struct {
	Method, Route string
	Status        int
	Code          wire.Code
	Device        string
	Took          time.Duration
	Err           error // of a fault of ours
}

// Server answers devices.
type Server struct {
	Config
	rules    merge.Rules
	rights   rights.Table
	identity Identity
	metrics  *metrics
	recent   *recent
	quota    quota
	packer   *supply.Packer
	deltas   chan struct{} // holds one for each delta that is being made or undone
}

// New makes a server over a store that is open.
func New(ctx context.Context, c Config) (*Server, error) {
	rules, err := merge.BuiltIn()
	if err != nil {
		return nil, err
	}
	may, err := rights.BuiltIn()
	if err != nil {
		return nil, err
	}
	identity, err := c.Store.Identity(ctx)
	if err != nil {
		return nil, err
	}
	packer, err := supply.NewPacker()
	if err != nil {
		return nil, err
	}
	return &Server{Config: c, packer: packer, deltas: make(chan struct{}, deltasAtOnce), rules: rules, rights: may, identity: identity, metrics: newMetrics(), recent: &recent{of: map[string]*tail{}}, quota: quota{of: map[string]weighed{}}}, nil
}

// handler answers a request or refuses it. A refusal is a [wire.Problem]; any
// other error is a fault of ours, and the caller is told no more than that.
type handler func(w http.ResponseWriter, r *http.Request, d Device) error

// Handler answers all that a server is asked. What is under /v1 wants a
// device's certificate, but for enrolling.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for route, answer := range map[string]handler{
		"GET /v1/session":                s.session,
		"POST /v1/checkouts":             s.checkout,
		"GET /v1/checkouts/{id}/changes": packed(s.changes),
		"POST /v1/ops":                   s.ops,
		"POST /v1/audit":                 s.audit,
		"POST /v1/devices/{id}/revoke":   s.revoke,
		"POST /v1/formers/{id}":          s.former,
		"POST /v1/tokens":                s.token,
		"GET /v1/lease":                  s.lease,
		"POST /v1/lease":                 s.leaseBack,
	} {
		mux.Handle(route, s.answers(route, s.from(answer)))
	}
	if s.Config.Layers != nil {
		mux.Handle("GET /v1/layers", s.answers("GET /v1/layers", s.from(s.published)))
		mux.Handle("POST /v1/layers", s.answers("POST /v1/layers", s.from(s.publish)))
	}
	for route, answer := range s.shelfRoutes() {
		mux.Handle(route, s.answers(route, s.from(answer)))
	}
	mux.Handle("POST /v1/enrol", s.answers("POST /v1/enrol", s.enrol))
	mux.Handle("POST /v1/last", s.answers("POST /v1/last", s.last))
	mux.Handle("GET /health", s.answers("GET /health", s.health))
	mux.Handle("GET /metrics", s.answers("GET /metrics", s.forAdmins(s.measures)))
	mux.Handle("/", s.answers("/", func(http.ResponseWriter, *http.Request, Device) error {
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	}))
	return mux
}
