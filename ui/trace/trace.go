// Package trace writes what the window shows as one JSON object per line, so
// that a script outside can steer the application and see what came of it: no
// accessibility tree tells that. A line is written from a widget's own state
// after it was drawn. Names and codes of persons never go into a trace.
package trace

import (
	"encoding/json"
	"io"
	"sync"
	"time"
)

// Log is an open trace. A nil Log takes every event and writes nothing, so
// that nobody has to ask whether tracing is on. Its methods may be called
// from many goroutines.
type Log struct {
	mu    sync.Mutex
	w     io.Writer
	start time.Time
	err   error
}

// New starts a trace on w; each event is one Write.
func New(w io.Writer) *Log { return &Log{w: w, start: time.Now()} }

// Event writes {"control":…,"event":…, then the pairs in the order given, then
// "ms": milliseconds since the trace began}. Pairs alternate name and value, as
// in log/slog; a value that JSON cannot hold ends the trace with an error.
func (l *Log) Event(control, event string, pairs ...any) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return
	}
	pairs = append([]any{"control", control, "event", event}, pairs...)
	pairs = append(pairs, "ms", time.Since(l.start).Milliseconds())
	line := []byte{'{'}
	for i := 0; i+1 < len(pairs); i += 2 {
		if i > 0 {
			line = append(line, ',')
		}
		for j, mark := range [2]byte{':', 0} {
			part, err := json.Marshal(pairs[i+j])
			if err != nil {
				l.err = err
				return
			}
			line = append(line, part...)
			if mark != 0 {
				line = append(line, mark)
			}
		}
	}
	_, l.err = l.w.Write(append(line, '}', '\n'))
}

// Err is the first failure, after which nothing more was written.
func (l *Log) Err() error {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}
