package client_test

import (
	"bytes"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
	"segit/sync/server"
	"segit/sync/server/boltstore"
)

// restores puts the server back to a copy of its file.
func (c *central) restores(path string) {
	c.t.Helper()
	old, err := boltstore.Open(path, boltstore.Options{NoSync: true})
	if err == nil {
		err = old.Renew(c.t.Context())
	}
	if err != nil {
		c.t.Fatal(err)
	}
	core, err := server.New(c.t.Context(), server.Config{Store: old, Authority: c.authority, Now: time.Now})
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.store.Close(); err != nil {
		c.t.Fatal(err)
	}
	c.store = old
	handler := core.Handler()
	c.meets(func(w http.ResponseWriter, r *http.Request, _ http.Handler) { handler.ServeHTTP(w, r) })
}

// TestI15ARestoredServerGetsItsSuppliesBack, and the attachments that came after
// the backup.
func TestI15ARestoredServerGetsItsSuppliesBack(t *testing.T) {
	c := newCentral(t)
	a, b := c.desk(), c.desk()
	a.supply(gis.Day(2025, 1, 1), territory(1, 2, 10)...)
	a.sync()
	backup := filepath.Join(t.TempDir(), "copia.db")
	if err := c.store.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	a.supply(gis.Day(2025, 2, 1), territory(2, 2, 11)...)
	a.compute("prova/2025", "f1", "f2")
	photo := a.attach("f1", "una foto")
	a.sync()
	b.sync()
	want := b.contents()
	c.restores(backup)
	if sum := a.sync(); sum.Sent != 4 || sum.Blobs != 1 {
		t.Errorf("%+v", sum)
	}
	b.sync()
	late := c.desk()
	late.sync()
	for _, d := range []*desk{b, late} {
		if got := d.contents(); !slices.Equal(got, want) {
			t.Errorf("%v\nwant %v", got, want)
		}
		if got, err := d.get(photo, len("una foto")); got != "una foto" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	}
}

// attach puts bytes beside a finding that lies in sheet 1, and gives their name.
func (d *desk) attach(finding, body string) (sha256 string) {
	d.t.Helper()
	d.open(func(a *store.Archive, _ *client.Link) {
		b, err := a.KeepBlob(d.t.Context(), strings.NewReader(body))
		if err != nil {
			d.t.Fatal(err)
		}
		sha256 = b.SHA256
		_, err = a.Append(store.Operation{Layer: store.LayerAttachments, ID: "a" + sha256[:8], Cell: "_/1", Kind: store.CreateKind, Actor: "anna", Set: map[string]store.Change{
			store.AboutColumn: {New: fmt.Appendf(nil, "%q", store.DatasetFindings+"/"+finding)}, store.TextColumn: {New: []byte(`"foto.jpg"`)},
			store.HashColumn: {New: fmt.Appendf(nil, "%q", sha256)}, store.SizeColumn: {New: fmt.Append(nil, len(body))},
		}})
		if err != nil {
			d.t.Fatal(err)
		}
	})
	return sha256
}

// get fetches an attachment.
func (d *desk) get(sha256 string, size int) (body string, err error) {
	d.t.Helper()
	d.open(func(a *store.Archive, l *client.Link) {
		if err = l.GetBlob(d.t.Context(), sha256, int64(size)); err != nil {
			return
		}
		b, failed := a.Blob(sha256)
		if failed != nil {
			d.t.Fatal(failed)
		}
		var out bytes.Buffer
		err = a.WriteBlob(b, &out)
		body = out.String()
	})
	return body, err
}

// TestAttachmentsTravelAndAreFreedAfterwards: a photo goes up over a link that is
// cut, in pieces that are not sent twice; its bytes are freed here only when the
// server says that it has them; who does not hold its sheet does not get it.
func TestAttachmentsTravelAndAreFreedAfterwards(t *testing.T) {
	c := newCentral(t)
	a, b, far := c.desk(), c.desk(), c.desk()
	far.open(func(_ *store.Archive, l *client.Link) {
		if err := l.SetArea([]string{"_/2"}); err != nil {
			t.Fatal(err)
		}
	})
	body := strings.Repeat("fotografia ", 300_000) // 3.3 MB
	photo := a.attach("f1", body)
	free := func(d *desk) (freed int64) {
		d.open(func(_ *store.Archive, l *client.Link) {
			var err error
			if freed, err = l.FreeBlobs(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
		return freed
	}
	if freed := free(a); freed != 0 {
		t.Errorf("%d bytes were freed before the server had any", freed)
	}
	patches := 0
	c.meets(func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		if r.Method == http.MethodPatch {
			patches++
		}
		answer.ServeHTTP(w, r)
		if r.Method == http.MethodPatch && patches%2 == 1 {
			panic(http.ErrAbortHandler) // it came, and nobody hears so
		}
	})
	a.sync()
	c.meets(nil)
	if patches != 4 {
		t.Errorf("%d requests for four pieces", patches)
	}
	b.sync()
	far.sync()
	if got, err := b.get(photo, len(body)); got != body || err != nil {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if _, err := far.get(photo, len(body)); err == nil {
		t.Error("a desk got the photo of a sheet that it does not hold")
	}
	if freed := free(a); freed != int64(len(body)) {
		t.Errorf("%d bytes were freed", freed)
	}
	if got, err := a.get(photo, len(body)); got != body || err != nil {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	a.sound()
}
