//go:build unix

package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"segit/cmd/program"
)

// nobody is the user as whom a test runs what must not be allowed everything, where
// it is itself the one to whom no rights apply.
const nobody = 65534

// asNobody runs segitctl as a process of its own without the rights of root.
func asNobody(t *testing.T, binary string, env []string, args ...string) outcome {
	t.Helper()
	var out, log strings.Builder
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Env = append([]string{childMain + "=1", "USER=prova", "LANG=it_IT.UTF-8", "HOME=/nonexistent", "TMPDIR=/tmp"}, env...)
	cmd.Stdout, cmd.Stderr = &out, &log
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	code := 0
	if err := cmd.Run(); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			t.Fatal(err)
		}
		code = exit.ExitCode()
	}
	return outcome{code, out.String(), log.String()}
}

// open lets everybody in: nobody has to come to what a test makes.
func open(t *testing.T, mode os.FileMode, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
}

// Every command that writes, in a folder that may not be written to, on a file that
// may not, or both, as on a medium that is for reading only: what needs only the file
// is done where that may be written to, the rest is refused with the truth, and the
// archive is as it was.
func TestWritingWhereNothingCanBeWritten(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(t.TempDir(), "segitctl")
	copied(t, self, binary)
	open(t, 0o755, binary, filepath.Dir(binary), filepath.Dir(filepath.Dir(binary)))
	next := filepath.Join(filepath.Dir(binary), "next")
	if err := os.WriteFile(next, []byte("un’altra frase lunga\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	open(t, 0o644, next)
	cases := append(crashCases(),
		crashCase{"supplies", crashArchive, func(a string) []string { return []string{"supplies", a, "1", "--undo", "--reason", "prova"} }, nil, false},
		crashCase{"delivery", crashArchive, func(a string) []string {
			return []string{"supplies", a, "1", "--undo", "--delivery", "--reason", "prova"}
		}, nil, false},
		crashCase{"assert", crashArchive, func(a string) []string { return []string{"assert", a, "W001/A/1/2/3", "--text", "prova"} }, nil, false},
		crashCase{"passphrase", sealedArchive, func(a string) []string {
			return []string{"key", "passphrase", a, "--new-passphrase-file", next}
		}, []string{"SEGIT_PASSPHRASE=" + crashPassphrase}, false},
		crashCase{"recovery", sealedArchive, func(a string) []string { return []string{"key", "recovery", a} }, []string{"SEGIT_PASSPHRASE=" + crashPassphrase}, false},
		crashCase{"export", crashArchive, func(a string) []string { return []string{"export", a, "tari", "-o", a + ".csv"} }, nil, false},
		crashCase{"rescue", crashArchive, func(a string) []string { return []string{"rescue", a, "-o", a + ".out"} }, nil, false},
	)
	// What needs nothing of what is denied.
	done := map[string]bool{}
	for _, name := range []string{"init", "seal", "export", "rescue"} {
		done[name+" file"] = true
	}
	for _, name := range []string{"import", "control", "edit", "undo", "supplies", "delivery", "assert", "passphrase", "recovery"} {
		done[name+" folder"] = true
	}
	// What makes another file than the archive's.
	instead := map[string]string{"init": "non si può creare", "seal": "non si può creare", "export": "non si può scrivere", "rescue": "non si può scrivere"}
	for _, c := range cases {
		for _, where := range []struct {
			name         string
			file, folder os.FileMode
			says         string
		}{{"file", 0o444, 0o777, "è in sola lettura"}, {"folder", 0o666, 0o555, "la cartella"}, {"medium", 0o444, 0o555, "è in sola lettura"}} {
			t.Run(c.name+" "+where.name, func(t *testing.T) {
				dir := t.TempDir()
				archive := filepath.Join(dir, "prova.segit")
				if c.archive != nil {
					c.archive(t, dir)
				}
				args := c.args(archive)
				open(t, 0o755, filepath.Dir(dir))
				for _, name := range []string{archive, filepath.Join(dir, "tari.csv")} {
					if _, err := os.Stat(name); err == nil {
						open(t, where.file, name)
					}
				}
				before := fileOf(archive)
				open(t, where.folder, dir)
				o := asNobody(t, binary, c.env, args...)
				open(t, 0o777, dir)
				want := program.Refused
				if done[c.name+" "+where.name] {
					want = program.Done
				}
				if o.code != want {
					t.Errorf("exit %d, want %d: %s", o.code, want, o.err)
				}
				if want == program.Done {
					return
				}
				says := where.says
				if s := instead[c.name]; s != "" {
					says = s
				}
				if !strings.Contains(o.err, says) || strings.Contains(o.err, "non si può leggere") {
					t.Errorf("it says %q", o.err)
				}
				if fileOf(archive) != before && c.name != "export" { // which is noted as an access
					t.Error("the archive is another")
				}
			})
		}
	}
}

// fileOf is the content of a file, "" for none.
func fileOf(path string) string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(raw)
}
