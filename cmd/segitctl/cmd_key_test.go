package main

import (
	"bytes"
	"context"
	"errors"
	"io"
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
	// It goes on under the passphrase that is named then, and shows a recovery key
	// once more: that of the exchange may never have been seen.
	later := written(t, "quarta frase del giorno")
	again := run(t.Context(), kept, "key", "rotate", archive, "--passphrase-file", written(t, o.out), "--new-passphrase-file", later)
	if again.code != program.Done || strings.Count(again.out, "-") < 7 {
		t.Fatalf("%+v", again)
	}
	for _, key := range []string{later, written(t, again.out)} {
		if o := run(t.Context(), memory{}, "layers", archive, "--passphrase-file", key); o.code != program.Done {
			t.Errorf("%+v", o)
		}
	}
	if o := run(t.Context(), memory{}, "layers", archive, "--passphrase-file", phrase); o.code != program.Locked {
		t.Errorf("the passphrase of before: %+v", o)
	}
}

// writes are what a command prints, told as it comes.
type writes func(p []byte)

func (w writes) Write(p []byte) (int, error) {
	w(p)
	return len(p), nil
}

// The recovery key is shown before the file is written anew: who is killed then
// has it.
func TestRecoveryKeyIsShownBeforeTheFileIsWrittenAnew(t *testing.T) {
	archive, phrase := filepath.Join(t.TempDir(), "a.segit"), written(t, secret)
	if o := segitctlWith(t.Context(), map[string]string{}, nil, nil, "init", archive, "--comune", "C351", "--passphrase-file", phrase); o.code != program.Done {
		t.Fatal(o)
	}
	stat := func() os.FileInfo {
		info, err := os.Stat(archive)
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	before, then := stat(), os.FileInfo(nil)
	out := outside{writes(func([]byte) { then = stat() }), io.Discard, func(string) string { return "" }, nil, nil}
	if code := run(t.Context(), []string{"key", "rotate", archive, "--passphrase-file", phrase}, out); code != program.Done {
		t.Fatal(code)
	}
	if then == nil || !os.SameFile(before, then) || os.SameFile(then, stat()) {
		t.Errorf("shown %v; the file was written anew before it, or never", then != nil)
	}
}

// Nobody is asked for the passphrase of an archive that takes none.
func TestArchivesWithoutKeysAskForNone(t *testing.T) {
	archive := filepath.Join(t.TempDir(), "a.segit")
	done(t, "init", archive, "--comune", "C351", "--plaintext")
	for _, deed := range []string{"rotate", "passphrase"} {
		o := segitctlWith(t.Context(), map[string]string{}, nil, func(context.Context, string) ([]byte, error) {
			t.Errorf("%s asks", deed)
			return []byte(secret), nil
		}, "key", deed, archive)
		if o.code != program.Usage || !strings.Contains(o.err, "in chiaro") {
			t.Errorf("%s: %+v", deed, o)
		}
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
