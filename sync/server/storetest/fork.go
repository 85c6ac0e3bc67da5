package storetest

import (
	"errors"
	"io"
	"os"
	"slices"
	"testing"
	"time"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
	"segit/sync/server"
	"segit/sync/wire"
)

// frozen: a device that is active is frozen for a reason, once; one that is
// revoked stays so. What its archive was before is kept.
func frozen(t *testing.T, s server.Store) {
	ctx := t.Context()
	at := time.Unix(100, 0).UTC()
	if err := s.Freeze(ctx, "d1", server.ForkedOps, at); !errors.Is(err, server.ErrUnknown) {
		t.Errorf("%v", err)
	}
	for _, id := range []string{"d1", "d2"} {
		if err := s.Readmit(ctx, "", server.Device{ID: id, User: "anna", Status: server.Active, Former: []string{"c1", "c2"}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SetStatus(ctx, "d2", server.Revoked, at); err != nil {
		t.Fatal(err)
	}
	for _, why := range []string{server.ForkedOps, server.Succeeded} { // the first reason stands
		for _, id := range []string{"d1", "d2"} {
			if err := s.Freeze(ctx, id, why, at); err != nil {
				t.Error(err)
			}
		}
	}
	d, err := s.Device(ctx, "d1")
	if err != nil || d.Status != server.Frozen || d.Why != server.ForkedOps || !d.Since.Equal(at) || !slices.Equal(d.Former, []string{"c1", "c2"}) {
		t.Errorf("%+v, %v", d, err)
	}
	if d, err := s.Device(ctx, "d2"); err != nil || d.Status != server.Revoked || d.Why != "" {
		t.Errorf("%+v, %v", d, err)
	}
	thawed(t, s)
}

// thawed: a device that is let go on is so for no reason, and was what it was.
func thawed(t *testing.T, s server.Store) {
	t.Helper()
	ctx := t.Context()
	if err := s.SetStatus(ctx, "d1", server.Active, time.Unix(200, 0)); err != nil {
		t.Fatal(err)
	}
	if d, _, err := s.Standing(ctx, "d1"); err != nil || d.Status != server.Active || d.Why != "" || len(d.Former) != 2 {
		t.Errorf("%+v, %v", d, err)
	}
}

// retold: the first operation that was told again of another is found by what it
// was, in the transaction that accepts it too.
func retold(t *testing.T, s server.Store) {
	read(t, s, "W001", func(v server.View) error {
		if a, err := v.Retold("c/4:h"); a != nil || err != nil {
			t.Errorf("%v, %v", a, err)
		}
		return nil
	})
	first, second, plain := operation("d", 4, "f"), operation("e", 4, "f"), operation("d", 5, "f")
	first.Was, second.Was = "c/4:h", "c/4:h"
	err := s.Write(t.Context(), "W001", func(tx server.Tx) error {
		if err := errors.Join(tx.Accept(first, nil), tx.Accept(plain, nil)); err != nil {
			return err
		}
		if a, err := tx.Retold("c/4:h"); err != nil || a == nil || a.Dev != "d" {
			t.Errorf("%v, %v", a, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	write(t, s, "W001", second, nil)
	read(t, s, "W001", func(v server.View) error {
		if a, err := v.Retold("c/4:h"); err != nil || a == nil || a.Dev != "d" || a.Seq != 4 || a.Was != "c/4:h" {
			t.Errorf("%v, %v", a, err)
		}
		for _, was := range []string{"", "c/4", "c/4:i"} {
			if a, err := v.Retold(was); a != nil || err != nil {
				t.Errorf("%q: %v, %v", was, a, err)
			}
		}
		return nil
	})
	if err := s.Write(t.Context(), "W002", func(tx server.Tx) error {
		a, err := tx.Retold("c/4:h")
		if a != nil {
			t.Error("of another municipality")
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

// copiesComeIn: an archive is copied, and both copies go on: the device is frozen,
// each joins again, and both end with all that either wrote, once.
func copiesComeIn(t *testing.T, s server.Store) {
	ca, core := over(t, s)
	a := joined(t, s, ca, serving(t, ca, core.Handler()), 0)
	a.write(1)
	a.look()
	a.sync(t, "")
	b := a.copied()
	device := a.land.Device()
	for n, d := range []*archive{a, b} {
		d.look()
		d.write(2) // equal
		d.write(3 + n)
	}
	a.sync(t, "")
	b.sync(t, "sync.problem.fork")
	a.sync(t, "sync.problem.frozen")
	for _, d := range []*archive{a, b} {
		old, err := s.Device(t.Context(), device)
		if err != nil || old.Status != server.Frozen || old.Why != server.ForkedOps {
			t.Errorf("%+v, %v", old, err)
		}
		code, kept := old.Rejoining(time.Now())
		if err := s.AddCode(t.Context(), kept); err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.link.Rejoin(t.Context(), code); err != nil {
			t.Fatal(err)
		}
		d.look()
		d.sync(t, "")
	}
	for range 2 {
		b.sync(t, "")
		a.sync(t, "")
	}
	if p, q := a.contents(), b.contents(); !slices.Equal(p, q) || len(p) != 4 {
		t.Errorf("%v\n%v", p, q)
	}
	read(t, s, "W001", func(v server.View) error {
		for _, d := range []*archive{a, b} {
			if last, err := v.Log(d.land.Device()); err != nil || last.Seq != 3 {
				t.Errorf("the access log ends at %v, %v", last, err)
			}
		}
		all, err := v.Changes(0, 99)
		if len(all) != 5 { // f2 of each, for their values are equal and their authors are not one
			t.Errorf("%d operations", len(all))
		}
		for i := range all {
			if all[i].Result.Status == wire.Conflict {
				t.Errorf("%+v", all[i].Result)
			}
		}
		return err
	})
}

// copied is a copy of the archive, open beside it.
func (d *archive) copied() *archive {
	d.t.Helper()
	path := d.land.Path + ".copia.segit"
	from, err := os.Open(d.land.Path)
	if err != nil {
		d.t.Fatal(err)
	}
	to, err := os.Create(path)
	if err == nil {
		_, err = io.Copy(to, from)
	}
	if err = errors.Join(err, from.Close(), to.Close()); err != nil {
		d.t.Fatal(err)
	}
	a, err := store.Open(d.t.Context(), path)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		if err := a.Close(); err != nil {
			d.t.Error(err)
		}
	})
	return &archive{d.t, a, client.New(client.Of(a))}
}

// look notes a read in the access log.
func (d *archive) look() {
	d.t.Helper()
	if _, err := d.land.LogAccess(store.Access{Deed: "finding", Actor: "anna"}); err != nil {
		d.t.Fatal(err)
	}
}

// sync syncs, and wants it refused with a code; "" for not at all.
func (d *archive) sync(t *testing.T, want string) {
	t.Helper()
	_, err := d.link.Sync(t.Context(), gis.Quiet{})
	var said *gis.Error
	got := ""
	if errors.As(err, &said) {
		got = said.Code
	}
	if got != want || err != nil && want == "" {
		t.Errorf("%v, want %q", err, want)
	}
}
