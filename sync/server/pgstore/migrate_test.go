package pgstore_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"segit/sync/merge"
	"segit/sync/server"
)

// TestBeginningStandsInNobodysWay: while a municipality is being written another
// begins, and a second device of the first finds its parts made. Neither waits
// for the writer, who may be waiting for them.
func TestBeginningStandsInNobodysWay(t *testing.T) {
	s := open(t, shared.Load().Database(t))
	defer s.Close() //nolint:errcheck // the test is over
	accept(t, s, "W001", 1)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // it waits for ever when it waits
	defer cancel()
	err := s.Write(ctx, "W001", func(tx server.Tx) error {
		err := tx.Accept(&server.Accepted{Dev: "d", Seq: 2, Layer: "findings", ID: "f", Raw: []byte("{}"), Hash: "h"}, &merge.Row{})
		return errors.Join(err, s.FurnishLate(ctx, "W001"), s.FurnishLate(ctx, "W002"))
	})
	if err != nil {
		t.Fatal(err)
	}
	accept(t, s, "W002", 1)
}
