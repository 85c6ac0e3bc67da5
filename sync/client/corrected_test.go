package client_test

import (
	"testing"

	"segit/gis"
	"segit/store"
	deeds "segit/store/desk"
	"segit/sync/client"
	"segit/sync/sharing"
)

// TestCorrectionsTravel: what a person writes beside a rejected row reaches the
// other desks before anybody tries the row again; two who write otherwise are in
// conflict, and what was taken back is gone everywhere.
func TestCorrectionsTravel(t *testing.T) {
	c := newCentral(t)
	a, b := c.desk(), c.desk()
	a.supply(gis.Day(2025, 1, 1), territory(1, 3, 40)...)
	a.sync()
	b.sync()
	at := func(d *desk, deed func(k sharing.Desk, supply uint32, line int) error) {
		t.Helper()
		k, err := deeds.Open(t.Context(), d.path)
		if err != nil {
			t.Fatal(err)
		}
		all, err := k.Supplies(t.Context())
		if err != nil || len(all) == 0 {
			t.Fatal(err)
		}
		line := 0
		err = k.Rejects(t.Context(), all[0].ID, func(r gis.Reject) error { line = r.Line; return nil })
		if err == nil {
			err = deed(sharing.Desk{Desk: k}, all[0].ID, line)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := k.Close(); err != nil {
			t.Fatal(err)
		}
	}
	corrects := func(d *desk, text, actor string) {
		at(d, func(k sharing.Desk, supply uint32, line int) error {
			return k.CorrectReject(t.Context(), supply, line, text, actor)
		})
	}
	fixed := func(d *desk) (text, by string) {
		at(d, func(k sharing.Desk, supply uint32, _ int) error {
			return k.Rejects(t.Context(), supply, func(r gis.Reject) error { text, by = r.Fixed, r.FixedBy; return nil })
		})
		return text, by
	}
	conflicts := func(d *desk) (all []sharing.Conflict) {
		at(d, func(k sharing.Desk, _ uint32, _ int) (err error) {
			all, err = k.Conflicts(t.Context())
			return err
		})
		return all
	}

	corrects(a, "riga corretta", "anna")
	if text, by := fixed(a); text != "riga corretta" || by != "anna" {
		t.Errorf("where it was written: %q by %q", text, by)
	}
	a.sync()
	b.sync()
	if text, _ := fixed(b); text != "riga corretta" {
		t.Errorf("at the other desk: %q", text)
	}

	corrects(a, "riga di anna", "anna")
	corrects(b, "riga di bruno", "bruno")
	a.sync()
	b.sync()
	a.sync()
	for _, d := range []*desk{a, b} {
		all := conflicts(d)
		if len(all) != 1 || all[0].Layer != store.LayerCorrections || len(all[0].Values) != 2 || all[0].Place() != "file0:9999" {
			t.Errorf("in conflict: %+v", all)
		}
		if text, _ := fixed(d); text != "riga di anna" {
			t.Errorf("the first that came stands: %q", text)
		}
	}
	at(b, func(k sharing.Desk, _ uint32, _ int) error {
		left, err := k.Resolve([]string{conflicts1(t, k)}, client.Choice{Mine: true}, "bruno", "")
		if len(left) != 0 {
			t.Errorf("%+v", left)
		}
		return err
	})
	b.sync()
	a.sync()
	if text, _ := fixed(a); text != "riga di bruno" || len(conflicts(a)) != 0 {
		t.Errorf("decided: %q", text)
	}

	corrects(b, "una svista", "bruno")
	at(b, func(k sharing.Desk, _ uint32, _ int) error {
		_, err := k.Undo(t.Context(), 1, "bruno", "")
		return err
	})
	b.sync()
	a.sync()
	if text, _ := fixed(a); text != "riga di bruno" {
		t.Errorf("taken back: %q", text)
	}
	b.sound()
}

func conflicts1(t *testing.T, k sharing.Desk) string {
	t.Helper()
	all, err := k.Conflicts(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	return all[0].ID
}
