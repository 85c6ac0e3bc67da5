package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"segit/cmd/program"
)

const secret = "gatto lampada fiume sasso"

// written makes a file of a test.
func written(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "frase.txt")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// typing answers questions in turn.
func typing(answers ...string) func(context.Context, string) ([]byte, error) {
	return func(context.Context, string) ([]byte, error) {
		next := answers[0]
		answers = answers[1:]
		return []byte(next), nil
	}
}

// Who gives a passphrase, and how, decides whether an archive is made and
// opened; nothing is asked where nobody sits.
func TestWhereThePassphraseComesFrom(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	archive := filepath.Join(dir, "a.segit")
	file, other := written(t, secret+"\r\nresto\n"), written(t, "un'altra\n")
	env := func(v string) map[string]string { return map[string]string{"SEGIT_PASSPHRASE": v} }
	init := []string{"init", archive, "--comune", "C351"}
	layers := []string{"layers", archive}
	for _, c := range []struct {
		name string
		env  map[string]string
		ask  func(context.Context, string) ([]byte, error)
		args []string
		code int
		says string
	}{
		{"made without any", env(""), nil, init, program.Usage, "--passphrase-file"},
		{"made with two that differ", env(""), typing(secret, "altro"), init, program.Usage, "non sono uguali"},
		{"made with an empty file", env(""), nil, append(init, "--passphrase-file", written(t, "\n")), program.Usage, "vuota"},
		{"made with no file", env(""), nil, append(init, "--passphrase-file", dir+"/nessuno"), program.Usage, "nessuno"},
		{"made with a short one", env("gatto"), nil, init, program.Usage, "troppo corta"},
		{"made as typed, short", env(""), typing("gatto", "gatto"), init, program.Usage, "almeno 8 caratteri"},
		{"made as typed", env(""), typing(secret, secret), init, program.Done, "EPSG:7792"},
		{"opened without any", env(""), nil, layers, program.Locked, "cifrato"},
		{"opened by file", env("sbagliata"), nil, append(layers, "--passphrase-file", file), program.Done, ""},
		{"opened by another file", env(secret), nil, append(layers, "--passphrase-file", other), program.Locked, "non apre"},
		{"opened by the environment", env(secret), typing(), layers, program.Done, ""},
		{"opened as typed", env(""), typing(secret), layers, program.Done, ""},
		{"opened as mistyped", env(""), typing("sbagliata"), layers, program.Locked, "non apre"},
	} {
		o := segitctlWith(ctx, c.env, nil, c.ask, c.args...)
		if o.code != c.code || !strings.Contains(o.err, c.says) {
			t.Errorf("%s: exit %d, %s", c.name, o.code, o.err)
		}
		if strings.Contains(o.err+o.out, secret) {
			t.Errorf("%s: the passphrase is printed", c.name)
		}
	}
}

func TestRecoveryKeyIsPrintedOnceAndOpens(t *testing.T) {
	archive := filepath.Join(t.TempDir(), "a.segit")
	o := done(t, "init", archive, "--comune", "C351", "--passphrase-file", written(t, secret), "--json")
	made := objects(t, o)[0]
	key, _ := made["recovery"].(string)
	if made["plaintext"] != false || len(key) != 47 {
		t.Fatalf("%v", made)
	}
	done(t, "layers", archive, "--passphrase-file", written(t, strings.ToLower(strings.ReplaceAll(key, "-", " "))))
	bad := []byte(key)
	bad[7] = "AB"[b2i(bad[7] == 'A')]
	if o := segitctl(t, "layers", archive, "--passphrase-file", written(t, string(bad))); o.code != program.Locked || !strings.Contains(o.err, "gruppo 2") {
		t.Errorf("exit %d, %s", o.code, o.err)
	}
	plain := done(t, "init", filepath.Join(t.TempDir(), "b.segit"), "--comune", "C351", "--plaintext")
	if plain.out != "" || !strings.Contains(plain.err, "in chiaro") {
		t.Errorf("%s%s", plain.out, plain.err)
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
