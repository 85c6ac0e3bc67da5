package pgstore_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"segit/sync/server"
)

// TestTablesOfFormerVersionsAreBroughtUp: a database of each former version,
// with a municipality in it, is served by this one with all that it had.
func TestTablesOfFormerVersionsAreBroughtUp(t *testing.T) {
	former := []string{"schema.sql", "schema_2.sql", "shelf.sql", "schema_4.sql", "schema_5.sql"}
	for version := 1; version <= len(former); version++ {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			url := shared.Load().Database(t)
			c, err := pgx.Connect(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			do := func(statement string, args ...any) {
				t.Helper()
				if _, err := c.Exec(t.Context(), statement, args...); err != nil {
					t.Fatal(err)
				}
			}
			for _, file := range former[:version] {
				body, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				do(string(body))
			}
			do(`CREATE TABLE version (number int NOT NULL)`)
			do(`INSERT INTO version (number) VALUES ($1)`, version)
			do(`INSERT INTO identity (epoch, key) VALUES ('e1', '\x01')`)
			for _, table := range []string{"counters", "changes", "rows"} {
				do(`CREATE TABLE ` + table + `_w001 PARTITION OF ` + table + ` FOR VALUES IN ('W001')`)
			}
			do(`INSERT INTO counters VALUES ('W001', 1)`)
			do(`INSERT INTO changes VALUES ('W001', 1, 'd', 1, 'findings', 'f', true, '', 'A/1', 'put', '{}', 'h', '{"seq":1,"status":"applied"}')`)
			do(`INSERT INTO rows VALUES ('W001', 'findings', 'f', 1, 'A/1', '{"cell":"A/1"}')`)
			if err := c.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			s := open(t, url)
			defer s.Close() //nolint:errcheck // the test is over
			if id, err := s.Identity(t.Context()); err != nil || id.Epoch != "e1" {
				t.Errorf("%v, %v", id, err)
			}
			accept(t, s, "W001", 2)
			err = s.Read(t.Context(), "W001", func(v server.View) error {
				all, err := v.Changes(0, 9)
				if len(all) != 2 || all[0].Hash != "h" || all[0].Result.Status != "applied" || all[1].CSeq != 2 {
					t.Errorf("%+v", all)
				}
				_, cseq, failed := v.Row("findings", "f")
				if failed != nil || cseq != 2 {
					t.Errorf("the row is of %d, %v", cseq, failed)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}
