package pgstore

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"segit/gis"
	"segit/sync/layer"
)

var _ layer.Store = (*Store)(nil)

//go:embed layers.sql
var layerSchema string

// layerTables are those of the layers that are partitioned by municipality.
func layerTables() []string { return []string{"features", "feature_keys"} }

// furnishLayers makes the tables of the layers and the partitions of a
// municipality. PostGIS is for an administrator of the database to add.
func (s *Store) furnishLayers(ctx context.Context, comune string) error {
	return s.furnishNew(ctx, "pgstore.Publish", comune, layerTables(), layered)
}

// layered makes the tables of the layers, unless they are there.
func layered(ctx context.Context, tx pgx.Tx) error {
	tables := layerTables()
	var there bool
	if err := tx.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, tables[len(tables)-1]).Scan(&there); err != nil || there {
		return err
	}
	for _, name := range []string{"postgis", "btree_gist"} {
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_extension WHERE extname = $1)`, name).Scan(&there); err != nil {
			return err
		}
		if there {
			continue // who may not add it need not
		}
		if _, err := tx.Exec(ctx, `CREATE EXTENSION `+name); err != nil {
			return gis.Wrap("pgstore.Publish", gis.BadInput, err, "ogc.no-postgis", name)
		}
	}
	if _, err := tx.Exec(ctx, layerSchema); err != nil {
		return err
	}
	return protectAll(ctx, tx, tables)
}

// served reports whether there are tables of layers.
func (s *Store) served(ctx context.Context) (there bool, err error) {
	if s.layered.Load() {
		return true, nil
	}
	err = s.reading.QueryRow(ctx, `SELECT to_regclass('feature_keys') IS NOT NULL`).Scan(&there)
	if there {
		s.layered.Store(true)
	}
	return there, wrong(err)
}

// Layers lists what is served.
func (s *Store) Layers(ctx context.Context) ([]layer.Layer, error) {
	if there, err := s.served(ctx); err != nil || !there {
		return nil, err
	}
	rows, err := s.reading.Query(ctx, `SELECT body FROM layers WHERE generation <> '' ORDER BY comune, name`)
	if err != nil {
		return nil, wrong(err)
	}
	all, err := pgx.CollectRows(rows, scanLayer)
	return all, wrong(err)
}

func scanLayer(row pgx.CollectableRow) (l layer.Layer, err error) {
	var body []byte
	if err = row.Scan(&body); err == nil {
		err = json.Unmarshal(body, &l)
	}
	return l, err
}

// publishLot is how many features go in by one statement.
const publishLot = 2000

// Publish writes a publication and switches to it, all in one transaction.
func (s *Store) Publish(ctx context.Context, l layer.Layer, features iter.Seq2[*layer.Feature, error]) (layer.Layer, error) {
	if err := s.furnishLayers(ctx, l.Comune); err != nil {
		return l, err
	}
	p := publication{tally: layer.NewTally(l, time.Now())}
	err := s.about(ctx, l.Comune, pgx.TxOptions{}, func(tx pgx.Tx) error {
		for f, err := range features {
			if err == nil {
				err = p.add(ctx, tx, f)
			}
			if err != nil {
				return err
			}
		}
		return p.finish(ctx, tx)
	})
	return p.tally.Layer(), err
}

// publication is one in the making: the lot that is not written yet, by column.
type publication struct {
	tally    *layer.Tally
	rows     []int32
	ids      []string
	records  [][]byte
	shapes   [][]byte
	keyNames []string
	keys     [][]byte
	keyRows  []int32
}

func (p *publication) add(ctx context.Context, tx pgx.Tx, f *layer.Feature) error {
	p.tally.Add(f)
	p.rows, p.ids, p.records = append(p.rows, int32(f.Row)), append(p.ids, f.ID), append(p.records, f.Append(nil))
	var shape []byte
	if len(f.WKB) > 0 {
		shape = append(shape, f.WKB...)
	}
	p.shapes = append(p.shapes, shape)
	columns := p.tally.Layer().Columns
	p.tally.Keys(f, func(column int, key []byte) {
		p.keyNames, p.keys, p.keyRows = append(p.keyNames, columns[column].Name), append(p.keys, key), append(p.keyRows, int32(f.Row))
	})
	for _, key := range squares(f.Box) {
		p.keyNames, p.keys, p.keyRows = append(p.keyNames, placeName), append(p.keys, key), append(p.keyRows, int32(f.Row))
	}
	if len(p.rows) < publishLot {
		return nil
	}
	return p.write(ctx, tx)
}

func (p *publication) write(ctx context.Context, tx pgx.Tx) error {
	l := p.tally.Layer()
	_, err := tx.Exec(ctx, `INSERT INTO features (comune, layer, generation, "row", id, record, geom)
		SELECT $1, $2, $3, t.r, t.i, t.b, ST_GeomFromWKB(t.g) FROM unnest($4::int[], $5::text[], $6::bytea[], $7::bytea[]) AS t(r, i, b, g)`,
		l.Comune, l.Name, l.Generation, p.rows, p.ids, p.records, p.shapes)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO feature_keys (comune, layer, generation, name, key, "row")
		SELECT $1, $2, $3, t.n, t.k, t.r FROM unnest($4::text[], $5::bytea[], $6::int[]) AS t(n, k, r)`,
		l.Comune, l.Name, l.Generation, p.keyNames, p.keys, p.keyRows)
	*p = publication{tally: p.tally}
	return err
}

// finish writes the rest, switches, and takes the former publication away.
func (p *publication) finish(ctx context.Context, tx pgx.Tx) error {
	if err := p.write(ctx, tx); err != nil {
		return err
	}
	l := p.tally.Layer()
	body, err := json.Marshal(l)
	if err != nil {
		return gis.Wrap("pgstore.Publish", gis.Internal, err, "sync.stream")
	}
	_, err = tx.Exec(ctx, `INSERT INTO layers (comune, name, generation, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (comune, name) DO UPDATE SET generation = excluded.generation, body = excluded.body`, l.Comune, l.Name, l.Generation, body)
	if err != nil {
		return err
	}
	if err := sweep(ctx, tx, &l); err != nil {
		return err
	}
	// Without figures about so many new rows the database would read all of them
	// for a small window.
	for _, table := range layerTables() {
		if _, err := tx.Exec(ctx, `ANALYZE `+pgx.Identifier{table + "_" + strings.ToLower(l.Comune)}.Sanitize()); err != nil {
			return err
		}
	}
	return nil
}

// sweep takes away all publications of a layer but one.
func sweep(ctx context.Context, tx pgx.Tx, l *layer.Layer) error {
	_, err := tx.Exec(ctx, `DELETE FROM features WHERE comune = $1 AND layer = $2 AND generation <> $3`, l.Comune, l.Name, l.Generation)
	if err == nil {
		_, err = tx.Exec(ctx, `DELETE FROM feature_keys WHERE comune = $1 AND layer = $2 AND generation <> $3`, l.Comune, l.Name, l.Generation)
	}
	return err
}

// Withdrawn names the layers that were withdrawn and not published since.
func (s *Store) Withdrawn(ctx context.Context, comune string) ([]string, error) {
	if there, err := s.served(ctx); err != nil || !there {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, `SELECT name FROM layers WHERE comune = $1 AND generation = '' ORDER BY name COLLATE "C"`, comune)
	if err != nil {
		return nil, wrong(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return names, wrong(err)
}

// Withdraw serves a layer no more. Its line stays, of no generation, and says
// that it was withdrawn.
func (s *Store) Withdraw(ctx context.Context, comune, name string) error {
	if there, err := s.served(ctx); err != nil || !there {
		return errors.Join(err, layer.ErrUnknown)
	}
	return s.about(ctx, comune, pgx.TxOptions{}, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, `UPDATE layers SET generation = '', body = '{}' WHERE comune = $1 AND name = $2 AND generation <> ''`, comune, name)
		if err == nil && done.RowsAffected() == 0 {
			return layer.ErrUnknown
		}
		if err != nil {
			return err
		}
		return sweep(ctx, tx, &layer.Layer{Comune: comune, Name: name})
	})
}
