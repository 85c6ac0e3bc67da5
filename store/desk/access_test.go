package desk

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"segit/gis"
	"segit/gis/text"
	"segit/store"
)

// logged is the access log so far.
func logged(t *testing.T, d *Desk) []store.Access {
	t.Helper()
	var all []store.Access
	if err := d.archive.Accesses(func(x store.Access) error { all = append(all, x); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

// first is the value of a column in the first row of a dataset that has one.
func first(t *testing.T, d *Desk, dataset, column string) string {
	t.Helper()
	value := ""
	err := d.Query(t.Context(), QueryRequest{Dataset: dataset, Where: column + " != ''", Limit: 1}, func(f Feature) error {
		for _, v := range f.Fields {
			if v.Name == column {
				value = v.Value
			}
		}
		return nil
	})
	if err != nil || value == "" {
		t.Fatalf("%s of %s: %q, %v", column, dataset, value, err)
	}
	return value
}

// Every deed that shows persons or units is in the log before it shows them.
func TestDeedsAreLoggedBeforeTheyShow(t *testing.T) {
	d, all := worked(t)
	ctx, dir := t.Context(), t.TempDir()
	d.SetReader(Reader{Actor: "anna", Purpose: "verifica"})
	words, err := text.Load(text.Italian)
	if err != nil {
		t.Fatal(err)
	}
	unit := slices.IndexFunc(all, func(f gis.Finding) bool { return f.Key.Sub != "" && f.FiscalCode != "" })
	if unit < 0 {
		t.Fatal("no finding of a unit with its holder")
	}
	id, control := all[unit].ID, all[unit].Control
	for _, deed := range []struct {
		name, deed, what string
		do               func(shown func()) error
	}{
		{"query", "query", "units", func(shown func()) error {
			return d.Query(ctx, QueryRequest{Dataset: "units", Limit: 3}, func(Feature) error { shown(); return nil })
		}},
		{"identify", "", "", func(func()) error { _, err := d.Identify(ctx, all[0].Geometry.Bound().Center(), 1, nil); return err }},
		{"locate", "locate", "", func(shown func()) error {
			_, err := d.Locate(ctx, all[unit].Key.String(), 5)
			shown()
			return err
		}},
		{"finding", "finding", id, func(shown func()) error { _, err := d.Finding(ctx, id); shown(); return err }},
		{"findings", "findings", control, func(shown func()) error {
			_, err := d.Findings(ctx, FindingFilter{Control: control})
			shown()
			return err
		}},
		{"list without persons", "", "", func(func()) error {
			found, err := d.Findings(ctx, FindingFilter{Control: control, NoPersons: true})
			if found[0].FiscalCode+found[0].Name+found[0].Quota != "" {
				t.Error("the list names a person")
			}
			return err
		}},
		{"export", "export", "subjects", func(shown func()) error {
			_, err := d.Export(ctx, "subjects", filepath.Join(dir, "s.csv"), words)
			shown()
			return err
		}},
		{"export of parcels", "", "", func(func()) error {
			_, err := d.Export(ctx, "parcels", filepath.Join(dir, "p.csv"), words)
			return err
		}},
		{"export of findings", "export", "findings", func(shown func()) error {
			_, err := d.ExportFindings(ctx, FindingFilter{}, filepath.Join(dir, "f.csv"), words)
			shown()
			return err
		}},
		{"report", "report", id, func(shown func()) error {
			return d.ReportFinding(ctx, id, ReportRequest{Lang: text.Italian, Printed: time.Now()}, writes(shown))
		}},
		{"report of a control", "report", control, func(shown func()) error {
			return d.ReportControl(ctx, control, ReportRequest{Lang: text.Italian, Printed: time.Now(), Holders: true}, writes(shown), gis.Quiet{})
		}},
		{"changes", "changes", "tari", func(shown func()) error {
			supplies, err := d.Supplies(ctx)
			if err != nil {
				return err
			}
			at := slices.IndexFunc(supplies, func(s SupplyStatus) bool { return s.Source == "tari" })
			_, err = d.Changes(ctx, supplies[at].ID, ChangesPage{Limit: 3}, func(Change) error { shown(); return nil })
			return err
		}},
		{"control", "control", control, func(shown func()) error {
			_, err := d.RunControls(ctx, ControlRequest{IDs: []string{control}, Year: 2025, DryRun: true}, gis.Quiet{}, func(gis.Finding) { shown() })
			return err
		}},
	} {
		before := len(logged(t, d))
		shown := false
		err := deed.do(func() {
			if now := logged(t, d); !shown && len(now) != before+1 {
				t.Errorf("%s: shown with %d entries in the log, want %d", deed.name, len(now), before+1)
			}
			shown = true
		})
		if err != nil {
			t.Fatalf("%s: %v", deed.name, err)
		}
		now := logged(t, d)
		if deed.deed == "" {
			if len(now) != before {
				t.Errorf("%s: logged as %+v", deed.name, now[before:])
			}
			continue
		}
		if !shown || len(now) != before+1 {
			t.Fatalf("%s: shown %v, %d entries", deed.name, shown, len(now)-before)
		}
		if x := now[before]; x.Deed != deed.deed || x.What != deed.what || x.Actor != "anna" || x.Purpose != "verifica" || x.Count < 1 {
			t.Errorf("%s: logged as %+v", deed.name, x)
		}
	}
}

// writes calls shown at each writing.
type writes func()

func (w writes) Write(p []byte) (int, error) { w(); return io.Discard.Write(p) }

func TestWhoLookedAtAPerson(t *testing.T) {
	d, _ := worked(t)
	ctx := t.Context()
	code := first(t, d, "subjects", "fiscal_code")
	surname := first(t, d, "subjects", "surname")
	d.SetReader(Reader{Actor: "anna"})
	for _, where := range []string{"fiscal_code == '" + code + "'", "'" + surname + "' == surname and sex in ['M', 'F']", "surname startsWith '" + surname + "'", "fiscal_code == 'RSSMRA80A01H501U'"} {
		if err := d.Query(ctx, QueryRequest{Dataset: "subjects", Where: where}, func(Feature) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	d.SetReader(Reader{Actor: "bruno", Purpose: "controllo"})
	// The titles name the person by the identifier of the census alone.
	if err := d.Query(ctx, QueryRequest{Dataset: "titles", Where: "subject_id == 1", Limit: 1}, func(Feature) error { return nil }); err != nil {
		t.Fatal(err)
	}
	ask := func(f AccessFilter) (who []string) {
		err := d.Accesses(ctx, f, func(a Accessed) error {
			if a.Deed != "access" {
				who = append(who, a.Actor+" "+a.What)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return who
	}
	if who := ask(AccessFilter{Person: strings.ToLower(code)}); !slices.Contains(who, "anna subjects") {
		t.Errorf("who looked: %v", who)
	}
	subject := ""
	err := d.Query(ctx, QueryRequest{Dataset: "subjects", Where: "subject_id == 1 and fiscal_code != ''"}, func(f Feature) error {
		for _, v := range f.Fields {
			if v.Role == gis.RoleFiscalCode {
				subject = v.Value
			}
		}
		return nil
	})
	if err != nil || subject == "" {
		t.Fatalf("%q, %v", subject, err)
	}
	if who := ask(AccessFilter{Person: subject}); !slices.Contains(who, "bruno titles") {
		t.Errorf("who looked at the holder of a title: %v", who)
	}
	if who := ask(AccessFilter{Person: "RSSMRA80A01H501U"}); !slices.Equal(who, []string{"anna subjects"}) {
		t.Errorf("a search without a hit: %v", who)
	}
	if who := ask(AccessFilter{Person: code, Actor: "carla"}); len(who) != 0 {
		t.Errorf("%v", who)
	}
	if err := d.Accesses(ctx, AccessFilter{Person: "RSSMRA"}, func(Accessed) error { return nil }); gis.KindOf(err) != gis.BadUsage {
		t.Error(err)
	}
	for _, x := range logged(t, d) {
		raw, err := x.Encode()
		if err != nil || bytes.Contains(raw, []byte(code)) || bytes.Contains(raw, []byte(surname)) || bytes.Contains(raw, []byte(subject)) {
			t.Errorf("the log names a person: %s, %v", raw, err)
		}
	}
	last := logged(t, d)
	if x := last[len(last)-1]; x.Deed != "access" || x.Actor != "bruno" {
		t.Errorf("who asked the log is not in it: %+v", x)
	}
}

func TestLoggedFilterHidesNames(t *testing.T) {
	d, _ := worked(t)
	snapshot := d.archive.Snapshot()
	defer snapshot.Release() //nolint:errcheck // nothing was replaced
	for where, want := range map[string]string{
		"":                                                     "",
		"category == 'A02'":                                    `category == "A02"`,
		"fiscal_code == 'X' or sheet == '3'":                   `fiscal_code == "…" or sheet == "3"`,
		"upper(full_name) == 'ROSSI'":                          `upper(full_name) == "…"`,
		"full_name + 'X' contains 'ROSSI'":                     `full_name + "…" contains "…"`,
		"full_name in ['ROSSI', \"VERDI\"]":                    "",
		"any(['ROSSI'], # == full_name)":                       "",
		"surface > 80 and valid_from > '2020'":                 `surface > 80 and valid_from > "2020"`,
		"let x = 'ROSSI'; x == surname":                        "",
		"{'a': 'ROSSI'}.a == surname":                          "",
		"use == 'x' ? surname == 'ROSSI' : surname == 'VERDI'": "",
		"(": "…",
	} {
		got := loggedFilter(where, snapshot.Datasets(), d.sight())
		if strings.Contains(got, "ROSSI") || strings.Contains(got, "VERDI") || want != "" && got != want || where == "" && got != "" {
			t.Errorf("%s is logged as %s, want %s", where, got, want)
		}
	}
}

func TestManyRowsAreToldByTheirNumber(t *testing.T) {
	d, _ := worked(t)
	person := Feature{Fields: []Field{{Name: "fiscal_code", Value: "RSSMRA80A01H501U", Role: gis.RoleFiscalCode, Personal: true}}}
	for n, want := range map[int]int{0: 0, 1: 1, namedRows: 1, namedRows + 1: 2, 3 * namedRows: 2} {
		before := len(logged(t, d))
		shown := 0
		g := d.gate(store.Access{Deed: "query"})
		for range n {
			if err := g.offer(&person, func() error { shown++; return nil }); err != nil {
				t.Fatal(err)
			}
		}
		if err := g.close(); err != nil || shown != n {
			t.Fatalf("%d of %d shown, %v", shown, n, err)
		}
		entries := logged(t, d)[before:]
		if len(entries) != want || n > 0 && entries[len(entries)-1].Count != int64(n) {
			t.Errorf("%d rows are logged as %+v", n, entries)
		}
		if want == 2 && (entries[0].Count != -1 || entries[1].Of != entries[0].Seq || entries[0].Rows) {
			t.Errorf("%d rows are logged as %+v", n, entries)
		}
	}
}

// What cannot be logged is not shown.
func TestWithoutLogNothingIsShown(t *testing.T) {
	d, _ := worked(t)
	person := Feature{Fields: []Field{{Name: "fiscal_code", Value: "RSSMRA80A01H501U", Role: gis.RoleFiscalCode, Personal: true}}}
	for _, n := range []int{1, namedRows + 1} {
		g := d.gate(store.Access{Deed: "query"})
		for i := range n {
			if i == n-1 {
				if err := d.Close(); err != nil {
					t.Fatal(err)
				}
			}
			if err := g.offer(&person, func() error { t.Error("a row was shown"); return nil }); err != nil && i < n-1 {
				t.Fatal(err)
			}
		}
		err := g.close()
		var known *gis.Error
		if !errors.As(err, &known) || known.Code != "access.not-written" {
			t.Errorf("%v", err)
		}
	}
}
