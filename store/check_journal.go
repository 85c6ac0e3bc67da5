package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"

	"segit/gis"
)

// journal follows the chain of operations and plays them again: what they give
// must be the human columns that the archive holds.
func (c *checking) journal() error {
	played := map[string]*Edits{}
	next, prev := uint64(1), ""
	broken := false
	err := c.each(journalBucket, func(key, plain []byte) error {
		var o Operation
		if ok, err := c.record(journalBucket, plain, &o); !ok {
			return err
		}
		seq := uint64(0)
		if len(key) == 8 {
			seq = binary.BigEndian.Uint64(key)
		}
		c.done.Operations++
		if seq != next || o.Seq != seq || o.Prev != prev {
			broken = true
			lost := int64(0)
			if seq > next {
				lost = int64(seq - next)
			}
			if err := c.tell(Trouble{Message: gis.Say("store.check-chain", seq, lost), Lost: lost}); err != nil {
				return err
			}
		}
		sum := sha256.Sum256(plain)
		next, prev = seq+1, hex.EncodeToString(sum[:])
		row := string(editKey(o.Layer, o.ID))
		if played[row] == nil {
			played[row] = &Edits{}
		}
		return played[row].apply(&o)
	})
	if err != nil {
		return err
	}
	return c.edits(played, broken)
}

// edits compares the human columns with those that the journal gives.
func (c *checking) edits(played map[string]*Edits, broken bool) error {
	stored := map[string]bool{}
	differ := int64(0)
	err := c.each(editBucket, func(key, plain []byte) error {
		stored[string(key)] = true
		var e Edits
		if ok, err := c.record(editBucket, plain, &e); !ok {
			return err
		}
		want, err := json.Marshal(played[string(key)])
		if err != nil {
			return err
		}
		got, err := json.Marshal(&e)
		if err != nil {
			return err
		}
		if !bytes.Equal(want, got) {
			differ++
		}
		return nil
	})
	if err != nil {
		return err
	}
	missing := int64(0)
	for row := range played {
		if !stored[row] {
			missing++
		}
	}
	if differ > 0 || missing > 0 {
		return c.tell(Trouble{Message: gis.Say("store.check-edits", differ, missing), Lost: missing})
	}
	return nil
}
