//go:build unix

package source

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"

	"segit/gis"
)

// TestLookDoesNotWaitOnAPipe: opening one would block for ever.
func TestLookDoesNotWaitOnAPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe.csv")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	var refused *gis.Error
	if _, err := look(pipe); !errors.As(err, &refused) || refused.Code != "source.irregular" {
		t.Errorf("got %v", err)
	}
}
