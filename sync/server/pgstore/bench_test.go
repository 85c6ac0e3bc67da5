package pgstore_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"segit/store"
	"segit/sync/merge"
	"segit/sync/server"
)

// BenchmarkMunicipalitiesAtOnce loads the edits of 58 municipalities into one
// database at once, in batches as they travel, and says what they take.
func BenchmarkMunicipalitiesAtOnce(b *testing.B) {
	const comuni, batches, ops = 58, 4, 500
	p := shared.Load()
	url := p.Database(b)
	s := open(b, url)
	defer s.Close() //nolint:errcheck // the benchmark is over
	raw, err := (&store.Operation{
		Device: "d", Seq: 1, Comune: "W000", Layer: store.DatasetFindings, ID: fmt.Sprintf("%024x", 7), Cell: "A/12", Kind: store.SetKind, Schema: 1, Actor: "anna",
		At: time.Now(), Set: map[string]store.Change{"assignee": {Saw: []string{}, New: json.RawMessage(`"anna"`)}},
	}).Encode()
	if err != nil {
		b.Fatal(err)
	}
	round := 0
	for b.Loop() {
		ended := make(chan error)
		began := time.Now()
		for n := range comuni {
			go func() {
				comune := fmt.Sprintf("W%03d", n)
				for batch := range batches {
					err := s.Write(b.Context(), comune, func(tx server.Tx) error {
						for i := range ops {
							at := (round*batches+batch)*ops + i
							row := merge.Row{Cell: "A/12"}
							a := &server.Accepted{
								Dev: "d", Seq: uint64(at + 1), Layer: store.DatasetFindings, ID: fmt.Sprintf("%024x", at%1000), Kind: "put", Cell: "A/12", Raw: raw, Hash: fmt.Sprint(at),
							}
							if err := tx.Accept(a, &row); err != nil {
								return err
							}
						}
						return nil
					})
					if err != nil {
						ended <- err
						return
					}
				}
				ended <- nil
			}()
		}
		for range comuni {
			if err := <-ended; err != nil {
				b.Fatal(err)
			}
		}
		round++
		b.ReportMetric(comuni*batches*ops/time.Since(began).Seconds(), "ops/s")
	}
	c, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close(b.Context()) //nolint:errcheck // the benchmark is over
	var size int64
	if err := c.QueryRow(b.Context(), `SELECT pg_database_size(current_database())`).Scan(&size); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(size)/float64(round*comuni*batches*ops), "bytes/op")
}
