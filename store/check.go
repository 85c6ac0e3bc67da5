package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"

	"segit/gis"
	"segit/store/pages"
)

// Trouble is something wrong with an archive, told as its user knows it.
type Trouble struct {
	gis.Message
	Dataset, Scope string // of rows
	Supply         uint32
	File           string
	Lost           int64 // rows or records that cannot be read for it, as far as known
	Harmless       bool  // nothing is lost, and nothing need be done
}

// Checked says what a check went through.
type Checked struct {
	Values     int64 // that opened
	Rows       int64
	Operations int64
	Troubles   int // harmless ones apart
	Harmless   int
}

// Check reads everything an archive holds and says what is not as it must be:
// pages that do not read, values that do not open, rows without their geometry,
// indexes that say other than the rows, records that are missing from the
// register, the journal, or the edits that it makes. It needs nothing to be
// sound, changes nothing, and keeps writers away while it reads. The error is
// that of found, of a wrong key, of a file that cannot be read at all.
func Check(ctx context.Context, path string, keys Keys, p gis.Progress, found func(Trouble) error) (Checked, error) {
	c := &checking{ctx: ctx, progress: p, found: found, supplies: map[uint32]*gis.Supply{}}
	v, err := openVault(ctx, path, c.page)
	if err != nil {
		return c.done, err
	}
	c.vault = v
	return c.done, errors.Join(c.run(keys), v.close())
}

// checking is one check under way.
type checking struct {
	ctx      context.Context //nolint:containedctx // the caller's
	vault    *vault
	progress gis.Progress
	found    func(Trouble) error
	done     Checked

	mark     mark
	current  *manifest // nil when it does not read
	inForce  []byte    // as it is written
	supplies map[uint32]*gis.Supply
}

// tell gives a trouble to the caller and counts it.
func (c *checking) tell(t Trouble) error {
	if t.Harmless {
		c.done.Harmless++
	} else {
		c.done.Troubles++
	}
	return c.found(t)
}

// page tells a problem of the file's pages.
func (c *checking) page(p pages.Problem) error {
	if p.What == pages.Short {
		return nil // told first
	}
	return c.tell(Trouble{Message: pageTrouble(p), Harmless: p.Harmless})
}

// pageTrouble words a problem of a page.
func pageTrouble(p pages.Problem) gis.Message {
	if p.Bucket == "" {
		p.Bucket = "-"
	}
	switch p.What {
	case pages.NoMeta:
		return gis.Say("store.page-no-head")
	case pages.BadMeta:
		if !p.Harmless {
			return gis.Say("store.page-head-lost", p.Page)
		}
		return gis.Say("store.page-head", p.Page)
	case pages.BadFreelist, pages.FreeInUse:
		return gis.Say("store.page-free", p.Page)
	case pages.Lost:
		return gis.Say("store.page-wasted", p.Page)
	}
	return gis.Say("store.page-damaged", p.Page, p.Bucket, p.What)
}

func (c *checking) run(keys Keys) error {
	if missing := c.vault.pages.Missing(); missing > 0 {
		if err := c.tell(Trouble{Message: gis.Say("store.check-cut", c.vault.size, c.vault.size+missing, missing)}); err != nil {
			return err
		}
	}
	c.progress.Stage(gis.Say("store.checking"), c.vault.size)
	opened, err := c.head(keys)
	if err != nil {
		return err
	}
	if opened {
		return c.parts()
	}
	return c.vault.pages.Rest(func(p pages.Problem) error {
		if p.What == pages.Lost {
			return nil // nothing was walked: every page would be one
		}
		return c.page(p)
	})
}

// parts checks everything but the head.
func (c *checking) parts() error {
	for _, part := range []func() error{c.lid, c.state, c.generation, c.spare, c.register, c.rejects, c.segments, c.chains, c.rest} {
		if err := part(); err != nil {
			return err
		}
	}
	return c.vault.pages.Rest(c.page)
}

// head unlocks the archive; false when nothing can be opened without it.
func (c *checking) head(keys Keys) (bool, error) {
	values, err := c.vault.values(c.ctx, headBucket)
	if err != nil {
		return false, err
	}
	for key := range values {
		if known := ofHead(key); !known {
			if err := c.tell(Trouble{Message: gis.Say("store.check-unknown", headBucket)}); err != nil {
				return false, err
			}
		}
	}
	if old := formatOf(values[string(headKey)]); old > 0 && old < readVersion {
		return false, gis.Refuse("store.Check", gis.BadInput, "store.check-old", c.vault.archive.Path, old)
	}
	err = c.vault.unlock(c.ctx, func(key []byte) []byte { return values[string(key)] }, keys)
	if kind := gis.KindOf(err); err == nil || kind != gis.Damaged {
		return err == nil, err
	}
	return false, c.tell(Trouble{Message: gis.Say("store.check-head")})
}

// open opens a value; nil for one that does not open.
func (c *checking) open(bucket string, key, sealed []byte) []byte {
	c.progress.Add(int64(len(sealed)))
	plain := c.vault.plain(bucket, key, sealed)
	if plain != nil {
		c.done.Values++
	}
	return plain
}

// each opens the values of a bucket in the order of their keys, and tells those
// that do not open as records lost.
func (c *checking) each(bucket string, found func(key, plain []byte) error) error {
	if _, ok := c.vault.buckets[bucket]; !ok {
		return c.tell(Trouble{Message: gis.Say("store.check-bucket", bucket)})
	}
	return c.vault.walk(c.ctx, bucket, func(key, value []byte) error {
		plain := c.open(bucket, key, value)
		if plain == nil {
			return c.tell(Trouble{Message: gis.Say("store.check-record", bucket), Lost: 1})
		}
		return found(key, plain)
	})
}

// record reads the JSON of a record, and tells one that is none.
func (c *checking) record(bucket string, plain []byte, v any) (bool, error) {
	if json.Unmarshal(plain, v) == nil {
		return true, nil
	}
	return false, c.tell(Trouble{Message: gis.Say("store.check-record", bucket), Lost: 1})
}

// state reads what the archive knows of itself.
func (c *checking) state() error {
	a := c.vault.archive
	var m mark
	marked := false
	err := c.each(stateBucket, func(key, plain []byte) error {
		switch string(key) {
		case string(secretKey):
			a.secret = plain
		case string(markKey):
			var err error
			marked, err = c.record(stateBucket, plain, &m)
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.mark = m
	if a.secret == nil || !marked {
		return c.tell(Trouble{Message: gis.Say("store.check-bucket", stateBucket)})
	}
	return nil
}

// lid holds the second head against the first. An archive of before has none
// until something is built or its keys change.
func (c *checking) lid() error {
	if _, ok := c.vault.buckets[lidBucket]; !ok {
		return nil
	}
	second, err := c.vault.values(c.ctx, lidBucket)
	if err != nil {
		return err
	}
	first, err := c.vault.values(c.ctx, headBucket)
	if err != nil {
		return err
	}
	first[string(roomKey)] = make([]byte, ownPage(int(c.vault.pages.PageSize())))
	if maps.EqualFunc(first, second, bytes.Equal) {
		return nil
	}
	return c.tell(Trouble{Message: gis.Say("store.check-lid")})
}

// spare holds the second manifest against the one in force. An archive of before
// has none until it is opened.
func (c *checking) spare() error {
	if _, ok := c.vault.buckets[spareBucket]; !ok {
		c.vault.walked[spareBucket] = true
		return nil
	}
	same := false
	err := c.each(spareBucket, func(key, plain []byte) error {
		if string(key) != string(currentKey) {
			return c.tell(Trouble{Message: gis.Say("store.check-unknown", spareBucket)})
		}
		same = c.current == nil || bytes.Equal(bytes.TrimRight(plain, " "), c.inForce)
		return nil
	})
	if err != nil || same {
		return err
	}
	return c.tell(Trouble{Message: gis.Say("store.check-spare")})
}

// generation reads the manifest in force.
func (c *checking) generation() error {
	var m *manifest
	read := false
	err := c.each(generationBucket, func(key, plain []byte) (err error) {
		if string(key) != string(currentKey) {
			return c.tell(Trouble{Message: gis.Say("store.check-unknown", generationBucket)})
		}
		m, c.inForce = new(manifest), plain
		read, err = c.record(generationBucket, plain, m)
		return err
	})
	switch {
	case err != nil:
		return err
	case !read:
		return c.tell(Trouble{Message: gis.Say("store.check-generation")})
	case m.Generation != c.mark.Generation:
		err = c.tell(Trouble{Message: gis.Say("store.put-back", c.vault.archive.Path, m.Generation, c.mark.Generation)})
	}
	c.current = m
	return err
}
