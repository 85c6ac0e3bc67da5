package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"segit/gis"
)

// Content is a digest of one part of what an archive says, whatever the order
// and the layout in which it is stored: equal contents say the same.
type Content struct {
	Part  string // "rows parcels/cadastral-map", "supply 3", "rejects 3", "journal", "edits findings"
	Count int64
	Sum   string
}

// String is the content on one line.
func (c Content) String() string { return fmt.Sprintf("%s %d %s", c.Part, c.Count, c.Sum) }

// Contents gives the digests of everything an archive says now, sorted by part.
// It reads the whole archive.
func (a *Archive) Contents(ctx context.Context) ([]Content, error) {
	t := tally{}
	s := a.Snapshot()
	err := s.tallyRows(ctx, t)
	if released := s.Release(); err == nil {
		err = released
	}
	if err != nil {
		return nil, err
	}
	supplies, err := a.Supplies()
	if err != nil {
		return nil, err
	}
	for i := range supplies {
		u := &supplies[i]
		t.add(fmt.Sprint("supply ", u.ID), fmt.Append(nil, u.Source, u.File, u.SHA256, u.Date, u.Read, u.Accepted, u.Rejected))
		err := a.Rejects(u.ID, func(r gis.Reject) error { return t.addJSON(fmt.Sprint("rejects ", u.ID), r) })
		if err != nil {
			return nil, err
		}
	}
	layers := map[string]bool{}
	err = a.Operations(func(o Operation) error {
		layers[o.Layer] = true
		return t.addJSON("journal", []any{o.Device, o.Seq, o.Layer, o.ID, o.Kind, o.Set, o.Actor, o.At, o.Purpose})
	})
	if err != nil {
		return nil, err
	}
	for layer := range layers {
		edits, err := a.Edits(layer)
		if err != nil {
			return nil, err
		}
		for id, e := range edits {
			if err := t.addJSON("edits "+layer, []any{id, e.Cells, e.Notes}); err != nil {
				return nil, err
			}
		}
	}
	return t.contents(), nil
}

// tallyRows takes every row in force: its cells, validity, line and geometry.
func (s *Snapshot) tallyRows(ctx context.Context, t tally) error {
	for _, d := range s.Datasets() {
		part := "rows " + d.Schema.Dataset + "/" + d.Schema.Source
		var room []byte
		for rows, err := range s.Scan(ctx, Ask{Dataset: d.Schema.Dataset, Source: d.Schema.Source, Shapes: true}) {
			if err != nil {
				return err
			}
			for row := range rows.Len() {
				room = room[:0]
				for col := range rows.Schema.Columns {
					room = appendCell(append(room, rows.Schema.Columns[col].Name...), rows.Batch, col, row)
				}
				for _, n := range []uint32{uint32(rows.From[row]), uint32(rows.To[row]), rows.Line[row]} {
					room = binary.LittleEndian.AppendUint32(room, n)
				}
				if rows.Schema.Shape != gis.NoShape {
					for _, v := range rows.Shapes.RowXY(row) {
						room = binary.LittleEndian.AppendUint64(room, math.Float64bits(v))
					}
				}
				t.add(part, room)
			}
		}
	}
	return nil
}

// tally sums the digests of lines part by part; the order of lines is no
// matter.
type tally map[string]*partSum

type partSum struct {
	count int64
	sum   [4]uint64
}

func (t tally) add(part string, line []byte) {
	p := t[part]
	if p == nil {
		p = &partSum{}
		t[part] = p
	}
	p.count++
	digest := sha256.Sum256(line)
	for i := range p.sum {
		p.sum[i] += binary.BigEndian.Uint64(digest[8*i:])
	}
}

func (t tally) addJSON(part string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return gis.Wrap("store.Contents", gis.Internal, err, "store.encode", part)
	}
	t.add(part, raw)
	return nil
}

func (t tally) contents() []Content {
	all := make([]Content, 0, len(t))
	for part, p := range t {
		var sum []byte
		for _, word := range p.sum {
			sum = binary.BigEndian.AppendUint64(sum, word)
		}
		all = append(all, Content{Part: part, Count: p.count, Sum: hex.EncodeToString(sum[:16])})
	}
	slices.SortFunc(all, func(p, q Content) int { return cmp.Compare(p.Part, q.Part) })
	return all
}
