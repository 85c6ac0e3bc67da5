package server

import (
	"context"

	"segit/gis"
	"segit/sync/wire"
)

// Join joins operations that a revoked device left, as it would have sent them,
// and gives how many were new. The office has looked at them; who had the device
// may have written some.
func (s *Server) Join(ctx context.Context, u wire.Unsent) (int, error) {
	const op = "server.Join"
	d, err := s.Store.Device(ctx, u.Device)
	if err != nil {
		return 0, err
	}
	var ops []wire.Signed
	for _, raw := range u.Ops {
		o, err := wire.ParseSent(raw)
		if err != nil {
			return 0, err
		}
		if !d.Wrote(o.Device) {
			return 0, gis.Refuse(op, gis.BadInput, "sync.operation")
		}
		ops = append(ops, o)
	}
	joined := 0
	for _, batch := range byDevice(ops) {
		fresh := 0
		err := s.Store.Write(ctx, u.Comune, func(tx Tx) error {
			results, problem, err := s.accept(tx, &d, u.Comune, batch)
			fresh = 0
			for i := range results {
				if results[i].Status != wire.Duplicate {
					fresh++
				}
			}
			if err == nil && problem != nil {
				err = &gis.Error{Op: op, Kind: gis.BadInput, Message: problem.Message()}
			}
			return err
		})
		if err != nil {
			return joined, err
		}
		joined += fresh
	}
	return joined, nil
}
