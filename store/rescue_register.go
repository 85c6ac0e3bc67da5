package store

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// readRegister gives the entries of the register that came out.
func (r *rescue) readRegister(tx *bbolt.Tx) map[uint32]*registered {
	all := map[uint32]*registered{}
	r.opened(tx, supplyBucket, func(key, plain []byte) {
		u := new(registered)
		if len(key) == 4 && json.Unmarshal(plain, u) == nil && u.ID == numberOf(key) {
			all[u.ID] = u
		}
	})
	return all
}

// opened gives the values of a bucket of the new file.
func (r *rescue) opened(tx *bbolt.Tx, bucket string, found func(key, plain []byte)) {
	c := tx.Bucket([]byte(bucket)).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if plain := r.vault.plain(bucket, k, v); plain != nil {
			found(k, plain)
		}
	}
}

// register puts a supply into the register for rows whose own is lost, and has the
// entries say what is there.
func (r *rescue) register(m *manifest) error {
	return r.to.Update(func(tx *bbolt.Tx) error {
		rejects := map[uint32]int64{}
		r.opened(tx, rejectBucket, func(key, plain []byte) {
			var x gis.Reject
			if len(key) == 8 && json.Unmarshal(plain, &x) == nil && !x.Passed {
				rejects[numberOf(key)]++
			}
		})
		made := r.enter(m, rejects)
		for _, id := range slices.Sorted(maps.Keys(r.entries)) {
			u := r.entries[id]
			if lost := u.Rejected - rejects[id]; !made[id] && lost > 0 && (!u.Partial || rejects[id] > 0) {
				said := gis.Say("store.rescue-rejects", id, u.File, lost)
				u.Read, u.Rejected, u.Warnings = u.Read-lost, u.Rejected-lost, append(u.Warnings, said)
				r.done.note(said)
			}
		}
		if r.listed != nil {
			r.listed.doubt(r.entries)
		}
		held, err := r.held(tx, m)
		if err != nil {
			return err
		}
		for id, u := range r.entries {
			u.Held = held[id]
			m.NextSupply = max(m.NextSupply, id+1)
			m.Generation = max(m.Generation, u.Delivery)
			if err := r.vault.archive.putJSON(tx, supplyBucket, number(id), u); err != nil {
				return err
			}
		}
		return nil
	})
}

// enter makes the entries that are missing: of supplies that rows are of and, where
// nobody knows what was in force, of those of which only rejects are there.
func (r *rescue) enter(m *manifest, rejects map[uint32]int64) (made map[uint32]bool) {
	made = map[uint32]bool{}
	enter := func(id uint32, source string, epsg int) {
		if id != 0 && r.entries[id] == nil {
			made[id], r.entries[id] = true, r.entry(id, source, epsg)
		}
		if u := r.entries[id]; made[id] && u.Source == "" {
			u.Source = source
		}
	}
	for i := range m.Segments {
		info := &m.Segments[i]
		enter(info.Supply, m.Schemas[info.Schema].Source, info.EPSG)
		if made[info.Supply] {
			r.entries[info.Supply].Accepted += int64(info.Rows)
		}
		for _, supply := range info.Said {
			enter(supply, m.Schemas[info.Schema].Source, info.EPSG)
		}
	}
	if r.listed != nil {
		for id := range rejects {
			enter(id, "", 0)
		}
	}
	told := map[string][]string{}
	for _, id := range slices.Sorted(maps.Keys(made)) {
		u := r.entries[id]
		u.Rejected = rejects[id]
		u.Read = u.Accepted + u.Rejected
		code := "store.rescue-entry"
		if r.unproven(id) {
			code = "store.rescue-unentered"
		}
		told[code] = append(told[code], fmt.Sprintf("%d (%s)", id, u.File))
	}
	for _, code := range slices.Sorted(maps.Keys(told)) {
		r.done.note(gis.Say(code, strings.Join(told[code], ", ")))
	}
	return made
}

// entry is that of a supply whose own is lost: what the cards of its segments say
// of it, else that it was. Where no manifest says that its import ended it is taken
// for a picture that is not whole, by which nothing ends.
func (r *rescue) entry(id uint32, source string, epsg int) *registered {
	u := &registered{Supply: gis.Supply{ID: id, Source: source, File: "?", CRS: epsg, Imported: r.vault.archive.Head.Created}}
	said := gis.Say("store.rescued-supply")
	if c := r.begun[id]; c != nil {
		u.Supply, said = *c, gis.Say("store.rescued-from-card")
	}
	if r.unproven(id) && u.Kind != gis.AddedSupply {
		u.Kind = gis.IncompleteSupply
	}
	u.Warnings = append(u.Warnings, said)
	return u
}

// unproven reports that no manifest says of a supply without entry that its import
// ended.
func (r *rescue) unproven(supply uint32) bool { return r.listed != nil && supply >= r.listed.supply }

// held counts the rows that each supply says in the new file.
func (r *rescue) held(tx *bbolt.Tx, m *manifest) (map[uint32]int64, error) {
	held := map[uint32]int64{}
	for i := range m.Segments {
		info := &m.Segments[i]
		held[info.Supply] += int64(info.Rows)
		for _, supply := range info.Said {
			plain, err := r.vault.archive.get(tx, mentionKey(info.ID, supply))
			if err != nil {
				return nil, err
			}
			said, err := decodeMention(plain, info.Rows)
			if err != nil {
				return nil, err
			}
			held[supply] += said.count()
		}
	}
	return held, nil
}

// settle makes the state of the scopes again of which nobody knows it.
func (r *rescue) settle(*manifest) error {
	if r.listed == nil {
		return nil
	}
	return r.listed.settle()
}
