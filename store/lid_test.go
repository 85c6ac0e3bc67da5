package store_test

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store"
)

// The head stands twice, also in a file that was just written anew: no page is
// the one without which nothing comes out.
func TestTheHeadStandsTwice(t *testing.T) {
	sealedPath, _ := sealedArchive(t)
	plainPath, _ := written(t)
	for name, c := range map[string]struct {
		path string
		keys store.Keys
	}{"in the clear": {plainPath, store.Keys{}}, "sealed": {sealedPath, by(string(passphrase))}} {
		t.Run(name, func(t *testing.T) {
			if _, err := store.Compact(t.Context(), c.path, c.keys, gis.Quiet{}); err != nil {
				t.Fatal(err)
			}
			raw, err := os.ReadFile(c.path)
			if err != nil {
				t.Fatal(err)
			}
			second := secondHead(t, c.path)
			if second == 0 {
				t.Fatal("the second head has no page of its own")
			}
			holds := func(page int) bool {
				return bytes.Contains(raw[4096*page:4096*page+4096], []byte(`"device"`))
			}
			for which, lost := range map[string]func(page int) bool{
				"second head": func(page int) bool { return page == second },
				"first head":  func(page int) bool { return page != second && holds(page) },
			} {
				if err := os.WriteFile(c.path, zeroed(raw, lost), 0o600); err != nil {
					t.Fatal(err)
				}
				to, r, err := rescued(t, c.path, c.keys)
				if err != nil || r.Rows == 0 {
					t.Fatalf("without the %s: %+v, %v", which, r, err)
				}
				if secondHead(t, to) == 0 {
					t.Errorf("what was rescued has no second head")
				}
			}
		})
	}
}

// secondHead is the page of a closed archive on which its second head is, 0 when
// it shares one.
func secondHead(t *testing.T, path string) (page int) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(func(tx *bbolt.Tx) error {
		page = int(tx.Bucket([]byte("lid")).Root())
		return nil
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return page
}
