package storetest

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"segit/sync/server"
)

// entries: an entry is found by its name and by when it was last written, and
// its blobs are tied to its last form.
func entries(t *testing.T, s server.Store) {
	read(t, s, "W001", func(v server.View) error {
		e, err := v.Entry("supply/a")
		all, failed := v.Entries(0, 9)
		head, last := v.EntryHead()
		if e != nil || err != nil || len(all) != 0 || failed != nil || head != 0 || last != nil {
			t.Errorf("%v %v %v %v %v %v", e, err, all, failed, head, last)
		}
		return nil
	})
	ref := func(name, sha256, cell string) server.Ref {
		return server.Ref{SHA256: sha256, Name: name, Cell: cell, Schema: "of " + cell}
	}
	for _, e := range []struct {
		name string
		head string
		refs []server.Ref
	}{
		{"supply/a", "1", []server.Ref{ref("supply/a", "s1", "A/1"), ref("supply/a", "s2", "-")}},
		{"supply/ab", "2", []server.Ref{ref("supply/ab", "s2", "-")}},
		{"supply/a", "3", []server.Ref{ref("supply/a", "s1", "A/1"), ref("supply/a", "s3", "A/2")}},
	} {
		entry := &server.Entry{Name: e.name, Head: []byte(e.head), Parts: []byte("p" + e.head)}
		if err := s.Write(t.Context(), "W001", func(tx server.Tx) error { return tx.PutEntry(entry, e.refs) }); err != nil {
			t.Fatal(err)
		}
	}
	entriesAreFound(t, s)
	refsAreOfTheLastForm(t, s)
}

func ref(name, sha256, cell string) server.Ref {
	return server.Ref{SHA256: sha256, Name: name, Cell: cell, Schema: "of " + cell}
}

func entriesAreFound(t *testing.T, s server.Store) {
	read(t, s, "W001", func(v server.View) error {
		all, err := v.Entries(0, 9)
		if err != nil || len(all) != 2 || all[0].Name != "supply/ab" || all[1].N != 3 || string(all[1].Head) != "3" || string(all[1].Parts) != "p3" {
			t.Errorf("%+v, %v", all, err)
		}
		if few, err := v.Entries(2, 9); err != nil || len(few) != 1 || few[0].Name != "supply/a" {
			t.Errorf("%+v, %v", few, err)
		}
		if few, err := v.Entries(0, 1); err != nil || len(few) != 1 {
			t.Errorf("%+v, %v", few, err)
		}
		if head, err := v.EntryHead(); err != nil || head != 3 {
			t.Errorf("%d, %v", head, err)
		}
		e, err := v.Entry("supply/a")
		if err != nil || e == nil || string(e.Head) != "3" || e.N != 3 {
			t.Errorf("%+v, %v", e, err)
		}
		return nil
	})
	read(t, s, "W002", func(v server.View) error {
		if e, err := v.Entry("supply/a"); e != nil || err != nil {
			t.Errorf("%v, %v", e, err)
		}
		return nil
	})
}

func refsAreOfTheLastForm(t *testing.T, s server.Store) {
	row := ref(server.RowKey("findings", "f1"), "s4", "")
	for range 2 {
		if err := s.Write(t.Context(), "W001", func(tx server.Tx) error { return tx.PutRef(row) }); err != nil {
			t.Fatal(err)
		}
	}
	read(t, s, "W001", func(v server.View) error {
		for sha256, want := range map[string][]server.Ref{
			"s1": {ref("supply/a", "s1", "A/1")}, "s2": {ref("supply/ab", "s2", "-")}, "s3": {ref("supply/a", "s3", "A/2")}, "s4": {row}, "s9": nil,
		} {
			if got, err := v.Refs(sha256); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %v, %v; want %v", sha256, got, err, want)
			}
		}
		return nil
	})
}

// blobs: an upload grows piece by piece, becomes a blob once, and is read from
// any offset.
func blobs(t *testing.T, s server.Store) {
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	u := &server.Upload{Blob: server.Blob{SHA256: "s1", ID: "u1", Size: 7, Packed: true, At: at}, Dev: "d1"}
	other := &server.Upload{Blob: server.Blob{SHA256: "s1", ID: "u10", Size: 9, At: at}, Dev: "d2"}
	do := func(f func(tx server.Tx) error) {
		t.Helper()
		if err := s.Write(t.Context(), "W001", f); err != nil {
			t.Fatal(err)
		}
	}
	noBlob(t, s)
	do(func(tx server.Tx) error { return tx.PutUpload(u) })
	do(func(tx server.Tx) error { return tx.PutUpload(other) })
	for _, piece := range []string{"abc", "defg"} {
		do(func(tx server.Tx) error {
			if err := tx.AddPiece(u.ID, u.Have, []byte(piece)); err != nil {
				return err
			}
			u.Have += int64(len(piece))
			return tx.PutUpload(u)
		})
	}
	do(func(tx server.Tx) error { return tx.AddPiece(other.ID, 0, []byte("zzzzzzzzz")) })
	read(t, s, "W001", func(v server.View) error {
		up, err := v.Upload("d1", "s1")
		if err != nil || !reflect.DeepEqual(up, u) {
			t.Errorf("%+v, %v", up, err)
		}
		return nil
	})
	late, early := u.At.Add(time.Second), u.At
	read(t, s, "W001", func(v server.View) error {
		if w, err := v.Weight(); err != nil || w != (server.Weight{Uploads: 2, Coming: 7}) {
			t.Errorf("it weighs %+v, %v", w, err)
		}
		if size, err := v.Coming("d1"); err != nil || size != 7 {
			t.Errorf("%d are coming, %v", size, err)
		}
		before, err := v.Uploads(early)
		after, failed := v.Uploads(late)
		if len(before) != 0 || len(after) != 2 || errors.Join(err, failed) != nil {
			t.Errorf("%v, %v, %v, %v", before, err, after, failed)
		}
		return nil
	})
	do(func(tx server.Tx) error { return tx.Finish(u) })
	do(func(tx server.Tx) error { return tx.Finish(other) })
	oneBlob(t, s, u, other)
	unnamed(t, s, do, &u.Blob)
	do(func(tx server.Tx) error { return tx.PutUpload(other) })
	do(func(tx server.Tx) error { return tx.AddPiece(other.ID, 0, []byte("zz")) })
	do(func(tx server.Tx) error { return tx.Discard(other) })
	read(t, s, "W001", func(v server.View) error {
		piece, _, err := v.Piece(other.ID, 0)
		kept, _, failed := v.Piece(u.ID, 3)
		if piece != nil || err != nil || string(kept) != "defg" || failed != nil {
			t.Errorf("%q %v %q %v", piece, err, kept, failed)
		}
		return nil
	})
}

// unnamed: a blob that nothing names is found once it is old enough, and goes with
// its bytes.
func unnamed(t *testing.T, s server.Store, do func(func(server.Tx) error), u *server.Blob) {
	t.Helper()
	b := server.Blob{SHA256: "s7", ID: "u7", Size: 2, At: u.At}
	do(func(tx server.Tx) error { return tx.AddPiece("u7", 0, []byte("77")) })
	do(func(tx server.Tx) error { return tx.Finish(&server.Upload{Blob: b, Dev: "d7"}) })
	do(func(tx server.Tx) error { return tx.PutRef(ref("supply/x", u.SHA256, "-")) })
	finds := func(before time.Time, want int) {
		t.Helper()
		read(t, s, "W001", func(v server.View) error {
			all, err := v.Unnamed(before)
			if err != nil || len(all) != want || want == 1 && all[0] != b {
				t.Errorf("%+v, %v; want %d", all, err, want)
			}
			return nil
		})
	}
	finds(b.At, 0)
	finds(b.At.Add(time.Second), 1)
	b.At = b.At.Add(time.Hour)
	do(func(tx server.Tx) error { return tx.PutBlob(&b) })
	finds(b.At, 0)
	finds(b.At.Add(time.Second), 1)
	do(func(tx server.Tx) error { return tx.Drop(&b) })
	finds(b.At.Add(time.Second), 0)
	read(t, s, "W001", func(v server.View) error {
		gone, err := v.Blob("s7")
		piece, _, failed := v.Piece("u7", 0)
		if gone != nil || piece != nil || errors.Join(err, failed) != nil {
			t.Errorf("%v, %v, %q, %v", gone, err, piece, failed)
		}
		return nil
	})
	if all, err := s.Comuni(t.Context()); err != nil || !slices.Equal(all, []string{"W001"}) {
		t.Errorf("%v, %v", all, err)
	}
}

func noBlob(t *testing.T, s server.Store) {
	read(t, s, "W001", func(v server.View) error {
		up, err := v.Upload("d1", "s1")
		b, failed := v.Blob("s1")
		piece, _, last := v.Piece("u1", 0)
		if up != nil || b != nil || piece != nil || errors.Join(err, failed, last) != nil {
			t.Errorf("%v %v %v %v %v %v", up, err, b, failed, piece, last)
		}
		return nil
	})
}

func oneBlob(t *testing.T, s server.Store, u, other *server.Upload) {
	read(t, s, "W001", func(v server.View) error {
		b, err := v.Blob("s1")
		if err != nil || b == nil || *b != u.Blob {
			t.Fatalf("%+v, %v", b, err)
		}
		for _, dev := range []string{"d1", "d2"} {
			if up, err := v.Upload(dev, "s1"); up != nil || err != nil {
				t.Errorf("%v, %v", up, err)
			}
		}
		if piece, _, err := v.Piece(other.ID, 0); piece != nil || err != nil {
			t.Errorf("the bytes of the second are here: %q, %v", piece, err)
		}
		for offset := range int64(8) {
			piece, from, err := v.Piece(u.ID, offset)
			if err != nil || offset < 7 && !bytes.Equal(piece[offset-from:], []byte("abcdefg")[offset:from+int64(len(piece))]) || offset == 7 && piece != nil {
				t.Errorf("at %d: %q from %d, %v", offset, piece, from, err)
			}
		}
		return nil
	})
}
