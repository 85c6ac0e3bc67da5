package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"segit/cmd/program"
	"segit/store"
)

// An edit of many, undone and done again by command lines of their own, and
// the log of it.
func TestFindingUndoRedoLog(t *testing.T) {
	_, archive := demoArchive(t)
	all := objects(t, done(t, "findings", archive, "--control", "tari-untaxed", "--json"))
	id := all[0]["id"].(string)
	done(t, "finding", archive, id[:10], "--state", "checking", "--note", "visto", "--due", "2026-12-31", "--purpose", "verifica")
	edited := objects(t, done(t, "finding", archive, "--control", "tari-untaxed", "--where", "state == 'new'", "--state", "to-invite", "--json"))
	if len(edited) != len(all)-1 || edited[0]["state"] != "to-invite" {
		t.Fatalf("%d of %d findings edited", len(edited), len(all))
	}
	done(t, "finding", archive, id, "--note", "resta")
	if o := done(t, "undo", archive, "--skip"); !strings.Contains(o.err, "lasciato com’è: nota di") || !strings.Contains(o.err, "annullato: stato di") {
		t.Errorf("undo --skip says %q", o.err)
	}
	done(t, "redo", archive)
	if o := done(t, "undo", archive, "--steps", "2"); !strings.Contains(o.err, "annullato: stato, scadenza, nota di") || strings.Count(o.err, "\n") != 2 {
		t.Errorf("undo says %q", o.err)
	}
	if o := segitctl(t, "undo", archive); o.code != program.Failed {
		t.Errorf("nothing is left to undo, exit %d", o.code)
	}
	if o := done(t, "redo", archive); !strings.Contains(o.err, "ripetuto: stato, scadenza, nota di") {
		t.Errorf("redo says %q", o.err)
	}
	f := objects(t, done(t, "finding", archive, id, "--json"))[0]
	if f["state"] != "checking" || f["note"] != "visto\nresta" || f["due"] != "2026-12-31" {
		t.Errorf("after redo: %v", f)
	}
	log := objects(t, done(t, "log", archive, "--row", id, "--json"))
	if len(log) != 10 || log[0]["actor"] != "prova" || log[0]["purpose"] != "verifica" || log[4]["undoes"] == "" {
		t.Errorf("%d entries: %v", len(log), log)
	}
	if o := done(t, "log", archive, "--row", id); !strings.Contains(o.out, "stato: – → in verifica") || strings.Count(o.out, "\n") != 10 {
		t.Errorf("log says\n%s", o.out)
	}
	if o := done(t, "log", archive, "--since", "2999-01-01"); o.out != "" {
		t.Errorf("log since tomorrow: %q", o.out)
	}
	for _, args := range [][]string{{"finding", archive}, {"undo", archive, "--steps", "0"}, {"finding", archive, id, "--due", "31/12"}} {
		if o := segitctl(t, args...); o.code != program.Usage {
			t.Errorf("%v: exit %d", args, o.code)
		}
	}
}

// A step that is passed over and has none before it: that is what was asked for.
// With no step at all there is nothing to pass over.
func TestUndoSkipsTheOnlyStep(t *testing.T) {
	_, archive := demoArchive(t)
	if o := segitctl(t, "undo", archive, "--skip"); o.code != program.Failed || !strings.Contains(o.err, "nulla da annullare") {
		t.Errorf("with no step: exit %d, %q", o.code, o.err)
	}
	id := objects(t, done(t, "findings", archive, "--json"))[0]["id"].(string)
	done(t, "finding", archive, id, "--note", "resta")
	o := done(t, "undo", archive, "--skip")
	if !strings.Contains(o.err, "lasciato com’è: nota di") || !strings.Contains(o.err, "non c’è altro da annullare") {
		t.Errorf("it says %q", o.err)
	}
	if f := objects(t, done(t, "finding", archive, id, "--json"))[0]; f["note"] != "resta" {
		t.Errorf("the step passed over was undone: %v", f)
	}
	if o := segitctl(t, "undo", archive, "--skip", "--steps", "0"); o.code != program.Usage {
		t.Errorf("no steps: exit %d", o.code)
	}
}

// The log of an archive that joined again as another device tells by their numbers
// which edits were taken back.
func TestLogOfAnArchiveThatJoinedAgain(t *testing.T) {
	_, archive := demoArchive(t)
	id := objects(t, done(t, "findings", archive, "--json"))[0]["id"].(string)
	done(t, "finding", archive, id, "--note", "resta")
	done(t, "undo", archive)
	a, err := store.Open(t.Context(), archive)
	if err != nil {
		t.Fatal(err)
	}
	err = a.Become("d2", 0, 0, func(*store.SharedTx, []store.RowRef) error { return nil })
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	if o := done(t, "log", archive, "--row", id); !strings.Contains(o.out, "[annulla la 1]") {
		t.Errorf("log says\n%s", o.out)
	}
}

// Of findings that nobody deleted none is listed or brought back.
func TestNothingWasDeleted(t *testing.T) {
	_, archive := demoArchive(t)
	if o := done(t, "findings", archive, "--deleted"); o.out != "" {
		t.Errorf("deleted: %q", o.out)
	}
	id := objects(t, done(t, "findings", archive, "--json"))[0]["id"].(string)
	if o := segitctl(t, "finding", archive, id, "--restore"); o.code == 0 || !strings.Contains(o.err, "findings --deleted") {
		t.Errorf("exit %d: %q", o.code, o.err)
	}
	if o := segitctl(t, "finding", archive, "--restore"); o.code != program.Usage {
		t.Errorf("exit %d: %q", o.code, o.err)
	}
}

func TestAssert(t *testing.T) {
	_, archive := demoArchive(t)
	done(t, "assert", archive, "F:W001/A/1/2/3", "--text", "edificio demolito")
	o := objects(t, done(t, "assert", archive, "W001/A/1/2/3", "--json"))
	if len(o) != 1 || o[0]["text"] != "edificio demolito" || o[0]["about"] != "F:W001/A/1/2/3" || o[0]["author"] != "prova" {
		t.Errorf("%v", o)
	}
	if o := segitctl(t, "assert", archive, "qui", "--text", "x"); o.code != program.Usage {
		t.Errorf("exit %d: %s", o.code, o.err)
	}
}

// A part of a delivery is undone alone, and says what stands; then the whole of it.
func TestSuppliesUndoDelivery(t *testing.T) {
	const head = "FOGLIO;PARTICELLA;SUB;MQ;CODICE_FISCALE\n"
	dir := t.TempDir()
	archive := filepath.Join(dir, "a.segit")
	done(t, "init", archive, "--comune", "W001", "--plaintext")
	var paths []string
	for name, rows := range map[string]string{"tari-1.csv": "1;10;1;50;\n", "tari-2.csv": "2;20;1;70;\n"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(head+rows), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	done(t, append([]string{"import", archive}, paths...)...)
	if o := done(t, "supplies", archive, "1", "--undo", "--reason", "prova"); !strings.Contains(o.err, "resta 2 (") || !strings.Contains(o.err, "--delivery") {
		t.Errorf("a part alone: %q", o.err)
	}
	if o := done(t, "supplies", archive, "1", "--undo", "--delivery", "--reason", "prova", "--json"); len(objects(t, o)) != 1 || strings.Contains(o.err, "resta") {
		t.Errorf("the rest: %q, %q", o.out, o.err)
	}
	if o := done(t, "supplies", archive, "2", "--restore", "--delivery", "--json"); len(objects(t, o)) != 2 {
		t.Errorf("taken back: %q", o.out)
	}
	for _, args := range [][]string{{"1", "--delivery"}, {"1", "--undo", "--delivery"}, {"--undo", "--delivery", "--reason", "x"}} {
		if o := segitctl(t, append([]string{"supplies", archive}, args...)...); o.code != program.Usage {
			t.Errorf("%v: exit %d, %s", args, o.code, o.err)
		}
	}
}
