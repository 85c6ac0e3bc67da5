package store

import (
	"slices"

	"segit/gis"
	"segit/store/pages"
)

// register reads the supplies and checks that there are as many as there should
// be.
func (c *checking) register() error {
	err := c.each(supplyBucket, func(key, plain []byte) error {
		s := new(gis.Supply)
		ok, err := c.record(supplyBucket, plain, s)
		if ok && len(key) == 4 {
			c.supplies[numberOf(key)] = s
		}
		return err
	})
	if missing := c.mark.Supplies - len(c.supplies); err == nil && missing > 0 {
		err = c.tell(Trouble{Message: gis.Say("store.check-register", missing, c.mark.Supplies), Lost: int64(missing)})
	}
	return err
}

// rejects counts the rejected rows of each supply.
func (c *checking) rejects() error {
	counts := map[uint32]int64{}
	err := c.each(rejectBucket, func(key, plain []byte) error {
		var r gis.Reject
		ok, err := c.record(rejectBucket, plain, &r)
		if ok && len(key) == 8 {
			counts[numberOf(key)]++
		}
		return err
	})
	if err != nil {
		return err
	}
	for id, s := range c.supplies {
		if lost := s.Rejected - counts[id]; lost != 0 {
			t := Trouble{Message: gis.Say("store.check-rejects", id, s.File, counts[id], s.Rejected), Supply: id, File: s.File, Lost: max(lost, 0)}
			if err := c.tell(t); err != nil {
				return err
			}
		}
	}
	for id := range counts {
		if c.supplies[id] == nil && c.mark.Supplies == len(c.supplies) {
			// What an interrupted import left: the next opening removes it.
			if err := c.tell(Trouble{Message: gis.Say("store.check-leftover", rejectBucket), Harmless: true}); err != nil {
				return err
			}
		}
	}
	return nil
}

// rest opens the values of the buckets that have no check of their own, and
// tells of buckets that no archive has.
func (c *checking) rest() error {
	checked := []string{headBucket, stateBucket, generationBucket, supplyBucket, rejectBucket, segmentBucket, journalBucket, editBucket}
	for name, b := range c.vault.buckets {
		switch {
		case slices.Contains(checked, name):
			continue
		case slices.Contains(buckets(), name):
			if err := c.each(name, func(_, _ []byte) error { return nil }); err != nil {
				return err
			}
			continue
		}
		if err := c.tell(Trouble{Message: gis.Say("store.check-unknown", name)}); err != nil {
			return err
		}
		ignore := func(_, _ []byte) error { return nil }
		if err := c.vault.pages.Walk(c.ctx, b, pages.Visitor{Problem: c.page, Entry: ignore}); err != nil {
			return err
		}
	}
	for _, name := range buckets() {
		if _, ok := c.vault.buckets[name]; !ok && !slices.Contains(checked, name) {
			if err := c.tell(Trouble{Message: gis.Say("store.check-bucket", name)}); err != nil {
				return err
			}
		}
	}
	return nil
}
