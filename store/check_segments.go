package store

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"segit/gis"
	"segit/store/block"
)

// segments reads the rows of the generation in force, a segment at a time, and
// what stands beside them of no generation.
func (c *checking) segments() error {
	if _, ok := c.vault.buckets[segmentBucket]; !ok {
		return c.tell(Trouble{Message: gis.Say("store.check-bucket", segmentBucket)})
	}
	at := map[uint32]int{}
	if c.current != nil {
		for i := range c.current.Segments {
			at[c.current.Segments[i].ID] = i
		}
	}
	read := map[uint32]bool{}
	var one *storedSegment
	finish := func() error {
		if one == nil {
			return nil
		}
		read[one.id] = true
		i, known := at[one.id]
		switch {
		case known:
			return c.segment(&c.current.Segments[i], one)
		case c.current == nil || one.id >= c.mark.NextSegment:
			return c.tell(Trouble{Message: gis.Say("store.check-unknown", segmentBucket)})
		}
		return c.tell(Trouble{Message: gis.Say("store.check-leftover", segmentBucket), Harmless: true})
	}
	err := c.vault.walk(c.ctx, segmentBucket, func(key, value []byte) error {
		if len(key) != 9 {
			return c.tell(Trouble{Message: gis.Say("store.check-unknown", segmentBucket)})
		}
		if id := numberOf(key); one == nil || one.id != id {
			if err := finish(); err != nil {
				return err
			}
			one = &storedSegment{id: id, plain: map[string][]byte{}}
		}
		if plain := c.open(segmentBucket, key, value); plain != nil {
			one.plain[string(key)] = plain
		} else {
			one.unopened = append(one.unopened, bytes.Clone(key))
		}
		return nil
	})
	if err == nil {
		err = finish()
	}
	if err != nil || c.current == nil {
		return err
	}
	for i := range c.current.Segments {
		if info := &c.current.Segments[i]; !read[info.ID] {
			if err := c.lost(info, "store.check-segment", int64(info.Rows)); err != nil {
				return err
			}
		}
	}
	return nil
}

// storedSegment is what the file holds of a segment.
type storedSegment struct {
	id       uint32
	plain    map[string][]byte // opened values by key
	unopened [][]byte          // keys of the values that do not open
}

func (s *storedSegment) value(kind byte, n uint32) ([]byte, bool) {
	plain, ok := s.plain[string(segmentKey(s.id, kind, n))]
	return plain, ok
}

// has reports whether the file holds a value of a kind, be it one that does not
// open.
func (s *storedSegment) has(kind byte) bool {
	for key := range s.plain {
		if key[4] == kind {
			return true
		}
	}
	return slices.ContainsFunc(s.unopened, func(key []byte) bool { return key[4] == kind })
}

// lost tells of rows of a segment: whose they are, and how many.
func (c *checking) lost(info *Segment, code string, rows int64) error {
	schema := &c.current.Schemas[info.Schema]
	t := Trouble{Dataset: schema.Dataset, Scope: info.Scope, Supply: info.Supply, Lost: rows}
	if s := c.supplies[info.Supply]; s != nil {
		t.File = s.File
	}
	t.Message = gis.Say(code, t.Dataset, t.Scope, t.Supply, t.File, rows)
	return c.tell(t)
}

// segment checks one segment: that all its values are there and read, that it
// has the rows that the generation says, and that its indexes are those that its
// rows give.
func (c *checking) segment(info *Segment, s *storedSegment) error {
	if info.Schema < 0 || info.Schema >= len(c.current.Schemas) {
		return c.tell(Trouble{Message: gis.Say("store.check-generation")})
	}
	schema := &c.current.Schemas[info.Schema]
	if info.Supply != 0 && c.supplies[info.Supply] == nil {
		if err := c.lost(info, "store.check-no-supply", 0); err != nil {
			return err
		}
	}
	var meta segmentMeta
	if plain, ok := s.value(metaValue, 0); !ok || json.Unmarshal(plain, &meta) != nil {
		return c.lost(info, "store.check-segment", int64(info.Rows))
	}
	whole := true
	rows := int64(0)
	for n := range meta.First {
		to := info.Rows
		if n+1 < len(meta.First) {
			to = int(meta.First[n+1])
		}
		want := to - int(meta.First[n])
		got, code := readBlock(schema, s, uint32(n))
		if code == "" && got != want {
			code = "store.check-rows"
		}
		if code != "" {
			whole = false
			if err := c.lost(info, code, int64(max(want, 0))); err != nil {
				return err
			}
			continue
		}
		rows += int64(got)
	}
	c.done.Rows += rows
	if whole && rows == int64(info.Rows) {
		return c.derived(info, schema, &meta, s)
	}
	return nil
}

// readBlock decodes a block; code says what is lost of it.
func readBlock(schema *gis.Schema, s *storedSegment, n uint32) (rows int, code string) {
	plain, ok := s.value(rowsValue, n)
	if !ok {
		return 0, "store.check-rows"
	}
	b, _, err := block.DecodeRows(plain, schema, nil)
	if err != nil {
		return 0, "store.check-rows"
	}
	if schema.Shape == gis.NoShape {
		return b.Len(), ""
	}
	if plain, ok = s.value(shapesValue, n); !ok {
		return 0, "store.check-shapes"
	}
	shapes, err := block.DecodeShapes(plain)
	if err != nil || shapes.Len() != b.Len() {
		return 0, "store.check-shapes"
	}
	return b.Len(), ""
}

// inTheClear is the sealer of a comparison: what it closes stays as it is, in
// memory of its own.
type inTheClear struct{}

func (inTheClear) seal(_, plain []byte) []byte          { return bytes.Clone(plain) }
func (inTheClear) sealStored(_, plain []byte) []byte    { return bytes.Clone(plain) }
func (inTheClear) open(_, plain []byte) ([]byte, error) { return plain, nil }
func (inTheClear) openIn(_ *openingRoom, _, plain []byte) ([]byte, error) {
	return plain, nil
}

// derived assembles the segment again from its rows and compares what comes of
// it: the way of storing is canonical, so it is the same byte for byte.
func (c *checking) derived(info *Segment, schema *gis.Schema, meta *segmentMeta, s *storedSegment) error {
	batch, times, err := regain(schema, len(meta.First), func(kind byte, n uint32) ([]byte, error) {
		plain, _ := s.value(kind, n)
		return plain, nil
	})
	if err != nil {
		return err
	}
	real := c.vault.archive
	twin := &Archive{Path: real.Path, Head: real.Head, secret: real.secret, seal: inTheClear{}}
	w, err := again(assembly{archive: twin, info: *info, times: times, batch: batch, digests: s.has(digestValue)}, meta.First)
	if err != nil {
		return err
	}
	twins := &comparison{stored: s, expected: map[string]bool{}}
	chunks, err := twins.drawings(twin, info, meta, &batch.Shapes)
	if err != nil {
		return err
	}
	for _, v := range w.values {
		plain := v.sealed
		if chunks != nil && v.key[4] == metaValue {
			if plain, err = withChunks(plain, chunks); err != nil {
				return err
			}
		}
		twins.same(string(v.key), plain)
	}
	twins.card(info, schema, meta)
	twins.door(info.ID, &batch.Shapes)
	for _, supply := range info.Said {
		key := mentionKey(info.ID, supply)
		_, err := decodeMention(s.plain[string(key)], info.Rows)
		twins.fits(string(key), err == nil && c.supplies[supply] != nil)
	}
	orders, err := c.orders(info, schema, s)
	if err != nil {
		return err
	}
	for key, plain := range orders {
		twins.same(key, plain)
	}
	wrong := twins.wrong()
	if w.info.Rows != info.Rows || w.info.Timeless != info.Timeless || !slices.Equal(w.info.Box, info.Box) || !c.fits(info) {
		wrong = append(wrong, "-")
	}
	if len(wrong) == 0 {
		return nil
	}
	slices.Sort(wrong)
	t := Trouble{Dataset: schema.Dataset, Scope: info.Scope, Supply: info.Supply}
	if u := c.supplies[info.Supply]; u != nil {
		t.File = u.File
	}
	t.Message = gis.Say("store.check-index", t.Dataset, t.Scope, t.Supply, t.File, strings.Join(wrong, ""))
	return c.tell(t)
}

// again assembles a segment whose blocks began at some rows: by the rule that they
// were arranged by.
func again(work assembly, first []uint32) (*writtenSegment, error) {
	w, err := work.run()
	if err == nil && work.info.Supply == 0 && !w.beginsAt(first) {
		work.cells = true
		w, err = work.run()
	}
	return w, err
}

// beginsAt reports that the blocks of a segment that was put together in the clear
// begin at some rows.
func (w *writtenSegment) beginsAt(first []uint32) bool {
	var meta segmentMeta
	for _, v := range w.values {
		if v.key[4] == metaValue {
			return json.Unmarshal(v.sealed, &meta) == nil && slices.Equal(meta.First, first)
		}
	}
	return false
}

// comparison is a stored segment beside the one made of its rows.
type comparison struct {
	stored   *storedSegment
	expected map[string]bool
	kinds    []string // of the values that are not as they must be
}

// same expects a value as it was made again.
func (c *comparison) same(key string, plain []byte) {
	got, ok := c.stored.plain[key]
	c.fits(key, ok && bytes.Equal(got, plain))
}

// card expects the card of a segment that has one.
func (c *comparison) card(info *Segment, schema *gis.Schema, meta *segmentMeta) {
	if info.Carded {
		key := string(cardKey(info.ID))
		own := readCard(c.stored.plain[key])
		c.fits(key, own != nil && own.says(info, schema) && slices.Equal(own.First, meta.First))
	}
}

// fits expects a value, and says whether it is as it must be.
func (c *comparison) fits(key string, right bool) {
	c.expected[key] = true
	if !right {
		c.note(key)
	}
}

func (c *comparison) note(key string) {
	if kind := key[4:5]; !slices.Contains(c.kinds, kind) {
		c.kinds = append(c.kinds, kind)
	}
}

// wrong are the kinds of values that differ, do not open, or that nothing made.
func (c *comparison) wrong() []string {
	for key := range c.stored.plain {
		if !c.expected[key] {
			c.note(key)
		}
	}
	for _, key := range c.stored.unopened {
		c.note(string(key))
	}
	return c.kinds
}

// orders makes again the orders that a segment has, and gives their values by
// key. One made by other rules is as it should be: it is made again when it is
// asked for.
func (c *checking) orders(info *Segment, schema *gis.Schema, s *storedSegment) (map[string][]byte, error) {
	var meta segmentMeta
	if plain, ok := s.value(metaValue, 0); !ok || json.Unmarshal(plain, &meta) != nil {
		return nil, nil // told already
	}
	again := map[string][]byte{}
	for key, plain := range s.plain {
		n := numberOf([]byte(key)[5:])
		if key[4] != orderValue || n&0xffff != 0 {
			continue
		}
		order := int(n >> 16)
		if order >= len(schema.Columns) && (order < byKeyOrder || order > byToOrder) {
			continue // of no column: not expected
		}
		if !bytes.HasPrefix(plain, []byte(sortScheme+"\n")) {
			for other, value := range s.plain {
				if other[4] == orderValue && int(numberOf([]byte(other)[5:])>>16) == order {
					again[other] = value
				}
			}
			continue
		}
		o := newOrdering(schema, order, c.vault.archive.Head.Comune)
		for n, first := range meta.First {
			rows, _ := s.value(rowsValue, uint32(n))
			b, _, err := block.DecodeRows(rows, schema, nil)
			if err != nil {
				return nil, gis.Wrap("store.check", gis.Damaged, err, "store.damaged", schema.Dataset)
			}
			o.add(b, first)
		}
		for page, plain := range o.made(info.ID).plain {
			again[string(segmentKey(info.ID, orderValue, orderKey(order, page)))] = plain
		}
	}
	return again, nil
}

// fits checks which rows of a segment are said to be in force: rows that it has,
// each known from one supply of the register.
func (c *checking) fits(info *Segment) bool {
	taken := newRowSet(info.Rows)
	for _, p := range info.Parts {
		if p.Supply != 0 && c.supplies[p.Supply] == nil || p.Rows != nil && p.Rows.rows != info.Rows {
			return false
		}
		for row := range info.Rows {
			if !p.Rows.has(row) {
				continue
			}
			if taken.has(row) {
				return false
			}
			taken.add(row)
		}
	}
	return true
}
