//go:build unix

package desk_test

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"segit/store/desk"
)

// What is written to a pipe or a device goes into it: nothing takes its place.
func TestWriteFileIntoAPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe.csv")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	read := make(chan string)
	go func() {
		b, _ := os.ReadFile(path)
		read <- string(b)
	}()
	err := desk.WriteFile(path, func(w io.Writer) error { _, err := io.WriteString(w, "rows"); return err })
	if got := <-read; err != nil || got != "rows" {
		t.Errorf("%q, %v", got, err)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode().IsRegular() {
		t.Errorf("the pipe is gone: %v, %v", info, err)
	}
}
