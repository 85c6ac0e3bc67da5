//go:build cgo

// Package ogrtest gives tests a segit-ogr: the test binary itself, under that
// name.
package ogrtest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"segit/gis/format/ogr/library"
)

// name is that of the program.
const name = "segit-ogr"

// Main is for TestMain: it runs the tests with a segit-ogr in the search path, or
// is segit-ogr when it was started as such; program is what it does then,
// [library.Serve] on the standard streams when it is nil. It gives the exit code.
func Main(m *testing.M, program func() (code int)) int {
	if filepath.Base(os.Args[0]) == name {
		if program != nil {
			return program()
		}
		if err := library.Serve(os.Stdin, os.Stdout); err != nil {
			return failed(err)
		}
		return 0
	}
	self, err := os.Executable()
	if err != nil {
		return failed(err)
	}
	folder, err := os.MkdirTemp("", name)
	if err != nil {
		return failed(err)
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a temporary folder
	if err := os.Symlink(self, filepath.Join(folder, name)); err != nil {
		return failed(err)
	}
	if err := os.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH")); err != nil {
		return failed(err)
	}
	return m.Run()
}

func failed(err error) int {
	fmt.Fprintln(os.Stderr, name+":", err) //nolint:errcheck // nowhere left to say it
	return 1
}
