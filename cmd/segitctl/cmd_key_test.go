package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"segit/cmd/program"
	"segit/gis"
	"segit/gis/text"
	"segit/store/desk"
)

// memory is a keyring of a test.
type memory map[string][]byte

func (m memory) Get(_ context.Context, name string) ([]byte, error) { return m[name], nil }

func (m memory) Set(_ context.Context, name string, secret []byte) error {
	m[name] = secret
	return nil
}

func (m memory) Delete(_ context.Context, name string) error {
	delete(m, name)
	return nil
}

// stopping is a keyring that stops the command when it is given a key.
type stopping struct {
	memory
	stop context.CancelFunc
}

func (s stopping) Set(ctx context.Context, name string, secret []byte) error {
	s.stop()
	return s.memory.Set(ctx, name, secret)
}

// An exchange of keys that stopped in the middle shows the new recovery key and
// does not say that all is done.
func TestStoppedRotationIsNotSaidToBeDone(t *testing.T) {
	archive, phrase := filepath.Join(t.TempDir(), "a.segit"), written(t, secret)
	kept := memory{}
	run := func(ctx context.Context, ring desk.Keyring, args ...string) outcome {
		return segitctlWith(ctx, map[string]string{}, ring, nil, args...)
	}
	if o := run(t.Context(), kept, "init", archive, "--comune", "C351", "--keyring", "--passphrase-file", phrase); o.code != program.Done {
		t.Fatal(o)
	}
	ctx, cancel := context.WithCancel(t.Context())
	o := run(ctx, stopping{kept, cancel}, "key", "rotate", archive, "--passphrase-file", phrase)
	if o.code == program.Done || !strings.Contains(o.err, "non è concluso") || strings.Contains(o.err, "tutto è cifrato") || strings.Count(o.out, "-") < 7 {
		t.Errorf("%+v", o)
	}
	if o := run(t.Context(), kept, "key", "rotate", archive, "--passphrase-file", written(t, o.out)); o.code != program.Done {
		t.Errorf("%+v", o)
	}
}

// Keys that were exchanged are in force, whatever keeps the file from being
// compacted: no message says that nothing changed.
func TestRotationThatCannotCompact(t *testing.T) {
	words, err := text.Load(text.Italian)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		gis.Refuse("store.rewrite", gis.BadInput, "store.no-space", "a.segit", 2, 0),
		gis.Wrap("store.Compact", gis.Cancelled, context.Canceled, "store.write", "a.segit"),
	} {
		var said *gis.Error
		got := uncompacted(err, "a.segit")
		if !errors.As(got, &said) || said.Code != "cli.key-not-compacted" || said.Kind != gis.KindOf(err) {
			t.Errorf("%v: %v", err, got)
		}
		if said := words.Error(got); strings.Contains(said, "nulla è stato cambiato") {
			t.Error(said)
		}
	}
	if err := uncompacted(nil, "a.segit"); err != nil {
		t.Error(err)
	}
}

func TestKeysChange(t *testing.T) {
	ctx, kept := context.Background(), memory{}
	archive := filepath.Join(t.TempDir(), "a.segit")
	old, next, third := written(t, secret), written(t, "nuvola chiodo mela vento"), written(t, "terza frase del giorno")
	sealed := func(code int, says string, args ...string) outcome {
		t.Helper()
		o := segitctlWith(ctx, map[string]string{}, kept, nil, args...)
		if o.code != code || !strings.Contains(o.out+o.err, says) {
			t.Errorf("%v: exit %d, %s%s", args, o.code, o.out, o.err)
		}
		return o
	}
	sealed(program.Done, "Chiave di recupero", "init", archive, "--comune", "C351", "--passphrase-file", old)
	sealed(program.Done, `"locks":["passphrase","recovery"]`, "key", "status", archive, "--passphrase-file", old, "--json")
	sealed(program.Usage, "--new-passphrase-file", "key", "passphrase", archive, "--passphrase-file", old)
	sealed(program.Done, "cambiata", "key", "passphrase", archive, "--passphrase-file", old, "--new-passphrase-file", next)
	sealed(program.Locked, "non apre", "layers", archive, "--passphrase-file", old)
	sealed(program.Done, "portachiavi", "key", "keyring", archive, "add", "--passphrase-file", next)
	sealed(program.Done, "questa volta è stato aperto con keyring", "key", "status", archive)
	recovery := sealed(program.Done, "nuova chiave", "key", "recovery", archive)
	sealed(program.Done, "", "layers", archive, "--passphrase-file", written(t, recovery.out))
	sealed(program.Usage, "nuova frase", "key", "rotate", archive) // the keyring's key is no passphrase
	before, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	sealed(program.Done, "chiavi nuove", "key", "rotate", archive, "--new-passphrase-file", third)
	sealed(program.Done, "opened_by\":\"keyring", "key", "status", archive, "--json")
	sealed(program.Locked, "non apre", "layers", archive, "--passphrase-file", next)
	sealed(program.Done, "chiavi nuove", "key", "rotate", archive, "--passphrase-file", third)
	sealed(program.Done, "", "key", "keyring", archive, "remove")
	sealed(program.Locked, "cifrato", "layers", archive)
	sealed(program.Done, "", "layers", archive, "--passphrase-file", third)
	after, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	// Nothing that the former keys sealed is left, not even in freed pages.
	for at := 0; at+32 <= len(before); at += 16 {
		if piece := before[at : at+32]; encrypted(piece) && bytes.Contains(after, piece) {
			t.Fatalf("what stood at byte %d before the exchange of keys stands in the file still", at)
		}
	}
}

// encrypted reports whether bytes look so, and not like a head or a page's
// frame: half of them are beyond ASCII.
func encrypted(b []byte) bool {
	high := 0
	for _, c := range b {
		high += int(c >> 7)
	}
	return high > len(b)/4
}
