package pgstore

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"segit/gis"
	"segit/sync/merge"
	"segit/sync/server"
)

// fresh is what was accepted and is not said yet, by column: a batch goes in by
// two statements, however many operations it has.
type fresh struct {
	cseqs, seqs                                                  []int64
	devs, layers, ids, froms, cells, kinds, hashes, users, wases []string
	news                                                         []bool
	raws                                                         [][]byte
	results                                                      []string
	rows                                                         map[rowName]string // that changed, with their cell
}

// Accept keeps an operation and its row.
func (t *comuneTx) Accept(a *server.Accepted, row *merge.Row) error {
	if err := t.say(); err != nil { // the head is to be known
		return err
	}
	t.head++
	a.CSeq = t.head
	result, err := json.Marshal(a.Result)
	if err != nil {
		return gis.Wrap("pgstore.Accept", gis.Internal, err, "sync.stream")
	}
	f := &t.fresh
	f.cseqs, f.devs, f.seqs, f.layers, f.ids = append(f.cseqs, int64(a.CSeq)), append(f.devs, a.Dev), append(f.seqs, int64(a.Seq)), append(f.layers, a.Layer), append(f.ids, a.ID)
	f.news, f.froms, f.cells, f.kinds = append(f.news, a.New), append(f.froms, a.From), append(f.cells, a.Cell), append(f.kinds, a.Kind)
	f.raws, f.hashes, f.results, f.users = append(f.raws, octets(a.Raw)), append(f.hashes, a.Hash), append(f.results, string(result)), append(f.users, a.User)
	f.wases = append(f.wases, a.Was)
	last := *a
	t.known.last[a.Dev] = &last
	if row == nil {
		return nil
	}
	body, err := json.Marshal(row)
	if err != nil {
		return gis.Wrap("pgstore.Accept", gis.Internal, err, "sync.stream")
	}
	name := rowName{a.Layer, a.ID}
	t.known.rows[name] = keptRow{a.CSeq, body}
	if f.rows == nil {
		f.rows = map[rowName]string{}
	}
	f.rows[name] = row.Cell
	return nil
}

// flush lets what was accepted go along with what is said next.
func (t *comuneTx) flush() {
	f := t.fresh
	t.fresh = fresh{}
	if len(f.cseqs) > 0 {
		t.later(`INSERT INTO changes (comune, `+changeColumns+`)
			SELECT $1, t.c, t.d, t.s, t.l, t.i, t.n, t.f, t.e, t.k, t.r, t.h, t.o::json, t.u, t.w FROM
			unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::boolean[], $8::text[], $9::text[], $10::text[], $11::bytea[], $12::text[], $13::text[], $14::text[], $15::text[])
			AS t(c, d, s, l, i, n, f, e, k, r, h, o, u, w)`,
			t.comune, f.cseqs, f.devs, f.seqs, f.layers, f.ids, f.news, f.froms, f.cells, f.kinds, f.raws, f.hashes, f.results, f.users, f.wases)
	}
	if len(f.rows) == 0 {
		return
	}
	var layers, ids, cells, bodies []string
	var cseqs []int64
	for _, name := range slices.SortedFunc(maps.Keys(f.rows), func(a, b rowName) int { return strings.Compare(a.layer+"\x00"+a.id, b.layer+"\x00"+b.id) }) {
		kept := t.known.rows[name]
		layers, ids, cseqs, cells, bodies = append(layers, name.layer), append(ids, name.id), append(cseqs, int64(kept.cseq)), append(cells, f.rows[name]), append(bodies, string(kept.body))
	}
	t.later(`INSERT INTO rows (comune, layer, id, cseq, cell, body)
		SELECT $1, t.l, t.i, t.s, t.c, t.b::json FROM unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[]) AS t(l, i, s, c, b)
		ON CONFLICT (comune, layer, id) DO UPDATE SET cseq = excluded.cseq, cell = excluded.cell, body = excluded.body`,
		t.comune, layers, ids, cseqs, cells, bodies)
}
