package server

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"segit/sync/wire"
)

// answers runs a handler, makes its error an answer and tells of it.
func (s *Server) answers(route string, answer handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		seen := &watched{Watched: wire.Watch(w)}
		told := Told{Method: r.Method, Route: route}
		err := answer(seen, r, Device{})
		var problem *wire.Problem
		switch {
		case err == nil:
		case errors.As(err, &problem):
		case r.Context().Err() != nil:
			problem = wire.Refuse(http.StatusServiceUnavailable, wire.Broken) // nobody listens any more
		default:
			problem, told.Err = wire.Refuse(http.StatusInternalServerError, wire.Broken), err
		}
		half := problem != nil && seen.Wrote
		if problem != nil {
			told.Code = problem.Code
			if !half {
				problem.Write(seen)
			}
		}
		told.Status, told.Device, told.Took = seen.Status, seen.device, time.Since(began)
		s.metrics.request(route, told.Status, told.Took)
		if s.Told != nil {
			s.Told(told)
		}
		if half {
			// Half a stream is on its way: without its end it is no answer.
			panic(http.ErrAbortHandler)
		}
	})
}

// watched remembers what was answered, and to whom.
type watched struct {
	wire.Watched
	device string // that asked, when it is known
}

// read takes a request's JSON body.
func read(r *http.Request, v any) error { return readUpTo(r, v, wire.MaxBodyBytes) }

// readUpTo takes a JSON body of at most limit bytes.
func readUpTo(r *http.Request, v any, limit int64) error {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, limit))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return wire.Refuse(http.StatusRequestEntityTooLarge, wire.TooLarge)
	}
	if err != nil || json.Unmarshal(body, v) != nil {
		return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
	}
	return nil
}

// reply sends a JSON answer.
func reply(w http.ResponseWriter, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(raw)
	return err
}

// streamRaw sends lines that are JSON already.
func streamRaw(w http.ResponseWriter, lines [][]byte) error {
	w.Header().Set("Content-Type", wire.StreamType)
	out := wire.NewWriter(w)
	for _, line := range lines {
		if err := out.WriteRaw(line); err != nil {
			return err
		}
	}
	return out.Close()
}

// stream sends lines, with the end by which they are known to be whole.
func stream[T any](w http.ResponseWriter, lines []T) error {
	w.Header().Set("Content-Type", wire.StreamType)
	out := wire.NewWriter(w)
	for i := range lines {
		if err := out.Write(&lines[i]); err != nil {
			return err
		}
	}
	return out.Close()
}
