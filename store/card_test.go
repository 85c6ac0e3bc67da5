package store

import (
	"bytes"
	"encoding/json"
	"testing"

	"segit/gis"
)

// aCard is that of a segment of two blocks.
func aCard() card {
	return card{
		Schema: gis.Schema{Dataset: "parcels", Source: "test", Shape: gis.PolygonShape, Columns: []gis.Column{{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet}}},
		Scope:  "12", EPSG: 7792, First: []uint32{0, 512}, Rows: 600, Supply: &gis.Supply{ID: 3, Source: "test", File: "a"}, Build: 7,
	}
}

// A card is that of one segment: of another, or of one that is described otherwise,
// it is not.
func TestCardSaysItsSegment(t *testing.T) {
	c := aCard()
	info := Segment{ID: 9, Scope: "12", Supply: 3, EPSG: 7792, Rows: 600}
	if !c.says(&info, &c.Schema) {
		t.Error("it does not say its own segment")
	}
	for name, change := range map[string]func(*Segment, *gis.Schema){
		"another scope":       func(s *Segment, _ *gis.Schema) { s.Scope = "13" },
		"another supply":      func(s *Segment, _ *gis.Schema) { s.Supply = 4 },
		"computed":            func(s *Segment, _ *gis.Schema) { s.Supply = 0 },
		"another CRS":         func(s *Segment, _ *gis.Schema) { s.EPSG = 7791 },
		"fewer rows":          func(s *Segment, _ *gis.Schema) { s.Rows = 599 },
		"another layer":       func(_ *Segment, s *gis.Schema) { s.Dataset = "buildings" },
		"other columns":       func(_ *Segment, s *gis.Schema) { s.Columns = nil },
		"of an earlier build": func(s *Segment, _ *gis.Schema) { s.ID = 6 },
	} {
		other, schema := info, c.Schema
		change(&other, &schema)
		if c.says(&other, &schema) {
			t.Errorf("%s: it says that too", name)
		}
	}
}

// What a supply did later, and what its file held, is not on the cards of its rows.
func TestCardKeepsTheBeginningOfASupply(t *testing.T) {
	u := beginning(&gis.Supply{ID: 3, File: "a", Read: 9, Head: "riga", Acts: []gis.SupplyAct{{Withdrawn: true}}, Warnings: []gis.Message{gis.Say("x")}, Kind: gis.UpdateSupply})
	if u.File != "a" || u.Kind != gis.UpdateSupply || u.Read != 0 || u.Head != "" || u.Acts != nil || u.Warnings != nil {
		t.Errorf("%+v", u)
	}
	if beginning(&gis.Supply{}) != nil || beginning(nil) != nil {
		t.Error("computed rows have a supply")
	}
}

// Whatever a value holds, reading it as a card gives one that can be used, or none.
func FuzzCard(f *testing.F) {
	c := aCard()
	raw, err := json.Marshal(&c)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{
		raw, nil,
		{},
		[]byte("{}"), bytes.Replace(raw, []byte("[0,512]"), []byte("[512,0]"), 1),
		bytes.Replace(raw, []byte(`"rows":600`), []byte(`"rows":-1`), 1), bytes.Replace(raw, []byte(`"Shape":3`), []byte(`"Shape":9`), 1),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, plain []byte) {
		c := readCard(plain)
		if c == nil {
			if bytes.Equal(plain, raw) {
				t.Error("a card does not read")
			}
			return
		}
		last := -1
		for _, first := range c.First {
			if int(first) <= last || int(first) > c.Rows {
				t.Errorf("blocks begin at %v of %d rows", c.First, c.Rows)
			}
			last = int(first)
		}
		if c.Rows < 0 || c.Rows > maxSetRows || c.Schema.Shape > gis.AnyShape || c.Schema.Dataset == "" {
			t.Errorf("%+v", c)
		}
	})
}
