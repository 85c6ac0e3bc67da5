package storetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"segit/store"
	"segit/sync/server"
	"segit/sync/wire"
)

// odd are the operations that no row can take, and the code by which each is set
// aside. SELF in a text is the operation's own name.
func odd() map[string]struct{ with, code string } {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	long := strings.Repeat("x", 300)
	return map[string]struct{ with, code string }{
		"no id":                     {`"id":""`, "unknown-row"},
		"an id of null":             {`"id":null`, "unknown-row"},
		"an id that is a number":    {`"id":7`, "unreadable"},
		"an id with an end in it":   {`"id":"a\u0000b"`, "bad-value"},
		"a long id":                 {`"id":"` + long + `"`, "bad-value"},
		"an id of broken bytes":     {"\"id\":\"a\xff\"", "unreadable"},
		"no layer":                  {`"layer":""`, "unknown-row"},
		"a layer of null":           {`"layer":null`, "unknown-row"},
		"an unknown layer":          {`"layer":"clouds"`, "unknown-row"},
		"a layer of supplied rows":  {`"layer":"parcels"`, "unknown-row"},
		"no kind":                   {`"kind":""`, "unknown-kind"},
		"an unknown kind":           {`"kind":"wish"`, "unknown-kind"},
		"a kind that is a list":     {`"kind":["set"]`, "unreadable"},
		"a deletion of a column":    {`"kind":"delete"`, "unknown-kind"},
		"an old schema":             {`"schema":0`, "schema"},
		"a schema of later":         {`"schema":99`, "schema"},
		"a schema in words":         {`"schema":"one"`, "unreadable"},
		"nothing set":               {`"set":{}`, "empty"},
		"a set of null":             {`"set":null`, "empty"},
		"a set that is a list":      {`"set":[]`, "unreadable"},
		"a change that is a text":   {`"set":{"assignee":"x"}`, "unreadable"},
		"a column without a name":   {`"set":{"":{"saw":[],"n":1}}`, "bad-value"},
		"a column of a long name":   {`"set":{"` + long + `":{"saw":[],"n":1}}`, "bad-value"},
		"a column with an end":      {`"set":{"a\u0000":{"saw":[],"n":1}}`, "bad-value"},
		"a name that is a number":   {`"set":{"assignee":{"saw":[],"n":7}}`, "bad-value"},
		"a day that is a number":    {`"set":{"due":{"saw":[],"n":20261231}}`, "bad-value"},
		"a day in words":            {`"set":{"due":{"saw":[],"n":"domani"}}`, "bad-value"},
		"a day that is none":        {`"set":{"due":{"saw":[],"n":"2026-02-30"}}`, "bad-value"},
		"a note that is a number":   {`"set":{"note":{"saw":[],"n":7}}`, "bad-value"},
		"tags in a text":            {`"set":{"tags":{"saw":[],"n":"x"}}`, "bad-value"},
		"a geometry that is a text": {`"set":{"geometry":{"saw":[],"n":"POINT (1 2)"}}`, "bad-value"},
		"a state that is none":      {`"set":{"state":{"saw":[],"n":{"state":"lost","proof":""}}}`, "bad-value"},
		"a state in a text":         {`"set":{"state":{"saw":[],"n":"closed"}}`, "bad-value"},
		"an illegal state":          {`"set":{"state":{"saw":[],"n":{"state":"closed","proof":""}}}`, "illegal-transition"},
		"a note about a number":     {`"layer":"notes","kind":"create","set":{"about":{"saw":[],"n":5},"text":{"saw":[],"n":"x"}}`, "bad-value"},
		"a note of no text":         {`"layer":"notes","kind":"create","set":{"about":{"saw":[],"n":"findings/f1"},"text":{"saw":[],"n":{}}}`, "bad-value"},
		"a file of a size in words": {`"layer":"attachments","kind":"create","set":{"size":{"saw":[],"n":"big"}}`, "bad-value"},
		"a hash that is a number":   {`"layer":"attachments","kind":"create","set":{"sha256":{"saw":[],"n":1}}`, "bad-value"},
		"a deep value":              {`"set":{"later":{"saw":[],"n":` + deep(9000) + `}}`, "unreadable"},
		"a value of broken bytes":   {"\"set\":{\"later\":{\"saw\":[],\"n\":\"\xc3\x28\"}}", "unreadable"},
		"seen is a text":            {`"set":{"assignee":{"saw":"x","n":"y"}}`, "unreadable"},
		"seen by a long name":       {`"set":{"assignee":{"saw":["` + long + `"],"n":"y"}}`, "bad-value"},
		"itself was seen":           {`"set":{"assignee":{"saw":["SELF"],"n":"y"}}`, "bad-value"},
		"a time in words":           {`"at":"yesterday"`, "unreadable"},
		"an author who is a number": {`"actor":1`, "unreadable"},
		"a sheet with an end":       {`"cell":"A/1\u0000"`, "bad-value"},
		"a long sheet":              {`"cell":"` + long + `"`, "bad-value"},
		"another municipality":      {`"comune":"W002"`, "other-comune"},
		"no municipality":           {`"comune":""`, "other-comune"},
		"a municipality of null":    {`"comune":null`, "other-comune"},
		"a municipality in numbers": {`"comune":7`, "unreadable"},
		"a large value":             {`"set":{"later":{"saw":[],"n":"` + strings.Repeat("x", wire.MaxOpBytes) + `"}}`, "too-large"},
	}
}

// raw is the device's next operation with some members of its own, which need
// not read.
func (d *device) raw(with string) []byte {
	d.seq++
	members := map[string]string{
		"dev": `"` + d.id + `"`, "seq": fmt.Sprint(d.seq), "prev": `"` + d.prev + `"`, "comune": `"W001"`, "layer": `"findings"`, "id": `"f1"`,
		"kind": `"set"`, "schema": "1", "actor": `"anna"`, "at": `"2026-03-01T08:00:00Z"`, "purpose": `""`,
		"set": `{"assignee":{"saw":[],"n":"` + fmt.Sprint(d.seq) + `"}}`,
	}
	line := ""
	for name, value := range members {
		if !strings.Contains(with, `"`+name+`":`) || strings.HasPrefix(with, `"set"`) && name != "set" {
			line += `,"` + name + `":` + value
		}
	}
	if with != "" {
		line += "," + strings.ReplaceAll(with, "SELF", fmt.Sprint(d.id, "/", d.seq))
	}
	line = "{" + line[1:] + "}"
	d.prev = store.HashOf([]byte(line))
	return []byte(line)
}

// batch is operations as they travel.
func (d *device) batch(lines ...[]byte) []byte {
	d.t.Helper()
	var body bytes.Buffer
	w := wire.NewWriter(&body)
	var err error
	for _, line := range lines {
		err = errors.Join(err, w.WriteRaw(line))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		d.t.Fatal(err)
	}
	return body.Bytes()
}

// results are the answers to operations, which are sent twice: the second time
// each is told what became of it the first.
func (d *device) results(lines ...[]byte) []wire.Result {
	d.t.Helper()
	body := d.batch(lines...)
	first, again := d.lines(d.ask("POST", "/v1/ops?comune=W001", body)), d.lines(d.ask("POST", "/v1/ops?comune=W001", body))
	results := make([]wire.Result, len(first))
	for i := range first {
		var repeated wire.Result
		if err := errors.Join(json.Unmarshal(first[i], &results[i]), json.Unmarshal(again[i], &repeated)); err != nil {
			d.t.Fatal(err)
		}
		if repeated.Status != wire.Duplicate || repeated.First.Status != results[i].Status || repeated.First.Code != results[i].Code {
			d.t.Errorf("the answers are %s and %s", first[i], again[i])
		}
	}
	return results
}

// oddOperations: I9. Whatever one operation is, it is set aside alone with a
// reason, those beside it go through, and nobody else hears of it.
func oddOperations(t *testing.T, s server.Store) {
	ca, core := over(t, s)
	d, other := enrolled(t, s, ca, core.Handler()), enrolled(t, s, ca, core.Handler())
	well := 0
	for what, o := range odd() {
		r := d.results(d.raw(""), d.raw(o.with), d.raw(""))
		if r[1].Status != wire.Parked || r[1].Code != o.code {
			t.Errorf("%s: %+v, want it set aside as %s", what, r[1], o.code)
		}
		for _, beside := range []wire.Result{r[0], r[2]} {
			if beside.Status == wire.Parked {
				t.Errorf("beside %s: %+v", what, beside)
			}
			well++
		}
	}
	// Two of one id in a batch are two edits of one row.
	d.results(d.raw(`"layer":"notes","kind":"create","id":"n1"`), d.raw(`"layer":"notes","kind":"create","id":"n1"`))
	if r := d.results(d.raw(`"id":""`)); r[0].Status != wire.Parked {
		t.Errorf("alone in its batch: %+v", r[0])
	}
	var session wire.Session
	d.json("GET", "/v1/session?comune=W001", nil, &session)
	if session.Last.Seq != d.seq || session.Last.Hash != d.prev {
		t.Errorf("the chain ends at %+v, want %d", session.Last, d.seq)
	}
	var c wire.Checkout
	other.json("POST", "/v1/checkouts", wire.CheckoutRequest{Comune: "W001"}, &c)
	heard := 0
	for cursor, more := c.Cursor, true; more; {
		lines := other.lines(other.ask("GET", "/v1/checkouts/"+c.ID+"/changes?cursor="+cursor, nil))
		var end wire.Line
		if err := json.Unmarshal(lines[len(lines)-1], &end); err != nil {
			t.Fatal(err)
		}
		heard += len(lines) - 1
		cursor, more = end.Page.Cursor, end.Page.More
	}
	if heard != well+2 {
		t.Errorf("another device hears of %d edits, want %d", heard, well+2)
	}
}
