package server_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"segit/store"
	"segit/sync/server"
	"segit/sync/supply"
	"segit/sync/wire"
)

// attachment is an operation that names a blob.
func (c *caller) attachment(id string, blob []byte, cell string) []byte {
	c.site.t.Helper()
	name, err := json.Marshal(supply.Name(blob))
	if err != nil {
		c.site.t.Fatal(err)
	}
	return c.op(func(o *store.Operation) {
		o.Layer, o.ID, o.Cell, o.Kind = store.LayerAttachments, id, cell, store.CreateKind
		o.Set = map[string]store.Change{store.HashColumn: {Saw: []string{}, New: name}}
	})
}

// What an operation or a supply names stays for ever, also of an operation that
// was set aside; what nobody finishes or names goes, but not from under a device
// that counts on it.
func TestSweepsTakeOnlyWhatNothingNames(t *testing.T) {
	s := newSite(t)
	d := s.keyed("analyst", "W001")
	named, aside, supplied, unnamed, counted := []byte("named"), []byte("aside"), []byte("supplied"), []byte("unnamed"), []byte("counted on")
	d.send(d.attachment("a1", named, "A/1"))
	if r := d.send(d.attachment("a2", aside, "A\x01/1")); r[0].Status != wire.Parked {
		t.Fatalf("%+v", r)
	}
	for _, body := range [][]byte{named, aside, supplied, unnamed, counted} {
		d.put(body, false, body)
	}
	if w := d.ask("POST", "/v1/supplies", d.entry(d.id+"/1", map[string]string{"A/1": supply.Name(supplied)})); w.Code != 200 {
		t.Fatal(w.Code, w.Body)
	}
	half := []byte("a half")
	var at wire.UploadReply
	d.want(200, "POST", "/v1/uploads", wire.UploadRequest{Comune: "W001", SHA256: supply.Name(half), Size: int64(len(half))}, &at)
	if w := d.ask("PATCH", "/v1/uploads/"+at.ID, half[:3], wire.OffsetHeader, "0"); w.Code != 204 {
		t.Fatal(w.Code, w.Body)
	}
	sweep := func(uploads, blobs int, bytes int64) {
		t.Helper()
		all, err := s.core.Sweep(t.Context())
		if err != nil || len(all) != 1 || all[0].Uploads != uploads || all[0].Blobs != blobs || all[0].Bytes != bytes {
			t.Fatalf("%+v, %v", all, err)
		}
	}
	here := func() (all []string) {
		t.Helper()
		err := s.store.Read(t.Context(), "W001", func(v server.View) error {
			for _, body := range [][]byte{named, aside, supplied, unnamed, counted} {
				b, err := v.Blob(supply.Name(body))
				if err != nil {
					return err
				}
				if b == nil {
					continue
				}
				piece, _, err := v.Piece(b.ID, 0)
				if err != nil || string(piece) != string(body) {
					t.Errorf("of %s there is %q, %v", body, piece, err)
				}
				all = append(all, string(body))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	sweep(0, 0, 0)
	s.now = s.now.Add(8 * 24 * time.Hour)
	sweep(1, 0, 3)
	s.refused("an upload that was swept", d.ask("HEAD", "/v1/uploads/"+at.ID, nil), 404, wire.NotFound)
	s.now = s.now.Add(20 * 24 * time.Hour)
	d.want(200, "POST", "/v1/uploads", wire.UploadRequest{Comune: "W001", SHA256: supply.Name(counted), Size: int64(len(counted))}, &at)
	if !at.Done {
		t.Fatal("it is to be sent again")
	}
	s.now = s.now.Add(3 * 24 * time.Hour)
	sweep(0, 1, int64(len(unnamed)))
	if all := here(); !slices.Equal(all, []string{"named", "aside", "supplied", "counted on"}) {
		t.Errorf("%q stay", all)
	}
	s.now = s.now.Add(400 * 24 * time.Hour)
	sweep(0, 1, int64(len(counted)))
	if all := here(); !slices.Equal(all, []string{"named", "aside", "supplied"}) {
		t.Errorf("%q stay", all)
	}
}

// What a device sent and nothing names is still on its way: one that sends again
// and again fills no disk.
func TestWhoOnlySendsIsStopped(t *testing.T) {
	s := newSite(t)
	core, err := server.New(t.Context(), server.Config{Store: s.store, Authority: s.ca, Now: func() time.Time { return s.now }, DeviceQuota: 10})
	if err != nil {
		t.Fatal(err)
	}
	s.handler = core.Handler()
	d := s.enrolled("analyst", "W001")
	announce := func(body string) int {
		t.Helper()
		raw, err := json.Marshal(wire.UploadRequest{Comune: "W001", SHA256: supply.Name([]byte(body)), Size: int64(len(body))})
		if err != nil {
			t.Fatal(err)
		}
		return d.ask("POST", "/v1/uploads", raw).Code
	}
	first := []byte("photo 1")
	d.put(first, false, first)
	if code := announce("photo 2"); code != 507 {
		t.Errorf("a second while nothing names the first: %d", code)
	}
	d.send(d.attachment("a1", first, "A/1"))
	if code := announce("photo 2"); code != 200 {
		t.Errorf("once it is named: %d", code)
	}
}

// A municipality that is full takes no more blobs, but its edits, and what is
// here already.
func TestAFullMunicipalitySaysSo(t *testing.T) {
	s := newSite(t)
	core, err := server.New(t.Context(), server.Config{Store: s.store, Authority: s.ca, Now: func() time.Time { return s.now }, Quota: 100, DeviceQuota: 60})
	if err != nil {
		t.Fatal(err)
	}
	s.handler = core.Handler()
	d := s.enrolled("analyst", "W001")
	ask := func(c *caller, body string, size int64) (w int, code wire.Code) {
		raw, err := json.Marshal(wire.UploadRequest{Comune: "W001", SHA256: supply.Name([]byte(body)), Size: size})
		if err != nil {
			t.Fatal(err)
		}
		answer := c.ask("POST", "/v1/uploads", raw)
		if answer.Code == 200 {
			return 200, ""
		}
		return answer.Code, wire.ReadProblem(answer.Code, answer.Body.Bytes()).Code
	}
	for _, c := range []struct {
		body   string
		size   int64
		status int
		code   wire.Code
	}{{"one", 50, 200, ""}, {"one", 50, 200, ""}, {"two", 20, 507, wire.DeviceFull}} {
		if status, code := ask(d, c.body, c.size); status != c.status || code != c.code {
			t.Errorf("%s: %d %s", c.body, status, code)
		}
	}
	e := s.enrolled("analyst", "W001")
	if status, code := ask(e, "three", 51); status != 507 || code != wire.Full {
		t.Errorf("%d %s", status, code)
	}
	if r := e.send(e.op(nil)); r[0].Status == wire.Parked {
		t.Errorf("an edit: %+v", r)
	}
}
