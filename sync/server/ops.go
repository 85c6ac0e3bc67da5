package server

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"

	"segit/gis"
	"segit/sync/wire"
)

// ops accepts a batch of operations of one device on one municipality, in the
// order of their numbers.
func (s *Server) ops(w http.ResponseWriter, r *http.Request, d Device) error {
	comune, batch, err := s.batch(r, d)
	if err != nil {
		return err
	}
	var results []wire.Result
	var problem *wire.Problem
	if len(batch) > 0 {
		err = s.Store.Write(r.Context(), comune, func(tx Tx) (err error) {
			results, problem, err = s.accept(tx, &d, comune, batch)
			return err
		})
	}
	if err != nil {
		return err
	}
	if problem != nil {
		if problem.Code == wire.Fork && batch[0].Device == d.ID {
			if err := s.Store.Freeze(r.Context(), d.ID, ForkedOps, s.Now()); err != nil {
				return err
			}
		}
		return problem
	}
	s.metrics.operations(results)
	return stream(w, results)
}

// batch reads the operations of a request, and of which municipality's chain they
// are: the one that the request names, or else the first operation that names one
// of the device's. What of an operation is no operation is set aside later; the
// whole is refused when it is none of this device's, or out of order.
func (s *Server) batch(r *http.Request, d Device) (comune string, batch []wire.Signed, err error) {
	lines, err := readStream(r)
	if err != nil {
		return "", nil, err
	}
	comune = r.URL.Query().Get("comune")
	batch = make([]wire.Signed, len(lines))
	for i, line := range lines {
		o, err := wire.ParseSent(line)
		switch {
		case err != nil, i > 0 && o.Seq != batch[i-1].Seq+1:
			return "", nil, wire.Refuse(http.StatusBadRequest, wire.BadRequest)
		case !d.Wrote(o.Device), o.Device != batch[0].Device && i > 0:
			return "", nil, wire.Refuse(http.StatusForbidden, wire.Forbidden)
		case comune == "" && d.Sees(o.Comune):
			comune = o.Comune
		}
		batch[i] = o
	}
	if len(batch) > 0 && !d.Sees(comune) {
		return "", nil, wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	return comune, batch, nil
}

// readStream reads a request that is a stream, packed or not.
func readStream(r *http.Request) ([][]byte, error) {
	var body io.Reader = r.Body
	switch r.Header.Get("Content-Encoding") {
	case "", "identity":
	case "gzip":
		unpacked, err := gzip.NewReader(http.MaxBytesReader(nil, r.Body, wire.MaxBatchBytes))
		if err != nil {
			return nil, wire.Refuse(http.StatusBadRequest, wire.BadRequest)
		}
		body = unpacked
	default:
		return nil, wire.Refuse(http.StatusUnsupportedMediaType, wire.BadRequest)
	}
	lines, err := wire.Read(body, wire.MaxBatchBytes)
	var refused *gis.Error
	if errors.As(err, &refused) && refused.Code == "sync.too-large" || len(lines) > wire.MaxBatchOps {
		return nil, wire.Refuse(http.StatusRequestEntityTooLarge, wire.TooLarge)
	}
	if err != nil {
		return nil, wire.Refuse(http.StatusBadRequest, wire.BadRequest)
	}
	return lines, nil
}
