package pgstore_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"segit/gis"
	"segit/sync/merge"
	"segit/sync/server"
	"segit/sync/server/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) server.Store { return open(t, shared.Load().Database(t)) })
}

func accept(t *testing.T, s server.Store, comune string, seq uint64) {
	t.Helper()
	err := s.Write(t.Context(), comune, func(tx server.Tx) error {
		return tx.Accept(&server.Accepted{Dev: "d", Seq: seq, Layer: "findings", ID: "f", Raw: []byte("{}"), Hash: "h"}, &merge.Row{Cell: comune})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRowsOfAnotherMunicipalityAreNotThere: a question that forgets the
// municipality, or asks for another, is answered by the database with nothing.
func TestRowsOfAnotherMunicipalityAreNotThere(t *testing.T) {
	url := shared.Load().Database(t)
	s := open(t, url)
	defer s.Close() //nolint:errcheck // the test is over
	for _, comune := range []string{"W001", "W002"} {
		accept(t, s, comune, 1)
		if err := s.PutCheckout(t.Context(), server.Checkout{Comune: comune, ID: comune + "-c"}); err != nil {
			t.Fatal(err)
		}
	}
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context()) //nolint:errcheck // the test is over
	for _, table := range []string{"counters", "checkouts", "changes", "rows", "counters_w001", "changes_w001", "rows_w001"} {
		for setting, want := range map[string]int{"": 0, "W002": 1, "W009": 0} {
			var n int
			err := pgx.BeginFunc(t.Context(), c, func(tx pgx.Tx) error {
				if setting != "" {
					if _, err := tx.Exec(t.Context(), `SELECT set_config('segit.comune', $1, true)`, setting); err != nil {
						return err
					}
				}
				return tx.QueryRow(t.Context(), `SELECT count(*) FROM `+table).Scan(&n)
			})
			if table[len(table)-1] == '1' {
				want = 0 // the partition of another
			}
			if err != nil || n != want {
				t.Errorf("%s shows %d rows to who says %q, %v; want %d", table, n, setting, err, want)
			}
		}
	}
	if err := s.Write(t.Context(), "W1'; DROP TABLE rows", func(server.Tx) error { return nil }); gis.KindOf(err) != gis.BadInput {
		t.Errorf("a name that is no code: %v", err)
	}
}

func TestTablesAreMadeOnceAndStay(t *testing.T) {
	url := shared.Load().Database(t)
	s := open(t, url)
	before, err := s.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	accept(t, s, "W001", 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, url)
	after, err := s.Identity(t.Context())
	if err != nil || after.Epoch != before.Epoch || len(after.Key) != 32 || string(after.Key) != string(before.Key) {
		t.Errorf("%v, %v", after, err)
	}
	accept(t, s, "W001", 2)
	if err := s.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if renewed, err := s.Identity(t.Context()); err != nil || renewed.Epoch == before.Epoch {
		t.Errorf("%v, %v", renewed, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context()) //nolint:errcheck // the test is over
	if _, err := c.Exec(t.Context(), `UPDATE version SET number = 99`); err != nil {
		t.Fatal(err)
	}
	if _, err := open2(t, url); gis.KindOf(err) != gis.BadInput {
		t.Errorf("tables of a newer program: %v", err)
	}
}

// TestAcceptedSurvivesAPowerCut: what Write said is there after the database
// was stopped at once, and the pool finds it again.
func TestAcceptedSurvivesAPowerCut(t *testing.T) {
	p := shared.Load()
	s := open(t, p.Database(t))
	defer s.Close() //nolint:errcheck // the test is over
	for seq := range uint64(2) {
		accept(t, s, "W001", seq+1)
		p.Crash(t)
		var head uint64
		var err error
		for range 40 { // the connections of before are found dead one by one
			if err = s.Read(t.Context(), "W001", func(v server.View) (err error) { head, err = v.Head(); return err }); err == nil {
				break
			}
		}
		if err != nil || head != seq+1 {
			t.Fatalf("at %d, %v; want %d", head, err, seq+1)
		}
	}
}
