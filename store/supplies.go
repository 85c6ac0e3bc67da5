package store

import (
	"encoding/json"

	"segit/gis"
)

// Supplies is the register, oldest first.
func (a *Archive) Supplies() ([]gis.Supply, error) {
	var all []gis.Supply
	err := a.entries(supplyBucket, []byte{}, func(_, plain []byte) error {
		var s gis.Supply
		if err := json.Unmarshal(plain, &s); err != nil {
			return gis.Wrap("store.Supplies", gis.Damaged, err, "store.damaged", supplyBucket)
		}
		all = append(all, s)
		return nil
	})
	return all, err
}

// Rejects gives the rejected rows of a supply in the order of the file, without
// those that went in after they were corrected.
func (a *Archive) Rejects(supply uint32, found func(gis.Reject) error) error {
	return a.entries(rejectBucket, number(supply), func(_, plain []byte) error {
		var r gis.Reject
		if err := json.Unmarshal(plain, &r); err != nil {
			return gis.Wrap("store.Rejects", gis.Damaged, err, "store.damaged", rejectBucket)
		}
		if r.Passed {
			return nil
		}
		return found(r)
	})
}

// InForce are the supplies that the territory is made of today: of each scope
// the newest full one and what was laid over it since.
func (a *Archive) InForce() map[uint32]bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	in := map[uint32]bool{}
	for i := range a.current.Segments {
		seg := &a.current.Segments[i]
		if seg.Past {
			continue
		}
		for _, supply := range a.current.inForce(a.current.Schemas[seg.Schema].Source, seg) {
			in[supply] = true
		}
	}
	return in
}

// Held are the supplies whose rows the archive still has, in force or not.
func (a *Archive) Held() map[uint32]bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	held := map[uint32]bool{}
	for i := range a.current.Segments {
		held[a.current.Segments[i].Supply] = true
		for _, supply := range a.current.Segments[i].Said {
			held[supply] = true
		}
	}
	return held
}
