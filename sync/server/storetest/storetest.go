// Package storetest is the suite of tests that every store of the central
// repository passes.
package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"segit/store"
	"segit/sync/merge"
	"segit/sync/server"
	"segit/sync/wire"
)

// Run runs the suite; open gives an empty store, which the suite closes.
func Run(t *testing.T, open func(t *testing.T) server.Store) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, server.Store){
		"codes are used once":         codesAreUsedOnce,
		"devices":                     devices,
		"users":                       users,
		"sessions of browsers":        sessions,
		"office key":                  officeKey,
		"what lost devices left":      left,
		"checkouts of all":            checkoutsOfAll,
		"readmitted devices":          readmitted,
		"checkouts":                   checkouts,
		"accepted operations":         accepted,
		"chains of devices":           chains,
		"access logs":                 accessLogs,
		"devices exchange":            devicesExchange,
		"odd operations":              oddOperations,
		"rows in order":               rows,
		"a transaction is one":        oneTransaction,
		"municipalities are apart":    apart,
		"writers wait for each other": writersWait,
		"entries of supplies":         entries,
		"archives hold the same":      archivesHoldTheSame,
		"frozen devices":              frozen,
		"operations told again":       retold,
		"copies both come in":         copiesComeIn,
		"blobs in pieces":             blobs,
		"what is on a device's way":   onTheWay,
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
			test(t, s)
		})
	}
}

func codesAreUsedOnce(t *testing.T, s server.Store) {
	ctx := t.Context()
	grant := func(id string) func(server.Code, *server.Device) (server.Device, error) {
		return func(c server.Code, before *server.Device) (server.Device, error) {
			if before != nil {
				return *before, nil
			}
			return server.Device{ID: id, User: c.User, Comuni: c.Comuni, Status: server.Active}, nil
		}
	}
	if _, err := s.Enrol(ctx, "none", grant("d1")); !errors.Is(err, server.ErrUnknown) {
		t.Errorf("an unknown code: %v", err)
	}
	c := server.Code{Hash: "h1", User: "anna", Role: "analyst", Comuni: []string{"W001"}, Expires: time.Unix(9, 0).UTC(), Lease: 7}
	if err := s.AddCode(ctx, c); err != nil {
		t.Fatal(err)
	}
	stop := errors.New("stop")
	if _, err := s.Enrol(ctx, "h1", func(got server.Code, before *server.Device) (server.Device, error) {
		if got.User != "anna" || got.Lease != 7 || !got.Expires.Equal(c.Expires) || before != nil {
			t.Errorf("the code is %v", got)
		}
		return server.Device{}, stop
	}); !errors.Is(err, stop) {
		t.Errorf("%v, want what grant returned", err)
	}
	for _, id := range []string{"d1", "d2"} {
		if d, err := s.Enrol(ctx, "h1", grant(id)); err != nil || d.ID != "d1" || d.User != "anna" {
			t.Errorf("%v, %v: want the first device each time", d, err)
		}
	}
	if err := s.AddCode(ctx, server.Code{Hash: "h2"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Enrol(ctx, "h2", grant("d1")); !errors.Is(err, server.ErrEnrolled) {
		t.Errorf("a device that has enrolled: %v", err)
	}
	if d, err := s.Enrol(ctx, "h2", grant("d2")); err != nil || d.ID != "d2" {
		t.Errorf("the refused code is gone: %v, %v", d, err)
	}
}

// leased: a half that is known stays, one that a restore forgot can be given back.
func leased(t *testing.T, s server.Store) {
	t.Helper()
	ctx := t.Context()
	// A half that is known stays.
	if err := s.SetLease(ctx, "d1", 3, []byte("other")); !errors.Is(err, server.ErrUnknown) {
		t.Errorf("%v", err)
	}
	if err := s.Readmit(ctx, "", server.Device{ID: "d3", User: "anna", Status: server.Active}); err != nil {
		t.Fatal(err)
	}
	if err := s.SetLease(ctx, "d3", 3, []byte("third")); err != nil {
		t.Error(err)
	}
	if d, err := s.Device(ctx, "d3"); err != nil || d.Lease != 3 || string(d.Half) != "third" {
		t.Errorf("%v, %v", d, err)
	}
}

func devices(t *testing.T, s server.Store) {
	ctx := t.Context()
	if _, err := s.Device(ctx, "d1"); !errors.Is(err, server.ErrUnknown) {
		t.Errorf("%v", err)
	}
	if err := s.SetStatus(ctx, "d1", server.Revoked, time.Now()); !errors.Is(err, server.ErrUnknown) {
		t.Errorf("%v", err)
	}
	at := time.Unix(100, 0).UTC()
	for _, id := range []string{"d2", "d1"} {
		d := server.Device{ID: id, User: "anna", Role: "tax", Comuni: []string{"W001", "W002"}, Certificate: "pem", Enrolled: at, Status: server.Active, Lease: 7, Half: []byte("half")}
		if err := s.Readmit(ctx, "", d); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SetStatus(ctx, "d1", server.Revoked, at); err != nil {
		t.Fatal(err)
	}
	d, err := s.Device(ctx, "d1")
	if err != nil || d.Status != server.Revoked || !d.Since.Equal(at) || !d.Sees("W002") || d.Sees("W003") || d.Role != "tax" || d.Lease != 7 || string(d.Half) != "half" {
		t.Errorf("%v, %v", d, err)
	}
	leased(t, s)
	all, err := s.Devices(ctx)
	if err != nil || len(all) != 3 || all[0].ID != "d1" || all[1].Status != server.Active {
		t.Errorf("%v, %v", all, err)
	}
}

func users(t *testing.T, s server.Store) {
	ctx := t.Context()
	if _, err := s.User(ctx, "anna"); !errors.Is(err, server.ErrUnknown) {
		t.Errorf("%v", err)
	}
	at := time.Unix(100, 0).UTC()
	for _, u := range []server.User{
		{Name: "bruno", Role: "dpo", Since: at},
		{Name: "anna", Role: "tax", Comuni: []string{"W001"}, Since: at},
		{Name: "anna", Office: "tributi", Role: "planner", Comuni: []string{"W001", "W002"}, Ended: true, Since: at},
	} {
		if err := s.PutUser(ctx, u); err != nil {
			t.Fatal(err)
		}
	}
	u, err := s.User(ctx, "anna")
	if err != nil || u.Office != "tributi" || u.Role != "planner" || len(u.Comuni) != 2 || !u.Ended || !u.Since.Equal(at) {
		t.Errorf("%+v, %v", u, err)
	}
	if all, err := s.Users(ctx); err != nil || len(all) != 2 || all[0].Name != "anna" || all[1].Name != "bruno" {
		t.Errorf("%+v, %v", all, err)
	}
}

func left(t *testing.T, s server.Store) {
	ctx := t.Context()
	at := time.Unix(100, 0).UTC()
	err := s.Write(ctx, "W001", func(tx server.Tx) error {
		for range 2 { // the same again changes nothing
			for _, hash := range []string{"b", "a"} {
				if err := tx.Leave(&server.Sealed{Comune: "W001", Device: "d", Hash: hash, At: at, Body: []byte(hash)}); err != nil {
					return err
				}
			}
		}
		for seq := range uint64(3) {
			if err := tx.Record("d", wire.Link{Seq: seq + 1, Hash: "h"}, []byte{byte(seq)}); err != nil {
				return err
			}
		}
		return tx.Record("e", wire.Link{Seq: 1, Hash: "h"}, []byte("other"))
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Read(ctx, "W001", func(v server.View) error {
		all, err := v.Sealed()
		if err != nil || len(all) != 2 || all[0].Hash != "a" || all[1].Device != "d" || string(all[1].Body) != "b" || !all[0].At.Equal(at) || all[0].Comune != "W001" {
			t.Errorf("%+v, %v", all, err)
		}
		entries, err := v.AccessLog("d", 1, 9)
		if err != nil || len(entries) != 2 || entries[0][0] != 1 {
			t.Errorf("%v, %v", entries, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkoutsOfAll(t *testing.T, s server.Store) {
	ctx := t.Context()
	at := time.Unix(100, 0).UTC()
	for _, c := range []server.Checkout{{ID: "W001-b", Comune: "W001", Cells: []string{"A/1"}, At: at}, {ID: "W001-a", Comune: "W001"}, {ID: "W002-a", Comune: "W002"}} {
		if err := s.PutCheckout(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := s.Checkouts(ctx, "W001"); err != nil || len(all) != 2 || all[0].ID != "W001-a" || len(all[1].Cells) != 1 {
		t.Errorf("%+v, %v", all, err)
	}
}

func officeKey(t *testing.T, s server.Store) {
	ctx := t.Context()
	before, err := s.Identity(ctx)
	if err != nil || len(before.Office) != 0 {
		t.Errorf("%v, %v", before, err)
	}
	if err := s.SetOffice(ctx, []byte{1, 2}); err != nil {
		t.Fatal(err)
	}
	if after, err := s.Identity(ctx); err != nil || string(after.Office) != "\x01\x02" || after.Epoch != before.Epoch || string(after.Key) != string(before.Key) {
		t.Errorf("%v, %v", after, err)
	}
}

func readmitted(t *testing.T, s server.Store) {
	ctx := t.Context()
	if err := s.AddCode(ctx, server.Code{Hash: "h"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Readmit(ctx, "h", server.Device{ID: "d1"}); err != nil {
		t.Fatal(err)
	}
	d, err := s.Enrol(ctx, "h", func(_ server.Code, before *server.Device) (server.Device, error) {
		if before == nil {
			return server.Device{ID: "thief"}, nil
		}
		return *before, nil
	})
	if err != nil || d.ID != "d1" {
		t.Errorf("the code enrolled %v, %v", d, err)
	}
}

func checkouts(t *testing.T, s server.Store) {
	ctx := t.Context()
	defer func() {
		if _, err := s.Checkout(ctx, "W002", "c"); !errors.Is(err, server.ErrUnknown) {
			t.Errorf("under another municipality: %v", err)
		}
	}()
	if _, err := s.Checkout(ctx, "W001", "c"); !errors.Is(err, server.ErrUnknown) {
		t.Errorf("%v", err)
	}
	for _, cells := range [][]string{{"A/1", "_/2"}, {"A/1"}} {
		c := server.Checkout{ID: "c", Device: "d", Comune: "W001", Cells: cells, Purpose: "sopralluogo", At: time.Unix(5, 0).UTC(), Since: map[string]uint64{"A/1": uint64(len(cells))}, Squares: cells}
		if err := s.PutCheckout(ctx, c); err != nil {
			t.Fatal(err)
		}
		got, err := s.Checkout(ctx, "W001", "c")
		if err != nil || !slices.Equal(got.Cells, cells) || got.Device != "d" || !got.At.Equal(c.At) || got.Holds("_/2") != (len(cells) == 2) || got.Holds("") ||
			got.Since["A/1"] != uint64(len(cells)) || !slices.Equal(got.Squares, cells) {
			t.Errorf("%v, %v", got, err)
		}
	}
}

// operation is the acceptance of an operation on a row.
func operation(dev string, seq uint64, id string) *server.Accepted {
	return &server.Accepted{
		Dev: dev, Seq: seq, Layer: "findings", ID: id, Cell: "A/1", Kind: wire.PutChange, Raw: []byte(fmt.Sprintf(`{"dev":%q}`, dev)),
		Hash: fmt.Sprint(dev, seq), Result: wire.Result{Seq: seq, Status: wire.Applied},
	}
}

// write accepts an operation in a transaction of its own.
func write(t *testing.T, s server.Store, comune string, a *server.Accepted, row *merge.Row) {
	t.Helper()
	if err := s.Write(t.Context(), comune, func(tx server.Tx) error { return tx.Accept(a, row) }); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, s server.Store, comune string, f func(v server.View) error) {
	t.Helper()
	if err := s.Read(t.Context(), comune, f); err != nil {
		t.Fatal(err)
	}
}

func accepted(t *testing.T, s server.Store) {
	note := merge.Row{Cell: "A/1", Notes: []merge.Note{{By: "d/1", Text: "àèì", At: time.Unix(3, 500).UTC()}}}
	write(t, s, "W001", operation("d", 1, "f1"), &note)
	aside := operation("d", 2, "f9")
	aside.Kind, aside.Result = "", wire.Result{Seq: 2, Status: wire.Parked, Code: "schema"}
	write(t, s, "W001", aside, nil)
	write(t, s, "W001", operation("e", 1, "f2"), &merge.Row{})
	read(t, s, "W001", func(v server.View) error {
		a, err := v.Accepted("d", 2)
		if err != nil || a == nil || a.CSeq != 2 || a.Result.Code != "schema" || string(a.Raw) != `{"dev":"d"}` {
			t.Errorf("%v, %v", a, err)
		}
		for dev, seq := range map[string]uint64{"d": 3, "x": 1, "": 1} {
			if a, err := v.Accepted(dev, seq); a != nil || err != nil {
				t.Errorf("%s/%d: %v, %v", dev, seq, a, err)
			}
		}
		row, cseq, err := v.Row("findings", "f1")
		if err != nil || cseq != 1 || len(row.Notes) != 1 || row.Notes[0].Text != "àèì" || !row.Notes[0].At.Equal(note.Notes[0].At) {
			t.Errorf("%v at %d, %v", row, cseq, err)
		}
		for _, id := range []string{"f9", "none"} {
			if row, cseq, err := v.Row("findings", id); cseq != 0 || err != nil || row.Cell != "" {
				t.Errorf("%s: %v at %d, %v", id, row, cseq, err)
			}
		}
		changes(t, v)
		head, err := v.Head()
		if head != 3 || err != nil {
			t.Errorf("head %d, %v", head, err)
		}
		return nil
	})
}

func changes(t *testing.T, v server.View) {
	t.Helper()
	for after, want := range map[uint64][]uint64{0: {1, 2}, 1: {2, 3}, 2: {3}, 3: nil} {
		var got []uint64
		all, err := v.Changes(after, 2)
		for _, a := range all {
			got = append(got, a.CSeq)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("after %d come %v, %v; want %v", after, got, err, want)
		}
	}
}

func chains(t *testing.T, s server.Store) {
	for seq := range uint64(300) {
		write(t, s, "W001", operation("m", seq+1, "f"), nil)
	}
	write(t, s, "W001", operation("m1", 1, "f"), nil)
	write(t, s, "W001", operation("k", 1, "f"), nil)
	read(t, s, "W001", func(v server.View) error {
		for dev, want := range map[string]uint64{"m": 300, "m1": 1, "k": 1, "a": 0, "z": 0, "l": 0} {
			last, err := v.Last(dev)
			if err != nil || last.Seq != want || want > 0 && last.Hash != fmt.Sprint(dev, want) {
				t.Errorf("%s ends at %v, %v; want %d", dev, last, err, want)
			}
		}
		return nil
	})
	o := &wire.Signed{Raw: []byte("{}"), Hash: "other"}
	o.Device, o.Seq = "m", 300
	for range 2 {
		if err := s.Write(t.Context(), "W001", func(tx server.Tx) error { return tx.Keep(o) }); err != nil {
			t.Fatal(err)
		}
	}
}

func accessLogs(t *testing.T, s server.Store) {
	for seq := range uint64(12) {
		raw := fmt.Appendf(nil, "{%d}", seq+1)
		err := s.Write(t.Context(), "W001", func(tx server.Tx) error {
			return tx.Record("d", wire.Link{Seq: seq + 1, Hash: store.HashOf(raw)}, raw)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	read(t, s, "W001", func(v server.View) error {
		for dev, want := range map[string]wire.Link{"d": {Seq: 12, Hash: store.HashOf([]byte("{12}"))}, "c": {}, "e": {}} {
			if got, err := v.Log(dev); err != nil || got != want {
				t.Errorf("%s ends at %v, %v; want %v", dev, got, err, want)
			}
		}
		head, err := v.Head()
		if head != 0 {
			t.Errorf("the log counts as %d changes", head)
		}
		return err
	})
}

func rows(t *testing.T, s server.Store) {
	for i, id := range []string{"b", "a", "ab", "c", "a"} {
		write(t, s, "W001", operation("d", uint64(i+1), id), &merge.Row{Cell: fmt.Sprint(i)})
	}
	read(t, s, "W001", func(v server.View) error {
		var got []string
		for after := ""; ; {
			page, err := v.Rows(after, 2)
			if err != nil || len(page) == 0 {
				return err
			}
			for _, r := range page {
				got = append(got, r.Layer+r.ID+r.Row.Cell+fmt.Sprint(r.CSeq))
			}
			after = server.RowKey(page[len(page)-1].Layer, page[len(page)-1].ID)
			if len(got) > 9 {
				break
			}
		}
		t.Errorf("no end: %v", got)
		return nil
	})
	read(t, s, "W001", func(v server.View) error {
		all, err := v.Rows("", 10)
		if len(all) != 4 || all[0].ID != "a" || all[0].CSeq != 5 || all[1].ID != "ab" || all[3].Row.Cell != "3" {
			t.Errorf("%v", all)
		}
		return err
	})
}

func oneTransaction(t *testing.T, s server.Store) {
	write(t, s, "W001", operation("d", 1, "f"), &merge.Row{Cell: "A/1"})
	stop := errors.New("stop")
	err := s.Write(t.Context(), "W001", func(tx server.Tx) error {
		if err := tx.Accept(operation("d", 2, "f"), &merge.Row{Cell: "A/2"}); err != nil {
			return err
		}
		if last, err := tx.Last("d"); err != nil || last.Seq != 2 {
			t.Errorf("a transaction does not see what it wrote: %v, %v", last, err)
		}
		return stop
	})
	if !errors.Is(err, stop) {
		t.Errorf("%v, want what f returned", err)
	}
	read(t, s, "W001", func(v server.View) error {
		row, cseq, err := v.Row("findings", "f")
		if row.Cell != "A/1" || cseq != 1 || err != nil {
			t.Errorf("%v at %d, %v", row, cseq, err)
		}
		return nil
	})
	a := operation("d", 2, "f")
	if write(t, s, "W001", a, nil); a.CSeq != 2 {
		t.Errorf("the change after one that was undone is %d, want 2: numbers have no gaps", a.CSeq)
	}
}

func apart(t *testing.T, s server.Store) {
	for _, comune := range []string{"W001", "W002"} {
		a := operation("d", 1, "f")
		if write(t, s, comune, a, &merge.Row{Cell: comune}); a.CSeq != 1 {
			t.Errorf("%s begins at %d", comune, a.CSeq)
		}
	}
	for _, comune := range []string{"W001", "W002", "W003"} {
		read(t, s, comune, func(v server.View) error {
			want := 1
			if comune == "W003" {
				want = 0
			}
			all, err := v.Rows("", 10)
			if len(all) != want || err != nil || want == 1 && all[0].Row.Cell != comune {
				t.Errorf("%s has %v, %v", comune, all, err)
			}
			changes, err := v.Changes(0, 10)
			if len(changes) != want || err != nil {
				t.Errorf("%s has %v, %v", comune, changes, err)
			}
			head, err := v.Head()
			if int(head) != want || err != nil {
				t.Errorf("%s is at %d, %v", comune, head, err)
			}
			return nil
		})
	}
}

func writersWait(t *testing.T, s server.Store) {
	const writers, each = 4, 25
	done := make(chan error)
	for n := range writers {
		go func() {
			var err error
			for seq := range uint64(each) {
				if err == nil {
					err = s.Write(t.Context(), "W001", func(tx server.Tx) error {
						row, _, err := tx.Row("findings", "f")
						if err != nil {
							return err
						}
						row.Notes = append(row.Notes, merge.Note{By: "x"})
						return tx.Accept(operation(fmt.Sprint("d", n), seq+1, "f"), &row)
					})
				}
			}
			done <- err
		}()
	}
	for range writers {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	read(t, s, "W001", func(v server.View) error {
		row, cseq, err := v.Row("findings", "f")
		if len(row.Notes) != writers*each || cseq != writers*each || err != nil {
			t.Errorf("%d notes at %d, %v: want %d", len(row.Notes), cseq, err, writers*each)
		}
		all, err := v.Changes(0, 1000)
		for i, a := range all {
			if a.CSeq != uint64(i+1) {
				t.Errorf("change %d has number %d", i+1, a.CSeq)
			}
		}
		return err
	})
}
