package server_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"segit/gis"
	"segit/store"
	"segit/sync/authority"
	"segit/sync/server"
	"segit/sync/supply"
	"segit/sync/wire"
)

// keyed is a device whose key the test has.
type keyed struct {
	*caller
	key    *ecdsa.PrivateKey
	signer []byte // its certificate
}

func (s *site) keyed(role string, comuni ...string) keyed {
	s.t.Helper()
	c := s.enrolled(role, comuni...)
	text, pem, err := authority.NewRequest(c.id)
	if err != nil {
		s.t.Fatal(err)
	}
	request, err := authority.ParseRequest(text)
	if err != nil {
		s.t.Fatal(err)
	}
	// A certificate of ours for a key that is known, in the place of the first.
	certificate, err := s.ca.Device(request, authority.GrantOf(c.certificate), s.now)
	if err != nil {
		s.t.Fatal(err)
	}
	pair, err := tls.X509KeyPair(certificate, pem)
	if err != nil {
		s.t.Fatal(err)
	}
	key, _ := pair.PrivateKey.(*ecdsa.PrivateKey)
	return keyed{c, key, pair.Certificate[0]}
}

// put uploads bytes as they are.
func (c *caller) put(body []byte, packed bool, plain []byte) {
	c.site.t.Helper()
	var at wire.UploadReply
	c.want(200, "POST", "/v1/uploads", wire.UploadRequest{Comune: "W001", SHA256: supply.Name(plain), Size: int64(len(body)), Packed: packed}, &at)
	if at.Done {
		return
	}
	if w := c.ask("PATCH", "/v1/uploads/"+at.ID, body, wire.OffsetHeader, "0"); w.Code != 204 {
		c.site.t.Fatalf("%d %s", w.Code, w.Body)
	}
}

// entry signs an entry of one part in each cell.
func (k keyed) entry(origin string, names map[string]string) []byte {
	k.site.t.Helper()
	schema := &gis.Schema{Dataset: "tari", Source: "tari", Columns: []gis.Column{{Name: "name", Type: gis.Text, Role: gis.RoleFullName}}}
	var parts []supply.Part
	for cell, sha256 := range names {
		parts = append(parts, supply.Part{Dataset: "tari", Schema: "s", Cell: cell, SHA256: sha256, Rows: 1})
	}
	head := supply.Head{
		Comune: "W001", Device: k.id, Origin: origin, At: k.site.now, CRS: 7792, Supply: &gis.Supply{Source: "tari"}, Schemas: map[string]*gis.Schema{"s": schema},
	}
	signed, raw, err := supply.Sign(head, parts, k.key, k.signer)
	if err != nil {
		k.site.t.Fatal(err)
	}
	return entryStream(k.site.t, signed, raw)
}

func entryStream(t *testing.T, signed supply.Signed, raw [][]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := wire.NewWriter(&out)
	err := w.Write(signed)
	for _, line := range raw {
		err = errors.Join(err, w.WriteRaw(line))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestI12UploadsGoOnAndOnlyTheRightBytesCount: an upload that is cut goes on from
// where it was; bytes of another name are thrown away; a range of a blob is what
// was asked for.
func TestI12UploadsGoOnAndOnlyTheRightBytesCount(t *testing.T) {
	s := newSite(t)
	d := s.enrolled("analyst", "W001")
	body := bytes.Repeat([]byte("0123456789"), 300_000) // three pieces
	name := supply.Name(body)
	ask := wire.UploadRequest{Comune: "W001", SHA256: name, Size: int64(len(body))}
	var at wire.UploadReply
	d.want(200, "POST", "/v1/uploads", ask, &at)
	path := "/v1/uploads/" + at.ID
	if w := d.ask("PATCH", path, body[:1500], wire.OffsetHeader, "0"); w.Code != 204 || w.Header().Get(wire.OffsetHeader) != "1500" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := d.ask("HEAD", path, nil); w.Header().Get(wire.OffsetHeader) != "1500" {
		t.Errorf("it is at %s", w.Header().Get(wire.OffsetHeader))
	}
	w := d.ask("PATCH", path, body[:1500], wire.OffsetHeader, "0")
	s.refused("bytes that are here", w, 409, wire.BadOffset)
	if p := wire.ReadProblem(w.Code, w.Body.Bytes()); p.Seq != 1500 {
		t.Errorf("it says %d", p.Seq)
	}
	s.refused("too many bytes", d.ask("PATCH", path, append(bytes.Clone(body), 1), wire.OffsetHeader, "1500"), 413, wire.TooLarge)
	d.want(200, "POST", "/v1/uploads", ask, &at)
	if at.Offset < 1500 || at.Done {
		t.Errorf("%+v", at)
	}
	if w := d.ask("PATCH", path, body[at.Offset:], wire.OffsetHeader, strconv.FormatInt(at.Offset, 10)); w.Code != 204 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	d.want(200, "POST", "/v1/uploads", ask, &at)
	if !at.Done {
		t.Errorf("%+v", at)
	}
	// Other bytes under the name of these are no blob.
	wrong := wire.UploadRequest{Comune: "W001", SHA256: supply.Name([]byte("giusto")), Size: 8}
	d.want(200, "POST", "/v1/uploads", wrong, &at)
	s.refused("other bytes", d.ask("PATCH", "/v1/uploads/"+at.ID, []byte("sbaglato"), wire.OffsetHeader, "0"), 422, wire.BadHash)
	s.refused("and nothing of them stays", d.ask("HEAD", "/v1/uploads/"+at.ID, nil), 404, wire.NotFound)
	// A bomb that unpacks to more than a chunk may be is refused, not unpacked.
	p, err := supply.NewPacker()
	if err != nil {
		t.Fatal(err)
	}
	bomb := make([]byte, supply.MaxPlain+2)
	packed := p.Pack(bomb)
	d.want(200, "POST", "/v1/uploads", wire.UploadRequest{Comune: "W001", SHA256: supply.Name(bomb), Size: int64(len(packed)), Packed: true}, &at)
	s.refused("a bomb", d.ask("PATCH", "/v1/uploads/"+at.ID, packed, wire.OffsetHeader, "0"), 422, wire.BadHash)
}

// TestBlobsAreHandedOutWithinAnArea: who holds the sheet that a chunk lies in,
// and whose role sees its columns, gets it; nobody else does, by whatever name or
// way.
func TestBlobsAreHandedOutWithinAnArea(t *testing.T) {
	s := newSite(t)
	k := s.keyed("analyst", "W001")
	names := map[string]string{}
	for _, cell := range []string{"A/1", "A/2", store.UnlocatedCell} {
		plain := []byte("righe di " + cell)
		names[cell] = supply.Name(plain)
		k.put(plain, false, plain)
	}
	if w := k.ask("POST", "/v1/supplies", k.entry(k.id+"/1", names)); w.Code != 200 || !strings.Contains(w.Body.String(), `"n":1`) {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	checkout := func(c *caller, cells ...string) wire.Checkout {
		var got wire.Checkout
		c.want(200, "POST", "/v1/checkouts", wire.CheckoutRequest{Comune: "W001", Cells: cells}, &got)
		return got
	}
	some, surveyor, other := s.enrolled("analyst", "W001"), s.enrolled("surveyor", "W001"), s.enrolled("analyst", "W002")
	part, whole, open := checkout(some, "A/1"), checkout(k.caller), checkout(surveyor)
	for _, test := range []struct {
		who  *caller
		at   string
		cell string
		want int
	}{
		{k.caller, whole.ID, "A/2", 200},
		{some, part.ID, "A/1", 200},
		{some, part.ID, "A/2", 404},
		{some, part.ID, store.UnlocatedCell, 404},
		{some, whole.ID, "A/1", 404}, // a checkout of another device
		{some, "", "A/1", 404},
		{surveyor, open.ID, "A/1", 404}, // a role that sees no names
		{other, part.ID, "A/1", 404},
	} {
		if w := test.who.ask("GET", "/v1/blobs/"+names[test.cell]+"?checkout="+test.at, nil); w.Code != test.want {
			t.Errorf("%s of %q: %d, want %d", test.cell, test.at, w.Code, test.want)
		}
	}
	w := k.ask("GET", "/v1/blobs/"+names["A/1"]+"?checkout="+whole.ID, nil, "Range", "bytes=6-7")
	if w.Code != http.StatusPartialContent || w.Body.String() != "di" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	for _, path := range []string{"/v1/blobs/../ca.key?checkout=" + whole.ID, "/v1/blobs/%2e%2e%2fca.key?checkout=" + whole.ID, "/v1/blobs/x?checkout=" + whole.ID} {
		if w := k.ask("GET", path, nil); w.Code == 200 {
			t.Errorf("%s: %s", path, w.Body)
		}
	}
	// The manifest tells a part of the area, and the digests of all.
	w = some.ask("GET", "/v1/checkouts/"+part.ID+"/manifest", nil)
	lines, err := wire.Read(w.Body, wire.MaxManifestBytes)
	if err != nil || len(lines) != 4 || !strings.Contains(string(lines[2]), "A/1") {
		t.Errorf("%s, %v", bytes.Join(lines, []byte{'\n'}), err)
	}
	var entry wire.ManifestLine
	if err := json.Unmarshal(lines[1], &entry); err != nil || len(entry.Entry.Digests) != 3*32 {
		t.Errorf("%s, %v", lines[1], err)
	}
	if w := some.ask("GET", "/v1/checkouts/"+part.ID+"/manifest", nil, "If-None-Match", w.Header().Get("ETag")); w.Code != http.StatusNotModified {
		t.Errorf("unchanged, it answers %d", w.Code)
	}
}

// TestForgedSuppliesAreRefused: entries that another device signed, that were
// altered, that want what is not here, or that take the place of another
// device's.
func TestForgedSuppliesAreRefused(t *testing.T) {
	s := newSite(t)
	k, thief, reader := s.keyed("analyst", "W001"), s.keyed("analyst", "W001"), s.keyed("surveyor", "W001")
	plain := []byte("righe")
	names := map[string]string{"A/1": supply.Name(plain)}
	w := k.ask("POST", "/v1/supplies", k.entry(k.id+"/1", names))
	if w.Code != 200 || !strings.Contains(w.Body.String(), names["A/1"]) || strings.Contains(w.Body.String(), `"n":1`) {
		t.Errorf("without its blob: %d %s", w.Code, w.Body)
	}
	k.put(plain, false, plain)
	good := k.entry(k.id+"/1", names)
	if w := k.ask("POST", "/v1/supplies", good); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	s.refused("sent by another device", thief.ask("POST", "/v1/supplies", good), 403, wire.Forbidden)
	s.refused("by a role that may not", reader.ask("POST", "/v1/supplies", reader.entry(reader.id+"/1", names)), 403, wire.Forbidden)
	s.refused("altered", k.ask("POST", "/v1/supplies", bytes.Replace(good, []byte(`tari`), []byte(`rtai`), 1)), 400, wire.BadRequest)
	other := []byte("altre righe")
	thief.put(other, false, other)
	s.refused("other rows for another's supply", thief.ask("POST", "/v1/supplies", thief.entry(k.id+"/1", map[string]string{"A/1": supply.Name(other)})), 403, wire.Forbidden)
	if w := thief.ask("POST", "/v1/supplies", thief.entry(k.id+"/1", names)); w.Code != 200 {
		t.Errorf("the same rows, with what people did: %d %s", w.Code, w.Body)
	}
	s.refused("a cell that is none", k.ask("POST", "/v1/supplies", k.entry(k.id+"/2", map[string]string{"../x": names["A/1"]})), 400, wire.BadRequest)
}

// TestAnAreaGrowsByItsNewSheetsOnly: what was written on a sheet before it was
// taken comes by the snapshot of it, once, and later changes as everywhere.
func TestAnAreaGrowsByItsNewSheetsOnly(t *testing.T) {
	s := newSite(t)
	d, p := s.enrolled("analyst", "W001"), s.enrolled("analyst", "W001")
	at := func(id, cell string) []byte { return d.op(func(o *store.Operation) { o.ID, o.Cell = id, cell }) }
	d.send(at("one", "A/1"), at("two", "A/2"), at("moved", "A/2"))
	var c wire.Checkout
	p.want(200, "POST", "/v1/checkouts", wire.CheckoutRequest{Comune: "W001", Cells: []string{"A/1"}}, &c)
	_, page := p.page(c.ID, c.Cursor)
	for range 2 { // the same again changes nothing
		p.want(200, "PATCH", "/v1/checkouts/"+c.ID, wire.CheckoutChange{Cells: []string{"A/2", "A/1"}}, nil)
	}
	d.send(at("moved", "A/1"))
	w := p.ask("GET", "/v1/checkouts/"+c.ID+"/snapshot?cells=A/2", nil)
	lines, err := wire.Read(w.Body, wire.MaxPageBytes)
	if err != nil || len(lines) != 3 || !strings.Contains(string(lines[0]), `"moved"`) || !strings.Contains(string(lines[1]), `"two"`) {
		t.Errorf("%s, %v", bytes.Join(lines, []byte{'\n'}), err)
	}
	changes, _ := p.page(c.ID, page.Cursor)
	if len(changes) != 1 || changes[0].ID != "moved" || changes[0].Op == nil {
		t.Errorf("%+v", changes)
	}
	s.refused("cells of no checkout", p.ask("GET", "/v1/checkouts/"+c.ID+"/snapshot?cells=A/9", nil), 400, wire.BadRequest)
	s.refused("an area of nothing", p.ask("PATCH", "/v1/checkouts/"+c.ID, []byte(`{"cells":[]}`)), 400, wire.BadRequest)
	s.refused("of another device", d.ask("PATCH", "/v1/checkouts/"+c.ID, []byte(`{"cells":["A/1"]}`)), 404, wire.NotFound)
}

// TestAnAreaGrowsByWhatLiesInNoSheet: findings that people reported without a
// sheet come when "-" is added to an area, and later changes of them do.
func TestAnAreaGrowsByWhatLiesInNoSheet(t *testing.T) {
	s := newSite(t)
	d, p := s.enrolled("analyst", "W001"), s.enrolled("analyst", "W001")
	at := func(id, cell string) []byte { return d.op(func(o *store.Operation) { o.ID, o.Cell = id, cell }) }
	d.send(at("one", "A/1"), at("nowhere", ""), at("nowhere-moved", ""))
	var c wire.Checkout
	p.want(200, "POST", "/v1/checkouts", wire.CheckoutRequest{Comune: "W001", Cells: []string{"A/1"}}, &c)
	first, page := p.page(c.ID, c.Cursor)
	if len(first) != 1 || first[0].ID != "one" {
		t.Errorf("of sheet A/1: %+v", first)
	}
	p.want(200, "PATCH", "/v1/checkouts/"+c.ID, wire.CheckoutChange{Cells: []string{"A/1", store.UnlocatedCell}}, nil)
	w := p.ask("GET", "/v1/checkouts/"+c.ID+"/snapshot?cells="+store.UnlocatedCell, nil)
	lines, err := wire.Read(w.Body, wire.MaxPageBytes)
	if err != nil || len(lines) != 3 || !strings.Contains(string(lines[0]), `"nowhere"`) || !strings.Contains(string(lines[1]), `"nowhere-moved"`) {
		t.Errorf("%s, %v", bytes.Join(lines, []byte{'\n'}), err)
	}
	d.send(at("nowhere-moved", "A/1"), at("later", ""))
	changes, _ := p.page(c.ID, page.Cursor)
	if len(changes) != 2 || changes[0].ID != "nowhere-moved" || changes[0].Op == nil || changes[1].ID != "later" {
		t.Errorf("%+v", changes)
	}
	// What came before the cell was held is told by the snapshot alone.
	held := server.Checkout{Cells: []string{"A/1", store.UnlocatedCell}, Since: map[string]uint64{store.UnlocatedCell: 7}}
	if held.HeldAt("", 7) || !held.HeldAt("", 8) || !held.HeldAt("A/1", 1) {
		t.Error("what lies in no sheet was held before it was asked for, or is not after")
	}
}
