package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"segit/gis"
	"segit/gis/demo"
)

// TestMainJobByKeyboard does a newcomer's whole job from the welcome page
// without the mouse: a new archive, the files of an office, every control, the
// first finding.
func TestMainJobByKeyboard(t *testing.T) {
	binary := build(t)
	supplies := filepath.Join(t.TempDir(), "forniture")
	if err := os.Mkdir(supplies, 0o755); err != nil {
		t.Fatal(err)
	}
	written, err := demo.Write(context.Background(), supplies, demo.Options{Seed: 11, Units: 200}, gis.Quiet{})
	if err != nil {
		t.Fatal(err)
	}
	s := newScreen(t)
	s.start(binary)
	s.wait("window", "welcome", nil)
	s.wait("window", "started", nil)

	s.do("key", "ctrl+n")
	s.wait("menu", "chosen", nil)
	s.do("type", demo.Comune)
	s.do("key", "Tab", "Tab", "ctrl+a")
	s.do("type", filepath.Join(t.TempDir(), "prova.segit"))
	s.do("key", "Tab", "Tab")
	s.do("type", "gatto lampada fiume sasso mela")
	s.do("key", "Tab")
	s.do("type", "gatto lampada fiume sasso mela")
	s.do("key", "Return")
	if e := s.wait("archive", "opened", nil); e["comune"] != demo.Comune || number(e, "findings") != 0 {
		t.Fatalf("opened = %v", e)
	}

	s.wait("keys", "recovery", nil)
	s.do("key", "space", "Tab", "space") // it is on paper; go on
	s.do("key", "ctrl+i")
	s.wait("menu", "chosen", nil)
	s.do("type", supplies)
	s.do("key", "shift+Return")
	if e := s.wait("import", "done", nil); number(e, "files") < 10 {
		t.Fatalf("imported %v", e)
	}
	s.wait("map", "view", nil)

	s.do("key", "ctrl+r")
	s.wait("menu", "chosen", nil)
	s.do("key", "Return")
	if e := s.wait("controls", "done", nil); int(number(e, "findings")) != written.Findings {
		t.Errorf("found %v, the municipality has %d", e, written.Findings)
	}
	if e := s.wait("findings", "listed", nil); int(number(e, "count")) != written.Findings {
		t.Errorf("listed %v, want %d", e, written.Findings)
	}
	s.do("key", "alt+Down")
	s.wait("evidence", "shown", nil)
	s.do("key", "ctrl+l")
	s.wait("archive", "locked", nil)
	s.do("type", "gatto lampada fiume sasso mela")
	s.do("key", "Return")
	s.wait("archive", "unlocked", nil)
	s.wait("evidence", "shown", nil)
	if err := s.leave(); err != nil {
		t.Errorf("the application ended with %v\n%s", err, s.said())
	}
}
