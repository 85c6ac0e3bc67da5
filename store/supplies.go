package store

import (
	"encoding/binary"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// putSupply enters a supply into the register.
func (a *Archive) putSupply(tx *bbolt.Tx, s *SupplyBuild) error {
	if s.derived {
		return nil
	}
	key := number(s.ID())
	raw, err := a.sealJSON(supplyBucket, key, s.intake.Supply)
	if err != nil {
		return err
	}
	return tx.Bucket([]byte(supplyBucket)).Put(key, raw)
}

// Supplies is the register, oldest first.
func (a *Archive) Supplies() ([]gis.Supply, error) {
	var all []gis.Supply
	err := a.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte(supplyBucket)).ForEach(func(k, v []byte) error {
			var s gis.Supply
			if err := a.openJSON(supplyBucket, k, v, &s); err != nil {
				return gis.Wrap("store.Supplies", gis.Damaged, err, "store.damaged", supplyBucket)
			}
			all = append(all, s)
			return nil
		})
	})
	return all, err
}

// Rejects gives the rejected rows of a supply in the order of the file.
func (a *Archive) Rejects(supply uint32, found func(gis.Reject) error) error {
	return a.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket([]byte(rejectBucket)).Cursor()
		for k, v := c.Seek(number(supply)); k != nil && binary.BigEndian.Uint32(k) == supply; k, v = c.Next() {
			var r gis.Reject
			if err := a.openJSON(rejectBucket, k, v, &r); err != nil {
				return gis.Wrap("store.Rejects", gis.Damaged, err, "store.damaged", rejectBucket)
			}
			if err := found(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// InForce are the supplies that rows of the current generation came with.
func (a *Archive) InForce() map[uint32]bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	in := map[uint32]bool{}
	for i := range a.current.Segments {
		in[a.current.Segments[i].Supply] = true
	}
	return in
}
