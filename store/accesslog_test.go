package store_test

import (
	"bytes"
	"os"
	"slices"
	"testing"
	"time"

	"segit/gis"
	"segit/store"
)

// look writes an entry of the access log.
func look(t *testing.T, a *store.Archive, deed string, subjects ...string) store.Access {
	t.Helper()
	x, err := a.LogAccess(store.Access{Deed: deed, Actor: "anna", Purpose: "verifica", Count: 1, Rows: true, Subjects: subjects})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestAccessLogIsAChainThatGoesOn(t *testing.T) {
	a := openNew(t)
	edit(t, a, "f1", "state", "checking")
	look(t, a, "query", "b", "a")
	look(t, a, "finding")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := store.Open(t.Context(), a.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // the test is over
	last := look(t, a, "export")
	prev, n := "", uint64(0)
	err = a.Accesses(func(x store.Access) error {
		n++
		if x.Seq != n || x.Prev != prev || x.Device != a.Head.Device || x.Comune != "W001" || x.Actor != "anna" || x.Journal == "" {
			t.Errorf("%+v, want number %d after %q", x, n, prev)
		}
		if n == 1 && !slices.Equal(x.Subjects, []string{"a", "b"}) {
			t.Errorf("subjects %v", x.Subjects)
		}
		raw, err := x.Encode()
		prev = store.HashOf(raw)
		return err
	})
	if err != nil || n != 3 {
		t.Fatalf("%d entries, %v", n, err)
	}
	o := edit(t, a, "f1", "state", "closed")
	if raw, err := last.Encode(); err != nil || o.Seen != "3:"+store.HashOf(raw) {
		t.Errorf("the operation remembers %q, %v", o.Seen, err)
	}
}

func TestSubjectHashTellsNobody(t *testing.T) {
	a, b := openNew(t), openNew(t)
	hash := a.SubjectHash("code", "RSSMRC80A01W001X")
	if len(hash) != 32 || hash != a.SubjectHash("code", "RSSMRC80A01W001X") {
		t.Errorf("%q", hash)
	}
	for _, other := range []string{a.SubjectHash("code", "RSSMRC80A01W001Y"), a.SubjectHash("census", "RSSMRC80A01W001X"), b.SubjectHash("code", "RSSMRC80A01W001X")} {
		if other == hash {
			t.Error("two hashes are the same")
		}
	}
}

func TestCheckAccessFindsWhatWasDone(t *testing.T) {
	for name, test := range map[string]struct {
		bucket string
		tamper func(uint64, []byte) []byte
		want   []string
	}{
		"nothing":               {store.AccessBucket, dropped(), nil},
		"who":                   {store.AccessBucket, changed(2, "anna", "enna"), []string{"store.check-link"}},
		"the last":              {store.AccessBucket, changed(4, "anna", "enna"), []string{"store.check-anchor"}},
		"what an edit saw":      {store.AccessBucket, changed(3, "anna", "enna"), []string{"store.check-crossed", "store.check-link"}},
		"one gone":              {store.AccessBucket, dropped(2), []string{"store.check-gap"}},
		"the tail gone":         {store.AccessBucket, dropped(3, 4), []string{"store.check-crossed", "store.check-cut"}},
		"not to be read":        {store.AccessBucket, changed(2, "{", ""), []string{"store.check-access", "store.check-link"}},
		"the journal cut":       {store.JournalBucket, dropped(2), []string{"store.check-crossed"}},
		"the journal rewritten": {store.JournalBucket, changed(2, "closed", "passed"), []string{"store.check-crossed"}},
	} {
		a := openNew(t)
		look(t, a, "query", "a")
		edit(t, a, "f1", "state", "checking")
		look(t, a, "finding")
		look(t, a, "finding", "b")
		edit(t, a, "f1", "state", "closed")
		look(t, a, "export")
		if err := a.Tamper(test.bucket, test.tamper); err != nil {
			t.Fatal(err)
		}
		got := troubles(t, func(found func(gis.Message)) error { return a.CheckAccess(t.Context(), found) })
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: told %v, want %v", name, got, test.want)
		}
	}
}

// Whatever byte of whatever entry changes, the check tells (every third is
// tried).
func TestNoByteOfTheAccessLogChangesUnseen(t *testing.T) {
	a := openNew(t)
	a.Fast()
	look(t, a, "query", a.SubjectHash("code", "x"))
	look(t, a, "export")
	noByteUnseen(t, a, store.AccessBucket, func(found func(gis.Message)) error { return a.CheckAccess(t.Context(), found) })
}

// accessVectors are entries whose canonical form and hash another program must
// come to as well.
func accessVectors() []store.Access {
	base := store.Access{
		Device: "5f0c6a52-5d0c-4a4e-9a3c-3f1f8a6a0001", Seq: 1, Comune: "W001", At: time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC),
		Actor: "anna", Purpose: "istruttoria <TARI>", Deed: "query", What: "subjects", Filter: `surname == "…"`, Count: 2, Rows: true,
		Keys: []string{"F:W001/A/12/345/6"}, Subjects: []string{"00112233445566778899aabbccddeeff"}, Journal: "3:00ff",
	}
	many := base
	many.Seq, many.Purpose, many.Count, many.Rows, many.Keys, many.Subjects = 2, "", -1, false, nil, nil
	end := many
	end.Seq, end.Count, end.Of = 3, 250_000, 2
	return []store.Access{base, many, end}
}

func TestCanonicalFormOfTheAccessLog(t *testing.T) {
	var got bytes.Buffer
	prev := ""
	for _, x := range accessVectors() {
		x.Prev = prev
		raw, err := x.Encode()
		if err != nil {
			t.Fatal(err)
		}
		prev = store.HashOf(raw)
		got.WriteString(prev + " " + string(raw) + "\n")
	}
	const golden = "testdata/accesses.golden"
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got.Bytes()) {
		t.Errorf("%s says\n%s\nthe program\n%s", golden, want, &got)
	}
}

func FuzzDecodeAccess(f *testing.F) {
	for _, x := range accessVectors() {
		raw, err := x.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(`{"dev":"d","seq":1,"deed":"x","count":1e400}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		x, err := store.DecodeAccess(raw)
		if err != nil {
			return
		}
		first, err := x.Encode()
		if err != nil {
			return // a text that has no canonical form
		}
		again, err := store.DecodeAccess(first)
		if err != nil {
			t.Fatalf("%s was written and does not read: %v", first, err)
		}
		if second, err := again.Encode(); err != nil || !bytes.Equal(first, second) {
			t.Fatalf("%s became %s, %v", first, second, err)
		}
	})
}

func BenchmarkLogAccess(b *testing.B) {
	a := openNew(b)
	for b.Loop() {
		if _, err := a.LogAccess(store.Access{Deed: "finding", Actor: "anna", Count: 1, Rows: true, Keys: []string{"F:W001/A/12/345/6"}}); err != nil {
			b.Fatal(err)
		}
	}
}
