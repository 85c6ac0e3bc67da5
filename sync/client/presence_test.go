package client_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
	"segit/sync/merge"
	"segit/sync/rights"
	"segit/sync/server"
)

// elsewhere writes an operation of a device without archive that has the whole
// row before the eyes.
func (c *central) elsewhere(id, kind, column, value string) {
	c.t.Helper()
	caller := rights.Caller{User: "bruno", Role: "analyst", Comuni: []string{"W001"}}
	_, err := c.core.WriteAs(c.t.Context(), &caller, "W001", func(v server.View) ([]store.Operation, error) {
		row, _, err := v.Row(store.DatasetFindings, id)
		saw := row.Shown()
		if saw == nil {
			saw = []string{}
		}
		return []store.Operation{{
			Layer: store.DatasetFindings, ID: id, Cell: "A/12", Kind: kind,
			Set: map[string]store.Change{column: {Saw: saw, New: json.RawMessage(value)}},
		}}, err
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// TestADeletionAgainstAnEditIsDecided: the row is kept or goes, whoever decides
// and by whatever side, and then it is so at every desk and nothing is in
// conflict.
func TestADeletionAgainstAnEditIsDecided(t *testing.T) {
	for i, test := range []struct {
		by   int // 0: the desk that edited, 1: another
		take client.Choice
		gone bool
	}{
		{0, client.Choice{Mine: true}, false},
		{0, client.Choice{Theirs: true}, true},
		{0, client.Choice{Base: true}, false},
		{0, client.Choice{Number: 1}, true},
		{1, client.Choice{Base: true}, false},
		{1, client.Choice{Number: 1}, true},
		{1, client.Choice{Number: 2}, false},
	} {
		for _, reported := range []bool{true, false} { // a person made the row, or a control did
			t.Run(fmt.Sprint(i, reported), func(t *testing.T) {
				c := newCentral(t)
				desks := []*desk{c.desk(), c.desk()}
				if reported {
					c.elsewhere("f1", store.CreateKind, store.DescriptionColumn, `"recinto nuovo"`)
				} else {
					c.elsewhere("f1", store.SetKind, "assignee", `"bruno"`)
				}
				for _, d := range desks {
					d.sync()
				}
				desks[0].write("f1", "anna")
				c.elsewhere("f1", store.DeleteKind, merge.PresenceColumn, merge.Gone)
				for _, d := range desks {
					d.sync()
				}
				desks[1].sync()
				desks[test.by].open(func(_ *store.Archive, l *client.Link) {
					all, err := l.Conflicts()
					if err != nil || len(all) != 1 || len(all[0].Values) != 2 || string(all[0].Base) != merge.Kept ||
						string(all[0].Values[0].Value) != merge.Gone || string(all[0].Values[1].Value) != merge.Kept || all[0].Values[1].Actor != "anna" {
						t.Fatalf("%+v, %v", all, err)
					}
					another := "forse"
					if err := l.Resolve(all[0].ID, client.Choice{Value: &another}, "anna", ""); gis.KindOf(err) != gis.BadUsage {
						t.Errorf("a row that is neither: %v", err)
					}
					if err := l.Resolve(all[0].ID, test.take, "anna", ""); err != nil {
						t.Fatal(err)
					}
					if all, err = l.Conflicts(); err != nil || len(all) != 0 {
						t.Errorf("decided, before it travels: %+v, %v", all, err)
					}
				})
				desks[test.by].sync()
				desks[1-test.by].sync()
				for k, d := range desks {
					d.open(func(a *store.Archive, l *client.Link) {
						left, err := l.Conflicts()
						if err != nil || len(left) != 0 {
							t.Errorf("desk %d: %+v, %v", k, left, err)
						}
						e, err := a.EditsOf(store.DatasetFindings, "f1")
						if err != nil || e.Gone() != test.gone || !test.gone && string(e.Cells["assignee"].Value) != `"anna"` {
							t.Errorf("desk %d: %+v, %v", k, e, err)
						}
					})
					d.sound()
				}
				err := c.store.Read(t.Context(), "W001", func(v server.View) error {
					row, _, err := v.Row(store.DatasetFindings, "f1")
					if row.Deleted() != test.gone || len(row.Disputes(store.DatasetFindings, "f1")) != 0 {
						t.Errorf("at the centre: %+v", row)
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			})
		}
	}
}
