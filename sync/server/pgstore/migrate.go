package pgstore

import (
	"context"
	"crypto/rand"
	_ "embed"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"segit/gis"
)

//go:embed schema.sql
var schema string

//go:embed schema_2.sql
var schema2 string

//go:embed shelf.sql
var shelf string

//go:embed schema_4.sql
var schema4 string

//go:embed schema_5.sql
var schema5 string

//go:embed schema_6.sql
var schema6 string

//go:embed schema_7.sql
var schema7 string

// migrations bring the tables from one version to the next, in order: number n
// leads to version n+1. One that was released is never changed.
func migrations() []string {
	return []string{schema, schema2, shelf, schema4, schema5, schema6, schema7}
}

// migrationLock keeps two servers that start at once apart.
const migrationLock = 0x5e617d

// alone runs f in a transaction that no other of those that make tables runs
// beside.
func (s *Store) alone(ctx context.Context, f func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, migrationLock); err != nil {
			return err
		}
		return f(tx)
	})
}

// migrate brings the tables to the version of this program, all in one
// transaction.
func (s *Store) migrate(ctx context.Context) error {
	return s.alone(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS version (number int NOT NULL)`); err != nil {
			return err
		}
		var version int
		if err := tx.QueryRow(ctx, `SELECT coalesce(max(number), 0) FROM version`).Scan(&version); err != nil {
			return err
		}
		steps := migrations()
		if version > len(steps) {
			return gis.Refuse("pgstore.Open", gis.BadInput, "sync.store-newer", version, len(steps))
		}
		for n := version; n < len(steps); n++ {
			if _, err := tx.Exec(ctx, steps[n]); err != nil {
				return err
			}
		}
		if version == len(steps) {
			return nil
		}
		key := make([]byte, 32)
		if _, err := rand.Read(key); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO identity (epoch, key) VALUES ($1, $2) ON CONFLICT DO NOTHING`, uuid.NewString(), key); err != nil {
			return err
		}
		if err := protectAll(ctx, tx, tables()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO version (number) VALUES ($1)`, len(steps))
		return err
	})
}

// tables are those that are partitioned by municipality, the newest last.
func tables() []string {
	return []string{
		"counters", "checkouts", "changes", "rows", "access", "forks", "sealed", "entries", "blobs", "pieces", "refs", "uploads",
	}
}

// protected lets a table show the municipality of the transaction alone, to its
// owner too.
func protected(table string) string {
	name := pgx.Identifier{table}.Sanitize()
	return `ALTER TABLE ` + name + ` ENABLE ROW LEVEL SECURITY; ALTER TABLE ` + name + ` FORCE ROW LEVEL SECURITY;
		DROP POLICY IF EXISTS one_comune ON ` + name + `;
		CREATE POLICY one_comune ON ` + name + ` USING (comune = current_setting('segit.comune', true)::char(4));`
}

// protectAll protects tables.
func protectAll(ctx context.Context, tx pgx.Tx, tables []string) error {
	var all strings.Builder
	for _, table := range tables {
		all.WriteString(protected(table))
	}
	_, err := tx.Exec(ctx, all.String())
	return err
}

// furnish makes the partitions of a municipality, with its counter, at its first
// operation; it gives the line of those who write to it.
func (s *Store) furnish(ctx context.Context, comune string) (*line, error) {
	const op = "pgstore.furnish"
	if l, done := s.furnished.Load(comune); done {
		return l.(*line), nil
	}
	if err := s.furnishNew(ctx, op, comune, tables(), nil); err != nil {
		return nil, err
	}
	err := s.talkAbout(ctx, comune, beginWriting, func(t *talk) error {
		t.later(`INSERT INTO counters (comune) VALUES ($1) ON CONFLICT DO NOTHING`, comune)
		return nil
	})
	if err != nil {
		return nil, err
	}
	l, _ := s.furnished.LoadOrStore(comune, new(line))
	return l.(*line), nil
}

// furnishNew makes the parts of tables that a municipality has, unless the last
// of them is there; before makes what they are parts of, nil where nothing is
// missing. One at a time: who waits for the lock of the database waits without a
// connection.
func (s *Store) furnishNew(ctx context.Context, op, comune string, tables []string, before func(context.Context, pgx.Tx) error) error {
	if !gis.ValidBelfiore(comune) {
		return gis.Refuse(op, gis.BadInput, "desk.belfiore", comune)
	}
	s.furnishing.Lock()
	defer s.furnishing.Unlock()
	var there bool
	newest := tables[len(tables)-1] + "_" + strings.ToLower(comune)
	if err := s.pool.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, newest).Scan(&there); err != nil || there {
		return wrong(err)
	}
	return wrong(s.alone(ctx, func(tx pgx.Tx) error {
		if before != nil {
			if err := before(ctx, tx); err != nil {
				return err
			}
		}
		return parts(ctx, tx, tables, comune)
	}))
}

// parts makes the parts of tables that a municipality has, but for those that are
// there; the caller holds the migration lock. All are made in one message.
func parts(ctx context.Context, tx pgx.Tx, tables []string, comune string) error {
	names := make([]string, len(tables))
	for i, table := range tables {
		names[i] = table + "_" + strings.ToLower(comune)
	}
	rows, err := tx.Query(ctx, `SELECT n FROM unnest($1::text[]) AS u(n) WHERE to_regclass(n) IS NOT NULL`, names)
	if err != nil {
		return err
	}
	there, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	var all strings.Builder
	for i, table := range tables {
		if !slices.Contains(there, names[i]) {
			all.WriteString(part(table, names[i], comune))
		}
	}
	_, err = tx.Exec(ctx, all.String())
	return err
}

// part makes the part of a table that a municipality has. It is made by itself
// and joined then, which stands in nobody's way: made as a partition at once it
// would want the whole table alone, and wait for a writer of another municipality
// who waits for the table before it.
func part(table, name, comune string) string {
	whole, own := pgx.Identifier{table}.Sanitize(), pgx.Identifier{name}.Sanitize()
	return `CREATE TABLE ` + own + ` (LIKE ` + whole + ` INCLUDING ALL);` + protected(name) +
		`ALTER TABLE ` + whole + ` ATTACH PARTITION ` + own + ` FOR VALUES IN ('` + comune + `');`
}
