package client_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
)

// TestManyBatchesUnderWay: operations of many batches, some of which the server
// sets aside, arrive once and in order, and come in at another desk, though the
// link is cut at each request in turn while a batch or a page is being written.
func TestManyBatchesUnderWay(t *testing.T) {
	c := newCentral(t)
	first, second := c.desk(), c.desk()
	first.sync()
	second.sync()
	const n = 1700 // four batches
	first.open(func(a *store.Archive, _ *client.Link) {
		ops := make([]store.Operation, n)
		for i := range ops {
			ops[i] = store.Operation{
				Layer: store.DatasetFindings, ID: fmt.Sprint("f", i%700), Cell: "A/12", Kind: store.SetKind, Actor: "anna",
				Set: map[string]store.Change{"assignee": {New: json.RawMessage(fmt.Sprintf(`"nome %d"`, i))}},
			}
			if i%400 == 7 {
				ops[i].ID, ops[i].Cell = fmt.Sprint("x", i), "A\x01/12" // no cell: it is set aside
			}
		}
		for from := 0; from < n; from += 850 {
			if _, err := a.Append(ops[from : from+850]...); err != nil {
				t.Fatal(err)
			}
		}
	})
	cut := func(d *desk) (cuts int) {
		t.Helper()
		for at := int64(1); ; at++ {
			var asked atomic.Int64
			c.meets(func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
				if asked.Add(1) == at {
					if at%2 == 0 {
						answer.ServeHTTP(noAnswer{http.Header{}}, r) // it was done, and nobody hears of it
					}
					panic(http.ErrAbortHandler)
				}
				answer.ServeHTTP(w, r)
			})
			done := false
			d.open(func(_ *store.Archive, l *client.Link) {
				_, err := l.Sync(t.Context(), gis.Quiet{})
				done = err == nil
			})
			if done {
				return cuts
			}
			cuts++
		}
	}
	if up, down := cut(first), cut(second); up < 3 || down < 1 {
		t.Errorf("the link was cut %d and %d times", up, down)
	}
	c.meets(nil)
	second.sync()
	for _, d := range []*desk{first, second} {
		seen := d.shown()
		for i := range 700 {
			want := ""
			for next := i; next < n; next += 700 {
				if next%400 != 7 {
					want = fmt.Sprintf(`"nome %d"`, next)
				}
			}
			if got := seen[fmt.Sprint("f", i)]; got != want {
				t.Fatalf("f%d is %s, want %s", i, got, want)
			}
		}
	}
	first.open(func(_ *store.Archive, l *client.Link) {
		if st, err := l.Status(); err != nil || st.Pending != 0 || st.Parked != 5 {
			t.Errorf("%+v, %v", st, err)
		}
	})
}

// noAnswer takes an answer and gives it to nobody.
type noAnswer struct{ header http.Header }

func (n noAnswer) Header() http.Header { return n.header }

func (noAnswer) Write(p []byte) (int, error) { return len(p), nil }

func (noAnswer) WriteHeader(int) {}
