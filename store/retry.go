package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// KeptReject is a reject with the number under which it stands.
type KeptReject struct {
	gis.Reject
	Number uint32
}

func rejectKey(supply, n uint32) []byte { return binary.BigEndian.AppendUint32(number(supply), n) }

// KeptRejects gives the rejects of a supply in the order of the file, those
// that went in after they were corrected among them.
func (a *Archive) KeptRejects(supply uint32, found func(KeptReject) error) error {
	return a.entries(rejectBucket, number(supply), func(key, plain []byte) error {
		var r gis.Reject
		if err := json.Unmarshal(plain, &r); err != nil || len(key) != 8 {
			return gis.Wrap("store.Rejects", gis.Damaged, err, "store.damaged", rejectBucket)
		}
		return found(KeptReject{r, binary.BigEndian.Uint32(key[4:])})
	})
}

// Correct writes rejects anew, with what a person wrote beside their text.
func (a *Archive) Correct(rejects []KeptReject) error {
	return a.update("store.Correct", func(tx *bbolt.Tx) error {
		l, err := a.ledger(tx)
		if err != nil {
			return err
		}
		return errors.Join(l.rejects(rejects), l.end())
	})
}

func (l *ledger) rejects(rejects []KeptReject) error {
	for i := range rejects {
		r := &rejects[i]
		if err := l.put(rejectBucket, rejectKey(r.Supply, r.Number), r.Reject); err != nil {
			return err
		}
	}
	return nil
}

// Again goes on with a supply of the register: rows of it that were rejected
// and are now good. in.Supply is the entry as it is to be after the switch.
func (b *Build) Again(in Intake) *SupplyBuild {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := &SupplyBuild{build: b, intake: in, begun: beginning(&in.Supply), again: true, open: map[openKey]*gis.Batch{}, shares: map[openKey]*share{}}
	b.supplies = append(b.supplies, s)
	return s
}

// Settle sets what becomes of the rejects and of the register's entry with the
// switch.
func (s *SupplyBuild) Settle(entry gis.Supply, rejects []KeptReject) {
	s.intake.Supply, s.settled = entry, rejects
}

// Held tells which rows of a batch have an identity that the supply says
// already: they would stand there twice. Rows of a dataset without identities
// are never held.
func (s *SupplyBuild) Held(b *gis.Batch) ([]bool, error) {
	held := make([]bool, b.Len())
	columns := identityOf(b.Schema)
	if len(columns) == 0 {
		return held, nil
	}
	m := s.build.known
	f := &fold{archive: s.build.archive, schemas: m.Schemas}
	own := &arrival{gis.FullSupply, []gis.Supply{s.intake.Supply}}
	there := map[uint64]bool{}
	for i := range m.Segments {
		info := &m.Segments[i]
		if schema := &m.Schemas[info.Schema]; schema.Dataset != b.Schema.Dataset || schema.Source != b.Schema.Source {
			continue
		}
		var pairs []hashPair
		var failed error
		err := f.says(info, own, func(row int, _ uint32) {
			if pairs == nil && failed == nil {
				pairs, failed = f.digest(info)
			}
			if failed == nil {
				there[pairs[row].a] = true
			}
		})
		if err == nil {
			err = failed
		}
		if err != nil {
			return nil, err
		}
		delete(f.digests, info.ID)
	}
	var room []byte
	for row := range held {
		var p hashPair
		p, room = rowDigest(b, row, columns, room)
		held[row] = there[p.a]
	}
	return held, nil
}
