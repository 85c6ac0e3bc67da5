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
	batch, err := s.batch(r, d)
	if err != nil {
		return err
	}
	var results []wire.Result
	var problem *wire.Problem
	if len(batch) > 0 {
		err = s.Store.Write(r.Context(), batch[0].Comune, func(tx Tx) (err error) {
			results, problem, err = s.accept(tx, &d, batch)
			return err
		})
	}
	if err != nil {
		return err
	}
	if problem != nil {
		if problem.Code == wire.Fork {
			if err := s.Store.SetStatus(r.Context(), d.ID, Frozen, s.Now()); err != nil {
				return err
			}
		}
		return problem
	}
	s.metrics.operations(results)
	return stream(w, results)
}

// batch reads the operations of a request and refuses it whole when it is none
// of this device's, or of more than one municipality, or out of order.
func (s *Server) batch(r *http.Request, d Device) ([]wire.Signed, error) {
	lines, err := readStream(r)
	if err != nil {
		return nil, err
	}
	batch := make([]wire.Signed, len(lines))
	for i, line := range lines {
		o, err := wire.ParseOperation(line)
		switch {
		case err != nil, o.Comune != batch[0].Comune && i > 0, i > 0 && o.Seq != batch[i-1].Seq+1:
			return nil, wire.Refuse(http.StatusBadRequest, wire.BadRequest)
		case o.Device != d.ID:
			return nil, wire.Refuse(http.StatusForbidden, wire.Forbidden)
		case !d.Sees(o.Comune):
			return nil, wire.Refuse(http.StatusNotFound, wire.NotFound)
		}
		batch[i] = o
	}
	return batch, nil
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
