package pgstore_test

import (
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"segit/sync/server/pgstore"
	"segit/sync/server/pgstore/pgtest"
)

func TestMain(m *testing.M) {
	os.Exit(func() int {
		p, err := pgtest.Start()
		if err != nil {
			fmt.Fprintln(os.Stderr, "PostgreSQL does not start:", err) //nolint:errcheck // nowhere left to say it
			return 1
		}
		defer p.Stop()
		shared.Store(p)
		return m.Run()
	}())
}

var shared atomic.Pointer[pgtest.Cluster]

func open(t testing.TB, url string) *pgstore.Store {
	t.Helper()
	s, err := pgstore.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func open2(t *testing.T, url string) (*pgstore.Store, error) {
	t.Helper()
	s, err := pgstore.Open(t.Context(), url)
	if err == nil {
		err = s.Close()
	}
	return s, err
}
