package store

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// CheckJournal reads the whole journal and tells what is wrong with it: an
// operation that does not read, a number that is missing, a link that does not
// hold, a tail that was cut, an edit that is not what the operations made. It
// goes on after each; the error is only for a check that could not be done.
func (a *Archive) CheckJournal(ctx context.Context, found func(gis.Message)) error {
	c := &journalCheck{
		archive: a, by: a.authors(), rows: map[string]*Edits{}, index: map[string]uint64{}, indexed: map[uint64]bool{}, retold: map[uint64]string{},
		aside: map[uint64]bool{}, away: map[string]bool{}, answered: map[string]bool{},
	}
	gone, err := a.readLost(journalBucket)
	if err != nil {
		found(gis.Say("store.check-entry", stateBucket, lostKey(journalBucket)))
	}
	c.partial = len(gone) > 0
	err = a.pages(ctx, sharedBucket, func(key, _ []byte) {
		if row, ours := strings.CutPrefix(string(key), awayPrefix); ours {
			c.away[row] = true
		}
		if number, ours := strings.CutPrefix(string(key), asidePrefix); ours {
			if seq, err := strconv.ParseUint(number, 10, 64); err == nil {
				c.aside[seq] = true
			}
		}
	})
	if err != nil {
		return err
	}
	c.found = func(m gis.Message) {
		c.told = true
		found(m)
	}
	err = a.walk(ctx, journalBucket, c.found, func(at link, plain []byte) string {
		o, err := DecodeOperation(plain)
		if err != nil || o.Seq != at.Seq || o.Device != c.by.of(journalBucket, at.Seq) || o.Comune != a.Head.Comune {
			c.found(gis.Say("store.check-operation", at.Seq))
			c.partial = true
			return ""
		}
		c.take(&o)
		return o.Prev
	})
	if err != nil {
		return err
	}
	return c.compare(ctx)
}

// walk reads a chain in order and tells where it is broken. prev gives the hash
// that an entry names as the one before.
func (a *Archive) walk(ctx context.Context, bucket string, found func(gis.Message), prev func(at link, plain []byte) string) error {
	var last link
	gone, _ := a.readLost(bucket) // the callers tell of one that does not read
	err := a.pages(ctx, bucket, func(key, plain []byte) {
		at := link{Seq: seqOf(key)}
		if at.Seq == 0 {
			found(gis.Say("store.check-entry", bucket, "?"))
			return
		}
		if at.Seq != last.Seq+1 {
			if !gone.covers(last.Seq+1, at.Seq-1) {
				found(gis.Say("store.check-gap", bucket, last.Seq+1, at.Seq-1))
			}
			last.Hash = ""
		}
		if plain == nil {
			found(gis.Say("store.check-entry", bucket, at.Seq))
		} else {
			at.Hash = HashOf(plain)
			named := prev(at, plain)
			if (last.Hash != "" || at.Seq == 1) && named != last.Hash {
				found(gis.Say("store.check-link", bucket, at.Seq, at.Seq-1))
			}
		}
		last = at
	})
	if err != nil {
		return err
	}
	noted, err := a.noted(bucket)
	switch {
	case err != nil:
		found(gis.Say("store.check-entry", stateBucket, "last-"+bucket))
	case noted.Seq > last.Seq:
		found(gis.Say("store.check-cut", bucket, noted.Seq-last.Seq, noted.Seq))
	case noted.Seq < last.Seq, last.Hash != "" && noted.Hash != last.Hash:
		found(gis.Say("store.check-anchor", bucket, last.Seq))
	}
	return nil
}

// noted reads the anchor of a chain.
func (a *Archive) noted(bucket string) (last link, err error) {
	if a.vault != nil {
		return last, a.vault.noted(anchorKey(bucket), &last)
	}
	err = a.view(func(tx *bbolt.Tx) error {
		last, err = a.readAnchor(tx, bucket)
		return err
	})
	return last, err
}

// pages gives every entry of a bucket in order; plain is nil for one that does
// not open.
func (a *Archive) pages(ctx context.Context, bucket string, found func(key, plain []byte)) error {
	if a.vault != nil {
		return a.vault.each(ctx, bucket, found)
	}
	for from := []byte{}; from != nil; {
		var page []entry
		err := a.view(func(tx *bbolt.Tx) error {
			start := from
			from = nil
			return along(tx, bucket, start, func(k, v []byte) (bool, error) {
				plain, err := a.seal.open(place(bucket, k), v)
				if err != nil {
					plain = nil
				}
				page = append(page, entry{bytes.Clone(k), plain})
				if len(page) == pageOfEntries {
					from = after(k)
				}
				return from == nil, nil
			})
		})
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		for _, e := range page {
			found(e.key, e.plain)
		}
	}
	return nil
}

// journalCheck does the operations again on rows of its own.
type journalCheck struct {
	archive *Archive
	by      *authors
	found   func(gis.Message)
	rows    map[string]*Edits
	index   map[string]uint64 // keys of the entries that lead to rows and to steps, with an operation that made them
	indexed map[uint64]bool   // operations that rows name: not those of format 1
	retold  map[uint64]string // names of the operations that were told again
	aside   map[uint64]bool   // operations that the central repository set aside
	away    map[string]bool   // rows that are not to be seen here any more
	// columns of rows on which an operation answers a value of another device: what
	// stands there is not made of ours alone
	answered map[string]bool
	told     bool
	partial  bool // an operation is missing: the rows cannot be compared
}

func (c *journalCheck) take(o *Operation) {
	if o.Was != "" {
		c.retold[o.Seq] = o.Was
	}
	if o.Undoes == "" && (o.Step == 0 || o.Step == o.Seq) {
		c.index[string(stepKey(o.Seq))] = o.Seq
		c.index[string(c.archive.stepsKey(o.Actor))] = o.Seq
	}
	var about string
	if o.Kind == CreateKind && json.Unmarshal(o.Set[AboutColumn].New, &about) == nil {
		c.index[besideEntry(c.archive.besideKey(about), o.Layer+"/"+o.ID)] = o.Seq
	}
	if c.aside[o.Seq] {
		return
	}
	key := string(editKey(o.Layer, o.ID))
	if c.rows[key] == nil {
		c.rows[key] = &Edits{}
	}
	for column, change := range o.Set {
		c.answered[key+column] = c.answered[key+column] || !c.ours(change.Saw)
	}
	if err := c.rows[key].apply(o); err != nil && !c.partial {
		c.found(gis.Say("store.check-operation", o.Seq))
		c.partial = true
	}
}

// besideEntry is a row that an entry names among those about something.
func besideEntry(key []byte, row string) string { return string(key) + "\x00" + row }

// named takes the rows that an entry names off those that are missing. One put
// back to an older value would hide what was stated since.
func (c *journalCheck) named(key, plain []byte) {
	var all []Beside
	if !bytes.HasPrefix(key, []byte(besidePrefix)) || json.Unmarshal(plain, &all) != nil {
		return
	}
	for _, beside := range all {
		for _, row := range beside.Rows {
			delete(c.index, besideEntry(key, row))
		}
	}
}

// compare holds the stored edits against what the operations made. Values that
// came from another device are not ours to prove.
func (c *journalCheck) compare(ctx context.Context) error {
	stored := map[string]bool{}
	err := c.archive.pages(ctx, editBucket, func(key, plain []byte) {
		if key[0] == 0 && plain != nil {
			delete(c.index, string(key))
			c.named(key, plain)
			return
		}
		var e Edits
		if plain == nil || json.Unmarshal(plain, &e) != nil {
			c.found(gis.Say("store.check-entry", editBucket, rowName(string(key))))
			return
		}
		stored[string(key)] = true
		for _, seq := range e.Seqs {
			c.indexed[seq] = true
		}
		if want := c.rows[string(key)]; !c.partial && !c.same(string(key), want, &e) {
			c.found(gis.Say("store.check-edits", rowName(string(key))))
		}
	})
	if err != nil || c.partial {
		return err
	}
	maps.DeleteFunc(c.index, func(_ string, seq uint64) bool { return !c.indexed[seq] })
	if len(c.index) > 0 && !c.told {
		c.found(gis.Say("store.check-edit-index", len(c.index)))
	}
	for _, key := range slices.Sorted(maps.Keys(c.rows)) {
		if !stored[key] && !c.away[key] {
			c.found(gis.Say("store.check-edits", rowName(key)))
		}
	}
	return nil
}

func rowName(key string) string {
	layer, id, _ := bytes.Cut([]byte(key), []byte{0})
	return string(layer) + "/" + string(id)
}

func (c *journalCheck) same(key string, want, got *Edits) bool {
	if want == nil {
		want = &Edits{}
	}
	for column, cell := range got.Cells {
		if c.ours(cell.By) && !c.answered[key+column] && !sameCell(want.Cells[column], cell) {
			return false
		}
	}
	for column, cell := range want.Cells {
		if _, ok := got.Cells[column]; !ok && c.ours(cell.By) && !c.answered[key+column] {
			return false
		}
	}
	switch {
	case got.Life == nil:
		return want.Life == nil && slices.Equal(want.Notes, got.Notes)
	case !c.ours(got.Life.By) || c.answered[key+RowColumn]:
		return true
	}
	return want.Life != nil && sameCell(*want.Life, *got.Life) && slices.Equal(want.Notes, got.Notes)
}

func (c *journalCheck) ours(by []string) bool {
	return !slices.ContainsFunc(by, func(name string) bool {
		seq, ours := c.by.own(name)
		return !ours || strings.Contains(name, ":") && c.retold[seq] != name
	})
}

func sameCell(p, q Cell) bool {
	return slices.Equal(p.By, q.By) && sameValue(p.Value, q.Value)
}

// sameValue compares values that may be written in different ways.
func sameValue(p, q json.RawMessage) bool {
	if bytes.Equal(p, q) {
		return true
	}
	var a, b any
	return json.Unmarshal(p, &a) == nil && json.Unmarshal(q, &b) == nil && reflect.DeepEqual(a, b)
}
