package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"segit/gis"
	"segit/gis/text"
)

// meter is a Progress on a terminal: one line, rewritten at most ten times a
// second.
type meter struct {
	w     io.Writer
	words text.Catalogue

	mu    sync.Mutex
	stage string
	size  int64
	done  int64
	last  time.Time
	began time.Time // the stage
}

func newMeter(w io.Writer, words text.Catalogue) *meter { return &meter{w: w, words: words} }

// Stage begins a part of the work on a line of its own.
func (m *meter) Stage(name gis.Message, size int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stage != "" {
		fmt.Fprintln(m.w) //nolint:errcheck // a closed terminal shows nothing
	}
	m.stage, m.size, m.done, m.last = m.words.Say(name), size, 0, time.Time{}
	m.began = time.Now()
	m.show()
}

// Add reports work done.
func (m *meter) Add(n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done += n
	m.show()
}

func (m *meter) show() {
	if m.done < m.size && time.Since(m.last) < 100*time.Millisecond {
		return
	}
	m.last = time.Now()
	if m.size > 0 {
		fmt.Fprintf(m.w, "\r%s %3d %%%s", m.stage, min(100*m.done/m.size, 100), m.left()) //nolint:errcheck // a closed terminal shows nothing
		if m.done >= m.size {
			fmt.Fprintln(m.w) //nolint:errcheck // a closed terminal shows nothing
			m.stage = ""
		}
		return
	}
	fmt.Fprintf(m.w, "\r%s …", m.stage) //nolint:errcheck // a closed terminal shows nothing
}

// left is how long the rest of the stage takes at the pace so far; blanks that
// wipe it out when that cannot be told.
func (m *meter) left() string {
	spent := time.Since(m.began)
	if m.done <= 0 || m.done >= m.size || spent < time.Second {
		return "                      "
	}
	left := time.Duration(float64(spent) * float64(m.size-m.done) / float64(m.done))
	return "  " + m.words.Say(gis.Say("ui.task.left", fmt.Sprintf("%02d:%02d", int(left.Minutes()), int(left.Seconds())%60))) + " "
}
