package client_test

import (
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
)

// TestRetriedRejectsTravel: a row that was rejected, was put right by a person and
// went in reaches the other desks, with what the person wrote and that it passed.
func TestRetriedRejectsTravel(t *testing.T) {
	c := newCentral(t)
	a, b := c.desk(), c.desk()
	a.supply(gis.Day(2025, 1, 1), territory(1, 3, 40)...)
	a.sync()
	b.sync()
	a.open(func(archive *store.Archive, _ *client.Link) {
		register, err := archive.Supplies()
		if err != nil {
			t.Fatal(err)
		}
		build, err := archive.Build(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		entry := register[0]
		entry.Accepted++
		entry.Rejected--
		var rejects []store.KeptReject
		if err := archive.KeptRejects(entry.ID, func(r store.KeptReject) error {
			r.Fixed, r.FixedBy, r.FixedAt, r.Passed = "riga corretta", "anna", time.Unix(9e8, 0).UTC(), true
			rejects = append(rejects, r)
			return nil
		}); err != nil || len(rejects) != 1 {
			t.Fatalf("%v, %v", rejects, err)
		}
		in := build.Again(store.Intake{EPSG: 7792, Scope: func(*gis.Batch, int) string { return "" }, Supply: entry})
		row := gis.NewBatch(plots())
		row.SetText(0, "2")
		row.SetText(1, "999")
		row.Shapes.Append(orb.Bound{Min: orb.Point{506000, 4160100}, Max: orb.Point{506009, 4160109}}.ToPolygon())
		row.Add(9999, gis.Always, gis.OpenEnd)
		if err := in.Rows(t.Context(), row); err != nil {
			t.Fatal(err)
		}
		in.Settle(entry, rejects)
		if err := build.Commit(); err != nil {
			t.Fatal(err)
		}
	})
	a.sync()
	b.sync()
	if p, q := a.contents(), b.contents(); !slices.Equal(p, q) {
		t.Errorf("%v\nand\n%v", p, q)
	}
	b.open(func(archive *store.Archive, _ *client.Link) {
		register, err := archive.Supplies()
		if err != nil {
			t.Fatal(err)
		}
		if err := archive.KeptRejects(register[0].ID, func(r store.KeptReject) error {
			if r.Fixed != "riga corretta" || r.FixedBy != "anna" || !r.Passed {
				t.Errorf("%+v", r)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
	b.sound()
}
