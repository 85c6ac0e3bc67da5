package main

import (
	"os"

	"segit/ui/trace"
)

// openTrace begins the trace that a script asked for; without one the log is
// nil and takes everything in silence.
func openTrace(path string) (*trace.Log, func() error, error) {
	if path == "" {
		return nil, func() error { return nil }, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, nil, err
	}
	log := trace.New(file)
	return log, func() error {
		if err := log.Err(); err != nil {
			return err
		}
		return file.Close()
	}, nil
}
