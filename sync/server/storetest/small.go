package storetest

import (
	"encoding/json"
	"fmt"
	"testing"

	"segit/sync/server"
	"segit/sync/wire"
)

// SmallSync gives what makes a device of a server over the store sync one edit:
// the session, one operation up, the changes since the last time down.
func SmallSync(t testing.TB, s server.Store) func() {
	t.Helper()
	ca, core := over(t, s)
	d := enrolled(t, s, ca, core.Handler())
	var c wire.Checkout
	d.json("POST", "/v1/checkouts", wire.CheckoutRequest{Comune: "W001"}, &c)
	return func() {
		t.Helper()
		d.ask("GET", "/v1/session?comune=W001", nil)
		seen := []string{}
		if d.seq > 0 {
			seen = append(seen, fmt.Sprint(d.id, "/", d.seq))
		}
		d.ask("POST", "/v1/ops", d.edit(fmt.Sprint(d.seq), seen...))
		lines := d.lines(d.ask("GET", "/v1/checkouts/"+c.ID+"/changes?cursor="+c.Cursor, nil))
		var end wire.Line
		if err := json.Unmarshal(lines[len(lines)-1], &end); err != nil || len(lines) != 2 {
			t.Fatalf("%s, %v", lines, err)
		}
		c.Cursor = end.Page.Cursor
	}
}
