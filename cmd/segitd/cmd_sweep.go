package main

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"segit/cmd/program"
	"segit/sync/server"
)

type sweepCmd struct{ place }

// Run sweeps once; a server that runs does it by itself.
func (c *sweepCmd) Run(s *session) error {
	return s.at(&c.place, func(o office) error {
		all, err := o.sweep(s.ctx)
		if err != nil {
			return err
		}
		return program.Listing[server.Swept]{
			Header: []string{"COMUNE", "FILES", "MIB", "COMING", "MIB", "SWEPT", "MIB"},
			Record: func(a *server.Swept) any { return a },
			Lines: func(a *server.Swept) [][]string {
				return program.One(
					a.Comune, strconv.Itoa(a.Held.Blobs), mebibytes(a.Held.Bytes), strconv.Itoa(a.Held.Uploads), mebibytes(a.Held.Coming),
					strconv.Itoa(a.Uploads+a.Blobs), mebibytes(a.Bytes),
				)
			},
		}.Write(s.out, s.json, all)
	})
}

func mebibytes(n int64) string { return fmt.Sprintf("%.1f", float64(n)/(1<<20)) }

func (h *here) sweep(ctx context.Context) ([]server.Swept, error) {
	core, err := server.New(ctx, server.Config{Store: h.store, Now: time.Now})
	if err != nil {
		return nil, err
	}
	return core.Sweep(ctx)
}

func (c *counter) sweep(ctx context.Context) (all []server.Swept, err error) {
	err = c.ask(ctx, "sweep", nil, &all)
	return all, err
}

// sweepInterval is how often a server that runs sweeps.
const sweepInterval = 6 * time.Hour

// tellSwept writes a sweep into the log.
func tellSwept(log *slog.Logger) func([]server.Swept, error) {
	return func(all []server.Swept, err error) {
		uploads, blobs, freed, held := 0, 0, int64(0), int64(0)
		for i := range all {
			uploads, blobs, freed, held = uploads+all[i].Uploads, blobs+all[i].Blobs, freed+all[i].Bytes, held+all[i].Held.Bytes+all[i].Held.Coming
		}
		if err != nil {
			log.Error("sweep", "error", err.Error())
			return
		}
		log.Info("sweep", "uploads", uploads, "blobs", blobs, "freed", freed, "held", held)
	}
}
