package client_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
)

// BenchmarkOperations sends operations of one desk and takes them in at
// another, over TLS, both durable.
func BenchmarkOperations(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			c := newCentral(b)
			first, second := c.desk(), c.desk()
			first.open(func(a *store.Archive, l *client.Link) {
				ops := make([]store.Operation, 1000)
				for from := 0; from < n; from += len(ops) {
					for i := range ops {
						ops[i] = store.Operation{
							Layer: store.DatasetFindings, ID: fmt.Sprintf("%024x", (from+i)%20_000), Cell: "A/12", Kind: store.SetKind, Actor: "anna",
							Set: map[string]store.Change{"assignee": {New: json.RawMessage(fmt.Sprintf(`"nome %d"`, from+i))}},
						}
					}
					if _, err := a.Append(ops...); err != nil {
						b.Fatal(err)
					}
				}
			})
			for b.Loop() {
				for _, d := range []*desk{first, second} {
					began := time.Now()
					sum := d.sync()
					b.ReportMetric(float64(max(sum.Pushed, sum.Pulled))/time.Since(began).Seconds(), map[*desk]string{first: "up/s", second: "down/s"}[d])
				}
			}
		})
	}
}

// BenchmarkSmallSync is 200 laptops that sync one edit each, all at once.
func BenchmarkSmallSync(b *testing.B) {
	c := newCentral(b)
	links := make([]*client.Link, 200)
	archives := make([]*store.Archive, len(links))
	for i := range links {
		d := c.desk()
		a, err := store.Open(b.Context(), d.path)
		if err != nil {
			b.Fatal(err)
		}
		defer a.Close() //nolint:errcheck // the benchmark is over
		archives[i], links[i] = a, client.New(client.Of(a))
		if _, err := links[i].Sync(b.Context(), gis.Quiet{}); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		took := make([]time.Duration, len(links))
		done := make(chan error)
		for i := range links {
			go func() {
				_, err := archives[i].Append(store.Operation{
					Layer: store.DatasetFindings, ID: fmt.Sprintf("%024x", i), Cell: "A/12", Kind: store.SetKind, Actor: "anna",
					Set: map[string]store.Change{"assignee": {New: json.RawMessage(`"anna"`)}},
				})
				began := time.Now()
				if err == nil {
					_, err = links[i].Sync(b.Context(), gis.Quiet{})
				}
				took[i] = time.Since(began)
				done <- err
			}()
		}
		for range links {
			if err := <-done; err != nil {
				b.Fatal(err)
			}
		}
		slices.Sort(took)
		b.ReportMetric(took[len(took)/2].Seconds(), "p50-s")
		b.ReportMetric(took[len(took)*99/100].Seconds(), "p99-s")
	}
}
