package storetest

import (
	"testing"
	"time"

	"segit/store"
	"segit/sync/server"
)

// onTheWay: what a device sends is on its way until something names it, or it is
// gone.
func onTheWay(t *testing.T, s server.Store) {
	at := time.Unix(1000, 0).UTC()
	do := func(f func(tx server.Tx) error) {
		t.Helper()
		if err := s.Write(t.Context(), "W001", f); err != nil {
			t.Fatal(err)
		}
	}
	coming := func(dev string, want int64) {
		t.Helper()
		read(t, s, "W001", func(v server.View) error {
			if size, err := v.Coming(dev); err != nil || size != want {
				t.Errorf("%s has %d on its way, %v; want %d", dev, size, err, want)
			}
			return nil
		})
	}
	upload := func(dev, sha256 string, size int64) *server.Upload {
		u := &server.Upload{Blob: server.Blob{SHA256: sha256, ID: dev + sha256, Size: size, At: at}, Dev: dev}
		do(func(tx server.Tx) error { return tx.PutUpload(u) })
		return u
	}
	finish := func(u *server.Upload) { do(func(tx server.Tx) error { return tx.Finish(u) }) }
	coming("d1", 0)
	a, b, c, d := upload("d1", "sa", 3), upload("d1", "sb", 5), upload("d2", "sc", 7), upload("d1", "sd", 11)
	coming("d1", 19)
	finish(a)
	finish(b)
	finish(c)
	coming("d1", 19)
	coming("d2", 7)
	do(func(tx server.Tx) error {
		return tx.PutRef(server.Ref{SHA256: "sa", Name: server.RowKey(store.LayerAttachments, "x")})
	})
	coming("d1", 16)
	do(func(tx server.Tx) error {
		return tx.PutEntry(&server.Entry{Name: "supply/x", Head: []byte("{}"), Parts: []byte("{}")}, []server.Ref{ref("supply/x", "sb", "-")})
	})
	coming("d1", 11)
	do(func(tx server.Tx) error {
		return tx.PutRef(server.Ref{SHA256: "sd", Name: server.RowKey(store.LayerAttachments, "y")})
	})
	finish(d) // it was named before it came
	coming("d1", 0)
	do(func(tx server.Tx) error { return tx.Drop(&c.Blob) })
	coming("d2", 0)
}
