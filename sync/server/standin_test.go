package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"segit/store"
	"segit/sync/rights"
	"segit/sync/server"
	"segit/sync/wire"
)

// TestTheServerStandsIn: edits of who has no device are the next operations of a
// chain that desks take in; one that would be set aside takes the others with it.
func TestTheServerStandsIn(t *testing.T) {
	s := newSite(t)
	core := s.core
	anna := rights.Caller{User: "anna", Role: "analyst", Comuni: []string{"W001"}}
	edit := func(column, value string) store.Operation {
		return store.Operation{Layer: store.DatasetFindings, ID: "f1", Cell: "A/1", Kind: store.SetKind, Set: map[string]store.Change{column: {Saw: []string{}, New: json.RawMessage(value)}}}
	}
	write := func(c *rights.Caller, comune string, ops ...store.Operation) error {
		_, err := core.WriteAs(t.Context(), c, comune, func(server.View) ([]store.Operation, error) { return ops, nil })
		return err
	}
	for range 2 {
		if err := core.LogAs(t.Context(), &anna, "W001", store.Access{Deed: "query", What: "units", Count: 3}); err != nil {
			t.Fatal(err)
		}
	}
	if err := write(&anna, "W001", edit("assignee", `"bruno"`), edit("due", `"2026-04-01"`)); err != nil {
		t.Fatal(err)
	}
	if err := write(&anna, "W001", edit("assignee", `"carla"`), edit("", `1`), store.Operation{Layer: "parcels", ID: "p", Kind: store.SetKind, Set: map[string]store.Change{"x": {}}}); err == nil {
		t.Error("an operation that is none was joined")
	}
	d := s.enrolled("analyst", "W001")
	var c wire.Checkout
	d.want(200, "POST", "/v1/checkouts", wire.CheckoutRequest{Comune: "W001"}, &c)
	changes, _ := d.page(c.ID, c.Cursor)
	if len(changes) != 2 {
		t.Fatalf("%+v", changes)
	}
	prev := ""
	for i, change := range changes {
		o, err := wire.ParseOperation(change.Op)
		if err != nil || o.Seq != uint64(i+1) || o.Prev != prev || o.Actor != "anna" || o.Step != 1 || !strings.HasPrefix(o.Seen, "2:") || !o.At.Equal(s.now) {
			t.Errorf("%+v, %v", o, err)
		}
		prev = o.Hash
	}
	for what, c := range map[string]struct {
		caller rights.Caller
		comune string
		status int
	}{
		"nobody": {rights.Caller{}, "W001", http.StatusNotFound}, "elsewhere": {anna, "W002", http.StatusNotFound}, "a reader": {rights.Caller{User: "dora", Role: "dpo", Comuni: []string{"W001"}}, "W001", http.StatusForbidden},
	} {
		err := write(&c.caller, c.comune, edit("assignee", `"x"`))
		problem, ok := err.(*wire.Problem) //nolint:errorlint // as it is given
		if !ok || problem.Status != c.status {
			t.Errorf("%s: %v", what, err)
		}
	}
}
