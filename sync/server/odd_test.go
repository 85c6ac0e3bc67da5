package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"segit/store"
	"segit/sync/authority"
	"segit/sync/merge"
	"segit/sync/server/boltstore"
	"segit/sync/wire"
)

// TestWhatBreaksTheEnvelopeIsRefusedWhole: what has no place in the chain of its
// device, and then nothing of the batch is taken.
func TestWhatBreaksTheEnvelopeIsRefusedWhole(t *testing.T) {
	s := newSite(t)
	d := s.enrolled("analyst", "W001")
	first := d.op(nil)
	d.send(first)
	last := d.last
	for what, c := range map[string]struct {
		line   string
		status int
		code   wire.Code
	}{
		"no JSON":             {`{"dev":`, 400, wire.BadRequest},
		"a list":              {`[]`, 400, wire.BadRequest},
		"no device":           {`{"seq":3,"comune":"W001"}`, 400, wire.BadRequest},
		"a device of numbers": {`{"dev":7,"seq":3,"comune":"W001"}`, 400, wire.BadRequest},
		"no number":           {`{"dev":"` + d.id + `","comune":"W001"}`, 400, wire.BadRequest},
		"a number in words":   {`{"dev":"` + d.id + `","seq":"3"}`, 400, wire.BadRequest},
		"a number left out":   {`{"dev":"` + d.id + `","seq":4}`, 400, wire.BadRequest},
		"a number again":      {`{"dev":"` + d.id + `","seq":2}`, 400, wire.BadRequest},
		"another device":      {`{"dev":"x","seq":3}`, 403, wire.Forbidden},
	} {
		d.last = last
		good := d.op(nil)
		s.refused(what, d.ask("POST", "/v1/ops", stream(t, good, []byte(c.line))), c.status, c.code)
		var session wire.Session
		d.want(200, "GET", "/v1/session?comune=W001", nil, &session)
		if session.Last.Seq != 1 {
			t.Errorf("%s: %d operations were taken", what, session.Last.Seq)
		}
	}
	d.last = last
	good, after := d.op(nil), d.op(func(o *store.Operation) { o.Prev = strings.Repeat("0", 64) })
	s.refused("another link", d.ask("POST", "/v1/ops", stream(t, good, after)), http.StatusConflict, wire.Fork)
}

// TestTheRequestNamesTheMunicipality: an operation of another is set aside, also
// where the device may go there too.
func TestTheRequestNamesTheMunicipality(t *testing.T) {
	s := newSite(t)
	d := s.enrolled("analyst", "W001", "W002")
	body := stream(t, d.op(func(o *store.Operation) { o.Comune = "W002" }), d.op(nil))
	s.refused("a municipality that is none", d.ask("POST", "/v1/ops?comune=W0011", body), http.StatusNotFound, wire.NotFound)
	s.refused("a municipality of others", d.ask("POST", "/v1/ops?comune=W003", body), http.StatusNotFound, wire.NotFound)
	w := d.ask("POST", "/v1/ops?comune=W001", body)
	lines, err := wire.Read(w.Body, wire.MaxBatchBytes)
	if err != nil || len(lines) != 2 || !strings.Contains(string(lines[0]), `"other-comune"`) || !strings.Contains(string(lines[1]), wire.Applied) {
		t.Errorf("%s, %v", lines, err)
	}
}

// TestWhatAnOperationSaysThatItWasIsNoName: one that says it of itself without
// having been another is set aside alone, with the file that it names, whatever it
// says.
func TestWhatAnOperationSaysThatItWasIsNoName(t *testing.T) {
	s := newSite(t)
	d := s.enrolled("analyst", "W001")
	for _, was := range []string{"x", "\x00", strings.Repeat("x", 1<<16)} {
		odd := d.op(func(o *store.Operation) {
			o.Was, o.Layer = was, store.LayerAttachments
			o.Set = map[string]store.Change{store.HashColumn: {New: json.RawMessage(`"` + strings.Repeat("0", 64) + `"`)}}
		})
		if got := d.send(odd, d.op(nil)); got[0].Status != wire.Parked || got[0].Code != "bad-value" || got[1].Status == wire.Parked {
			t.Errorf("%.9q: %+v", was, got)
		}
	}
}

// FuzzOneOperation sends an operation with any members between two good ones: it
// is taken or set aside, and they go through, or all is refused and nothing is
// taken. Whoever is told of it can read it.
func FuzzOneOperation(f *testing.F) {
	for _, with := range []string{
		`"id":null`, `"ID":7`, `"set":[]`, `"seq":1`, `"\u0064ev":"x"`, `"at":"yesterday"`, "\"cell\":\"\xff\"", `"set":{"due":{"n":1e999}}`,
		`"set":{"state":{"saw":null,"b":[[]],"n":{"state":"checking"}}}`, `"layer":"notes","kind":"create","set":{"about":{"n":"findings/f"}}`,
		`"kind":"delete","set":{"_row":{"saw":["a/1"],"n":false}}`, `"set":{"tags":{"n":{"add":["\u0000"]}}}`, `"comune":"W002"`, `"schema":-1`,
	} {
		f.Add(with)
	}
	ca, err := authority.New(newDay)
	if err != nil {
		f.Fatal(err)
	}
	rules, err := merge.BuiltIn()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, with string) {
		if strings.ContainsAny(with, "\n") {
			return // it would be two lines
		}
		s := &site{t: t, now: newDay, ca: ca}
		if s.store, err = boltstore.Open(filepath.Join(t.TempDir(), "segitd.db"), boltstore.Options{NoSync: true}); err != nil {
			t.Fatal(err)
		}
		defer s.store.Close() //nolint:errcheck // the test is over
		s.serve()
		d := s.enrolled("analyst", "W001")
		good := d.op(nil)
		line := fmt.Sprintf(`{"dev":%q,"seq":2,"comune":"W001","layer":"findings","id":"f1","kind":"set","schema":1,"prev":%q,%s}`, d.id, d.last.Hash, with)
		d.last = wire.Signed{Operation: store.Operation{Seq: 2}, Hash: store.HashOf([]byte(line))}
		w := d.ask("POST", "/v1/ops", stream(t, good, []byte(line), d.op(nil)))
		lines, broken := wire.Read(w.Body, wire.MaxBatchBytes)
		var session wire.Session
		d.want(200, "GET", "/v1/session?comune=W001", nil, &session)
		switch plain := !strings.ContainsAny(with, `\`) && !tying(with); {
		case w.Code == 200 && (broken != nil || len(lines) != 3 || session.Last.Seq != 3):
			t.Errorf("%d answers, %v, the chain is at %d", len(lines), broken, session.Last.Seq)
		case w.Code >= 500, w.Code != 200 && json.Valid([]byte(line)) && plain:
			t.Errorf("%d %s", w.Code, w.Body)
		case w.Code != 200:
			return
		}
		var c wire.Checkout
		d.want(200, "POST", "/v1/checkouts", wire.CheckoutRequest{Comune: "W001"}, &c)
		rows := map[string]*merge.Row{}
		changes, _ := d.page(c.ID, c.Cursor)
		for i := range changes {
			o, err := changes[i].Operation()
			if err != nil {
				t.Fatal(err)
			}
			if rows[o.Layer+"/"+o.ID] == nil {
				rows[o.Layer+"/"+o.ID] = &merge.Row{}
			}
			if _, err := rows[o.Layer+"/"+o.ID].Apply(&o.Operation, rules); err != nil {
				t.Error(err)
			}
		}
	})
}

// tying reports whether members may be those that tie an operation to its chain.
func tying(with string) bool {
	with = strings.ToLower(with)
	return strings.Contains(with, `"dev"`) || strings.Contains(with, `"seq"`) || strings.Contains(with, `"prev"`) || strings.ContainsAny(with, "ſ")
}
