package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/zstd"

	"segit/cmd/program"
	"segit/gis"
	"segit/store"
)

// childMain is the variable by which a test starts this binary again as
// segitctl itself, to be killed.
const childMain = "SEGITCTL_TEST_MAIN"

// crashCase is a deed that is interrupted.
type crashCase struct {
	name    string
	archive func(t testing.TB, dir string) string // makes the archive it begins with; "" where it makes one
	args    func(archive string) []string
	env     []string
	once    bool // cannot be done twice
}

const crashPassphrase = "una frase lunga per la prova"

// crashCases are the deeds that write.
func crashCases() []crashCase {
	tari := func(archive string) string { return filepath.Join(filepath.Dir(archive), "tari.csv") }
	sealed := []string{"SEGIT_PASSPHRASE=" + crashPassphrase}
	return []crashCase{
		{"init", nil, func(a string) []string { return []string{"init", a, "--comune", "W001", "--plaintext"} }, nil, true},
		{"import", crashArchive, func(a string) []string { return []string{"import", a, tari(a), "--date", "2026-01-31"} }, nil, false},
		{"control", crashArchive, func(a string) []string { return []string{"control", "run", a, "--all", "--year", "2024"} }, nil, false},
		{"edit", crashArchive, func(a string) []string {
			return []string{"finding", a, firstFinding(a), "--state", "checking", "--note", "prova"}
		}, nil, false},
		{"undo", crashArchive, func(a string) []string { return []string{"undo", a} }, nil, true},
		{"compact", crashArchive, func(a string) []string { return []string{"compact", a} }, nil, false},
		{"migrate", oldArchive, func(a string) []string { return []string{"layers", a} }, nil, false},
		{"seal", nil, func(a string) []string { return []string{"init", a, "--comune", "W001"} }, sealed, true},
		{"rotate", sealedArchive, func(a string) []string { return []string{"key", "rotate", a} }, sealed, false},
	}
}

// crashFolder holds what the deeds begin with, made once.
var crashFolder = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "segitctl-crash-")
	if err != nil {
		return "", err
	}
	demo := filepath.Join(dir, "demo")
	archive := filepath.Join(dir, "base.segit")
	runs := [][]string{
		{"demo", demo, "--units", "200"},
		{"init", archive, "--comune", "W001", "--plaintext"},
		{"import", archive, filepath.Join(demo, "W001A0001.FAB"), filepath.Join(demo, "tari.csv"), "--date", "2025-01-31"},
		{"control", "run", archive, "--all", "--year", "2025"},
	}
	for _, args := range runs {
		if o := segitctlWith(context.Background(), map[string]string{}, nil, nil, args...); o.code != program.Done {
			return dir, fmt.Errorf("%v: exit %d: %s", args, o.code, o.err)
		}
	}
	return dir, nil
})

// crashArchive is a small archive with findings, one of them edited, and a
// supply to import beside it.
func crashArchive(t testing.TB, dir string) string {
	t.Helper()
	from, err := crashFolder()
	if err != nil {
		t.Fatal(err)
	}
	archive := filepath.Join(dir, "prova.segit")
	copied(t, filepath.Join(from, "base.segit"), archive)
	raw, err := os.ReadFile(filepath.Join(from, "demo", "tari.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(raw, []byte("\n"))
	if err := os.WriteFile(filepath.Join(dir, "tari.csv"), bytes.Join(append(lines[:9:9], lines[20:]...), nil), 0o600); err != nil {
		t.Fatal(err)
	}
	done(t, "finding", archive, firstFinding(archive), "--note", "prima")
	return archive
}

// oldArchive is an archive of format 1.
func oldArchive(t testing.TB, dir string) string {
	t.Helper()
	archive := filepath.Join(dir, "prova.segit")
	unpacked(t, filepath.Join("..", "..", "store", "testdata", "v1", "desk.segit.zst"), archive)
	return archive
}

// sealedArchive is a small sealed archive.
func sealedArchive(t testing.TB, dir string) string {
	t.Helper()
	from, err := crashFolder()
	if err != nil {
		t.Fatal(err)
	}
	archive := filepath.Join(dir, "prova.segit")
	for _, args := range [][]string{
		{"init", archive, "--comune", "W001"},
		{"import", archive, filepath.Join(from, "demo", "tari.csv"), "--date", "2025-01-31"},
	} {
		o := segitctlWith(t.Context(), map[string]string{"SEGIT_PASSPHRASE": crashPassphrase}, nil, nil, args...)
		if o.code != program.Done {
			t.Fatalf("%v: exit %d: %s", args, o.code, o.err)
		}
	}
	return archive
}

// unpacked writes a file that was packed with zstd.
func unpacked(t testing.TB, from, to string) {
	t.Helper()
	packed, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	unpack, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer unpack.Close()
	raw, err := unpack.DecodeAll(packed, nil)
	if err == nil {
		err = os.WriteFile(to, raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func copied(t testing.TB, from, to string) {
	t.Helper()
	raw, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// firstFinding is the id of a finding of the archive, found beside any desk: a
// desk would write down that it looked.
func firstFinding(archive string) string {
	a, err := store.Open(context.Background(), archive)
	if err != nil {
		return ""
	}
	defer a.Close() //nolint:errcheck // only read
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // only read
	for rows, err := range s.Scan(context.Background(), store.Ask{Dataset: store.DatasetFindings, Columns: []string{"id"}}) {
		if err == nil && rows.Len() > 0 {
			return rows.Text(rows.Schema.Index("id"), 0)
		}
	}
	return ""
}

// state is what an archive says: exactly, and without what differs from one run
// of a deed to the next.
type state struct{ exact, alike []string }

// stateOf opens and checks an archive; troubles of the given codes are to be
// expected.
func stateOf(t testing.TB, archive string, expected ...string) state {
	t.Helper()
	if _, err := os.Stat(archive); errors.Is(err, os.ErrNotExist) {
		return state{[]string{"nothing"}, []string{"nothing"}}
	}
	keys := store.Keys{Passphrase: []byte(crashPassphrase)}
	a, err := store.OpenWith(t.Context(), archive, keys)
	if err != nil {
		t.Fatal(err)
	}
	all, err := a.Contents(t.Context())
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	s := state{exact: []string{"format 2"}}
	for _, c := range all {
		s.exact = append(s.exact, c.String())
		if c.Part == "journal" || strings.HasPrefix(c.Part, "edits ") || c.Part == "rows runs/controls" {
			c.Sum = ""
		}
		s.alike = append(s.alike, c.String())
	}
	done, err := store.Check(t.Context(), archive, keys, gis.Quiet{}, func(trouble store.Trouble) error {
		if !trouble.Harmless && !slices.Contains(expected, trouble.Code) {
			t.Errorf("the check tells %v", trouble)
		}
		return nil
	})
	if err != nil {
		t.Errorf("the check ends after %+v: %v", done, err)
	}
	return s
}
