package server_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"segit/store"
	"segit/sync/supply"
	"segit/sync/wire"
)

// like are two chunks that differ in a line.
func like(of string) (base, plain []byte) {
	var lines bytes.Buffer
	for i := range 500 {
		fmt.Fprintf(&lines, "%s %x\n", of, supply.Name(fmt.Append(nil, of, i)))
	}
	base = lines.Bytes()
	return base, bytes.Replace(base, []byte("\n"), []byte(" vulturi\n"), 1)
}

// TestChunksTravelAsWhatDiffers: a chunk that is like another one is taken and given
// as what differs, to and from who may have the other, and is a chunk like all
// afterwards.
func TestChunksTravelAsWhatDiffers(t *testing.T) {
	s := newSite(t)
	k := s.keyed("analyst", "W001")
	packer, err := supply.NewPacker()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, cell := range []string{"A/1", "A/2"} {
		base, _ := like(cell)
		names[cell] = supply.Name(base)
		k.put(packer.Pack(base), true, base)
	}
	if w := k.ask("POST", "/v1/supplies", k.entry(k.id+"/1", names)); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	checkout := func(c *caller, cells ...string) string {
		var got wire.Checkout
		c.want(200, "POST", "/v1/checkouts", wire.CheckoutRequest{Comune: "W001", Cells: cells}, &got)
		return "?checkout=" + got.ID
	}
	some, open := s.enrolled("analyst", "W001"), s.enrolled("surveyor", "W001")
	whole, part, seen := checkout(k.caller), checkout(some, "A/1"), checkout(open)
	base, plain := like("A/2")
	delta, err := supply.Delta(plain, base)
	if err != nil {
		t.Fatal(err)
	}
	path := "/v1/blobs/" + supply.Name(plain)
	unknown, err := supply.Delta(plain, []byte("righe di nessuno"))
	if err != nil {
		t.Fatal(err)
	}
	put := func(c *caller, at string, body []byte) *http.Response {
		return c.ask("PUT", path+at, body, "Content-Encoding", wire.DeltaCoding).Result()
	}
	for what, test := range map[string]struct {
		who    *caller
		at     string
		body   []byte
		status int
	}{
		"outside the area":      {some, part, delta, 404},
		"columns unseen":        {open, seen, delta, 404},
		"another's checkout":    {some, whole, delta, 404},
		"told from none":        {k.caller, whole, unknown, 404},
		"no delta":              {k.caller, whole, plain, 404},
		"other bytes come of":   {k.caller, whole, delta[:len(delta)-1], 422},
		"larger than it may be": {k.caller, whole, append(bytes.Clone(delta), make([]byte, wire.MaxBatchBytes)...), 413},
	} {
		if got := put(test.who, test.at, test.body); got.StatusCode != test.status {
			t.Errorf("%s: %d, want %d", what, got.StatusCode, test.status)
		}
	}
	if w := k.ask("PUT", path+whole, delta); w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("without its coding: %d", w.Code)
	}
	for range 9 { // an answer that was lost, and more than are worked on at once
		if got := put(k.caller, whole, delta); got.StatusCode != http.StatusNoContent {
			t.Fatal(got.Status)
		}
	}
	names["A/2"] = supply.Name(plain)
	if w := k.ask("POST", "/v1/supplies", k.entry(k.id+"/2", names)); w.Code != 200 || !strings.Contains(w.Body.String(), `"n":2`) {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	// It is given whole, and as what differs from what the asker may have.
	head := http.Header{}
	wire.OfferDictionary(head, supply.Name(base))
	offered := []string{"Accept-Encoding", head.Get("Accept-Encoding"), wire.DictionaryHeader, head.Get(wire.DictionaryHeader)}
	w := k.ask("GET", path+whole, nil, offered...)
	if got, err := supply.Undelta(w.Body.Bytes(), base, supply.Name(plain)); err != nil || !bytes.Equal(got, plain) || w.Header().Get("Content-Encoding") != wire.DeltaCoding {
		t.Errorf("%d %v, %v", w.Code, w.Header(), err)
	}
	for range 9 { // each gives its turn back
		k.ask("GET", path+whole, nil, offered...)
	}
	if size := w.Body.Len(); size > 200 {
		t.Errorf("a line that changed takes %d bytes", size)
	}
	for what, w := range map[string]interface{ Result() *http.Response }{
		"no dictionary": k.ask("GET", path+whole, nil),
		"unknown":       k.ask("GET", path+whole, nil, "Accept-Encoding", "dcz", wire.DictionaryHeader, ":"+strings.Repeat("A", 43)+"=:"),
	} {
		body, err := io.ReadAll(w.Result().Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := packer.Unpack(body, supply.Name(plain)); err != nil || !bytes.Equal(got, plain) || w.Result().Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: %v, %v", what, w.Result().Header, err)
		}
	}
	if w := k.ask("GET", path+whole, nil, append(offered, "Range", "bytes=0-9")...); w.Code != http.StatusPartialContent || w.Body.Len() != 10 {
		t.Errorf("a range: %d, %d bytes", w.Code, w.Body.Len())
	}
	// Who has the one sheet learns nothing of the other by naming it.
	one, _ := like("A/1")
	if w := some.ask("GET", "/v1/blobs/"+supply.Name(one)+part, nil, offered...); w.Code != 200 || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// TestLargeAnswersAreCompressed for who accepts it; small ones and refusals are as
// they are.
func TestLargeAnswersAreCompressed(t *testing.T) {
	s := newSite(t)
	k := s.keyed("analyst", "W001")
	var whole wire.Checkout
	k.want(200, "POST", "/v1/checkouts", wire.CheckoutRequest{Comune: "W001"}, &whole)
	path := "/v1/checkouts/" + whole.ID + "/manifest"
	if w := k.ask("GET", path, nil, "Accept-Encoding", "gzip"); w.Code != 200 || w.Header().Get("Content-Encoding") != "" || w.Body.Len() == 0 {
		t.Errorf("a small answer: %d %v", w.Code, w.Header())
	}
	s.refused("unknown", k.ask("GET", "/v1/checkouts/W001-x/manifest", nil, "Accept-Encoding", "gzip"), 404, wire.NotFound)
	names := map[string]string{store.UnlocatedCell: supply.Name([]byte("righe"))}
	k.put([]byte("righe"), false, []byte("righe"))
	for n := range 20 {
		names[fmt.Sprint("A/", n)] = names[store.UnlocatedCell]
	}
	if w := k.ask("POST", "/v1/supplies", k.entry(k.id+"/1", names)); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	plain := k.ask("GET", path, nil)
	w := k.ask("GET", path, nil, "Accept-Encoding", "gzip")
	if w.Header().Get("Content-Encoding") != "gzip" || plain.Header().Get("Content-Encoding") != "" || w.Body.Len() > plain.Body.Len()/2 {
		t.Errorf("%v, %d bytes for %d", w.Header(), w.Body.Len(), plain.Body.Len())
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || !bytes.Equal(got, plain.Body.Bytes()) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if w := k.ask("GET", path, nil, "Accept-Encoding", "gzip", "If-None-Match", plain.Header().Get("ETag")); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("unchanged, it answers %d", w.Code)
	}
}
