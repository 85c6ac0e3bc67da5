package pgstore_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"segit/gis"
	"segit/sync/layer"
	"segit/sync/layer/layertest"
	"segit/sync/server"
	"segit/sync/server/pgstore/pgtest"
)

// standby makes a replica of the tests' server, with PostgreSQL's own tools: it
// follows by streaming over the private socket, and answers questions.
func standby(t *testing.T, p *pgtest.Cluster) *pgtest.Cluster {
	t.Helper()
	dir, err := os.MkdirTemp("", "segit-standby")
	if err != nil {
		t.Fatal(err)
	}
	follower := &pgtest.Cluster{Dir: dir}
	cmd, err := follower.Command("pg_basebackup", "-h", p.Dir, "-U", "postgres", "-D", filepath.Join(dir, "data"), "-R", "-X", "stream", "--checkpoint=fast", "--no-sync")
	if err == nil {
		var out []byte
		if out, err = cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		err = follower.Run()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(follower.Stop)
	return follower
}

// caughtUp waits until a replica has replayed what the server has written.
func caughtUp(t *testing.T, p, follower *pgtest.Cluster) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var want string
	ask := func(of *pgtest.Cluster, question string, args ...any) (answer string) {
		c, err := pgx.Connect(ctx, of.URL("postgres", "postgres"))
		if err == nil {
			defer c.Close(ctx) //nolint:errcheck // it was answered
			err = c.QueryRow(ctx, question, args...).Scan(&answer)
		}
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	want = ask(p, `SELECT pg_current_wal_lsn()::text`)
	for ask(follower, `SELECT (pg_last_wal_replay_lsn() >= $1::pg_lsn)::text`, want) != "true" {
		<-time.After(20 * time.Millisecond) // it follows at its own pace
	}
}

// TestAReplicaAnswersWhatOtherProgramsAsk: a real standby that streams. Layers
// are read from it, also while the database itself refuses; devices read what
// they wrote from the database; and nothing is ever written to the replica.
func TestAReplicaAnswersWhatOtherProgramsAsk(t *testing.T) {
	p := shared.Load()
	url := shared.Load().WithPostGIS(t)
	s := open(t, url)
	defer s.Close() //nolint:errcheck // the test is over
	if _, err := s.Publish(t.Context(), layertest.Describe("W001"), layertest.Squares("W001", 3)); err != nil {
		t.Fatal(err)
	}
	follower := standby(t, p)
	at := strings.ReplaceAll(url, p.Dir, follower.Dir)
	if err := s.ReadFrom(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	count := func(comune string) (n int64) {
		err := s.Layer(t.Context(), comune, "parcels", func(v layer.View) error {
			n = int64(v.Layer().Rows)
			return nil
		})
		if err != nil && !errors.Is(err, layer.ErrUnknown) {
			t.Fatal(err)
		}
		return n
	}
	if n := count("W001"); n != 3 {
		t.Errorf("the replica has %d", n)
	}
	if _, err := s.Publish(t.Context(), layertest.Describe("W002"), layertest.Squares("W002", 5)); err != nil {
		t.Fatal(err)
	}
	accept(t, s, "W001", 1)
	err := s.Read(t.Context(), "W001", func(v server.View) error {
		if head, err := v.Head(); err != nil || head != 1 {
			t.Errorf("a device reads %d, %v", head, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	caughtUp(t, p, follower)
	if n := count("W002"); n != 5 {
		t.Errorf("the replica follows to %d", n)
	}
	// That it is the replica which answers shows when it is gone.
	follower.Stop()
	if err := s.Layer(t.Context(), "W001", "parcels", func(layer.View) error { return nil }); err == nil {
		t.Error("somebody else answers")
	}
	if err := s.ReadFrom(t.Context(), at); gis.KindOf(err) != gis.BadInput {
		t.Errorf("a replica that is not there: %v", err)
	}
	accept(t, s, "W001", 2)
}
