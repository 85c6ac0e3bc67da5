package server

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"segit/sync/wire"
)

// metrics counts what the server does, for Prometheus.
type metrics struct {
	mu       sync.Mutex
	requests map[requestKind]int
	took     map[string]*spread
	results  map[string]int
	held     Weight // by the last sweep, of all municipalities
	gone     [2]int // uploads and blobs swept
}

type requestKind struct {
	route  string
	status int
}

// spread is how long requests took: how many took no longer than each bound.
type spread struct {
	under []int
	count int
	sum   time.Duration
}

// bounds are the limits between which times are counted, in seconds.
func bounds() []float64 { return []float64{0.005, 0.025, 0.1, 0.5, 1, 5} }

func newMetrics() *metrics {
	return &metrics{requests: map[requestKind]int{}, took: map[string]*spread{}, results: map[string]int{}}
}

func (m *metrics) request(route string, status int, took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests[requestKind{route, status}]++
	s := m.took[route]
	if s == nil {
		s = &spread{under: make([]int, len(bounds()))}
		m.took[route] = s
	}
	s.count++
	s.sum += took
	for i, bound := range bounds() {
		if took.Seconds() <= bound {
			s.under[i]++
		}
	}
}

func (m *metrics) operations(results []wire.Result) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range results {
		m.results[results[i].Status]++
	}
}

func (m *metrics) swept(all []Swept) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.held = Weight{}
	for i := range all {
		m.held.Blobs += all[i].Held.Blobs
		m.held.Bytes += all[i].Held.Bytes
		m.held.Uploads += all[i].Held.Uploads
		m.held.Coming += all[i].Held.Coming
		m.gone[0] += all[i].Uploads
		m.gone[1] += all[i].Blobs
	}
}

// health says that the store answers.
func (s *Server) health(w http.ResponseWriter, r *http.Request, _ Device) error {
	if _, err := s.Store.Identity(r.Context()); err != nil {
		return err
	}
	return reply(w, map[string]string{"status": "ok"})
}

// forAdmins lets a request through from a device or with a token of an
// administrator. What is told names nobody, but how much work is done and what
// fails is no matter of everybody's.
func (s *Server) forAdmins(answer handler) handler {
	return func(w http.ResponseWriter, r *http.Request, d Device) error {
		c, err := s.Asking(r)
		switch {
		case err != nil:
			return err
		case !c.Known():
			return wire.Refuse(http.StatusUnauthorized, wire.NoCertificate)
		case c.Role != "admin":
			return wire.Refuse(http.StatusForbidden, wire.Forbidden)
		}
		return answer(w, r, d)
	}
}

// Metrics answers GET /metrics to whoever asks, for an address that only those
// reach who may know.
func (s *Server) Metrics() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.answers("GET /metrics", s.measures))
	return mux
}

// measures writes the counts in the text format of Prometheus. They name
// neither persons nor municipalities.
func (s *Server) measures(w http.ResponseWriter, _ *http.Request, _ Device) error {
	m := s.metrics
	m.mu.Lock()
	defer m.mu.Unlock()
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	var failed error
	line := func(format string, args ...any) {
		_, err := fmt.Fprintf(w, format+"\n", args...)
		failed = cmp.Or(failed, err)
	}
	line("# HELP segitd_requests_total Requests answered.\n# TYPE segitd_requests_total counter")
	for _, k := range slices.SortedFunc(maps.Keys(m.requests), func(a, b requestKind) int {
		return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.status, b.status))
	}) {
		line("segitd_requests_total{route=%q,status=\"%d\"} %d", k.route, k.status, m.requests[k])
	}
	line("# HELP segitd_request_seconds How long answers took.\n# TYPE segitd_request_seconds histogram")
	for _, route := range slices.Sorted(maps.Keys(m.took)) {
		t := m.took[route]
		for i, bound := range bounds() {
			line("segitd_request_seconds_bucket{route=%q,le=\"%g\"} %d", route, bound, t.under[i])
		}
		line("segitd_request_seconds_bucket{route=%q,le=\"+Inf\"} %d", route, t.count)
		line("segitd_request_seconds_sum{route=%q} %g", route, t.sum.Seconds())
		line("segitd_request_seconds_count{route=%q} %d", route, t.count)
	}
	line("# HELP segitd_operations_total What became of operations.\n# TYPE segitd_operations_total counter")
	for _, status := range slices.Sorted(maps.Keys(m.results)) {
		line("segitd_operations_total{status=%q} %d", status, m.results[status])
	}
	line("# HELP segitd_blob_bytes Bytes of blobs at the last sweep.\n# TYPE segitd_blob_bytes gauge")
	line("segitd_blob_bytes{state=\"whole\"} %d", m.held.Bytes)
	line("segitd_blob_bytes{state=\"coming\"} %d", m.held.Coming)
	line("# HELP segitd_swept_total What sweeps threw away.\n# TYPE segitd_swept_total counter")
	line("segitd_swept_total{what=\"upload\"} %d", m.gone[0])
	line("segitd_swept_total{what=\"blob\"} %d", m.gone[1])
	return failed
}
