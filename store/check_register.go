package store

import (
	"errors"
	"slices"

	"segit/gis"
)

// register reads the supplies and checks that there are as many as there should
// be.
func (c *checking) register() error {
	var held sum
	before := c.done.Troubles
	err := c.each(supplyBucket, func(key, plain []byte) error {
		held.turn(c.vault.archive.secret, supplyBucket, key, plain)
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
	if err != nil {
		return err
	}
	return c.summed(supplyBucket, &held, before)
}

// summed tells of entries that are whole and not those last written; where
// something of the bucket is lost, that is told already.
func (c *checking) summed(bucket string, held *sum, before int) error {
	noted := *c.mark.sumOf(bucket)
	if noted == "" || noted == held.text() || c.done.Troubles > before || c.vault.archive.secret == nil {
		return nil
	}
	return c.tell(Trouble{Message: gis.Say("store.check-entry-put-back", bucket)})
}

// rejects counts the rejected rows of each supply.
func (c *checking) rejects() error {
	left := map[uint32]int64{}
	var held sum
	before := c.done.Troubles
	err := c.each(rejectBucket, func(key, plain []byte) error {
		if counts(rejectBucket, plain) {
			held.turn(c.vault.archive.secret, rejectBucket, key, plain)
		}
		var r gis.Reject
		ok, err := c.record(rejectBucket, plain, &r)
		if ok && len(key) == 8 && !r.Passed {
			left[numberOf(key)]++
		}
		return err
	})
	if err == nil {
		err = c.summed(rejectBucket, &held, before)
	}
	if err != nil {
		return err
	}
	for id, s := range c.supplies {
		if s.Partial && left[id] == 0 {
			continue // they stayed where it was imported
		}
		if lost := s.Rejected - left[id]; lost != 0 {
			t := Trouble{Message: gis.Say("store.check-rejects", id, s.File, left[id], s.Rejected), Supply: id, File: s.File, Lost: max(lost, 0)}
			if err := c.tell(t); err != nil {
				return err
			}
		}
	}
	for id := range left {
		if c.supplies[id] == nil && c.mark.Supplies == len(c.supplies) {
			// What an interrupted import left: the next opening removes it.
			if err := c.tell(Trouble{Message: gis.Say("store.check-leftover", rejectBucket), Harmless: true}); err != nil {
				return err
			}
		}
	}
	return nil
}

// chains follows the journal and what it makes, and the access log, which are on
// bbolt's side of the archive and on this one the same.
func (c *checking) chains() error {
	var failed error
	tell := func(m gis.Message) {
		if failed == nil {
			failed = c.tell(Trouble{Message: m})
		}
	}
	for _, bucket := range []string{journalBucket, editBucket} {
		if _, ok := c.vault.buckets[bucket]; !ok {
			tell(gis.Say("store.check-bucket", bucket))
		}
	}
	for _, chain := range []string{journalBucket, accessBucket} {
		gone, err := c.vault.archive.readLost(chain)
		if err != nil {
			continue // told below
		}
		for _, r := range gone {
			if err := c.tell(Trouble{Message: gis.Say("store.check-lost-before", chain, r.First, r.Last), Harmless: true}); err != nil {
				return err
			}
		}
	}
	err := c.vault.walk(c.ctx, journalBucket, func(key, value []byte) error {
		if c.open(journalBucket, key, value) != nil {
			c.done.Operations++
		}
		return nil
	})
	return errors.Join(err, c.vault.archive.CheckJournal(c.ctx, tell), c.vault.archive.CheckAccess(c.ctx, tell), failed)
}

// rest opens the values of the buckets that have no check of their own, and
// tells of buckets that no archive has.
func (c *checking) rest() error {
	nothing := func(_, _ []byte) error { return nil }
	for name := range c.vault.buckets {
		if slices.Contains(buckets(), name) || name == lidBucket {
			continue
		}
		err := c.tell(Trouble{Message: gis.Say("store.check-unknown", name)})
		if err := errors.Join(err, c.vault.walk(c.ctx, name, nothing)); err != nil {
			return err
		}
	}
	for _, name := range buckets() {
		if name != headBucket && !c.vault.walked[name] {
			if err := c.each(name, nothing); err != nil {
				return err
			}
		}
	}
	return nil
}
