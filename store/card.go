package store

import (
	"encoding/json"
	"slices"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// card is what a segment says of itself: with it its rows are read and placed in
// a file of which the manifest is lost. It stands before the blocks of its
// segment, so that a file that is cut within a segment still has it. It is only
// read by a rescue; a segment that an earlier program wrote has none.
type card struct {
	Schema gis.Schema `json:"schema"`
	Scope  string     `json:"scope,omitempty"`
	EPSG   int        `json:"epsg,omitempty"`
	First  []uint32   `json:"first"` // first row of each block
	Rows   int        `json:"rows"`

	// Of rows that were supplied: what was known of the supply when its first row
	// came. The register says what became of it.
	Supply *gis.Supply `json:"supply,omitempty"`
	// Build is the first number that a segment of the same build could have: those
	// of one build share it.
	Build uint32 `json:"build,omitempty"`
	// Of is the segment in whose place this one stands, with fewer rows of it.
	Of uint32 `json:"of,omitempty"`
}

// beginning is what a card keeps of a supply: without what is counted at its end,
// what people did with it later, and lines of its file. It is nil for computed rows.
func beginning(u *gis.Supply) *gis.Supply {
	if u == nil || u.ID == 0 {
		return nil
	}
	return &gis.Supply{
		ID: u.ID, Source: u.Source, File: u.File, SHA256: u.SHA256, Sidecars: u.Sidecars, Size: u.Size, Date: u.Date, Imported: u.Imported,
		Operator: u.Operator, CRS: u.CRS, Asked: u.Asked, Kind: u.Kind, Since: u.Since, Delivery: u.Delivery, Origin: u.Origin, Partial: u.Partial,
	}
}

func cardKey(segment uint32) []byte { return segmentKey(segment, cardValue, 0) }

// carded puts the card of a segment before its values.
func (a *Archive) carded(w *writtenSegment, c card) error {
	c.Schema, c.Scope, c.EPSG, c.First, c.Rows = *w.schema, w.info.Scope, w.info.EPSG, w.first, w.info.Rows
	key := cardKey(w.info.ID)
	sealed, err := a.sealJSON(segmentBucket, key, &c)
	if err != nil {
		return err
	}
	w.values, w.info.Carded = slices.Insert(w.values, 0, value{key, sealed}), true
	return nil
}

// readCard reads a card; nil for a value that is none.
func readCard(plain []byte) *card {
	c := new(card)
	if len(plain) == 0 || json.Unmarshal(plain, c) != nil || c.Rows < 0 || c.Rows > maxSetRows || c.Schema.Dataset == "" {
		return nil
	}
	for i := range c.First {
		if int(c.First[i]) > c.Rows || i > 0 && c.First[i] <= c.First[i-1] || i == 0 && c.First[i] != 0 {
			return nil
		}
	}
	if s := c.Schema.Shape; s > gis.AnyShape || c.Supply != nil && c.Supply.ID == 0 {
		return nil
	}
	return c
}

// says reports whether a card is that of a segment as a manifest has it.
func (c *card) says(info *Segment, schema *gis.Schema) bool {
	supply := uint32(0)
	if c.Supply != nil {
		supply = c.Supply.ID
	}
	one := manifest{Schemas: []gis.Schema{*schema}}
	return one.findSchema(&c.Schema) == 0 && c.Scope == info.Scope && c.EPSG == info.EPSG && c.Rows == info.Rows &&
		supply == info.Supply && c.Build <= info.ID && c.Of < info.ID
}

// origin is what the card of a segment that was put together anew says of its
// supply: the register's entry, or that it has none.
func (a *Archive) origin(tx *bbolt.Tx, info *Segment, source string) *gis.Supply {
	if info.Supply == 0 {
		return nil
	}
	u := new(gis.Supply)
	raw := tx.Bucket([]byte(supplyBucket)).Get(number(info.Supply))
	if raw == nil || a.openJSON(supplyBucket, number(info.Supply), raw, u) != nil || u.ID != info.Supply {
		u = &gis.Supply{ID: info.Supply, Source: source, CRS: info.EPSG}
	}
	return beginning(u)
}

// cards puts the cards of segments that were put together anew.
func (a *Archive) cards(tx *bbolt.Tx, m *manifest) error {
	for i := range m.Segments {
		info := &m.Segments[i]
		w := &writtenSegment{info: *info, schema: &m.Schemas[info.Schema]}
		plain, err := a.get(tx, segmentKey(info.ID, metaValue, 0))
		if err != nil {
			return err
		}
		var meta segmentMeta
		if err := json.Unmarshal(plain, &meta); err != nil {
			return gis.Wrap("store.cards", gis.Damaged, err, "store.damaged", w.schema.Dataset)
		}
		w.first = meta.First
		if err := a.carded(w, card{Supply: a.origin(tx, info, w.schema.Source)}); err != nil {
			return err
		}
		if err := tx.Bucket([]byte(segmentBucket)).Put(w.values[0].key, w.values[0].sealed); err != nil {
			return err
		}
		info.Carded = true
	}
	return nil
}
